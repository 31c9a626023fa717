#include <algorithm>
#include <iterator>

#include "connectors/county/describe.h"
#include "services/vocabulary/content.h"

namespace goldthread::county {
namespace {

using Kind = v1::Event::PayloadCase;

size_t BandOf(Second waited) {
  constexpr Second kUpTo[] = {3'600, kDaySeconds, 7 * kDaySeconds, 30 * kDaySeconds};
  return static_cast<size_t>(std::lower_bound(std::begin(kUpTo), std::end(kUpTo), waited) -
                             std::begin(kUpTo));
}

// In which 1 April the year began.
int CensusYear(DayNumber day) {
  const Day date = DayOf(day);
  return static_cast<int>(date.year()) - (date.month() < std::chrono::April ? 1 : 0);
}

// What counts towards the published figures: facts that stand, each once.
void CountCase(const v1::Event& event, int first_year, Tally& tally) {
  if (event.has_referral_made()) {
    ++tally.referrals;
    ++tally.sources[event.referral_made().source()];
    ++tally.needs[event.referral_made().primary_need()];
    const int year = CensusYear(Number(*ParseDay(event.occurred().date()))) - first_year;
    ++tally.years[static_cast<size_t>(year)].referrals;
  } else if (event.has_assessment_started()) {
    const bool core = event.assessment_started().kind() == v1::ASSESSMENT_KIND_CORE;
    ++(core ? tally.core : tally.assessed);
  } else if (event.has_section47_started()) {
    ++tally.section47;
  } else if (event.has_conference_held()) {
    ++tally.conferences;
  } else if (event.has_plan_started() &&
             event.plan_started().kind() == v1::PLAN_KIND_CHILD_PROTECTION) {
    ++tally.plans;
    ++tally.plans_open;
    ++tally.categories[event.plan_started().category_of_abuse()];
  } else if (event.has_plan_ended() &&
             event.plan_ended().kind() == v1::PLAN_KIND_CHILD_PROTECTION) {
    --tally.plans_open;
  }
}

void CountLives(const World& world, int first_year, std::vector<YearTally>& years) {
  for (PersonIndex person = 0; person < world.people(); ++person) {
    const Person& who = world.At(person);
    const bool only_a_name = who.death == kNever && !world.LivesHere(person);
    if (only_a_name || who.Is(kUnborn)) continue;
    for (size_t i = 0; i < years.size(); ++i) {
      const int began = first_year + static_cast<int>(i);
      const DayNumber from = Number(began, 4, 1);
      const DayNumber to = Number(began + 1, 4, 1);
      if (who.birth >= from && who.birth < to) ++years[i].births;
      if (who.death >= from && who.death < to) ++years[i].deaths;
      if (who.birth >= to || who.death < to) continue;
      ++years[i].people;
      if (Birthday(who.birth, 18) > to) ++years[i].children;
    }
  }
}

void CountPlans(DayNumber year_end, const std::vector<Episode>& episodes, YearTally& year) {
  for (const Episode& episode : episodes) {
    if (episode.plan == kNever || episode.plan > year_end) continue;
    if (CensusYear(episode.plan) == CensusYear(year_end)) ++year.plans;
    if (episode.plan_end > year_end) ++year.plans_open;
  }
}

}  // namespace

Tally TallyOf(const CountySize& size) {
  Tally tally;
  NoTruth nobody_asks;
  County county(size, nobody_asks);
  const int first_year = YearOf(county.first_day());
  tally.size = size;
  tally.first_year = first_year;
  tally.years.resize(static_cast<size_t>(size.years));
  county.OnYearEnd([&](DayNumber year_end, const std::vector<Episode>& episodes) {
    CountPlans(year_end, episodes,
               tally.years.at(static_cast<size_t>(CensusYear(year_end) - first_year)));
  });
  Delivery delivery;
  while (county.Next(&delivery)) {
    const v1::Event& event = delivery.event();
    FeedTally& feed = tally.feeds[event.feed()];
    ++feed.events;
    if (delivery.again) ++feed.repeats;
    const Second waited = delivery.delivered - event.recorded_at().seconds();
    if (waited > kDaySeconds) ++feed.late;
    ++tally.waited[BandOf(waited)];
    if (!event.corrects().empty() || !event.withdraws().empty()) ++feed.amended;
    ++tally.kinds[std::string(KindName(event))];
    if (!delivery.again && !delivery.mistaken) CountCase(event, first_year, tally);
  }
  const World& world = county.world();
  CountLives(world, first_year, tally.years);
  for (PersonIndex person = 0; person < world.people(); ++person) {
    if (!world.LivesHere(person)) continue;
    ++tally.people;
    const int age = world.AgeOn(person, county.end());
    ++tally.by_age[std::min<size_t>(static_cast<size_t>(age / 5), tally.by_age.size() - 1)];
    if (age < 18) ++tally.children;
  }
  return tally;
}

}  // namespace goldthread::county
