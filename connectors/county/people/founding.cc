#include "connectors/county/people/founding.h"

#include <array>

namespace goldthread::county {
namespace {

// One person; a couple; couple with children; one parent with children; adults who share;
// three generations. Children make up 21 % of the whole (Census 2021: 20.8 % under 18).
constexpr int kOldestAtHome = 23;
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
        const PersonIndex grandmother = AddAdult(chance_.Between(55, 85), true);
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
    // Latent: who hurts others, who would stand up for a child. Own choice of rates: no
    // published figure counts those whom nobody names.
    if (chance_.PerMille(female ? 8 : 45)) {
      person.Set(kHarmful);
      if (chance_.PerMille(300)) person.Set(kUnspoken);
    } else if (chance_.PerMille(150)) {
      person.Set(kProtective);
    }
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

  void AddChildren(Couple parents) {
    const DayNumber mothers_birth = world_.At(parents.mother).birth;
    int count =
        1 + static_cast<int>(chance_.PerMille(560)) + static_cast<int>(chance_.PerMille(170));
    if (chance_.PerMille(50)) count += chance_.Between(1, 3);
    for (int i = 0; i < count; ++i) {
      DayNumber birth = day_ - chance_.Between(0, kOldestAtHome * 365);
      if (birth < mothers_birth + 17 * 365) birth = mothers_birth + 17 * 365 + i * 400;
      if (birth > day_) continue;
      AddOne(parents, birth);
      if (chance_.PerMille(16)) AddOne(parents, birth);  // Twins.
    }
  }

  void AddOne(Couple parents, DayNumber birth) {
    const PersonIndex child = world_.AddChild(parents, birth, chance_);
    world_.Settle(child, home_, birth > since_ ? birth : since_);
  }

  World& world_;
  const DayNumber day_;
  Chance chance_;
  Community community_ = Community::kWbri;
  HouseholdIndex home_ = kHomeless;
  DayNumber since_ = 0;
};

}  // namespace

void Populate(World& world, uint32_t people, DayNumber day) {
  for (uint32_t number = 0; world.people() < people; ++number) Founder(world, day, number).Found();
}

}  // namespace goldthread::county
