#include "connectors/inbound/cin_census/census_rules.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "connectors/inbound/cin_census/census_spans.h"
#include "services/vocabulary/code_lists.h"
#include "services/vocabulary/identifiers.h"

namespace goldthread::cin_census {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

bool IsWeekend(const Field& field) {
  const auto day = On(field);
  if (!day) return false;
  const std::chrono::weekday weekday{sys_days(*day)};
  return weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
}

// Source: rule 1530 (domain/identifiers.md §2). New authorities appear: add them here.
bool IsAuthorityNumber(std::string_view digits) {
  static constexpr std::pair<int, int> kRanges[] = {
      {1, 5},     {201, 213}, {301, 320}, {330, 336}, {340, 344}, {350, 359}, {370, 373},
      {380, 384}, {390, 394}, {420, 420}, {660, 681}, {701, 708}, {800, 803}, {805, 808},
      {810, 813}, {815, 816}, {820, 823}, {825, 826}, {830, 831}, {835, 841}, {845, 846},
      {850, 852}, {855, 857}, {860, 861}, {865, 896}, {908, 909}, {916, 916}, {919, 919},
      {921, 921}, {925, 926}, {928, 929}, {931, 931}, {933, 933}, {935, 938}, {940, 941}};
  int number = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return false;
    number = number * 10 + (c - '0');
  }
  return std::any_of(std::begin(kRanges), std::end(kRanges), [&](const auto& range) {
    return range.first <= number && number <= range.second;
  });
}

class Checks {
 public:
  Checks(const CensusChild& child, ProblemList* problems) : child_(child), problems_(*problems) {}

  void Identity();
  void Upn();
  void Episodes();
  void OneEpisode(const Episode& episode);
  void Activity(const Episode& episode);
  void Assessments(const Episode& episode);
  void Enquiries(const Episode& episode);
  void ProtectionPlans();
  void OnePlan(const Episode& episode, const ProtectionPlan& plan);

 private:
  void When(bool broken, std::string_view rule, std::string_view field, int64_t line) {
    if (broken) problems_.Add(rule, field, line);
  }
  void Code(CodeList list, std::string_view field, const Field& code,
            std::string_view rule = "UNKNOWN_CODE") {
    When(code.given() && !IsKnownCode(list, code.text), rule, field, code.line);
  }
  void Apart(std::vector<Span> spans, std::string_view overlap, std::string_view two_open,
             std::string_view field) {
    CheckApart(std::move(spans), {overlap, two_open, field}, &problems_);
  }

  const CensusChild& child_;
  ProblemList& problems_;
};

void Checks::Identity() {
  const Field& id = child_.id;
  When(id.text.size() > 20, "1570", path::kId, id.line);
  When(!std::all_of(id.text.begin(), id.text.end(),
                    [](char c) {
                      return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                             (c >= 'a' && c <= 'z');
                    }),
       "1580", path::kId, id.line);
  Upn();
  When(child_.birth.given() == child_.expected_birth.given(), "8525Q", path::kBirth,
       std::max(child_.birth.line, child_.line));
  const bool unborn = !child_.birth.given() && child_.expected_birth.given();
  const Field& sex = child_.sex.given() ? child_.sex : child_.gender_current;
  When(unborn && sex.given() && sex.text != "U" && sex.text != "0", "8750", path::kSex, sex.line);
  Code(CodeList::kUpnUnknownReason, path::kUpnUnknown, child_.upn_unknown);
  Code(CodeList::kEthnicity, path::kEthnicity, child_.ethnicity);
  for (const Field& disability : child_.disabilities) {
    Code(CodeList::kDisability, path::kDisability, disability);
    When(disability.text == "NONE" && child_.disabilities.size() > 1, "8790", path::kDisability,
         disability.line);
  }
}

void Checks::Upn() {
  const auto status = [](v1::IdentifierType type, const Field& field) {
    v1::Identifier identifier;
    identifier.set_type(type);
    identifier.set_value(field.text);
    return CheckIdentifier(identifier, /*today_year=*/2000).status;  // No UPN depends on it.
  };
  if (child_.former_upn.given()) {
    When(status(v1::IDENTIFIER_TYPE_FORMER_UPN, child_.former_upn) != IdentifierStatus::kValid,
         "1560Q", path::kFormerUpn, child_.former_upn.line);
  }
  const Field& upn = child_.upn;
  if (!upn.given()) return;
  const std::string_view text = upn.text;
  if (text.size() != 13) return problems_.Add("UPN_LENGTH", path::kUpn, upn.line);
  const bool digits = text.substr(4, 8).find_first_not_of("0123456789") == std::string_view::npos;
  const bool last = std::string_view("0123456789ABCDEFGHJKLMNPQRTUVWXYZ").find(text[12]) !=
                    std::string_view::npos;
  const bool authority = IsAuthorityNumber(text.substr(1, 3));
  When(!authority, "1530", path::kUpn, upn.line);
  When(!digits, "1540", path::kUpn, upn.line);
  When(!last, "1550", path::kUpn, upn.line);
  const IdentifierStatus found = status(v1::IDENTIFIER_TYPE_UPN, upn);
  const bool sound = digits && last;
  When(
      found == IdentifierStatus::kBadCheckDigit || (sound && found == IdentifierStatus::kBadSyntax),
      "1510", path::kUpn, upn.line);
}

