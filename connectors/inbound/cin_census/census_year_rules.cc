// What the census year has to say of a child: its last day is the file's reference date.
#include <algorithm>

#include "connectors/inbound/cin_census/census_rules.h"
#include "connectors/inbound/cin_census/census_spans.h"
#include "services/vocabulary/working_days.h"

namespace goldthread::cin_census {
namespace {

constexpr int kAssessmentWorkingDays = 45;
constexpr int kConferenceWorkingDays = 15;
constexpr int kSchoolAgeYears = 6;

bool IsReasonAtSchoolAge(std::string_view code) {
  return code.size() == 3 && code.starts_with("UN") && code[2] >= '2' && code[2] <= '7';
}

void CheckIdentityInYear(const CensusChild& child, Day reference, ProblemList* problems) {
  using std::chrono::March;
  if (const auto expected = On(child.expected_birth)) {
    const std::chrono::year year = reference.year();
    if (*expected < Day(year / March / 1) || *expected > Day(year / 12 / 31)) {
      problems->Add("8530Q", path::kExpectedBirth, child.expected_birth.line);
    }
  }
  const auto birth = On(child.birth);
  const bool followed = std::any_of(child.episodes.begin(), child.episodes.end(),
                                    [](const Episode& e) { return IsFalse(e.no_further_action); });
  if (!birth || !followed || child.upn.given() || IsReasonAtSchoolAge(child.upn_unknown.text)) {
    return;
  }
  const auto age = AgeOn(*birth, reference);
  const bool birthday = birth->month() == reference.month() && birth->day() == reference.day();
  if (age && (age->years > kSchoolAgeYears || (age->years == kSchoolAgeYears && !birthday))) {
    problems->Add("8770Q", path::kUpnUnknown, std::max(child.upn_unknown.line, child.line));
  }
}

bool Overran(const Field& start, Day reference, int working_days) {
  const auto day = On(start);
  return day && HasOverrun(*day, reference, working_days).value_or(false);
}

}  // namespace

void CheckYear(const CensusChild& child, Day reference, ProblemList* problems) {
  CheckIdentityInYear(child, reference, problems);
  for (const Episode& episode : child.episodes) {
    if (const auto day = On(episode.referral); day && *day > reference) {
      problems->Add("REFERRAL_AFTER_YEAR", path::kReferral, episode.referral.line);
    }
    for (const Assessment& assessment : episode.assessments) {
      if (!assessment.authorised.given() &&
          Overran(assessment.start, reference, kAssessmentWorkingDays)) {
        problems->Add("8670Q", path::kAssessmentStart, assessment.start.line);
      }
    }
    for (const Section47& section47 : episode.section47s) {
      if (!section47.conference.given() && !IsTrue(section47.conference_not_required) &&
          Overran(section47.start, reference, kConferenceWorkingDays)) {
        problems->Add("8675Q", path::kSection47Start, section47.start.line);
      }
    }
  }
}

}  // namespace goldthread::cin_census
