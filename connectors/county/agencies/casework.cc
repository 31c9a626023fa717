#include "connectors/county/agencies/casework.h"

#include <algorithm>

namespace goldthread::county {
namespace {

constexpr const char* kFactorPairs[][2] = {
    {"3B", "17A"}, {"16A", "2B"}, {"4B", "16A"}, {"1B", "3B"}, {"18C", "3A"},
    {"4A", "15A"}, {"2B", "4B"},  {"20", "6A"},  {"5A", "5B"}, {"14A", "10A"},
};
constexpr uint32_t kFactorPairCount = std::size(kFactorPairs);

constexpr uint32_t kRemovals = 200;  // Of ends of protection plans, per mille; ours.

DayNumber Earlier(DayNumber a, DayNumber b) { return a < b ? a : b; }

}  // namespace

std::vector<const char*> FactorCodes(uint16_t factors) {
  if (factors >= kFactorPairCount) return {"21"};
  return {kFactorPairs[factors][0], kFactorPairs[factors][1]};
}

std::vector<DayNumber> Episode::Reviews() const {
  std::vector<DayNumber> reviews;
  if (plan == kNever) return reviews;
  const DayNumber end = Earlier(plan_end, cut);
  // Within three months, then within six.
  for (DayNumber day = Weekday(plan + 80); day < end && day < plan + 3'000;
       day = Weekday(day + 170)) {
    reviews.push_back(day);
  }
  return reviews;
}

std::vector<const char*> Episode::Factors() const { return FactorCodes(factors); }

void Casework::Refer(PersonIndex child, DayNumber day, uint16_t source) {
  if (!world_.At(child).Is(kUnborn)) day = std::max(day, world_.At(child).since);
  Chance chance(world_.seed(), Purpose::kCase, child, static_cast<uint64_t>(day));
  const std::optional<Episode> episode = EpisodeOf(child, day, source, chance);
  if (episode) Open(*episode, chance.Below(1'000), chance);
}

void Casework::ReferToPlan(PersonIndex child, DayNumber day, uint16_t source) {
  Chance chance(world_.seed(), Purpose::kCase, child, static_cast<uint64_t>(day));
  const std::optional<Episode> episode = EpisodeOf(child, day, source, chance);
  if (episode) Open(*episode, 0, chance);
}

// None while one is open, and of who lives nowhere.
std::optional<Episode> Casework::EpisodeOf(PersonIndex child, DayNumber day, uint16_t source,
                                           Chance& chance) const {
  const Person& who = world_.At(child);
  const PersonIndex where = who.Is(kUnborn) ? who.mother : child;
  if (who.Is(kOpenCase) || !world_.LivesHere(where)) return std::nullopt;
  Episode episode;
  episode.child = child;
  episode.council = world_.CouncilOf(where);
  episode.referral = day;
  episode.source = static_cast<uint8_t>(source);
  episode.need = static_cast<uint8_t>(chance.Pick(kNeeds));
  episode.factors = static_cast<uint8_t>(chance.Below(kFactorPairCount));
  return episode;
}

uint32_t Casework::Open(Episode episode, uint32_t roll, Chance& chance) {
  const CaseRates& rates = CaseRatesOn(episode.referral);
  episode.two_stages = rates.two_stages;
  episode.no_further_action = roll >= rates.assessed;
  if (episode.no_further_action) {
    episode.closure = episode.referral + chance.Between(0, 3);
  } else {
    PlanAssessment(episode, roll, chance);
    PlanProtection(episode, roll, chance);
    PlanClosure(episode, chance);
  }
  world_.At(episode.child).Set(kOpenCase);
  const uint32_t number = ++last_;
  open_[episode.child] = number;
  episodes_.emplace(number, episode);
  Schedule(number);
  return number;
}

void Casework::PlanAssessment(Episode& episode, uint32_t roll, Chance& chance) const {
  const CaseRates& rates = CaseRatesOn(episode.referral);
  const bool in_time = chance.PerMille(kAssessmentsInTime);
  episode.assessment = episode.referral + chance.Between(0, 3);
  if (!rates.two_stages) {
    const int days = in_time ? chance.Between(10, 45) : chance.Between(46, 75);
    episode.assessed = AddWorkingDays(episode.assessment, days);
    return;
  }
  episode.assessed =
      AddWorkingDays(episode.assessment, in_time ? chance.Between(2, 7) : chance.Between(8, 15));
  if (roll * 1'000 >= rates.assessed * rates.core) return;
  episode.core = AddWorkingDays(episode.assessed, 1);
  episode.core_done =
      AddWorkingDays(episode.core, in_time ? chance.Between(15, 35) : chance.Between(36, 60));
}

void Casework::PlanProtection(Episode& episode, uint32_t roll, Chance& chance) {
  const CaseRates& rates = CaseRatesOn(episode.referral);
  if (roll >= rates.section47 && !episode.transfer_in) return;
  episode.section47 = Weekday(episode.assessment + chance.Between(0, 10));
  episode.concluded = AddWorkingDays(episode.section47, chance.Between(5, 11));
  // One conference in nine ends without a plan.
  if (roll >= rates.planned + rates.planned / 8 && !episode.transfer_in) return;
  episode.conference = AddWorkingDays(episode.section47, chance.PerMille(kConferencesInTime)
                                                             ? chance.Between(12, 15)
                                                             : chance.Between(16, 28));
  if (roll >= rates.planned && !episode.transfer_in) return;
  episode.plan = episode.conference;
  episode.category = static_cast<uint8_t>(chance.Pick(kPlanCategories));
  episode.latest_category =
      chance.PerMille(120) ? static_cast<uint8_t>(chance.Pick(kPlanCategories)) : episode.category;
  // England: 34,100 open for 37,900 begun in the year, so some eleven months on the mean.
  constexpr uint16_t kLengths[] = {240, 440, 260, 60};
  constexpr int kDays[][2] = {{85, 130}, {131, 360}, {361, 720}, {721, 1'300}};
  const size_t band = chance.Pick(kLengths);
  episode.plan_end = Weekday(episode.plan + chance.Between(kDays[band][0], kDays[band][1]));
  episode.previous_plans = plans_[episode.child]++;
}

void Casework::PlanClosure(Episode& episode, Chance& chance) const {
  DayNumber last = std::max(episode.assessed, episode.core_done == kNever ? 0 : episode.core_done);
  if (episode.concluded != kNever) last = std::max(last, episode.concluded);
  if (episode.conference != kNever) last = std::max(last, episode.conference);
  if (episode.plan != kNever) {
    episode.closure = std::max(last, episode.plan_end) + chance.Between(10, 150);
    return;
  }
  if (chance.PerMille(400)) {
    episode.cin_plan = last + chance.Between(1, 10);
    episode.cin_plan_end = episode.cin_plan + chance.Between(60, 260);
    episode.closure = episode.cin_plan_end;
    return;
  }
  episode.closure = last + chance.Between(0, 5);
  if (episode.section47 != kNever) return;
  episode.closure_reason = 8;
  if (chance.PerMille(300)) episode.factors = kNoFactor;
}

void Casework::At(DayNumber day, uint32_t episode, Seen seen, uint16_t code) {
  if (day != kNever) calendar_[day].push_back({episode, seen, code});
}

void Casework::Schedule(uint32_t number) {
  Episode& episode = episodes_.at(number);
  At(episode.referral, number, Seen::kReferral);
  At(episode.referral, number, Seen::kDecision);
  At(episode.assessment, number, Seen::kAssessmentStarted, 0);
  At(episode.assessed, number, Seen::kAssessmentCompleted, 0);
  At(episode.core, number, Seen::kAssessmentStarted, 1);
  At(episode.core_done, number, Seen::kAssessmentCompleted, 1);
  At(episode.section47, number, Seen::kStrategy);
  At(episode.section47, number, Seen::kSection47Started);
  At(episode.concluded, number, Seen::kSection47Concluded);
  At(episode.conference, number, Seen::kConference);
  At(episode.plan, number, Seen::kPlanStarted, 0);
  for (const DayNumber day : episode.Reviews()) At(day, number, Seen::kReview);
  At(episode.plan_end, number, Seen::kPlanEnded, 0);
  At(episode.cin_plan, number, Seen::kPlanStarted, 1);
  At(episode.cin_plan_end, number, Seen::kPlanEnded, 1);
  At(episode.closure, number, Seen::kClosed);
  // Grown up: the case ends on the birthday.
  const DayNumber grown = Birthday(world_.At(episode.child).birth, 18);
  if (grown > episode.referral && grown < episode.closure) At(grown, number, Seen::kClosed);
}

void Casework::Work(const Month& month) {
  while (!calendar_.empty() && calendar_.begin()->first < month.end()) {
    const DayNumber day = calendar_.begin()->first;
    const std::vector<Step> steps = std::move(calendar_.begin()->second);
    calendar_.erase(calendar_.begin());
    for (const Step& step : steps) Do(step, day);
  }
}

void Casework::Do(const Step& step, DayNumber day) {
  const auto found = episodes_.find(step.episode);
  if (found == episodes_.end() || day > found->second.cut) return;
  Episode& episode = found->second;
  Person& child = world_.At(episode.child);
  if (day == Birthday(child.birth, 18) && day < episode.closure) return Cut(step.episode, day, 7);
  Write(episode, step.seen, day, step.code);
  if (episode.cut != kNever) return;  // Over since, later in the month.
  switch (step.seen) {
    case Seen::kPlanStarted:
      if (step.code == 0) child.Set(kOnPlan);
      break;
    case Seen::kPlanEnded: {
      if (step.code != 0) break;
      child.Clear(kOnPlan);
      Chance chance(world_.seed(), Purpose::kCase, step.episode);
      if (chance.PerMille(kRemovals)) Remove(episode.child, day);
      break;
    }
    case Seen::kClosed:
      child.Clear(kOpenCase);
      open_.erase(episode.child);
      break;
    default:
      break;
  }
}

void Casework::Remove(PersonIndex child, DayNumber day) {
  if (world_.At(child).Is(kUnborn) || !world_.LivesHere(child)) return;
  const auto open = open_.find(child);
  Episode episode;
  episode.child = child;
  episode.council =
      open != open_.end() ? episodes_.at(open->second).council : world_.CouncilOf(child);
  Write(episode, Seen::kPlanStarted, day, 2);
  NameParents(episode, day);
  life_.TakeIntoCare(child, day);
}

void Casework::NameParents(const Episode& episode, DayNumber day) {
  const Person& child = world_.At(episode.child);
  Observation note;
  note.seen = Seen::kRelationship;
  note.feed = CouncilFeed(episode.council);
  note.other = episode.child;
  note.dated = true;
  note.occurred = day * kDaySeconds;
  for (const PersonIndex parent : {child.mother, child.father}) {
    if (parent == kNobody) continue;
    note.subject = parent;
    note.code = parent == child.mother ? 2 : 3;
    notebook_.Write(note);
  }
}

void Casework::Write(const Episode& episode, Seen seen, DayNumber day, uint16_t code) {
  Observation note;
  note.seen = seen;
  note.feed = CouncilFeed(episode.council);
  note.subject = episode.child;
  note.dated = true;
  note.occurred = day * kDaySeconds;
  note.code = code;
  switch (seen) {
    case Seen::kReferral:
      note.code = episode.source;
      note.more_code = episode.need;
      break;
    case Seen::kDecision:
      note.code = episode.no_further_action ? 1 : 0;
      break;
    case Seen::kAssessmentStarted:
    case Seen::kAssessmentCompleted:
      note.code = static_cast<uint16_t>(code + (episode.two_stages ? 0 : 2));
      note.more_code = episode.factors;
      note.other_day = code == 0 ? episode.assessment : episode.core;
      break;
    case Seen::kSection47Started:
      note.other_day = AddWorkingDays(day, 15);
      note.code = episode.EnquiryLeadsToConference() ? 0 : 1;
      break;
    case Seen::kSection47Concluded:
      note.code = episode.EnquiryLeadsToConference() ? 1 : 0;
      break;
    case Seen::kConference:
      note.code = episode.transfer_in ? 1 : 0;
      note.more_code = episode.plan == kNever ? 0 : 1;
      break;
    case Seen::kPlanStarted:
      note.more_code =
          static_cast<uint16_t>(episode.category * 16 + std::min(episode.previous_plans, 15));
      break;
    case Seen::kPlanEnded:
      note.more_code = episode.latest_category;
      note.other_day = code == 0 ? episode.plan : episode.cin_plan;
      break;
    case Seen::kReview:
      note.other_day = episode.plan;
      break;
    case Seen::kClosed:
      note.code = episode.closure_reason;
      note.other_day = episode.referral;
      break;
    default:
      break;
  }
  notebook_.Write(note);
}

void Casework::Cut(uint32_t number, DayNumber day, uint8_t reason) {
  Episode& episode = episodes_.at(number);
  if (episode.cut != kNever || episode.closure < day) return;
  day = std::max(day, episode.referral);
  const auto ends_here = [day](DayNumber start, DayNumber& end) {
    if (start == kNever || end <= day) return false;
    end = day;
    return start < day;
  };
  // What had not begun never will.
  for (DayNumber* later : {&episode.assessment, &episode.core, &episode.section47,
                           &episode.conference, &episode.plan, &episode.cin_plan}) {
    if (*later != kNever && *later >= day) *later = kNever;
  }
  if (episode.plan == kNever && episode.plan_end != kNever) --plans_[episode.child];
  episode.closure_reason = reason;
  if (episode.assessment == kNever) episode.assessed = kNever;
  if (episode.core == kNever) episode.core_done = kNever;
  if (episode.section47 == kNever) episode.concluded = kNever;
  if (episode.plan == kNever) episode.plan_end = kNever;
  if (episode.cin_plan == kNever) episode.cin_plan_end = kNever;
  if (ends_here(episode.assessment, episode.assessed)) {
    Write(episode, Seen::kAssessmentCompleted, day, 0);
  }
  if (ends_here(episode.core, episode.core_done))
    Write(episode, Seen::kAssessmentCompleted, day, 1);
  if (ends_here(episode.section47, episode.concluded)) {
    Write(episode, Seen::kSection47Concluded, day, 0);
  }
  if (ends_here(episode.plan, episode.plan_end)) Write(episode, Seen::kPlanEnded, day, 0);
  if (ends_here(episode.cin_plan, episode.cin_plan_end)) Write(episode, Seen::kPlanEnded, day, 1);
  episode.closure = day;
  Write(episode, Seen::kClosed, day, 0);
  episode.cut = day - 1;
  Person& child = world_.At(episode.child);
  child.Clear(kOpenCase);
  child.Clear(kOnPlan);
  open_.erase(episode.child);
}

void Casework::Died(PersonIndex child, DayNumber day) {
  const auto open = open_.find(child);
  if (open != open_.end()) Cut(open->second, day, 2);
}

// To the other council: it closes here and opens there, with its plan if there is one.
void Casework::Moved(PersonIndex child, DayNumber day) {
  const auto open = open_.find(child);
  if (open == open_.end()) return;
  const Episode before = episodes_.at(open->second);
  if (world_.CouncilOf(child) == before.council || day <= before.referral) return;
  const bool planned = world_.At(child).Is(kOnPlan);
  Cut(open->second, day, 5);
  if (before.no_further_action) return;
  Chance chance(world_.seed(), Purpose::kCase, child, static_cast<uint64_t>(day));
  Episode episode;
  episode.child = child;
  episode.council = world_.CouncilOf(child);
  episode.referral = day;
  episode.source = kSourceOtherCouncil;
  episode.need = before.need;
  episode.factors = before.factors;
  episode.transfer_in = planned;
  Open(episode, planned ? 0 : 500, chance);
}

std::vector<Episode> Casework::TakeYear(DayNumber year_end) {
  std::vector<Episode> year;
  for (auto at = episodes_.begin(); at != episodes_.end();) {
    const Episode& episode = at->second;
    if (episode.referral <= year_end) year.push_back(episode);
    const bool over = episode.closure <= year_end;
    at = over ? episodes_.erase(at) : std::next(at);
  }
  return year;
}

}  // namespace goldthread::county
