#include "connectors/inbound/cin_census/census_events.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include "eventstore/base/digest.h"
#include "services/vocabulary/content.h"

namespace goldthread::cin_census {
namespace {

constexpr size_t kDigestHexDigits = 12;
constexpr int kPreviousPlansMax = 1000;  // More is a typing error.

std::string ShortDigest(const v1::Event& event) {
  return Hex(Sha256(BodyOf(event))).substr(0, kDigestHexDigits);
}

// Councils write all of these (domain/formats.md §8).
std::optional<bool> FlagOf(std::string_view text) {
  for (const char* yes : {"1", "true", "True", "TRUE", "Y", "y"}) {
    if (text == yes) return true;
  }
  for (const char* no : {"0", "false", "False", "FALSE", "N", "n"}) {
    if (text == no) return false;
  }
  return std::nullopt;
}

// A set has no order: the same codes in another order next year are the same content.
std::vector<std::string> CodesOf(const std::vector<Field>& fields) {
  std::vector<std::string> codes;
  for (const Field& field : fields) {
    if (field.given()) codes.push_back(field.text);
  }
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  return codes;
}

class Teller {
 public:
  Teller(const FileFacts& file, const CensusChild& child, ProblemList* problems)
      : file_(file),
        child_(child),
        problems_(*problems),
        feed_("cin-census/" + file.lea),
        birth_(ParseDay(child.birth.text)) {}

  ChildEvents Tell() && {
    for (const Episode& episode : child_.episodes) TellEpisode(episode);
    TellDeath();
    TellDescription();
    for (const Place& place : child_.overlong) {
      problems_.Add("TEXT_TOO_LONG", place.field, place.line);
    }
    return std::move(result_);
  }

 private:
  // A date that an event cannot do without.
  struct Needed {
    const Field& field;
    std::string_view path;
    int64_t parent_line;
    std::string_view rule_if_missing = "DATE_MISSING";
  };

  void TellEpisode(const Episode& episode);
  void TellReferral(const Episode& episode, const std::string& id);
  void TellClosure(const Episode& episode, const std::string& id);
  void TellAssessment(const Assessment& assessment, const std::string& episode_id);
  void TellCinPlan(const CinPlan& plan, const std::string& episode_id);
  void TellSection47(const Section47& section47, const std::string& episode_id);
  void TellProtectionPlan(const ProtectionPlan& plan, const std::string& episode_id);
  void TellDeath();
  void TellDescription();
  void Describe(v1::PersonDescription* described);
  v1::Sex SexOf();

  std::optional<Day> NeededDay(const Needed& needed);
  // The event to be filled; nothing when its day is not there, and then it is refused.
  v1::Event* Begin(std::string id, const Needed& needed);
  v1::Event* BeginOn(std::string id, Day day);
  void Refuse() { ++result_.refused; }

  // "parent/kind/2020-07-13/1", counting what has the same start within its parent.
  std::string Numbered(const std::string& parent, std::string_view kind, const Field& start);
  std::string DateDetail(const Field& field, std::string_view path);

