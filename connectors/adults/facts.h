// What one event says that bears on households, exposures and alerts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "eventstore/base/status.h"
#include "goldthread/v1/adult_rows.pb.h"
#include "goldthread/v1/event.pb.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::adults {

inline constexpr int kPregnancyDays = 280;

struct EventSays {
  struct OfRecord {
    RecordId record;
    v1::AdultFact fact;
  };
  struct Age {
    std::string record;  // Of the event's feed.
    std::optional<int> birth;
    bool as_child = false;
  };
  std::vector<OfRecord> facts;
  std::vector<Age> ages;
  std::string withdraws;
  std::string corrects;
  std::string about;  // The event of which this one is a sequel; then `sequel` says what.
  std::optional<v1::AdultSequel> sequel;

  // Whether it is more than a person's age.
  bool HasMore() const {
    return !facts.empty() || sequel.has_value() || !withdraws.empty() || !corrects.empty();
  }
  // Whether somebody may no longer be, after it, where it was before, or tied to whom.
  bool MayMove() const;
  // Whether it leaves everybody where they are, and tied to whom.
  bool IsOnlyWorry() const;
  // The first day of which worries may add up to something else after it; kNever, kEver
  // (worries.h).
  int WorriesSince() const;
};

// kInvalidArgument: its date is not a date. kUnimplemented: its kind is newer than this build.
StatusOr<EventSays> ReadEvent(const v1::Event& event, int64_t received_us);

}  // namespace goldthread::adults
