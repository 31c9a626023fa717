#include "connectors/county/people/life.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <set>

#include "connectors/county/people/founding.h"

namespace goldthread::county {
namespace {

class Remembered final : public Truth, public Witness {
 public:
  void Lived(const Stay& stay) override {
    (stay.in_turn ? turns : stays)[stay.person].push_back(stay);
  }
  void Recorded(PersonIndex, int, std::string_view) override {}
  void Lost(int, int64_t) override {}
  void Exposed(const Exposure&) override {}
  void Expects(const ExpectedAlert&) override {}
  void Saw(const Happening& happening) override { ++changes[happening.change]; }

  std::map<PersonIndex, std::vector<Stay>> stays;
  std::map<PersonIndex, std::vector<Stay>> turns;
  std::map<Change, int> changes;
};

constexpr DayNumber kFirst = Number(2023, 4, 1);

// Three years of 6,000 people. The first day after them.
DayNumber LiveThrough(World& world, Life& life) {
  Populate(world, 6'000, kFirst);
  life.Begin({kFirst, 30, 0});
  DayNumber first = kFirst;
  for (uint32_t number = 0; number < 36; ++number) {
    const Month month{first, 30, number};
    life.BeginMonth(month);
    const PersonIndex people = world.people();
    for (PersonIndex person = 0; person < people; ++person) life.Consider(person);
    life.EndMonth();
    first = month.end();
  }
  world.TellOpenStays();
  return first;
}

class LifeTest : public ::testing::Test {
 protected:
  void SetUp() override { end_ = LiveThrough(world_, life_); }

  Remembered truth_;
  World world_{{.people = 6'000, .seed = 1}, truth_};
  Life life_{world_, truth_};
  DayNumber end_ = 0;
};

TEST_F(LifeTest, NobodyLivesInTwoPlacesAtOnceOrAfterDeath) {
  for (const auto& [person, stays] : truth_.stays) {
    const Person& who = world_.At(person);
    for (size_t i = 0; i < stays.size(); ++i) {
      EXPECT_LE(stays[i].from, stays[i].to) << person;
      if (i > 0) {
        EXPECT_EQ(stays[i].from, stays[i - 1].to) << person;
      }
      if (stays[i].to != kNever) {
        EXPECT_LE(stays[i].to, who.death) << person;
      }
    }
    EXPECT_EQ(stays.back().to == kNever, who.death == kNever) << person;
  }
}

TEST(BirthsTest, AMothersChildrenAreTwinsOrMonthsApartAndBornWhileSheLives) {
  int twins = 0;
  int never_born = 0;
  for (uint64_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE(seed);
    Remembered truth;
    World world({.people = 6'000, .seed = seed}, truth);
    Life life(world, truth);
    const DayNumber end = LiveThrough(world, life);
    std::map<PersonIndex, std::vector<DayNumber>> born;  // By mother.
    for (PersonIndex person = 0; person < world.people(); ++person) {
      const Person& who = world.At(person);
      if (who.mother == kNobody) continue;
      if (who.Is(kUnborn)) {
        EXPECT_EQ(who.death, world.At(who.mother).death) << person;
        EXPECT_FALSE(world.LivesHere(person)) << person;
        never_born += who.death != kNever ? 1 : 0;
        continue;
      }
      EXPECT_LE(who.birth, world.At(who.mother).death) << person;
      EXPECT_LT(who.birth, end) << person;
      for (const DayNumber other : born[who.mother]) {
        const DayNumber apart = std::abs(who.birth - other);
        EXPECT_TRUE(apart == 0 || apart > 200) << person << ' ' << apart;
        twins += apart == 0 && who.birth >= kFirst ? 1 : 0;
      }
      born[who.mother].push_back(who.birth);
    }
  }
  EXPECT_GT(twins, 12);
  EXPECT_GT(never_born, 0);
}

TEST_F(LifeTest, ChildrenOfSomeWhoPartAreWithOneParentInTurnUntilTheyAreGrown) {
  EXPECT_GT(truth_.changes[Change::kShares], 10);
  EXPECT_GT(truth_.changes[Change::kSharesNot], 0);
  for (const auto& [child, turns] : truth_.turns) {
    for (size_t i = 0; i < turns.size(); ++i) {
      EXPECT_LT(turns[i].from, Birthday(world_.At(child).birth, 18)) << child;
      if (i > 0) {
        EXPECT_LE(turns[i - 1].to, turns[i].from) << child;
      }
    }
  }
}

TEST_F(LifeTest, NoChildIsLeftWithoutAnAdult) {
  std::map<HouseholdIndex, bool> has_adult;
  for (PersonIndex person = 0; person < world_.people(); ++person) {
    if (!world_.LivesHere(person)) continue;
    has_adult[world_.At(person).home] |= !world_.IsChildOn(person, end_);
  }
  int without = 0;
  for (const auto& [household, adult] : has_adult) without += adult ? 0 : 1;
  EXPECT_EQ(without, 0);
}

TEST_F(LifeTest, AHomeHasOneHousehold) {
  std::map<AddressIndex, std::set<HouseholdIndex>> at;
  for (PersonIndex person = 0; person < world_.people(); ++person) {
    if (!world_.LivesHere(person)) continue;
    const AddressIndex address = world_.AddressOf(person);
    if (address < world_.places().homes()) at[address].insert(world_.At(person).home);
  }
  for (const auto& [address, households] : at) EXPECT_EQ(households.size(), 1u) << address;
}

TEST_F(LifeTest, PartnersAreEachOthersAndAlive) {
  for (PersonIndex person = 0; person < world_.people(); ++person) {
    const PersonIndex partner = world_.At(person).partner;
    if (partner == kNobody) continue;
    EXPECT_EQ(world_.At(partner).partner, person);
    EXPECT_EQ(world_.At(partner).death, kNever);
  }
}

TEST_F(LifeTest, EverythingHappensThatFamiliesLiveThrough) {
  for (const Change change : {Change::kMovedIn, Change::kConceived, Change::kBorn, Change::kDied,
                              Change::kPartnered, Change::kParted}) {
    EXPECT_GT(truth_.changes[change], 10) << static_cast<int>(change);
  }
  // Some eleven births and nine or ten deaths a year to a thousand people.
  EXPECT_NEAR(truth_.changes[Change::kBorn], 3 * 6 * 10, 60);
  EXPECT_NEAR(truth_.changes[Change::kDied], 3 * 6 * 10, 60);
}

TEST_F(LifeTest, TwinsAndNamesakesAreBorn) {
  int twins = 0;
  int namesakes = 0;
  for (PersonIndex person = 1; person < world_.people(); ++person) {
    const Person& who = world_.At(person);
    const Person& before = world_.At(person - 1);
    if (who.mother != kNobody && who.mother == before.mother && who.birth == before.birth) ++twins;
    if (who.father == kNobody || who.Is(kFemale)) continue;
    const Person& father = world_.At(who.father);
    if (father.given == who.given && father.family == who.family &&
        father.community == who.community) {
      ++namesakes;
    }
  }
  EXPECT_GT(twins, 3);
  EXPECT_GT(namesakes, 5);
}

}  // namespace
}  // namespace goldthread::county
