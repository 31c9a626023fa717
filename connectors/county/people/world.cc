#include "connectors/county/people/world.h"

#include <algorithm>

#include "eventstore/base/check.h"

namespace goldthread::county {

// People to a household in England: 2.36 (Census 2021). Rounded down, for those to come.
World::World(const CountySize& size, Truth& truth)
    : seed_(size.seed),
      mark_(MarkOf(size)),
      places_(static_cast<uint32_t>(size.people * 10ULL / 23 + 1)),
      truth_(truth) {
  people_.reserve(size.people + size.people / 8);
  taken_.resize(places_.count());
}

std::vector<PersonIndex> World::Members(HouseholdIndex household) const {
  std::vector<PersonIndex> members;
  for (PersonIndex p = households_[household].first; p != kNobody; p = people_[p].next) {
    members.push_back(p);
  }
  return members;
}

std::vector<PersonIndex> World::ChildrenIn(HouseholdIndex household, DayNumber day) const {
  std::vector<PersonIndex> children;
  for (PersonIndex p = households_[household].first; p != kNobody; p = people_[p].next) {
    if (IsChildOn(p, day)) children.push_back(p);
  }
  return children;
}

std::vector<PersonIndex> World::ChildrenAt(HouseholdIndex household, DayNumber day) const {
  std::vector<PersonIndex> children = ChildrenIn(household, day);
  for (PersonIndex p = households_[household].first; p != kNobody; p = people_[p].next) {
    const std::vector<PersonIndex> more = InTurnWith(p);
    children.insert(children.end(), more.begin(), more.end());
  }
  return children;
}

const SharedCare* World::SharedCareOf(PersonIndex child) const {
  if (!people_[child].Is(kShared)) return nullptr;
  const auto found = shared_.find(child);
  return found == shared_.end() ? nullptr : &found->second;
}

std::vector<PersonIndex> World::InTurnWith(PersonIndex parent) const {
  if (!people_[parent].Is(kShared)) return {};
  const auto found = in_turn_.find(parent);
  return found == in_turn_.end() ? std::vector<PersonIndex>() : found->second;
}

std::array<HouseholdIndex, 2> World::HomesOf(PersonIndex person) const {
  const SharedCare* const care = SharedCareOf(person);
  return {people_[person].home, care == nullptr ? kHomeless : people_[care->with].home};
}

DayNumber World::AtHomeSince(PersonIndex person, AddressIndex address) const {
  if (!LivesHere(person)) return kNever;
  if (AddressOf(person) == address) return people_[person].since;
  const SharedCare* const care = SharedCareOf(person);
  return care != nullptr && care->address == address ? care->since : kNever;
}

PersonIndex World::Add(Person person) {
  people_.push_back(person);
  return people() - 1;
}

PersonIndex World::AddChild(Couple parents, DayNumber birth, Chance& chance) {
  const Person& mother = people_[parents.mother];
  Person child;
  child.birth = birth;
  child.mother = parents.mother;
  child.father = parents.father;
  child.community = mother.community;
  child.family = mother.family;
  if (parents.father != kNobody) {
    const Person& father = people_[parents.father];
    if (chance.PerMille(700)) child.family = father.family;
    // Of a mixed couple the census has the child under "mixed".
    if (father.community != mother.community && chance.PerMille(500)) {
      child.community = Community::kMoth;
    }
  }
  child.former_family = child.family;
  if (chance.PerMille(488)) child.Set(kFemale);
  child.given = DrawGiven(child.community, child.Is(kFemale), chance);
  // A father's name for his son: two people whom a name cannot part.
  if (!child.Is(kFemale) && parents.father != kNobody && chance.PerMille(30) &&
      people_[parents.father].community == child.community) {
    child.given = people_[parents.father].given;
    child.family = people_[parents.father].family;
    child.former_family = child.family;
  }
  for (int tries = 0; tries < 8 && HasSiblingOfThatName(child); ++tries) {
    child.given = DrawGiven(child.community, child.Is(kFemale), chance);
  }
  return Add(child);
}

// A twin may wait to be born; the others live with the mother, or without one with the father.
bool World::HasSiblingOfThatName(const Person& child) const {
  const auto is_one = [&child](const Person& other) {
    return other.mother == child.mother && other.Is(kFemale) == child.Is(kFemale) &&
           GivenName(other.community, other.Is(kFemale), other.given) ==
               GivenName(child.community, child.Is(kFemale), child.given);
  };
  if (is_one(people_.back())) return true;
  const bool with_mother = LivesHere(child.mother);
  if (!with_mother && child.father == kNobody) return false;
  const HouseholdIndex home = people_[with_mother ? child.mother : child.father].home;
  if (home == kHomeless) return false;
  for (PersonIndex p = households_[home].first; p != kNobody; p = people_[p].next) {
    if (is_one(people_[p])) return true;
  }
  return false;
}

HouseholdIndex World::Found(AddressIndex address, Chance& chance) {
  constexpr uint16_t kNeeds[] = {700, 200, 80, 20};
  GT_CHECK(address < places_.count());
  Household household;
  household.address = address;
  household.need = static_cast<uint8_t>(chance.Pick(kNeeds));
  Occupy(address);
  if (free_.empty()) {
    households_.push_back(household);
    return households() - 1;
  }
  const HouseholdIndex index = free_.back();
  free_.pop_back();
  households_[index] = household;
  return index;
}

void World::Settle(PersonIndex person, HouseholdIndex household, DayNumber day) {
  Person& who = people_[person];
  GT_CHECK(who.home == kHomeless);
  who.home = household;
  who.since = day;
  who.next = kNobody;
  MarkHidden(who, households_[household].address);
  PersonIndex* last = &households_[household].first;
  while (*last != kNobody) last = &people_[*last].next;
  *last = person;
}

void World::Leave(PersonIndex person, DayNumber day) {
  Person& who = people_[person];
  const HouseholdIndex household = who.home;
  GT_CHECK(household != kHomeless);
  TellStay(person, day);
  PersonIndex* link = &households_[household].first;
  while (*link != person) link = &people_[*link].next;
  *link = who.next;
  who.home = kHomeless;
  who.next = kNobody;
  if (households_[household].first == kNobody) Vacate(household);
}

void World::Vacate(HouseholdIndex household) {
  emptied_.push_back(households_[household].address);
  free_.push_back(household);
}

void World::Occupy(AddressIndex address) {
  if (places_.KindOf(address) != PlaceKind::kPrison) taken_[address] = true;
}

void World::BeginMonth() {
  for (const AddressIndex address : emptied_) taken_[address] = false;
  emptied_.clear();
}

void World::MarkHidden(Person& who, AddressIndex address) const {
  if (places_.KindOf(address) == PlaceKind::kRefuge) {
    who.Set(kHidden);
  } else {
    who.Clear(kHidden);
  }
}

void World::Move(PersonIndex person, HouseholdIndex to, DayNumber day) {
  Leave(person, day);
  Settle(person, to, day);
}

void World::MoveAll(HouseholdIndex household, AddressIndex to, DayNumber day) {
  const AddressIndex from = households_[household].address;
  for (PersonIndex p = households_[household].first; p != kNobody; p = people_[p].next) {
    TellStay(p, day);
    people_[p].since = day;
    MarkHidden(people_[p], to);
  }
  emptied_.push_back(from);
  Occupy(to);
  households_[household].address = to;
}

AddressIndex World::EmptyHome(int council, Chance& chance) const {
  for (int tries = 0; tries < 2'000; ++tries) {
    const AddressIndex address = chance.Below(places_.homes());
    if (!taken_[address] && (council < 0 || places_.CouncilOf(address) == council)) return address;
  }
  // Full: people crowd into the hostels.
  return EmptyHostelRoom(chance);
}

AddressIndex World::EmptyRefugeRoom(Chance& chance) const {
  for (int tries = 0; tries < 200; ++tries) {
    const AddressIndex room = places_.RefugeRoom(chance.Below(places_.refuge_rooms()));
    if (!taken_[room]) return room;
  }
  return EmptyHostelRoom(chance);
}

// All full: two households share a room.
AddressIndex World::EmptyHostelRoom(Chance& chance) const {
  AddressIndex room = places_.HostelRoom(0);
  for (int tries = 0; tries < 200; ++tries) {
    room = places_.HostelRoom(chance.Below(places_.hostel_rooms()));
    if (!taken_[room]) break;
  }
  return room;
}

void World::Share(PersonIndex child, PersonIndex with, DayNumber day) {
  const DayNumber since = std::max({day, people_[child].since, people_[with].since});
  shared_[child] = {with, AddressOf(with), since};
  in_turn_[with].push_back(child);
  people_[child].Set(kShared);
  people_[with].Set(kShared);
}

void World::ShareElsewhere(PersonIndex child, DayNumber day) {
  TellTurn(child, day);
  SharedCare& care = shared_.at(child);
  care.since = std::max({day, care.since, people_[care.with].since});
  care.address = AddressOf(care.with);
}

void World::EndSharing(PersonIndex child, DayNumber day) {
  TellTurn(child, day);
  const PersonIndex with = shared_.at(child).with;
  shared_.erase(child);
  people_[child].Clear(kShared);
  const auto others = in_turn_.find(with);
  std::erase(others->second, child);
  if (!others->second.empty()) return;
  in_turn_.erase(others);
  people_[with].Clear(kShared);
}

void World::TellTurn(PersonIndex child, DayNumber to) {
  const SharedCare& care = shared_.at(child);
  truth_.Lived({child, care.address, places_.KindOf(care.address), care.since,
                std::max(care.since, to), true, kHomeless});
}

void World::TellStay(PersonIndex person, DayNumber to) {
  const AddressIndex address = AddressOf(person);
  const Person& who = people_[person];
  truth_.Lived({person, address, places_.KindOf(address), who.since, to, false, who.home});
}

void World::TellOpenStays() {
  for (PersonIndex p = 0; p < people(); ++p) {
    if (LivesHere(p)) TellStay(p, kNever);
    if (SharedCareOf(p) != nullptr) TellTurn(p, kNever);
  }
}

}  // namespace goldthread::county
