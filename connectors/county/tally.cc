#include "connectors/county/describe.h"
#include "services/vocabulary/content.h"

namespace goldthread::county {
namespace {

using Kind = v1::Event::PayloadCase;

// What counts towards the published figures: facts that stand, each once.
void CountCase(const v1::Event& event, DayNumber first, Tally& tally) {
  if (event.has_referral_made()) {
    ++tally.referrals;
    ++tally.sources[event.referral_made().source()];
    ++tally.needs[event.referral_made().primary_need()];
    const std::optional<Day> day = ParseDay(event.occurred().date());
    const auto year = static_cast<size_t>((Number(*day) - first) / 366);
    if (tally.referrals_by_year.size() <= year) tally.referrals_by_year.resize(year + 1);
    ++tally.referrals_by_year[year];
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

}  // namespace

Tally TallyOf(const CountySize& size) {
  Tally tally;
  NoTruth nobody_asks;
  County county(size, nobody_asks);
  Delivery delivery;
  while (county.Next(&delivery)) {
    const v1::Event& event = delivery.event;
    FeedTally& feed = tally.feeds[event.feed()];
    ++feed.events;
    if (delivery.again) ++feed.repeats;
    if (delivery.delivered - event.recorded_at().seconds() > kDaySeconds) ++feed.late;
    if (!event.corrects().empty() || !event.withdraws().empty()) ++feed.amended;
    ++tally.kinds[std::string(KindName(event))];
    if (!delivery.again && !delivery.mistaken) CountCase(event, county.first_day(), tally);
  }
  const World& world = county.world();
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
