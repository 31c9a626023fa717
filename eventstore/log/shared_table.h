// A small table that several hubs write and read together: under each key the last value that
// anybody put there. Not a log: what was there before is gone.
//
// Source: docs/decisions/0023-the-directory.md.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>

#include "eventstore/base/status.h"

namespace goldthread {

struct TableChange {
  std::string key;                   // 1 to kTableKeyBytesMax bytes.
  std::optional<std::string> value;  // Nothing: the row goes. An empty value is not a row.
};
inline constexpr size_t kTableKeyBytesMax = 120;

class SharedTable {
 public:
  using Rows = std::map<std::string, std::string>;

  virtual ~SharedTable() = default;

  // All that stands, this caller's own writes included. Lent until the next call.
  //
  // Errors, after which the next call reads anew:
  //   kUnavailable  not all of it could be read in time: nothing is given, rather than a part
  //   kDataLoss     somebody else's bytes stand in it
  virtual StatusOr<const Rows*> Read() = 0;

  // Durable when it returns. A repeat is harmless.
  //
  // Errors:
  //   kInvalidArgument     a key or value that no table takes; nothing is written
  //   kUnavailable         nobody knows what of it is written: read, and write what is missing
  //   kFailedPrecondition  "FENCED": another has taken this writer's place; as kUnavailable
  virtual Status Write(std::span<const TableChange> changes) = 0;

  // Threads: one.
};

// Whether every table takes these: kInvalidArgument says why not.
Status CheckChanges(std::span<const TableChange> changes);

}  // namespace goldthread