  const FileFacts& file_;
  const CensusChild& child_;
  ProblemList& problems_;
  const std::string feed_;
  const std::optional<Day> birth_;
  std::optional<Day> latest_referral_;
  std::map<std::string, int> numbers_;
  ChildEvents result_;
};

std::optional<Day> Teller::NeededDay(const Needed& needed) {
  const int64_t line = needed.field.line != 0 ? needed.field.line : needed.parent_line;
  if (!needed.field.given()) {
    problems_.Add(needed.rule_if_missing, needed.path, line);
    return std::nullopt;
  }
  const std::optional<Day> day = ParseDay(needed.field.text);
  if (!day) {
    problems_.Add("DATE_MALFORMED", needed.path, line);
  } else if (file_.made_on && *day > *file_.made_on) {
    problems_.Add("DATE_AFTER_FILE", needed.path, line);
  }
  return day;
}

v1::Event* Teller::Begin(std::string id, const Needed& needed) {
  const std::optional<Day> day = NeededDay(needed);
  if (day) return BeginOn(std::move(id), *day);
  Refuse();
  return nullptr;
}

v1::Event* Teller::BeginOn(std::string id, Day day) {
  v1::Event& event = result_.events.emplace_back();
  event.set_id(std::move(id));
  event.set_feed(feed_);
  event.mutable_occurred()->set_date(DayText(day));
  const auto recorded =
      std::chrono::floor<std::chrono::seconds>(StartOfDayInLondon(day)).time_since_epoch();
  event.mutable_recorded_at()->set_seconds(recorded.count());
  v1::Subject* subject = event.add_subjects();
  subject->set_record(child_.id.text);
  const bool unborn = birth_ ? day < *birth_ : child_.expected_birth.given();
  subject->set_role(unborn ? v1::SUBJECT_ROLE_UNBORN_CHILD : v1::SUBJECT_ROLE_CHILD);
  event.set_category(v1::INFORMATION_CATEGORY_SOCIAL_CARE);
  return &event;
}

std::string Teller::Numbered(const std::string& parent, std::string_view kind, const Field& start) {
  const std::string_view date = ParseDay(start.text) ? std::string_view(start.text) : "undated";
  std::string id = fmt::format("{}/{}/{}", parent, kind, date);
  return fmt::format("{}/{}", id, ++numbers_[id]);
}

std::string Teller::DateDetail(const Field& field, std::string_view path) {
  if (!field.given() || ParseDay(field.text)) return field.text;
  problems_.Add("DETAIL_MALFORMED", path, field.line);
  return "";
}

void Teller::TellEpisode(const Episode& episode) {
  const std::string id = Numbered(child_.id.text, "referral", episode.referral);
  TellReferral(episode, id);
  if (episode.transfer_in_conference.given()) {
    if (v1::Event* event =
            Begin(id + "/transfer-in-conference",
                  {episode.transfer_in_conference, path::kTransferIn, episode.line})) {
      event->mutable_conference_held()->set_kind(v1::CONFERENCE_KIND_INITIAL);
      event->mutable_conference_held()->set_transfer_in(true);
    }
  }
  for (const Assessment& assessment : episode.assessments) TellAssessment(assessment, id);
  for (const CinPlan& plan : episode.cin_plans) TellCinPlan(plan, id);
  for (const Section47& section47 : episode.section47s) TellSection47(section47, id);
  for (const ProtectionPlan& plan : episode.protection_plans) TellProtectionPlan(plan, id);
  TellClosure(episode, id);
}

void Teller::TellReferral(const Episode& episode, const std::string& id) {
  const std::optional<Day> day =
      NeededDay({episode.referral, path::kReferral, episode.line, "8600"});
  if (day) {
    latest_referral_ = std::max(latest_referral_.value_or(*day), *day);
    v1::ReferralMade* made = BeginOn(id, *day)->mutable_referral_made();
    made->set_source(episode.source.text);
    made->set_primary_need(episode.primary_need.text);
  } else {
    Refuse();
  }
  const Field& flag = episode.no_further_action;
  if (!flag.given()) {
    problems_.Add("FLAG_MISSING", path::kNoFurtherAction, episode.line);
    return;
  }
  const std::optional<bool> no_further_action = FlagOf(flag.text);
  if (!no_further_action) problems_.Add("FLAG_MALFORMED", path::kNoFurtherAction, flag.line);
  if (!day || !no_further_action) return Refuse();
  BeginOn(id + "/decision", *day)
      ->mutable_referral_decided()
      ->set_no_further_action(*no_further_action);
}

void Teller::TellClosure(const Episode& episode, const std::string& id) {
  if (!episode.closure.given() && !episode.closure_reason.given()) return;
  if (v1::Event* event =
          Begin(id + "/closure", {episode.closure, path::kClosure, episode.line, "8810"})) {
    v1::CaseClosed* closed = event->mutable_case_closed();
    closed->set_reason(episode.closure_reason.text);
    if (ParseDay(episode.referral.text)) closed->set_referred_on(episode.referral.text);
  }
}

void Teller::TellAssessment(const Assessment& assessment, const std::string& episode_id) {
  const std::string id = Numbered(episode_id, "assessment", assessment.start);
  if (v1::Event* event = Begin(id, {assessment.start, path::kAssessmentStart, assessment.line})) {
    v1::AssessmentStarted* started = event->mutable_assessment_started();
    started->set_kind(v1::ASSESSMENT_KIND_SINGLE);
    started->set_internal_review_date(
        DateDetail(assessment.internal_review, path::kAssessmentReview));
  }
  const std::vector<std::string> factors = CodesOf(assessment.factors);
  if (!assessment.authorised.given()) {
    // Factors without an end (rule 8614): no event has them.
    result_.not_carried.insert(result_.not_carried.end(), factors.size(), path::kFactor);
    return;
  }
  if (v1::Event* event =
          Begin(id + "/completed", {assessment.authorised, path::kAuthorised, assessment.line})) {
    v1::AssessmentCompleted* completed = event->mutable_assessment_completed();
    completed->set_kind(v1::ASSESSMENT_KIND_SINGLE);
    if (ParseDay(assessment.start.text)) completed->set_started_on(assessment.start.text);
    completed->mutable_factors()->Assign(factors.begin(), factors.end());
  }
}

void Teller::TellCinPlan(const CinPlan& plan, const std::string& episode_id) {
  const std::string id = Numbered(episode_id, "cin-plan", plan.start);
  if (v1::Event* event = Begin(id, {plan.start, path::kCinPlanStart, plan.line})) {
    event->mutable_plan_started()->set_kind(v1::PLAN_KIND_CHILD_IN_NEED);
  }
  if (!plan.end.given()) return;
  if (v1::Event* event = Begin(id + "/ended", {plan.end, path::kCinPlanEnd, plan.line})) {
    event->mutable_plan_ended()->set_kind(v1::PLAN_KIND_CHILD_IN_NEED);
    if (ParseDay(plan.start.text)) event->mutable_plan_ended()->set_started_on(plan.start.text);
  }
}

void Teller::TellSection47(const Section47& section47, const std::string& episode_id) {
  const std::string id = Numbered(episode_id, "section47", section47.start);
  if (v1::Event* event = Begin(id, {section47.start, path::kSection47Start, section47.line})) {
    v1::Section47Started* started = event->mutable_section47_started();
    started->set_conference_target_date(
        DateDetail(section47.conference_target, path::kConferenceTarget));
    const Field& flag = section47.conference_not_required;
    if (const std::optional<bool> not_required = FlagOf(flag.text)) {
      started->set_conference_not_required(*not_required);
    } else if (flag.given()) {
      problems_.Add("DETAIL_MALFORMED", path::kNotRequired, flag.line);
    }
  }
  if (!section47.conference.given()) return;
  if (v1::Event* event =
          Begin(id + "/conference", {section47.conference, path::kConference, section47.line})) {
    event->mutable_conference_held()->set_kind(v1::CONFERENCE_KIND_INITIAL);
  }
}

void Teller::TellProtectionPlan(const ProtectionPlan& plan, const std::string& episode_id) {
  const std::string id = Numbered(episode_id, "protection-plan", plan.start);
  if (v1::Event* event = Begin(id, {plan.start, path::kPlanStart, plan.line})) {
    v1::PlanStarted* started = event->mutable_plan_started();
    started->set_kind(v1::PLAN_KIND_CHILD_PROTECTION);
    started->set_category_of_abuse(plan.initial_category.text);
    const std::string& text = plan.previous_plans.text;
    int previous = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), previous);
    if (plan.previous_plans.given() && read.ec == std::errc() &&
        read.ptr == text.data() + text.size() && previous >= 0 && previous <= kPreviousPlansMax) {
      started->set_previous_plans(previous);
    } else if (plan.previous_plans.given()) {
      problems_.Add("DETAIL_MALFORMED", path::kPreviousPlans, plan.previous_plans.line);
    }
  }
  const bool dated = ParseDay(plan.start.text).has_value();
  for (const Field& review : plan.reviews) {
    if (!review.given()) continue;
    if (v1::Event* event = Begin(Numbered(id, "review", review), {review, path::kReview, 0})) {
      event->mutable_review_held()->set_kind(v1::PLAN_KIND_CHILD_PROTECTION);
      if (dated) event->mutable_review_held()->set_plan_started_on(plan.start.text);
    }
  }
  if (!plan.end.given()) {
    // A changed category of a plan still open: told when the plan ends.
    if (plan.latest_category.text != plan.initial_category.text) {
      result_.not_carried.push_back(path::kLatestCategory);
    }
    return;
  }
  if (v1::Event* event = Begin(id + "/ended", {plan.end, path::kPlanEnd, plan.line})) {
    v1::PlanEnded* ended = event->mutable_plan_ended();
    ended->set_kind(v1::PLAN_KIND_CHILD_PROTECTION);
    ended->set_latest_category_of_abuse(plan.latest_category.text);
    if (dated) ended->set_started_on(plan.start.text);
  }
}

