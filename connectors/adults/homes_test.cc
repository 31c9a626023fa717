// Where somebody lived over time, against where they live now.
#include "connectors/adults/homes.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <deque>
#include <random>
#include <set>

namespace goldthread::adults {
namespace {

// Words on one person; lent to the rules, so they stay where they are.
class Words {
 public:
  void Add(const std::string& place, int day, v1::Residence how, std::optional<int> end = {},
           const char* feed = "feed") {
    v1::AdultFact& fact = facts_.emplace_back();
    fact.set_event_id(fmt::format("e{:03}", facts_.size()));
    fact.set_feed(feed);
    fact.set_day(day);
    fact.set_residence(how);
    fact.set_as_child(child_);
    if (end.has_value()) fact.set_end(*end);
    fact.set_recorded_us(written_on_ * 86'400'000'000);
    words_.push_back({place, {&record_, &fact}});
  }
  void Tenancy(const std::string& place, int day) {
    Add(place, day, v1::RESIDENCE_LIVES);
    facts_.back().set_tenancy(true);
  }
  void TenancyEnded(int day) {
    Add("", day, v1::RESIDENCE_UNSPECIFIED);
    facts_.back().set_kind(v1::ADULT_FACT_KIND_TENANCY_ENDED);
  }
  void OfAChild() { child_ = true; }
  void WrittenOn(int day) { written_on_ = day; }
  const std::vector<Word>& all() const { return words_; }

 private:
  const RecordId record_{"feed", "record"};
  bool child_ = false;
  int64_t written_on_ = 1'000;  // Long after.
  std::deque<v1::AdultFact> facts_;
  std::vector<Word> words_;
};

TEST(HomesTest, TheNextHomeEndsTheOneBeforeAndTheEndIsMarkedAsInferred) {
  Words words;
  words.Add("a", 10, v1::RESIDENCE_LIVES);
  words.Add("b", 30, v1::RESIDENCE_LIVES);
  const auto homes = HomesOverTime(words.all());
  ASSERT_EQ(homes.size(), 2u);
  EXPECT_EQ(homes[0].to, 30);
  EXPECT_TRUE(homes[0].end_inferred);
  EXPECT_FALSE(homes[1].to.has_value());
}

TEST(HomesTest, AnEndThatWasToldIsNotInferred) {
  Words words;
  words.Add("a", 10, v1::RESIDENCE_LIVES);
  words.Add("a", 15, v1::RESIDENCE_LIVES, 20);
  words.Add("a", 40, v1::RESIDENCE_LIVES);
  const auto homes = HomesOverTime(words.all());
  ASSERT_EQ(homes.size(), 2u);
  EXPECT_EQ(homes[0].to, 20);
  EXPECT_FALSE(homes[0].end_inferred);
  EXPECT_EQ(homes[0].facts.size(), 2u);
  EXPECT_EQ(homes[1].from, 40);
}

TEST(HomesTest, WhatNobodySaidAgainInTimeBeginsAnew) {
  Words words;
  words.Add("a", 10, v1::RESIDENCE_SEEN);
  words.Add("a", 500, v1::RESIDENCE_SEEN);
  const auto homes = HomesOverTime(words.all());
  ASSERT_EQ(homes.size(), 2u);
  EXPECT_EQ(homes[0].to, 38);
  EXPECT_TRUE(homes[0].end_inferred);
}

std::vector<std::string> PlacesOf(const std::vector<Word>& words) {
  std::vector<std::string> places;
  for (const Word& word : words) places.push_back(word.place);
  return places;
}

TEST(HomesTest, TwoFeedsThatNameTwoHomesConflictUntilOneOfThemSaysOtherwise) {
  Words words;
  words.Add("a", 10, v1::RESIDENCE_LIVES, {}, "council");
  words.Add("b", 30, v1::RESIDENCE_LIVES, {}, "housing");
  words.Add("c", 20, v1::RESIDENCE_STAYS, {}, "school");
  EXPECT_EQ(PlacesOf(ConflictingHomes(words.all())), (std::vector<std::string>{"b", "a"}));
  words.Add("b", 40, v1::RESIDENCE_LIVES, {}, "council");
  EXPECT_TRUE(ConflictingHomes(words.all()).empty());
}

std::vector<std::string> PlacesNow(const Words& words) {
  std::vector<std::string> places;
  for (const v1::AdultHome& home : HomesNow(words.all(), false)) places.push_back(home.place());
  return places;
}

TEST(HomesTest, WhatATenancyTellsEndsWithTheTenancy) {
  Words words;
  words.Tenancy("a", 10);
  words.Add("a", 20, v1::RESIDENCE_LIVES, {}, "gp");
  words.TenancyEnded(30);
  EXPECT_TRUE(PlacesNow(words).empty());
  const auto homes = HomesOverTime(words.all());
  ASSERT_EQ(homes.size(), 1u);
  EXPECT_EQ(homes[0].to, 30);
  EXPECT_FALSE(homes[0].end_inferred);
  EXPECT_EQ(LivedOn(words.all(), 29), "a");
  EXPECT_EQ(LivedOn(words.all(), 30), "");
  words.Add("a", 40, v1::RESIDENCE_LIVES, {}, "gp");
  EXPECT_EQ(PlacesNow(words), std::vector<std::string>{"a"}) << "said again since";
}

TEST(HomesTest, WhoMovedBeforeTheTenancyEndedLivesOnWhereTheyAre) {
  Words words;
  words.Tenancy("a", 10);
  words.Add("b", 20, v1::RESIDENCE_LIVES, {}, "gp");
  words.TenancyEnded(30);
  EXPECT_EQ(PlacesNow(words), std::vector<std::string>{"b"});
  EXPECT_TRUE(ConflictingHomes(words.all()).empty()) << "housing says no more that it is at a";
}

TEST(HomesTest, AnEndThatWasFixedBeforehandIsTheDayUntilWhichItHolds) {
  for (const auto how : {v1::RESIDENCE_LIVES, v1::RESIDENCE_STAYS}) {
    Words words;
    words.WrittenOn(10);
    words.Add("a", 10, how, 40);
    const auto homes = HomesNow(words.all(), false);
    ASSERT_EQ(homes.size(), 1u);
    EXPECT_EQ(homes[0].until(), 40);
    words.Add("a", 20, how, 15);
    EXPECT_EQ(HomesNow(words.all(), false).size(), 1u) << "written on the 10th, of the 15th";
    words.WrittenOn(20);
    words.Add("a", 20, how, 20);
    EXPECT_TRUE(HomesNow(words.all(), false).empty());
  }
}

TEST(HomesTest, TheEndOfATenancyThatNobodyToldOfEndsNothing) {
  Words words;
  words.Add("a", 10, v1::RESIDENCE_LIVES);
  words.TenancyEnded(30);
  EXPECT_EQ(PlacesNow(words), std::vector<std::string>{"a"});
}

TEST(HomesTest, AHomeThatIsToldToBeOverOrIsNoHouseholdConflictsWithNone) {
  Words words;
  words.Add("a", 10, v1::RESIDENCE_LIVES, 20, "council");
  words.Add("", 30, v1::RESIDENCE_LIVES, {}, "probation");
  words.Add("b", 30, v1::RESIDENCE_LIVES, {}, "housing");
  EXPECT_TRUE(ConflictingHomes(words.all()).empty());
  words.Add("a", 10, v1::RESIDENCE_LIVES, {}, "hospital");
  EXPECT_EQ(PlacesOf(ConflictingHomes(words.all())), (std::vector<std::string>{"b", "a"}));
}

TEST(HomesTest, WhatHasNotEndedIsWhereTheyLiveNow) {
  for (unsigned seed = 0; seed < 500; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    std::mt19937 random(seed);
    const auto below = [&](unsigned n) { return static_cast<int>(random() % n); };
    Words words;
    if (seed % 2 == 1) words.OfAChild();
    for (int i = 0; i < 12; ++i) {
      const bool lives = seed % 2 == 0 || below(2) == 0;
      const int place = below(4);
      const int day = below(100);
      if (below(6) == 0) words.Tenancy(std::string(1, static_cast<char>('a' + below(3))), day);
      if (below(8) == 0) words.TenancyEnded(below(100));
      words.Add(place == 3 ? "" : std::string(1, static_cast<char>('a' + place)), day,
                lives ? v1::RESIDENCE_LIVES : v1::RESIDENCE_STAYS,
                below(5) == 0 ? std::optional(day + below(20)) : std::nullopt);
    }
    std::set<std::string> now;
    for (const v1::AdultHome& home : HomesNow(words.all(), false)) now.insert(home.place());
    std::set<std::string> open;
    for (const DatedHome& home : HomesOverTime(words.all())) {
      if (!home.to.has_value()) open.insert(home.place);
    }
    ASSERT_EQ(open, now);
  }
}

}  // namespace
}  // namespace goldthread::adults
