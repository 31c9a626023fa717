// From one child of a census file to the events it tells. Their ids are names: what is said
// under a name may change from file to file, and whoever brings it into the hub numbers each
// content of it (vocabulary/revision_id.h).
//
// The file names nothing but the child, so ids are made from what stays the same from year to
// year: the child's id, the referral, the element's own start date, and a number among equals.
//
//   C/description/<digest>                                   PersonDescribed
//   C/died                                                   PersonDied
//   C/referral/2020-07-13/1                                  ReferralMade, = E below
//   E/decision  E/closure  E/transfer-in-conference          ReferralDecided, CaseClosed, …
//   E/assessment/2020-07-20/1            …/completed         AssessmentStarted, …Completed
//   E/cin-plan/2020-08-01/1              …/ended             PlanStarted, PlanEnded
//   E/section47/2020-09-01/1             …/conference        Section47Started, ConferenceHeld
//   E/protection-plan/2020-09-29/1       …/ended             PlanStarted, PlanEnded
//   …/review/2020-12-20/1                                    ReviewHeld
//
// What follows a start hangs on that start and not on its own date, so a corrected end date is
// the same event with other content. A start date that cannot be read stands as "undated".
//
// An event's content depends on its own element alone, never on the rest of the file: the same
// episode in next year's file is the same event, byte for byte. Hence
//  - `recorded_at` is the start of the day it occurred. The census does not say when anything
//    was written down; the day it happened is what statutory recording asks for. The file's
//    own time would make every year's file a contradiction of the last.
//  - a child is "unborn" in an event before its birth date, or while only an expected date is
//    known: what was recorded before the birth stays so after it.
//  - only PersonDescribed carries what the record says of the person. Its digest covers all of
//    it, so a changed description is a new event beside the old. It occurs on the first day on
//    which all of it could be said: the latest of the child's referrals, its birth and its
//    death. So it is said again with a new referral, and only then.
//
// Source: domain/formats.md §§1.1, 1.3.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/inbound/cin_census/census_child.h"
#include "connectors/inbound/cin_census/census_problem.h"
#include "goldthread/v1/event.pb.h"
#include "services/vocabulary/calendar.h"

namespace goldthread::cin_census {

struct FileFacts {
  std::string lea;  // Three digits.
  // The day the file was made: nothing in it can have happened later. Unknown: not checked.
  std::optional<Day> made_on;
};

struct ChildEvents {
  std::vector<v1::Event> events;
  int64_t refused = 0;  // Events that the child's elements begin but cannot make.
  // Elements that are right but have no place in any event, one entry each.
  std::vector<std::string_view> not_carried;
};

// `agency` and `partnership` are left to the registry. Adds to `problems` each error that
// refused an event and each detail left out of one.
ChildEvents EventsOf(const FileFacts& file, const CensusChild& child, ProblemList* problems);

// Whether a child id can stand in an event id and in "FEED/ID": 1 to 64 visible ASCII
// characters and no slash. (Rules 1570 and 1580 ask for less than that.)
bool IsUsableChildId(std::string_view id);

}  // namespace goldthread::cin_census
