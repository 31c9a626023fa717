// What one agency has seen and written down, before it is put into words: small, so that
// millions can wait until their feed sends them.
#pragma once

#include <array>
#include <cstdint>

#include "connectors/county/agencies/feeds.h"
#include "connectors/county/people/truth.h"

namespace goldthread::county {

// One for each kind of event the county tells.
enum class Seen : uint8_t {
  kDescribed,
  kAddress,
  kRelationship,
  kPregnancy,
  kBirth,
  kDeath,
  kContact,
  kReferral,
  kDecision,
  kAssessmentStarted,
  kAssessmentCompleted,
  kStrategy,
  kSection47Started,
  kSection47Concluded,
  kConference,
  kPlanStarted,
  kPlanEnded,
  kReview,
  kClosed,
  kIncident,
  kMissingStarted,
  kMissingEnded,
  kAttendance,
  kMissedAppointment,
  kConcern,
  kExclusion,
  kAbsence,
  kTenancyStarted,
  kTenancyEnded,
  kRiskAsserted,
  kRiskReviewed,
  kRiskWithdrawn,
  kOrderMade,
  kOrderEnded,
  kWithdrawn,
};

// What is wrong with it, if anything; put right by a later one that names it.
enum class Flaw : uint8_t { kNone, kWrongDay, kWrongCode, kWrongPerson };
inline constexpr DayNumber kSlip = 3;  // By which a wrong day is early.

// How the person of a kAddress is at home there.
enum Residence : uint16_t {
  kLives,
  kInTurn,      // Of a child: with the parent who lives there.
  kInTurnOver,  // … until that day; `other_day` is since when.
};

enum class Sureness : uint8_t { kSure, kAbout, kMonth };

struct Observation {
  Second occurred = 0;
  Second recorded = 0;
  Second delivered = 0;
  uint32_t ordinal = 0;  // Of the county; the number in the event's id.
  uint32_t about = 0;    // The ordinal of an earlier one: corrected, withdrawn, reviewed.
  PersonIndex subject = kNobody;
  PersonIndex other = kNobody;  // A partner, a mother, who is alleged to have done it.
  std::array<PersonIndex, 3> more = {kNobody, kNobody, kNobody};  // Children who were there.
  AddressIndex address = kNowhere;
  DayNumber other_day = kNever;  // A target, a due date, when what ends began.
  uint16_t code = 0;
  uint16_t more_code = 0;
  Feed feed = Feed::kPolice;
  Seen seen = Seen::kDescribed;
  Flaw flaw = Flaw::kNone;
  Sureness sureness = Sureness::kSure;
  uint8_t copy = 0;       // Under the person's first or second record.
  bool dated = false;     // Only the day is known.
  bool corrects = false;  // `about` was wrong; this is right.
  bool again = false;     // Sent a second time.
  bool lost = false;
};

inline EventRef RefOf(const Observation& seen) {
  return RefOf(static_cast<int>(seen.feed), seen.ordinal);
}

}  // namespace goldthread::county