void Checks::Episodes() {
  std::vector<Span> spans;
  std::optional<Day> latest;
  for (const Episode& episode : child_.episodes) {
    spans.push_back({episode.referral, episode.closure});
    if (const auto day = On(episode.referral)) latest = std::max(latest.value_or(*day), *day);
  }
  Apart(std::move(spans), "8820", "8815", path::kReferral);
  for (const Episode& episode : child_.episodes) {
    const auto day = On(episode.referral);
    When(!episode.closure.given() && day && *day < *latest, "8816", path::kReferral,
         episode.referral.line);
    OneEpisode(episode);
    Activity(episode);
    Assessments(episode);
    Enquiries(episode);
    for (const ProtectionPlan& plan : episode.protection_plans) OnePlan(episode, plan);
  }
  ProtectionPlans();
}

void Checks::OneEpisode(const Episode& episode) {
  Code(CodeList::kReferralSource, path::kSource, episode.source);
  Code(CodeList::kPrimaryNeed, path::kPrimaryNeed, episode.primary_need);
  Code(CodeList::kClosureReason, path::kClosureReason, episode.closure_reason);
  const auto referral = On(episode.referral);
  const auto birth = On(child_.birth.given() ? child_.birth : child_.expected_birth);
  When(referral && birth && sys_days(*referral) + days(40 * 7) < sys_days(*birth), "8606",
       path::kReferral, episode.referral.line);
  const Field& flag = episode.no_further_action;
  When((flag.text == "0" || flag.text == "false") && !episode.primary_need.given(), "8610",
       path::kPrimaryNeed, episode.line);
  When(episode.closure.given() && !episode.closure_reason.given(), "8805", path::kClosureReason,
       episode.closure.line);
  const Field& transfer_in = episode.transfer_in_conference;
  When(Before(transfer_in, episode.referral), "1104", path::kTransferIn, transfer_in.line);
  When(IsWeekend(transfer_in), "8875", path::kTransferIn, transfer_in.line);
  if (IsTrue(flag)) {
    When(!episode.assessments.empty() || !episode.section47s.empty() || transfer_in.given(), "8831",
         path::kNoFurtherAction, flag.line);
    When(!episode.protection_plans.empty(), "8832", path::kNoFurtherAction, flag.line);
    When(!episode.cin_plans.empty(), "4000", path::kNoFurtherAction, flag.line);
  }
  const bool after_assessment =
      episode.closure_reason.text == "RC8" || episode.closure_reason.text == "RC9";
  When(after_assessment && (!episode.section47s.empty() || !episode.protection_plans.empty() ||
                            !episode.cin_plans.empty() || transfer_in.given()),
       "2990", path::kClosureReason, episode.closure_reason.line);
}

// 8565: all that is dated within the episode, against its closure.
void Checks::Activity(const Episode& episode) {
  const auto check = [&](const Field& date, std::string_view field) {
    When(Before(episode.closure, date), "8565", field, date.line);
  };
  check(episode.transfer_in_conference, path::kTransferIn);
  for (const Assessment& assessment : episode.assessments) {
    check(assessment.start, path::kAssessmentStart);
    check(assessment.authorised, path::kAuthorised);
  }
  for (const CinPlan& plan : episode.cin_plans) {
    check(plan.start, path::kCinPlanStart);
    check(plan.end, path::kCinPlanEnd);
  }
  for (const Section47& section47 : episode.section47s) {
    check(section47.start, path::kSection47Start);
    check(section47.conference, path::kConference);
  }
  for (const ProtectionPlan& plan : episode.protection_plans) {
    check(plan.start, path::kPlanStart);
    check(plan.end, path::kPlanEnd);
    for (const Field& review : plan.reviews) check(review, path::kReview);
  }
}

