// Where folds keep their rows: ordered keys and values, and the log position they are true
// for, written together. May be thrown away and built again from the log at any time.
//
// Source: design D5, D11; docs/decisions/0003-view-store.md.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/position.h"
#include "eventstore/base/status.h"

namespace goldthread {

// Keys from `first` up to but not including `last`; an empty `last` is the end of all.
struct KeyRange {
  std::string first;
  std::string last;
};
KeyRange PrefixRange(std::string_view prefix);

enum class Direction { kForward, kBackward };

// Walks rows in key order. Views are valid until the next call. Threads: one.
class RowCursor {
 public:
  virtual ~RowCursor() = default;
  virtual bool Valid() const = 0;
  virtual void Next() = 0;
  // To the first row of the range that is not before `key`, ahead or back, for several looks
  // with one cursor. Only on a forward walk.
  virtual void Seek(std::string_view key) = 0;
  virtual std::string_view key() const = 0;
  virtual std::string_view value() const = 0;
  // Look at it when Valid turns false: the end of the range, or kDataLoss/kUnavailable.
  virtual Status status() const = 0;
};

// All rows at one instant, and the position they are true for. Writing goes on beside it.
// Keep it for one answer, not longer: it holds back space. Threads: any.
class ViewSnapshot {
 public:
  virtual ~ViewSnapshot() = default;
  // Everything before it is folded in.
  virtual Position NextPosition() const = 0;
  virtual StatusOr<std::optional<std::string>> Get(std::string_view key) const = 0;
  virtual std::unique_ptr<RowCursor> Scan(const KeyRange& range,
                                          Direction direction = Direction::kForward) const = 0;
};

// One row to write, or to remove when `value` is empty-optional. Lent.
struct RowChange {
  std::string_view key;
  std::optional<std::string_view> value;
};

class ViewStore {
 public:
  virtual ~ViewStore() = default;

  // The position after the last record folded in; 0 for a new store.
  virtual StatusOr<Position> NextPosition() const = 0;

  // As it stands. For folding, which has no writer beside it; answers use a snapshot.
  virtual StatusOr<std::optional<std::string>> Get(std::string_view key) const = 0;

  // Writes the rows and the position together: after a crash both are there or neither.
  // Not synced: what a power cut takes is folded again.
  // Errors: kUnavailable, kResourceExhausted (disk full), kDataLoss. The store then takes no
  // further writes; reading goes on. Open it again, or rebuild.
  // Threads: one writer.
  virtual Status Commit(const std::vector<RowChange>& changes, Position next) = 0;

  virtual StatusOr<std::unique_ptr<ViewSnapshot>> Snapshot() const = 0;

  // A copy that can be opened, at `path`, which must not exist. Cheap: files are linked.
  virtual Status Checkpoint(const std::string& path) = 0;
};

}  // namespace goldthread
