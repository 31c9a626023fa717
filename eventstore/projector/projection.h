// A fold: how one record changes one view. The hub's every conclusion is one of these.
//
// Source: design D3, D4, D8, D11.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "eventstore/base/position.h"
#include "eventstore/base/status.h"
#include "goldthread/v1/event.pb.h"
#include "goldthread/v1/record.pb.h"

namespace goldthread {

// One record of the log, as folds see it. Lent for the call.
struct Arrival {
  Position position;
  const v1::RecordHeader& header;
  const v1::Event& event;   // Its `received_at` is unset: header.received_at_us has it.
  std::string_view body{};  // The bytes `event` was parsed from, opened where they were sealed.
};

// A fold's own rows as they stood before the record, and what it makes of them. Keys are
// the fold's own; another fold's rows cannot be reached.
//
// State is read back by the fold and may be written again. Appends are not: no fold ever
// reads them, their keys never repeat but with the same value, so that a rebuild can sort
// and load them without a look-up (D11). The two share one key space for readers.
class FoldRows {
 public:
  virtual ~FoldRows() = default;

  // The state row's value, or nothing. Valid until the next call. Cannot fail: if the store
  // could not answer, the projector throws the whole batch away, so that a fold never
  // mistakes a disk error for a missing row.
  virtual std::optional<std::string_view> Get(std::string_view key) = 0;
  virtual void Put(std::string_view key, std::string_view value) = 0;
  virtual void Erase(std::string_view key) = 0;
  virtual void Append(std::string_view key, std::string_view value) = 0;

  // Tells the folds after this one, in this step, what its rows say now that they cannot see. Kept
  // nowhere: they are told while the record is folded or not at all.
  virtual void Announce(std::string_view /*announcement*/) {}
};

// What the record means for the folds after this one.
enum class Onward {
  kNextFold,
  kStop,  // Adds nothing new: a sender's retry, or a conflict that must not be folded.
};

// Where views keep the terms of the fold of this space.
inline std::string TermsKey(char space) { return std::string("\0terms", 6) + space; }

class Projection {
 public:
  virtual ~Projection() = default;

  // For people: "chronology".
  virtual std::string_view Name() const = 0;

  // The first byte of its rows' keys on disk, an upper-case letter. Never changes, never
  // shared.
  virtual char Space() const = 0;

  // Raise it when Apply would give different rows for an old record. Views built by another
  // version are never migrated: new ones are built beside them and swapped in.
  virtual uint32_t Version() const = 0;

  // What else its rows depend on, the same for all the log: what people have decided that a fold is
  // to go by. Views keep it (TermsKey) and are of these terms alone, as of its version. Empty:
  // nothing.
  virtual std::string Terms() const { return {}; }

  // Pure: equal rows, position and record give equal changes. No clock, no randomness, no
  // I/O, no hidden member state.
  //
  // An error undoes this fold's changes for the record and quarantines the record for this
  // fold, with the status as reason; later folds and records still apply.
  // kUnimplemented: its kind is newer than this build. An error lies in the record, the build or a
  // damaged row, never in what has not come yet: a fold keeps what it will need (D8). So a record
  // that is folded later makes the same rows as in its turn.
  virtual StatusOr<Onward> Apply(const Arrival& arrival, FoldRows& rows) const = 0;

  // What an earlier fold announced when it took the record, before this one's Apply of it; one
  // call each. Pure as Apply is. Where the earlier fold takes the record in a repair, so long
  // after its turn.
  //
  // An error quarantines the record for this fold, which does not apply it, for good: what was
  // announced is gone. kDataLoss, a damaged row, is the only one; a rebuild puts it right.
  virtual Status Follow(const Arrival& /*arrival*/, std::string_view /*announcement*/,
                        FoldRows& /*rows*/) const {
    return OkStatus();
  }
};

}  // namespace goldthread
