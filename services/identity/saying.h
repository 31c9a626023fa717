// What one event says that bears on who is who: numbers, birth date and sex of its subjects,
// a birth, a person's decision, an amendment. All other content is nothing to identity.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "eventstore/base/status.h"
#include "goldthread/v1/event.pb.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::identity {

struct Decision {
  RecordId first;
  RecordId second;
  bool linked = false;
};

struct EventSays {
  // By record (of the event's feed), the sayings as bytes. More than one where an event
  // names a record twice.
  std::map<std::string, std::set<std::string>> sayings;
  std::optional<Decision> decision;
  // Earlier or later events of the same feed; empty for none, and for the event itself.
  std::string withdraws;
  std::string corrects;

  bool empty() const {
    return sayings.empty() && !decision.has_value() && withdraws.empty() && corrects.empty();
  }
};

// kUnimplemented: the event's kind is newer than this build.
StatusOr<EventSays> ReadEvent(const v1::Event& event);

}  // namespace goldthread::identity
