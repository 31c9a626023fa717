#include "connectors/county/agencies/careers.h"

#include <algorithm>

namespace goldthread::county {
namespace {

constexpr uint32_t kCareers = 3;
constexpr uint32_t kPeoplePerCareer = 50'000;

// Months of the county.
enum Step : uint32_t {
  kHurtsFirst = 1,
  kThoughtBetter = 3,
  kLeaves = 4,
  kMaracAsserts = 5,
  kComesToSecond = 6,
  kHurtsSecond = 7,
  kChildIsTaken = 8,
};

}  // namespace

void Careers::Live(const Month& month) {
  if (month.number == 0) {
    const uint32_t count = kCareers + world_.people() / kPeoplePerCareer;
    for (uint32_t i = 0; i < count; ++i) careers_.push_back({.number = i});
  }
  if (month.number > kChildIsTaken) return;
  // After whatever else the month has brought them.
  const DayNumber day = month.end() - 1;
  for (Career& career : careers_) {
    if (!career.over) career.over = !LiveOne(career, month.number, day);
  }
}

// False: it cannot go on.
bool Careers::LiveOne(Career& career, uint32_t month, DayNumber day) {
  Chance chance(world_.seed(), Purpose::kCareer, career.number, month);
  if (month > kHurtsFirst && !life_.AtLarge(career.man)) return false;
  switch (month) {
    case kHurtsFirst:
      if (!FindFirst(career, day)) return false;
      world_.At(career.man).Set(kHarmful);
      world_.At(career.man).Clear(kProtective);
      risk_.Incident(career.first, career.man, day, chance);
      risk_.Assert(career.man, day, {.feed = Feed::kProbation}, chance);
      orders_.Protect(career.man, day + 1, 28);
      TellHome(career.first, day);
      return true;
    case kThoughtBetter:
      risk_.End(career.man, day, Seen::kRiskReviewed);
      if (!FindSecond(career, day)) return false;
      casework_.ReferToPlan(career.child, day, kSourceHealthVisitor);
      TellHome(career.second, day);
      return true;
    case kLeaves:
      if (world_.At(career.man).partner == career.first) life_.Separate(career.man, day, chance);
      return true;
    case kMaracAsserts:
      risk_.Assert(career.man, day, {.feed = Feed::kMarac}, chance);
      return true;
    case kComesToSecond:
      if (!AreFree(career)) return false;
      life_.Pair(career.second, career.man, day, chance);
      TellHome(career.second, day);
      return true;
    case kHurtsSecond:
      if (world_.At(career.man).home != world_.At(career.second).home) return false;
      if (world_.At(career.child).home != world_.At(career.second).home) return false;
      risk_.Incident(career.second, career.man, day, chance);
      services_.SmallWorries(career.child, day);
      return true;
    case kChildIsTaken:
      casework_.Remove(career.lost, day);
      return false;
    default:
      return true;
  }
}

bool Careers::AreFree(const Career& career) const {
  return life_.AtLarge(career.second) && world_.At(career.second).partner == kNobody &&
         world_.At(career.man).partner == kNobody && !life_.LivesWithParent(career.second) &&
         world_.At(career.second).home != world_.At(career.man).home;
}

bool Careers::IsCast(PersonIndex person) const {
  return std::any_of(careers_.begin(), careers_.end(), [person](const Career& career) {
    return person == career.man || person == career.first || person == career.second;
  });
}

// A couple with two children of theirs at home.
bool Careers::FindFirst(Career& career, DayNumber day) const {
  Chance chance(world_.seed(), Purpose::kCareer, career.number, 1'000);
  const PersonIndex people = world_.people();
  const PersonIndex start = chance.Below(people);
  for (PersonIndex i = 0; i < people; ++i) {
    const PersonIndex man = (start + i) % people;
    const Person& who = world_.At(man);
    const PersonIndex woman = who.partner;
    if (who.Is(kFemale) || woman == kNobody || world_.At(woman).home != who.home) continue;
    if (!IsFit(man, day) || !IsFit(woman, day) || IsCast(man)) continue;
    if (world_.At(man).Is(kUnspoken)) continue;
    const std::vector<PersonIndex> children = ChildrenOf(woman, man, day);
    if (children.size() < 2) continue;
    career.man = man;
    career.first = woman;
    career.lost = children[0];
    return true;
  }
  return false;
}

// A mother without a partner, of the other council, and her child: what one council knows of him
// the other is not told.
bool Careers::FindSecond(Career& career, DayNumber day) const {
  Chance chance(world_.seed(), Purpose::kCareer, career.number, 2'000);
  const PersonIndex people = world_.people();
  const PersonIndex start = chance.Below(people);
  for (PersonIndex i = 0; i < people; ++i) {
    const PersonIndex woman = (start + i) % people;
    const Person& who = world_.At(woman);
    if (!who.Is(kFemale) || who.partner != kNobody || !IsFit(woman, day) || IsCast(woman)) continue;
    const DayNumber apart = who.birth - world_.At(career.man).birth;
    if (apart > 12 * 365 || apart < -8 * 365 || life_.AreKin(woman, career.man)) continue;
    if (world_.CouncilOf(woman) == world_.CouncilOf(career.man)) continue;
    const std::vector<PersonIndex> children = ChildrenOf(woman, kNobody, day);
    if (children.empty() || life_.LivesWithParent(woman)) continue;
    career.second = woman;
    career.child = children[0];
    return true;
  }
  return false;
}

// Of an age to have small children, in an ordinary home, and nobody has said anything of them.
bool Careers::IsFit(PersonIndex adult, DayNumber day) const {
  const Person& who = world_.At(adult);
  const int age = (day - who.birth) / 365;
  return life_.AtLarge(adult) && age >= 21 && age < 45 && !who.Is(kAsserted) && !who.Is(kHasPast) &&
         !who.Is(kPregnant) && world_.AddressOf(adult) < world_.places().homes();
}

// Small ones at home with her, of whom no case is open; of that father, unless kNobody.
std::vector<PersonIndex> Careers::ChildrenOf(PersonIndex mother, PersonIndex father,
                                             DayNumber day) const {
  std::vector<PersonIndex> children = world_.ChildrenIn(world_.At(mother).home, day);
  std::erase_if(children, [&](PersonIndex child) {
    const Person& who = world_.At(child);
    return who.mother != mother || (father != kNobody && who.father != father) ||
           who.Is(kOpenCase) || who.Is(kInCare) || who.Is(kShared) || day - who.birth > 12 * 365;
  });
  return children;
}

void Careers::TellHome(PersonIndex member, DayNumber day) {
  const AddressIndex address = world_.AddressOf(member);
  for (const PersonIndex one : world_.Members(world_.At(member).home)) {
    services_.Register(Feed::kGps, one, address, day);
  }
}

}  // namespace goldthread::county
