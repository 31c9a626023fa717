#include "services/identity/matching/linkage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <string>

#include "services/identity/matching/learning.h"
#include "services/identity/matching/measures.h"
#include "services/identity/matching/portrait_fixture.h"

namespace goldthread::matching {
namespace {

struct Trial {
  std::vector<Portrait> records;
  std::vector<int> feeds;
  std::vector<int> truth;
};

// Each person twice, in two feeds.
Trial TwoFeeds(unsigned seed, int persons) {
  People people(seed);
  Trial trial;
  for (int person = 0; person < persons; ++person) {
    const Portrait one = people.Somebody();
    for (const int feed : {0, 1}) {
      trial.records.push_back(feed == 0 ? one : people.Again(one));
      trial.feeds.push_back(feed);
      trial.truth.push_back(person);
    }
  }
  return trial;
}

PairMeasure Measured(const Trial& trial) {
  return MeasurePairs(LinkRecords(trial.records, trial.feeds).persons, trial.truth);
}

TEST(LinkageTest, PeopleAreFoundThoughTheirRecordsDiffer) {
  for (const unsigned seed : {1u, 2u}) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const PairMeasure measure = Measured(TwoFeeds(seed, 200));
    EXPECT_EQ(measure.false_pairs, 0);
    EXPECT_GE(measure.Rates().recall, 0.97);
  }
}

TEST(LinkageTest, TheOrderOfRecordsChangesNothing) {
  constexpr unsigned kSeed = 5;
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  const Trial trial = TwoFeeds(kSeed, 150);
  const Linkage linkage = LinkRecords(trial.records, trial.feeds);
  std::vector<size_t> order(trial.records.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::shuffle(order.begin(), order.end(), std::mt19937(kSeed));
  Trial shuffled;
  for (const size_t at : order) {
    shuffled.records.push_back(trial.records[at]);
    shuffled.feeds.push_back(trial.feeds[at]);
  }
  const Linkage again = LinkRecords(shuffled.records, shuffled.feeds);
  EXPECT_EQ(again.review.size(), linkage.review.size());
  for (size_t i = 0; i < order.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      EXPECT_EQ(again.persons[i] == again.persons[j],
                linkage.persons[order[i]] == linkage.persons[order[j]]);
    }
  }
}

// Forty families of three children, each in two feeds; every sixth has twins, alike in all that
// two children of one birth share.
void AddFamilies(Trial* trial, unsigned seed) {
  People people(seed);
  int person = 100'000;
  for (int family = 0; family < 40; ++family) {
    const Portrait first = people.Somebody();
    std::vector<std::string> births = first.births;
    for (int child = 0; child < 3; ++child) {
      Portrait sibling = people.Somebody();
      const std::string given = sibling.names[0].given + static_cast<char>('b' + child);
      sibling.names = {{given, first.names[0].family}};
      sibling.places = first.places;
      sibling.numbers.clear();
      if (child == 1 && family % 6 == 0) sibling.births = births;
      births = sibling.births;
      for (const int feed : {0, 1}) {
        trial->records.push_back(sibling);
        trial->feeds.push_back(feed);
        trial->truth.push_back(person);
      }
      ++person;
    }
  }
}

TEST(LinkageTest, WhereThereAreFamiliesTwinsAreNotJoined) {
  for (const unsigned seed : {9u, 10u}) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Trial trial = TwoFeeds(seed, 100);
    AddFamilies(&trial, seed + 100);
    EXPECT_EQ(Measured(trial).false_pairs, 0);
  }
}

TEST(LinkageTest, ARecordThatFitsEitherTwinIsNeithers) {
  Trial trial = TwoFeeds(15, 100);
  AddFamilies(&trial, 16);
  const size_t begin = trial.records.size();
  People people(17);
  Portrait twin = people.Somebody();
  twin.names[0].given = "oliver";
  twin.numbers.clear();
  Portrait other = twin;
  other.names[0].given = "marcus";
  Portrait unnamed = twin;
  unnamed.names[0].given.clear();
  for (const Portrait& each : {twin, other, unnamed}) {
    trial.records.push_back(each);
    trial.feeds.push_back(static_cast<int>(trial.records.size()));
  }
  const Linkage linkage = LinkRecords(trial.records, trial.feeds);
  const std::set<int> persons(linkage.persons.begin() + static_cast<std::ptrdiff_t>(begin),
                              linkage.persons.end());
  EXPECT_EQ(persons.size(), 3u);
  EXPECT_GE(linkage.review.size(), 2u);
}

TEST(LinkageTest, OneFeedsRecordsAreNotJoinedOnWhatWouldJoinTwoFeeds) {
  Trial trial = TwoFeeds(12, 200);
  const int pairs_apart = static_cast<int>(Measured(trial).true_pairs);
  std::fill(trial.feeds.begin(), trial.feeds.end(), 0);
  trial.feeds[0] = 1;  // One pair to learn from.
  EXPECT_LT(Measured(trial).true_pairs, pairs_apart);
  EXPECT_EQ(Measured(trial).false_pairs, 0);
}

