#include "connectors/county/people/founding.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <vector>

namespace goldthread::county {
namespace {

// One person; a couple; couple with children; one parent with children; adults who share;
// three generations. Children make up 21 % of the whole (Census 2021: 20.8 % under 18).
constexpr int kOldestAtHome = 23;
// Of mothers alone, per mille: the father lives in the county; of those: they share the care.
constexpr uint32_t kFathersNear = 350;
constexpr uint32_t kInTurnFromTheStart = 350;
constexpr DayNumber kBetweenBirths = 310;
constexpr std::array<uint16_t, 6> kHouseholdKinds = {305, 325, 185, 95, 65, 25};

class Founder {
 public:
  Founder(World& world, DayNumber day, uint32_t number)
      : world_(world), day_(day), chance_(world.seed(), Purpose::kFounding, number) {}

  void Found() {
    community_ = static_cast<Community>(chance_.Pick(kCommunityPerMille));
    home_ = world_.Found(world_.EmptyHome(-1, chance_), chance_);
    since_ = day_ - chance_.Between(30, 4'000);
    switch (chance_.Pick(kHouseholdKinds)) {
      case 0:
        AddAdult(chance_.Between(22, 87), chance_.PerMille(500));
        break;
      case 1:
        AddCouple(chance_.PerMille(600) ? chance_.Between(52, 84) : chance_.Between(21, 51));
        break;
      case 2:
        AddChildren(AddCouple(chance_.Between(24, 54)));
        break;
      case 3:
        AddLoneParent();
        break;
      case 4:
        for (int i = chance_.Between(2, 4); i > 0; --i) {
          community_ = static_cast<Community>(chance_.Pick(kCommunityPerMille));
          AddAdult(chance_.Between(19, 45), chance_.PerMille(480));
        }
        break;
      default: {
        const Couple parents = AddCouple(chance_.Between(26, 45));
        AddChildren(parents);
        const int age = (day_ - world_.At(parents.mother).birth) / 365;
        const PersonIndex grandmother = AddAdult(age + chance_.Between(19, 38), true);
        world_.At(parents.mother).mother = grandmother;
        break;
      }
    }
  }

 private:
  PersonIndex AddAdult(int age, bool female) {
    Person person;
    person.birth = day_ - age * 365 - age / 4 - chance_.Between(0, 364);
    person.community = community_;
    if (female) person.Set(kFemale);
    person.given = DrawGiven(community_, female, chance_);
    person.family = DrawFamily(community_, chance_);
    person.former_family = person.family;
    DrawNature(person, chance_);
    const PersonIndex index = world_.Add(person);
    world_.Settle(index, home_, since_);
    return index;
  }

  Couple AddCouple(int age) {
    const PersonIndex woman = AddAdult(age, true);
    if (chance_.PerMille(100)) {
      community_ = static_cast<Community>(chance_.Pick(kCommunityPerMille));
    }
    const PersonIndex man = AddAdult(age + chance_.Between(-2, 6), false);
    world_.At(woman).partner = man;
    world_.At(man).partner = woman;
    if (chance_.PerMille(600)) world_.At(woman).family = world_.At(man).family;
    return {woman, man};
  }

  void AddLoneParent() {
    const PersonIndex parent = AddAdult(chance_.Between(20, 52), chance_.PerMille(880));
    const bool mother = world_.At(parent).Is(kFemale);
    Couple parents{parent, kNobody};
    if (mother && chance_.PerMille(kFathersNear)) parents.father = AddFatherElsewhere(parent);
    if (!mother) {
      // Children know a mother who lives elsewhere; here she is only a name.
      Person absent;
      absent.Set(kFemale);
      absent.birth = world_.At(parent).birth;
      absent.community = community_;
      absent.family = DrawFamily(community_, chance_);
      absent.former_family = absent.family;
      absent.given = DrawGiven(community_, true, chance_);
      parents = {world_.Add(absent), parent};
    }
    AddChildren(parents);
  }

  // Some have parted before the county began.
  PersonIndex AddFatherElsewhere(PersonIndex mother) {
    const HouseholdIndex hers = home_;
    home_ = world_.Found(world_.EmptyHome(-1, chance_), chance_);
    const int age = (day_ - world_.At(mother).birth) / 365;
    const PersonIndex father = AddAdult(age + chance_.Between(-2, 6), false);
    home_ = hers;
    in_turn_with_ = chance_.PerMille(kInTurnFromTheStart) ? father : kNobody;
    return father;
  }

  void AddChildren(Couple parents) {
    const DayNumber mothers_birth = world_.At(parents.mother).birth;
    DayNumber earliest = std::max(mothers_birth + 17 * 365, day_ - kOldestAtHome * 365);
    if (parents.father != kNobody) {
      earliest = std::max(earliest, world_.At(parents.father).birth + 17 * 365);
    }
    const DayNumber latest = std::min(day_, mothers_birth + 44 * 365);
    int count =
        1 + static_cast<int>(chance_.PerMille(560)) + static_cast<int>(chance_.PerMille(170));
    if (chance_.PerMille(50)) count += chance_.Between(1, 3);
    std::vector<DayNumber> births;
    for (int tries = 0; tries < 20 && births.size() < static_cast<size_t>(count); ++tries) {
      const DayNumber birth = chance_.Between(earliest, latest);
      const bool too_soon = std::any_of(births.begin(), births.end(), [birth](DayNumber other) {
        return std::abs(birth - other) < kBetweenBirths;
      });
      if (too_soon) continue;
      births.push_back(birth);
      AddOne(parents, birth);
      if (chance_.PerMille(16)) AddOne(parents, birth);  // Twins.
    }
  }

  void AddOne(Couple parents, DayNumber birth) {
    const PersonIndex child = world_.AddChild(parents, birth, chance_);
    world_.Settle(child, home_, birth > since_ ? birth : since_);
    if (in_turn_with_ != kNobody && world_.IsChildOn(child, day_)) {
      world_.Share(child, in_turn_with_, since_);
    }
  }

  World& world_;
  const DayNumber day_;
  Chance chance_;
  Community community_ = Community::kWbri;
  HouseholdIndex home_ = kHomeless;
  DayNumber since_ = 0;
  PersonIndex in_turn_with_ = kNobody;
};

}  // namespace

// Own choice of rates: no published figure counts those whom nobody names.
void DrawNature(Person& adult, Chance& chance) {
  if (chance.PerMille(adult.Is(kFemale) ? 8 : 45)) {
    adult.Set(kHarmful);
    if (chance.PerMille(300)) adult.Set(kUnspoken);
  } else if (chance.PerMille(150)) {
    adult.Set(kProtective);
  }
}

void Populate(World& world, uint32_t people, DayNumber day) {
  for (uint32_t number = 0; world.people() < people; ++number) Founder(world, day, number).Found();
}

}  // namespace goldthread::county