void Teller::TellDeath() {
  if (!child_.death.given()) return;
  if (v1::Event* event =
          Begin(child_.id.text + "/died", {child_.death, path::kDeath, child_.line})) {
    event->mutable_person_died();
  }
}

void Teller::TellDescription() {
  v1::PersonDescription described;
  Describe(&described);
  std::optional<Day> day = latest_referral_;
  for (const std::optional<Day>& said : {birth_, ParseDay(child_.death.text)}) {
    if (!said || (file_.made_on && *said > *file_.made_on)) continue;
    day = std::max(day.value_or(*said), *said);
  }
  if (!day) {
    problems_.Add("UNDATED_CHILD", path::kChild, child_.line);
    return Refuse();
  }
  v1::Event* event = BeginOn("", *day);
  *event->mutable_subjects(0)->mutable_described() = std::move(described);
  event->mutable_person_described()->set_upn_unknown_reason(child_.upn_unknown.text);
  event->set_id(fmt::format("{}/description/{}", child_.id.text, ShortDigest(*event)));
}

void Teller::Describe(v1::PersonDescription* described) {
  described->set_birth_date(DateDetail(child_.birth, path::kBirth));
  described->set_expected_birth_date(DateDetail(child_.expected_birth, path::kExpectedBirth));
  described->set_sex(SexOf());
  const auto add_identifier = [&](v1::IdentifierType type, const Field& field) {
    if (!field.given()) return;
    v1::Identifier* identifier = described->add_identifiers();
    identifier->set_type(type);
    identifier->set_value(field.text);
    if (type == v1::IDENTIFIER_TYPE_LA_CHILD_ID) identifier->set_issuer(file_.lea);
  };
  add_identifier(v1::IDENTIFIER_TYPE_LA_CHILD_ID, child_.id);
  add_identifier(v1::IDENTIFIER_TYPE_UPN, child_.upn);
  add_identifier(v1::IDENTIFIER_TYPE_FORMER_UPN, child_.former_upn);
  described->set_ethnicity(child_.ethnicity.text);
  const std::vector<std::string> disabilities = CodesOf(child_.disabilities);
  described->mutable_disabilities()->Assign(disabilities.begin(), disabilities.end());
  if (ParseDay(child_.death.text)) described->set_death_date(child_.death.text);
}

// Sex since 2025, GenderCurrent before.
v1::Sex Teller::SexOf() {
  const bool newer = child_.sex.given();
  const Field& field = newer ? child_.sex : child_.gender_current;
  const std::string_view code = field.text;
  if (code == (newer ? "M" : "1")) return v1::SEX_MALE;
  if (code == (newer ? "F" : "2")) return v1::SEX_FEMALE;
  if (newer ? code == "U" : (code == "0" || code == "9")) return v1::SEX_UNKNOWN;
  if (field.given()) {
    problems_.Add("DETAIL_MALFORMED", newer ? path::kSex : path::kGenderCurrent, field.line);
  }
  return v1::SEX_UNSPECIFIED;
}

}  // namespace

ChildEvents EventsOf(const FileFacts& file, const CensusChild& child, ProblemList* problems) {
  return Teller(file, child, problems).Tell();
}

bool IsUsableChildId(std::string_view id) {
  return !id.empty() && id.size() <= 64 &&
         std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c <= '~' && c != '/'; });
}

}  // namespace goldthread::cin_census
