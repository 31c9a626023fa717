#include "connectors/county/agencies/risk.h"

#include <algorithm>

#include "connectors/county/agencies/services.h"
#include "connectors/county/people/clocks.h"

namespace goldthread::county {
namespace {

// How much oftener than the least a household of each need comes to notice; so that nearly a
// quarter of referrals are of children referred within the year before (I02).
constexpr uint32_t kWeights[] = {1, 4, 24, 110};
// Of a household of weight one, per million and month, for each referral per 10,000 children a
// year: worked out by trial until the referrals came out as published.
constexpr uint32_t kApproachesPerReferralRate = 160;

// Of those who were hurt, per mille: who flees, and the protective; own choice.
constexpr uint32_t kFlees = 40;
constexpr uint32_t kProtectiveFlees = 250;
constexpr uint32_t kProtectiveAsks = 60;  // For help, beyond those whom the police refer.

constexpr uint32_t kHurtsPerMille = 80;  // Of harmful adults who live with a family, a month.
constexpr DayNumber kReviewEvery = 182;

Second Evening(DayNumber day, Chance& chance) {
  if (const auto night = NearClockChange(day, chance)) return *night;
  return day * kDaySeconds + chance.Between(15 * 3'600, 86'399);
}

}  // namespace

void Risk::Consider(PersonIndex person, const Month& month) {
  const Person& who = world_.At(person);
  if (who.home == kHomeless) return;
  const bool harmful = who.Is(kHarmful);
  if (!harmful && !world_.IsHead(person)) return;
  Chance chance(draws_, person, month.number);
  DayNumber day = month.first + chance.Between(0, month.days - 1);
  day = std::max(day, who.since);
  if (harmful && chance.PerMille(kHurtsPerMille)) Hurts(person, day, chance);
  if (!world_.IsHead(person)) return;
  const uint32_t rate = CaseRatesOn(day).referrals_per_10_000 * kApproachesPerReferralRate / 100 *
                        kWeights[world_.HouseholdAt(world_.At(person).home).need];
  if (chance.PerMillion(rate)) ComesToNotice(person, day, chance);
}

void Risk::ComesToNotice(PersonIndex head, DayNumber day, Chance& chance) {
  const HouseholdIndex home = world_.At(head).home;
  const std::vector<PersonIndex> children = world_.ChildrenIn(home, day);
  if (children.empty()) return;
  const auto source = static_cast<uint16_t>(chance.Pick(kSources));
  const size_t first = chance.Below(static_cast<uint32_t>(children.size()));
  Precede(children[first], source, day, chance);
  Observation contact;
  contact.feed = CouncilFeed(world_.CouncilOf(head));
  contact.seen = Seen::kContact;
  contact.subject = children[first];
  contact.dated = true;
  contact.occurred = day * kDaySeconds;
  contact.code = source;
  notebook_.Write(contact);
  for (size_t i = 0; i < children.size(); ++i) {
    if (i == first || chance.PerMille(800)) casework_.Refer(children[i], day, source);
  }
}

// What the agency that turned to the council had seen itself.
void Risk::Precede(PersonIndex child, uint16_t source, DayNumber day, Chance& chance) {
  Observation note;
  note.subject = child;
  note.occurred = Evening(day, chance) - kDaySeconds;
  if (DayAt(note.occurred) < world_.At(child).since) return;
  const int age = (day - world_.At(child).birth) / 365;
  if (source == kSourcePolice) {
    const PersonIndex victim = PartnerOrParent(child, day);
    const PersonIndex alleged = victim == kNobody ? kNobody : world_.At(victim).partner;
    if (victim == kNobody) return;
    Incident(victim, alleged, DayAt(note.occurred), chance);
    // The wrong man, now and then.
    if (alleged != kNobody && !world_.At(alleged).Is(kHarmful) && chance.PerMille(25)) {
      Assert(alleged, day + 5, {WhoAsserts(alleged, chance), true}, chance);
    }
    return;
  }
  if (source == kSourceSchool && age >= 5) {
    note.feed = Feed::kSchools;
    note.code = kConcernDisclosure;
  } else if (source == kSourceHealthVisitor && age < 5) {
    note.feed = Feed::kHealthVisiting;
    note.code = kConcernNeglect;
  } else if (source == kSourceEmergency) {
    note.feed = EmergencyFeed(world_.CouncilOf(child));
    note.code = kConcernInjury;
  } else {
    return;
  }
  note.seen = Seen::kConcern;
  note.dated = true;
  note.occurred = DayAt(note.occurred) * kDaySeconds;
  notebook_.Write(note);
}

PersonIndex Risk::PartnerOrParent(PersonIndex head, DayNumber day) const {
  PersonIndex found = kNobody;
  for (const PersonIndex member : world_.Members(world_.At(head).home)) {
    if (world_.IsChildOn(member, day)) continue;
    const PersonIndex partner = world_.At(member).partner;
    const bool hurt = partner != kNobody && world_.At(partner).Is(kHarmful);
    if (found == kNobody || hurt) found = member;
  }
  return found;
}

void Risk::Incident(PersonIndex victim, PersonIndex alleged, DayNumber day, Chance& chance) {
  Observation note;
  note.feed = Feed::kPolice;
  note.seen = Seen::kIncident;
  note.subject = victim;
  note.other = alleged;
  note.address = world_.AddressOf(victim);
  note.occurred = Evening(day, chance);
  note.code = static_cast<uint16_t>(chance.Below(64));
  size_t at = 0;
  for (const PersonIndex child : world_.ChildrenIn(world_.At(victim).home, day)) {
    if (at < note.more.size() && world_.At(child).since <= day) note.more[at++] = child;
  }
  notebook_.Write(note);
  if (alleged == kNobody || !chance.PerMille(500)) return;
  // The officer asks who lives there.
  Observation lives = note;
  lives.seen = Seen::kAddress;
  lives.code = kLives;
  lives.subject = alleged;
  lives.other = kNobody;
  lives.more = {kNobody, kNobody, kNobody};
  lives.address = world_.AddressOf(alleged);
  notebook_.Write(lives);
}

void Risk::Hurts(PersonIndex adult, DayNumber day, Chance& chance) {
  Person& who = world_.At(adult);
  if (world_.IsChildOn(adult, day)) return;  // Of age later in the month.
  PersonIndex victim = who.partner;
  if (victim == kNobody) {
    const auto children = world_.ChildrenIn(who.home, day);
    if (children.empty()) return;
    victim = children[chance.Below(static_cast<uint32_t>(children.size()))];
  }
  if (world_.At(victim).home != who.home || world_.At(victim).since > day) return;
  if (who.Is(kUnspoken) && !chance.PerMille(150)) return;
  Incident(victim, adult, day, chance);
  orders_.Attended(adult, day);
  const auto children = world_.ChildrenIn(who.home, day);
  // As readily as that year's police referred anybody.
  const bool protective = world_.At(victim).Is(kProtective);
  const uint32_t refers =
      CaseRatesOn(day).referrals_per_10_000 / 3 + (protective ? kProtectiveAsks : 0);
  if (!children.empty() && chance.PerMille(refers)) {
    for (const PersonIndex child : children) casework_.Refer(child, day + 1, kSourcePolice);
  }
  if (!who.Is(kUnspoken) && !who.Is(kAsserted) && chance.PerMille(250)) {
    const DayNumber then = day + chance.Between(1, 20);
    Assert(adult, then, {WhoAsserts(adult, chance), false}, chance);
  }
  if (victim == who.partner && world_.At(victim).Is(kFemale) &&
      chance.PerMille(protective ? kProtectiveFlees : kFlees)) {
    world_.At(victim).partner = kNobody;
    who.partner = kNobody;
    life_.Flee(victim, day);
  }
}

Feed Risk::WhoAsserts(PersonIndex adult, Chance& chance) const {
  constexpr uint16_t kWho[] = {300, 200, 150, 350};
  const Feed feeds[] = {Feed::kPolice, CouncilFeed(world_.CouncilOf(adult)), Feed::kProbation,
                        Feed::kMarac};
  return feeds[chance.Pick(kWho)];
}

void Risk::Assert(PersonIndex adult, DayNumber day, Says says, Chance& chance) {
  if (world_.At(adult).Is(kAsserted)) return;
  Observation note;
  note.feed = says.feed;
  note.seen = Seen::kRiskAsserted;
  note.subject = adult;
  note.dated = true;
  note.occurred = day * kDaySeconds;
  note.more_code = says.wrongly ? 7 : static_cast<uint16_t>(chance.Between(1, 7));
  note.other_day = day + kReviewEvery;
  world_.At(adult).Set(kAsserted);
  assertions_[adult] = {notebook_.Write(note), note.feed, day, kNever, says.wrongly};
  const DayNumber looked_at = says.wrongly ? day + chance.Between(40, 240) : note.other_day;
  reviews_[looked_at].push_back(adult);
}

void Risk::Review(const Month& month) {
  while (!reviews_.empty() && reviews_.begin()->first < month.end()) {
    const DayNumber day = reviews_.begin()->first;
    const std::vector<PersonIndex> due = std::move(reviews_.begin()->second);
    reviews_.erase(reviews_.begin());
    for (const PersonIndex adult : due) {
      const Assertion& assertion = assertions_.at(adult);
      if (assertion.to != kNever || !world_.LivesHere(adult)) continue;
      if (assertion.wrongly) {
        End(adult, day, Seen::kRiskWithdrawn);
        continue;
      }
      Chance chance(world_.seed(), Purpose::kCareer, adult, static_cast<uint64_t>(day));
      if (chance.PerMille(100)) {
        End(adult, day, Seen::kRiskReviewed);
        continue;
      }
      Observation note;
      note.feed = assertion.feed;
      note.seen = Seen::kRiskReviewed;
      note.subject = adult;
      note.dated = true;
      note.occurred = day * kDaySeconds;
      note.about = assertion.ordinal;
      note.other_day = day + kReviewEvery;
      notebook_.Write(note);
      reviews_[note.other_day].push_back(adult);
    }
  }
}

void Risk::End(PersonIndex adult, DayNumber day, Seen how) {
  Assertion& assertion = assertions_.at(adult);
  assertion.to = day;
  world_.At(adult).Clear(kAsserted);
  Observation note;
  note.feed = assertion.feed;
  note.seen = how;
  note.subject = adult;
  note.dated = true;
  note.occurred = day * kDaySeconds;
  note.about = assertion.ordinal;
  note.code = 1;
  notebook_.Write(note);
}

}  // namespace goldthread::county