// A default that somebody's system fills in for whoever has none.
TEST(LinkageTest, ANumberThatAllHaveJoinsNobody) {
  Trial trial = TwoFeeds(14, 100);
  for (Portrait& record : trial.records) record.numbers = {{"n", "7777123"}};
  EXPECT_EQ(Measured(trial).false_pairs, 0);
  EXPECT_GE(Measured(trial).Rates().recall, 0.9);
}

TEST(LinkageTest, NobodyAndOneRecordAreLinkedToNobody) {
  EXPECT_TRUE(LinkRecords({}, {}).persons.empty());
  People people(3);
  EXPECT_EQ(LinkRecords({people.Somebody()}, {0}).persons, std::vector<int>{0});
}

TEST(LinkageTest, ReviewsThatAreAllConfirmedJoin) {
  Linkage linkage;
  linkage.persons = {0, 0, 2, 3};
  linkage.review = {{1, 2, {}}};
  EXPECT_EQ(PersonsIfReviewed(linkage), (std::vector<int>{0, 0, 0, 3}));
}

TEST(LearningTest, EqualLessonsGiveEqualModels) {
  const Trial trial = TwoFeeds(21, 100);
  const Linkage one = LinkRecords(trial.records, trial.feeds);
  const Linkage other = LinkRecords(trial.records, trial.feeds);
  EXPECT_EQ(one.model.same, other.model.same);
  EXPECT_EQ(one.model.strangers, other.model.strangers);
  EXPECT_EQ(one.model.same_share, other.model.same_share);
}

TEST(LearningTest, ALessonOfNothingIsTheShippedModel) {
  EXPECT_EQ(Learn({}, StartingModel()).same, StartingModel().same);
}

TEST(LearningTest, ItLearnsHowManyPairsAreOfOnePerson) {
  const Trial trial = TwoFeeds(22, 200);
  const Model model = LinkRecords(trial.records, trial.feeds).model;
  EXPECT_NEAR(model.same_share * 200 * 200, 200, 20);
}

// Strangers of one common name, each with a birth date of its own, known by nothing else.
TEST(LearningTest, NamesakesAreNotLearntAsOnePersonWhoseDatesDiffer) {
  Trial trial = TwoFeeds(23, 200);
  People people(24);
  for (int i = 0; i < 100; ++i) {
    Portrait namesake;
    namesake.names = {{"mohammed", "khan"}};
    namesake.births = people.Somebody().births;
    trial.records.push_back(namesake);
    trial.feeds.push_back(i % 2);
  }
  const Model learnt = LinkRecords(trial.records, trial.feeds).model;
  constexpr auto kBirth = static_cast<size_t>(Comparison::kBirth);
  for (const Level level : {Level::kApart, Level::kDifferent}) {
    EXPECT_LE(learnt.same[kBirth][static_cast<size_t>(level)],
              3 * StartingModel().same[kBirth][static_cast<size_t>(level)] + 1e-9);
  }
}

TEST(LearningTest, HowNearTheNamesOfKinAreByChanceIsLearntFromStrangers) {
  Trial trial = TwoFeeds(25, 300);
  AddFamilies(&trial, 26);
  const Model learnt = LinkRecords(trial.records, trial.feeds).model;
  constexpr auto kGiven = static_cast<size_t>(Comparison::kGiven);
  constexpr auto kNear = static_cast<size_t>(Level::kNear);
  constexpr auto kSame = static_cast<size_t>(Level::kSame);
  const Shares& start = StartingModel().kin[kGiven];
  const Shares& kin = learnt.kin[kGiven];
  const double nearer = learnt.strangers[kGiven][kNear] / StartingModel().strangers[kGiven][kNear];
  ASSERT_GT(nearer, 2) << "these names come out of a short list";
  EXPECT_NEAR((kin[kNear] / kin[kSame]) / (start[kNear] / start[kSame]), nearer, 1e-6);
}

// Counted by hand: found {a b c} {d}, so {a b} {c d}.
TEST(MeasuresTest, AreAsCountedByHand) {
  const std::vector<int> found = {1, 1, 1, 2};
  const std::vector<int> truth = {7, 7, 8, 8};
  const PairMeasure pairs = MeasurePairs(found, truth);
  EXPECT_EQ(pairs.true_pairs, 1);
  EXPECT_EQ(pairs.false_pairs, 2);
  EXPECT_EQ(pairs.missed_pairs, 1);
  EXPECT_DOUBLE_EQ(pairs.Rates().F1(), 2.0 * (1.0 / 3) * 0.5 / (1.0 / 3 + 0.5));
  const ClusterMeasure clusters = MeasureClusters(found, truth);
  EXPECT_DOUBLE_EQ(clusters.b_cubed.precision, (2.0 / 3 + 2.0 / 3 + 1.0 / 3 + 1) / 4);
  EXPECT_DOUBLE_EQ(clusters.b_cubed.recall, (1 + 1 + 0.5 + 0.5) / 4);
  EXPECT_EQ(clusters.exact, 0);
  const PairMeasure with_extra = MeasurePairs(found, truth, {{2, 3}});
  EXPECT_EQ(with_extra.true_pairs, 2);
  EXPECT_EQ(with_extra.missed_pairs, 0);
}

}  // namespace
}  // namespace goldthread::matching
