// Whom of the adults near children here another partnership has announced, and the facts that the
// hub takes down of it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "connectors/directory/others.h"
#include "eventstore/views/view_store.h"
#include "goldthread/v1/event.pb.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::directory {

struct Meeting {
  RecordId record;  // The first of the person's that bears the number.
  TheirEntry entry;

  // The same for every entry of a person in one partnership, and under every key: what it says is
  // the same.
  std::string Name() const;
};

// By name. Numbers of all people are compared, in memory; who is not near a child is nobody here,
// and nothing comes of it. Errors: as of the store.
StatusOr<std::map<std::string, Meeting>> MeetingsOf(const ViewSnapshot& views, const Others& others,
                                                    Day today);

// What to take down so that what stands of the directory's feed is `met`: AdultKnownElsewhere for
// each that is missing, EventWithdrawn of each that should no longer stand. Of partnerships that
// are not heard nothing is withdrawn. `now`: when. Errors: as of the store.
StatusOr<std::vector<v1::Event>> FactsBetween(const ViewSnapshot& views, const Others& others,
                                              const std::map<std::string, Meeting>& met,
                                              Instant now);

}  // namespace goldthread::directory