void Checks::Assessments(const Episode& episode) {
  std::vector<Span> spans;
  for (const Assessment& assessment : episode.assessments) {
    const int64_t line = assessment.line;
    const bool done = assessment.authorised.given();
    spans.push_back({assessment.start, assessment.authorised});
    When(Before(assessment.start, episode.referral), "1103", path::kAssessmentStart,
         assessment.start.line);
    When(Before(assessment.authorised, assessment.start), "8608", path::kAuthorised,
         assessment.authorised.line);
    When(!done && !assessment.factors.empty(), "8614", path::kFactor, line);
    When(done && assessment.factors.empty(), "8897Q", path::kFactor, line);
    When(!done && episode.closure.given(), "8867", path::kAuthorised, line);
    std::set<std::string_view> seen;
    bool none_found = false;
    for (const Field& factor : assessment.factors) {
      Code(CodeList::kAssessmentFactor, path::kFactor, factor);
      When(factor.text == "18A", "8945Q", path::kFactor, factor.line);
      When(factor.text == "19A", "8950Q", path::kFactor, factor.line);
      When(factor.given() && !seen.insert(factor.text).second, "8898", path::kFactor, factor.line);
      none_found = none_found || factor.text == "21";
    }
    When(none_found && seen.size() > 1, "8869", path::kFactor, line);
    const std::string& reason = episode.closure_reason.text;
    When(none_found && episode.closure.given() && reason != "RC8" && reason != "RC9", "8873Q",
         path::kFactor, line);
  }
  Apart(std::move(spans), "8863Q", "8896", path::kAssessmentStart);
}

void Checks::Enquiries(const Episode& episode) {
  size_t conferences = episode.transfer_in_conference.given() ? 1 : 0;
  int open = 0;
  for (const Section47& section47 : episode.section47s) {
    const Field& conference = section47.conference;
    When(Before(section47.start, episode.referral), "2889", path::kSection47Start,
         section47.start.line);
    When(Before(conference, episode.referral), "1104", path::kConference, conference.line);
    When(Before(conference, section47.start), "8615", path::kConference, conference.line);
    When(IsWeekend(section47.conference_target), "8870Q", path::kConferenceTarget,
         section47.conference_target.line);
    When(IsWeekend(conference), "8875", path::kConference, conference.line);
    When(conference.given() && episode.transfer_in_conference.given(), "2884", path::kConference,
         conference.line);
    if (conference.given()) ++conferences;
    if (conference.given() || IsTrue(section47.conference_not_required)) continue;
    When(++open > 1, "8839", path::kSection47Start, section47.line);
    When(episode.closure.given(), "8868", path::kSection47Start, section47.line);
  }
  When(!episode.section47s.empty() && episode.assessments.empty(), "2991Q", path::kSection47Start,
       episode.line);
  When(episode.protection_plans.size() > conferences, "2883", path::kPlanStart, episode.line);
}

void Checks::OnePlan(const Episode& episode, const ProtectionPlan& plan) {
  Code(CodeList::kCategoryOfAbuse, path::kInitialCategory, plan.initial_category, "8905");
  Code(CodeList::kCategoryOfAbuse, path::kLatestCategory, plan.latest_category, "8910");
  When(Before(plan.start, episode.referral), "1105", path::kPlanStart, plan.start.line);
  When(On(plan.start) && On(plan.start) == On(plan.end), "8840", path::kPlanEnd, plan.end.line);
  When(Before(plan.end, plan.start), "8925", path::kPlanEnd, plan.end.line);
  When(Before(child_.death, plan.start), "8915", path::kPlanStart, plan.start.line);
  When(Before(child_.death, plan.end), "8920", path::kPlanEnd, plan.end.line);
  for (const Field& review : plan.reviews) {
    When(On(review) && On(plan.start) && *On(review) <= *On(plan.start), "8841", path::kReview,
         review.line);
  }
  bool any = episode.transfer_in_conference.given();
  bool same_day = On(episode.transfer_in_conference) == On(plan.start);
  for (const Section47& section47 : episode.section47s) {
    any = any || section47.conference.given();
    same_day = same_day || On(section47.conference) == On(plan.start);
  }
  When(any && !same_day, "2885", path::kPlanStart, plan.start.line);
}

void Checks::ProtectionPlans() {
  std::vector<Span> spans;
  for (const Episode& episode : child_.episodes) {
    for (const ProtectionPlan& plan : episode.protection_plans) {
      spans.push_back({plan.start, plan.end});
    }
  }
  Apart(std::move(spans), "8940", "8935", path::kPlanStart);
}

}  // namespace

void CheckChild(const CensusChild& child, std::optional<Day> reference, ProblemList* problems) {
  Checks checks(child, problems);
  checks.Identity();
  checks.Episodes();
  CheckPlans(child, problems);
  if (reference) CheckYear(child, *reference, problems);
}

}  // namespace goldthread::cin_census
