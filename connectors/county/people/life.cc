#include "connectors/county/people/life.h"

#include <algorithm>
#include <array>

#include "connectors/county/people/founding.h"

namespace goldthread::county {
namespace {

// Per million and month.
constexpr uint32_t kConceivesWithPartner = 7'700;
constexpr uint32_t kConceivesAlone = 1'700;
constexpr uint32_t kParts = 1'700;
constexpr uint32_t kPartsFromHarm = 12'000;
constexpr uint32_t kPartsAfterAssertion = 45'000;
constexpr uint32_t kSeeks = 3'500;
constexpr uint32_t kSeeksYoung = 22'000;  // Under 40.
constexpr uint32_t kSeeksAfterHarm = 60'000;
constexpr uint32_t kLeavesHome = 9'000;
constexpr uint32_t kMovesOwner = 4'000;
constexpr uint32_t kMovesPrivate = 17'000;
constexpr uint32_t kMovesSocial = 5'500;
constexpr uint32_t kMovesOn = 150'000;  // From a refuge or hostel.
// Nothing comes to an adult beyond that, whatever the person's lot: of most nothing need be asked.
constexpr uint32_t kAllOfAdult =
    kConceivesWithPartner + kPartsAfterAssertion + kSeeksAfterHarm + kLeavesHome;

constexpr uint32_t DeathRateAt(int age) {
  if (age < 1) return 320;
  if (age < 15) return 8;
  if (age < 35) return 40;
  if (age < 55) return 180;
  if (age < 65) return 600;
  if (age < 75) return 1'500;
  return age < 85 ? 4'500 : 14'000;
}

// A row to look in, for it is asked of everybody in every month and no guess at the age is right.
constexpr auto kDeathRates = [] {
  std::array<uint16_t, 128> rates{};
  for (int age = 0; age < 128; ++age) rates[age] = static_cast<uint16_t>(DeathRateAt(age));
  return rates;
}();

uint32_t DeathRate(int age) { return kDeathRates[static_cast<size_t>(std::clamp(age, 0, 127))]; }

}  // namespace

// Of those who will bear a child in the first months.
void Life::Begin(const Month& month) {
  month_ = month;
  const PersonIndex people = world_.people();
  for (PersonIndex person = 0; person < people; ++person) {
    const Person& who = world_.At(person);
    const int age = world_.AgeOn(person, month.first);
    if (!who.Is(kFemale) || !world_.LivesHere(person) || age < 18 || age >= 45) continue;
    Chance chance(world_.seed(), Purpose::kFounding, person, 1);
    const uint32_t rate = who.partner != kNobody ? kConceivesWithPartner : kConceivesAlone;
    if (!chance.PerMillion(rate * static_cast<uint32_t>(kKnownBeforeBirth) / 30)) continue;
    Conceive(person, month.first - chance.Between(1, kKnownBeforeBirth - 1), chance);
  }
}

void Life::BeginMonth(const Month& month) {
  month_ = month;
  world_.BeginMonth();
  women_.clear();
  men_.clear();
  std::erase_if(bore_,
                [&](const auto& one) { return month.first - one.second > kKnownAfterBirth; });
  while (!due_.empty() && due_.begin()->first < month.end()) {
    const auto births = due_.extract(due_.begin());
    for (const Pregnancy& pregnancy : births.mapped()) {
      Bear(pregnancy, std::max(births.key(), month.first));
    }
  }
}

void Life::Consider(PersonIndex person) {
  if (!world_.LivesHere(person)) return;
  Chance chance(draws_, person, month_.number);
  const int age = (month_.first - world_.At(person).birth) / 365;
  uint32_t roll = chance.Below(1'000'000);
  const uint32_t death = DeathRate(age);
  if (roll < death) return Die(person, month_.first + chance.Between(0, month_.days - 1));
  roll -= death;
  if (age == 17 || age == 18) ComeOfAge(person);
  if (age >= 18 && world_.InPrison(person)) return;
  if (age >= 18 && age < 61) ConsiderAdult(person, age, roll, chance);
  if (world_.IsHead(person)) ConsiderHousehold(person, chance);
}

// Whoever grew up in the county is of the same kinds as those it began with.
void Life::ComeOfAge(PersonIndex person) {
  const DayNumber grown = Birthday(world_.At(person).birth, 18);
  if (grown < month_.first || grown >= month_.end()) return;
  Chance chance(world_.seed(), Purpose::kPerson, person, 18);
  DrawNature(world_.At(person), chance);
  turns_.Moved(person, grown);
}

void Life::ConsiderAdult(PersonIndex person, int age, uint32_t roll, Chance& chance) {
  const Person& who = world_.At(person);
  const DayNumber day = month_.first + chance.Between(0, month_.days - 1);
  if (roll >= kAllOfAdult) return;
  const auto falls = [&roll](uint32_t rate) {
    if (roll < rate) return true;
    roll -= rate;
    return false;
  };
  const bool partnered = who.partner != kNobody;
  if (who.Is(kFemale) && age < 45 && !who.Is(kPregnant) &&
      falls(partnered ? kConceivesWithPartner : kConceivesAlone)) {
    return Conceive(person, day, chance);
  }
  if (partnered && who.partner > person && !world_.InPrison(who.partner)) {
    const Person& other = world_.At(who.partner);
    const bool asserted = who.Is(kAsserted) || other.Is(kAsserted);
    const bool harm = who.Is(kHarmful) || other.Is(kHarmful);
    if (falls(asserted ? kPartsAfterAssertion : harm ? kPartsFromHarm : kParts)) {
      return Part(person, day, chance);
    }
  }
  const uint32_t seeks = who.Is(kHarmful) || who.Is(kAsserted) ? kSeeksAfterHarm
                         : age < 40                            ? kSeeksYoung
                                                               : kSeeks;
  if (!partnered && falls(seeks)) {
    (who.Is(kFemale) ? women_ : men_).push_back(person);
    return;
  }
  if (age < 31 && !partnered && LivesWithParent(person) && falls(kLeavesHome)) {
    MoveOut(person, day, chance);
  }
}

void Life::ConsiderHousehold(PersonIndex head, Chance& chance) {
  const uint32_t roll = chance.Below(1'000'000);
  if (roll >= kMovesOn) return;  // Whatever the home: of most it need not be asked.
  const HouseholdIndex household = world_.At(head).home;
  const AddressIndex address = world_.HouseholdAt(household).address;
  const Places& places = world_.places();
  if (address < places.homes()) {
    const Tenure tenure = places.TenureOf(address);
    const uint32_t rate = tenure == Tenure::kOwned     ? kMovesOwner
                          : tenure == Tenure::kPrivate ? kMovesPrivate
                                                       : kMovesSocial;
    if (roll >= rate) return;
  }
  const int council = chance.PerMille(850) ? places.CouncilOf(address) : -1;
  MoveTogether(household, world_.EmptyHome(council, chance),
               month_.first + chance.Between(0, month_.days - 1));
}

void Life::Die(PersonIndex person, DayNumber day) {
  Person& who = world_.At(person);
  day = std::max(day, who.since);
  // She lived to bear the child of that month.
  if (const auto bore = bore_.find(person); bore != bore_.end()) day = std::max(day, bore->second);
  who.death = day;
  const HouseholdIndex household = who.home;
  const AddressIndex address = world_.AddressOf(person);
  if (who.partner != kNobody) world_.At(who.partner).partner = kNobody;
  who.partner = kNobody;
  if (who.Is(kPregnant)) EndPregnancy(person, day);
  const bool alone = world_.Members(household).size() == 1;
  world_.Leave(person, day);
  witness_.Saw({Change::kDied, day, person, kNobody, address});
  turns_.Moved(person, day);
  if (!alone) Rehome(household, day);
}

void Life::Part(PersonIndex person, DayNumber day, Chance& chance) {
  const PersonIndex partner = world_.At(person).partner;
  const bool hers = world_.At(person).Is(kFemale);
  PersonIndex man = hers ? partner : person;
  PersonIndex woman = hers ? person : partner;
  if (world_.At(woman).Is(kHarmful) && !world_.At(man).Is(kHarmful)) std::swap(man, woman);
  if (world_.At(man).Is(kHarmful) && chance.PerMille(150)) {
    EndCouple(person, day);
    return Flee(woman, day);
  }
  const bool he_leaves = chance.PerMille(780);
  Separate(he_leaves ? man : woman, day, chance);
  turns_.Parted(he_leaves ? woman : man, he_leaves ? man : woman, chance);
}

void Life::Separate(PersonIndex leaver, DayNumber day, Chance& chance) {
  EndCouple(leaver, day);
  MoveOut(leaver, day, chance);
}

void Life::EndCouple(PersonIndex one, DayNumber day) {
  const PersonIndex other = world_.At(one).partner;
  world_.At(one).partner = kNobody;
  world_.At(other).partner = kNobody;
  witness_.Saw({Change::kParted, day, one, other, world_.AddressOf(one)});
}

// To a home of one's own, a room in another's, or a hostel.
void Life::MoveOut(PersonIndex person, DayNumber day, Chance& chance) {
  const int council = world_.CouncilOf(person);
  const bool far = chance.PerMille(world_.At(person).Is(kAsserted) ? 450 : 200);
  const HouseholdIndex left = world_.At(person).home;
  if (chance.PerMille(120)) {
    const PersonIndex host = chance.Below(world_.people());
    if (AtLarge(host) && world_.At(host).home != left) {
      MoveTo(person, world_.At(host).home, day);
      return Rehome(left, day);
    }
  }
  const AddressIndex to = chance.PerMille(60)
                              ? world_.EmptyHostelRoom(chance)
                              : world_.EmptyHome(far ? 1 - council : council, chance);
  MoveTo(person, world_.Found(to, chance), day);
  Rehome(left, day);
}

void Life::Flee(PersonIndex person, DayNumber day) {
  Chance chance(world_.seed(), Purpose::kHousehold, person, month_.number);
  const HouseholdIndex left = world_.At(person).home;
  const HouseholdIndex refuge = world_.Found(world_.EmptyRefugeRoom(chance), chance);
  for (const PersonIndex child : world_.ChildrenIn(left, day)) {
    if (world_.At(child).mother == person) MoveTo(child, refuge, day);
  }
  MoveTo(person, refuge, day);
}

void Life::TakeIntoCare(PersonIndex child, DayNumber day) {
  const PersonIndex carer = FindCarer(child, day);
  if (carer == kNobody || !world_.LivesHere(child)) return;
  world_.At(child).Set(kInCare);
  MoveTo(child, world_.At(carer).home, day);
}

void Life::Imprison(PersonIndex person, DayNumber day) {
  Chance chance(world_.seed(), Purpose::kOrder, person, static_cast<uint64_t>(day));
  const HouseholdIndex left = world_.At(person).home;
  const bool alone = world_.Members(left).size() == 1;
  MoveTo(person, world_.Found(world_.places().Prison(chance.Below(1'000)), chance), day);
  if (!alone) Rehome(left, day);
}

void Life::Release(PersonIndex person, DayNumber day) {
  Chance chance(world_.seed(), Purpose::kOrder, person, static_cast<uint64_t>(day));
  const int council = world_.CouncilOf(person);
  const PersonIndex partner = world_.At(person).partner;
  if (partner != kNobody && AtLarge(partner)) {
    return MoveTo(person, world_.At(partner).home, day);
  }
  const AddressIndex to =
      chance.PerMille(300) ? world_.EmptyHostelRoom(chance) : world_.EmptyHome(council, chance);
  MoveTo(person, world_.Found(to, chance), day);
}

void Life::MoveTogether(HouseholdIndex household, AddressIndex to, DayNumber day) {
  for (const PersonIndex member : world_.Members(household)) {
    day = std::max(day, world_.At(member).since);
  }
  world_.MoveAll(household, to, day);
  for (const PersonIndex member : world_.Members(household)) {
    witness_.Saw({Change::kMovedIn, day, member, kNobody, to});
    turns_.Moved(member, day);
  }
}

void Life::MoveTo(PersonIndex person, HouseholdIndex home, DayNumber day) {
  day = std::max(day, world_.At(person).since);
  world_.Move(person, home, day);
  witness_.Saw({Change::kMovedIn, day, person, kNobody, world_.HouseholdAt(home).address});
  turns_.Moved(person, day);
}

void Life::EndMonth() {
  Chance chance(world_.seed(), Purpose::kPairing, month_.number);
  for (const PersonIndex woman : women_) {
    if (world_.At(woman).partner != kNobody || !AtLarge(woman)) continue;
    for (int tries = 0; tries < 6 && !men_.empty(); ++tries) {
      const size_t at = chance.Below(static_cast<uint32_t>(men_.size()));
      const PersonIndex man = men_[at];
      const DayNumber apart = world_.At(woman).birth - world_.At(man).birth;
      const bool free = AtLarge(man) && world_.At(man).partner == kNobody;
      if (!free || apart > 12 * 365 || apart < -8 * 365 || AreKin(woman, man)) {
        continue;
      }
      men_[at] = men_.back();
      men_.pop_back();
      Pair(woman, man, month_.end() - 1, chance);
      break;
    }
  }
}

void Life::Pair(PersonIndex woman, PersonIndex man, DayNumber day, Chance& chance) {
  world_.At(woman).partner = man;
  world_.At(man).partner = woman;
  if (chance.PerMille(250)) {
    world_.At(woman).former_family = world_.At(woman).family;
    world_.At(woman).family = world_.At(man).family;
  }
  HouseholdIndex home = world_.At(woman).home;
  const HouseholdIndex left = world_.At(man).home;
  if (LivesWithParent(woman)) {
    const HouseholdIndex parents = home;
    home = world_.Found(world_.EmptyHome(world_.CouncilOf(woman), chance), chance);
    for (const PersonIndex child : world_.ChildrenIn(parents, day)) {
      if (world_.At(child).mother == woman) MoveTo(child, home, day);
    }
    MoveTo(woman, home, day);
  }
  if (left != home) {
    for (const PersonIndex child : world_.ChildrenIn(left, day)) {
      if (world_.At(child).father == man && world_.At(child).mother != woman) {
        MoveTo(child, home, day);
      }
    }
    if (world_.At(man).home != home) MoveTo(man, home, day);
    if (world_.HouseholdAt(left).first != kNobody) Rehome(left, day);
  }
  witness_.Saw({Change::kPartnered, day, man, woman, world_.AddressOf(woman)});
}

// Children whom no adult is left with go to a parent elsewhere, else to carers.
void Life::Rehome(HouseholdIndex household, DayNumber day) {
  const std::vector<PersonIndex> members = world_.Members(household);
  for (const PersonIndex member : members) {
    if (!world_.IsChildOn(member, day)) return;
  }
  for (const PersonIndex child : members) {
    const Person& who = world_.At(child);
    PersonIndex to = kNobody;
    for (const PersonIndex parent : {who.mother, who.father}) {
      if (parent != kNobody && AtLarge(parent) && to == kNobody) to = parent;
    }
    if (to == kNobody) to = FindCarer(child, day);
    if (to != kNobody) MoveTo(child, world_.At(to).home, day);
  }
}

PersonIndex Life::FindCarer(PersonIndex child, DayNumber day) const {
  Chance chance(world_.seed(), Purpose::kHousehold, child, static_cast<uint64_t>(day));
  for (int tries = 0; tries < 1'000; ++tries) {
    const PersonIndex carer = chance.Below(world_.people());
    const Person& who = world_.At(carer);
    const int age = (day - who.birth) / 365;
    if (AtLarge(carer) && who.partner != kNobody && age > 30 && age < 62 && !who.Is(kHarmful) &&
        !world_.At(who.partner).Is(kHarmful) && who.home != world_.At(child).home) {
      return carer;
    }
  }
  return kNobody;
}

bool Life::AtLarge(PersonIndex person) const {
  return world_.LivesHere(person) && !world_.InPrison(person);
}

bool Life::AreKin(PersonIndex a, PersonIndex b) const {
  const Person& first = world_.At(a);
  const Person& second = world_.At(b);
  if (first.home == second.home) return true;
  if (first.mother == b || first.father == b || second.mother == a || second.father == a) {
    return true;
  }
  return first.mother != kNobody && first.mother == second.mother;
}

bool Life::LivesWithParent(PersonIndex person) const {
  const Person& who = world_.At(person);
  for (const PersonIndex parent : {who.mother, who.father}) {
    if (parent != kNobody && world_.LivesHere(parent) && world_.At(parent).home == who.home) {
      return true;
    }
  }
  return false;
}

}  // namespace goldthread::county
