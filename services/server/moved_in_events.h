// Who is in story 2, and what agencies wrote down. moved_in.h plays it.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "goldthread/v1/event.pb.h"
#include "services/server/moved_in.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::server {

// As probation and housing know him.
inline const RecordId kOnProbation{"northmere-probation/cases", "case-4471"};
inline const RecordId kAsOccupant{"northmere-housing/tenancies", "occupant-902"};
// The three, each with a lead professional of its own.
inline const std::array<RecordId, 3> kChildrenAtHome = {
    RecordId{"northmere-council/social-care", "child-801"},
    RecordId{"northmere-council/social-care", "child-802"},
    RecordId{"northmere-health-visiting/appointments", "baby-803"}};
inline const RecordId kInRefuge{"northmere-council/social-care", "child-830"};

// What was known before he came: the household, his conviction, his own child in the refuge.
std::vector<v1::Event> KnownBefore(const Refuge& refuge);
// He moved in on Tuesday the 17th; housing wrote it down on Wednesday.
v1::Event MovedInOnTuesday();

}  // namespace goldthread::server
