// What joins, and what must not, where records share no number.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/identity/identity_fixture.h"
#include "services/identity/likeness.h"

namespace goldthread::identity {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const RecordId kAtPolice{"police", "1"};
const RecordId kAtHousing{"housing", "1"};

class WeighingTest : public ::testing::Test {
 protected:
  void Given(const Told& told) {
    const Status folded = Fold(told, rows_);
    ASSERT_TRUE(folded.ok()) << folded;
  }
  std::vector<std::string> With(const RecordId& record, std::optional<int64_t> before_us = {}) {
    std::optional<Instant> before;
    if (before_us.has_value()) before = At(*before_us);
    const auto person = PersonOf(SnapshotOf(rows_), record, before);
    EXPECT_TRUE(person.ok()) << person.status();
    return person.ok() ? Texts(person->records) : std::vector<std::string>();
  }
  std::vector<ReviewPair> Review() { return *ListReview(SnapshotOf(rows_), 100); }

  void GivenOneManInTwoAgencies() {
    Given(Tell("police", "1", 10)
              .Of("1")
              .Called("Daz", "Quenby")
              .Born("1990-07-14")
              .At("4 Saltmarsh Row", "XW1 4AB"));
    Given(Tell("housing", "1", 20)
              .Of("1")
              .Called("Darren", "Quenbey")
              .Born("1990-07-14")
              .At("4 Saltmarsh Row", "XW1 4AB"));
  }

  MapRows rows_;
};

TEST_F(WeighingTest, RecordsThatSayNearlyTheSameOfThemselvesAreOnePersonFromThenOn) {
  GivenOneManInTwoAgencies();
  EXPECT_THAT(With(kAtPolice), ElementsAre("housing/1", "police/1"));
  EXPECT_THAT(With(kAtPolice, 20), ElementsAre("police/1"));
  EXPECT_THAT(With(kAtPolice, 21), ElementsAre("housing/1", "police/1"));
  EXPECT_THAT(Review(), IsEmpty());
}

TEST_F(WeighingTest, ADecisionWinsOverWhatIsWeighedAndItsUndoGivesItBack) {
  GivenOneManInTwoAgencies();
  Given(Tell("council", "1", 30).Separates(kAtPolice, kAtHousing));
  EXPECT_THAT(With(kAtPolice), ElementsAre("police/1"));
  EXPECT_THAT(Review(), IsEmpty());
  Given(Tell("council", "2", 40).Withdraws("1"));
  EXPECT_THAT(With(kAtPolice), ElementsAre("housing/1", "police/1"));
  EXPECT_THAT(With(kAtPolice, 31), ElementsAre("police/1"));
}

TEST_F(WeighingTest, WhatIsTakenBackIsWeighedNoLonger) {
  GivenOneManInTwoAgencies();
  Given(Tell("housing", "2", 30).Withdraws("1"));
  EXPECT_THAT(With(kAtPolice), ElementsAre("police/1"));
  Given(Tell("housing", "3", 40).Of("1").Called("Rowena", "Thistlewood").Born("1951-01-02"));
  EXPECT_THAT(With(kAtPolice), ElementsAre("police/1"));
}

TEST_F(WeighingTest, TwinsAndFatherAndSonAreNotJoinedByHomeAndFamilyName) {
  const auto say = [&](const char* feed, const char* record, const char* given, const char* born) {
    Given(Tell(feed, record, 10)
              .Of(record)
              .Called(given, "Quenby")
              .Born(born)
              .At("4 Saltmarsh Row", "XW1 4AB"));
  };
  say("gp", "1", "Tobias", "2015-02-13");
  say("school", "2", "Rowena", "2015-02-13");
  say("police", "3", "Jasper", "1984-05-21");
  say("housing", "4", "Jasper", "2011-09-30");
  for (const RecordId& record :
       {RecordId{"gp", "1"}, {"school", "2"}, {"police", "3"}, {"housing", "4"}}) {
    EXPECT_THAT(With(record), SizeIs(1)) << record.Text();
  }
}

TEST_F(WeighingTest, ARecordThatFitsBothTwinsIsNeithersAndIsReviewed) {
  Given(Tell("gp", "1", 10)
            .Of("1")
            .Called("Tobias", "Quenby")
            .Born("2015-02-13")
            .At("4 Saltmarsh Row", "XW1 4AB"));
  Given(Tell("school", "2", 10)
            .Of("2")
            .Called("Rowena", "Quenby")
            .Born("2015-02-13")
            .At("4 Saltmarsh Row", "XW1 4AB"));
  Given(Tell("hospital", "3", 10)
            .Of("3")
            .Called("", "Quenby")
            .Born("2015-02-13")
            .At("4 Saltmarsh Row", "XW1 4AB"));
  for (const RecordId& record : {RecordId{"gp", "1"}, {"school", "2"}, {"hospital", "3"}}) {
    EXPECT_THAT(With(record), SizeIs(1)) << record.Text();
  }
}

TEST_F(WeighingTest, OneNameAndBirthDateAreNotEnoughWithinAFeed) {
  const auto say = [&](const char* feed, const char* record) {
    Given(Tell(feed, record, 10)
              .Of(record)
              .Called("Jasper", "Quenby")
              .Born("1990-07-14")
              .Sex(v1::SEX_MALE));
  };
  say("police", "1");
  say("police", "2");
  EXPECT_THAT(With(kAtPolice), ElementsAre("police/1"));
  EXPECT_THAT(Review(), SizeIs(1));
  // Another agency's record says the same of both.
  say("housing", "1");
  EXPECT_THAT(With(kAtPolice), ElementsAre("housing/1", "police/1", "police/2"));
}

// A clerk who did not find him, for a slip, wrote him down again.
TEST_F(WeighingTest, ASecondRecordWithASlipIsTheSamePersonsWhereAnotherAgencyHoldsBoth) {
  const auto say = [&](const char* feed, const char* record, const char* given,
                       const char* family) {
    Given(Tell(feed, record, 10)
              .Of(record)
              .Called(given, family)
              .Born("1990-07-14")
              .Sex(v1::SEX_MALE));
  };
  say("police", "1", "Jasper", "Quenby");
  say("police", "2", "Jasper", "Quennby");
  EXPECT_THAT(With(kAtPolice), ElementsAre("police/1"));
  say("housing", "1", "Jasper", "Quenby");
  EXPECT_THAT(With(kAtPolice), ElementsAre("housing/1", "police/1", "police/2"));
  say("police", "3", "Jaspr", "Quenbey");
  EXPECT_THAT(With(kAtPolice), ElementsAre("housing/1", "police/1", "police/2", "police/3"));
}

TEST_F(WeighingTest, WhatFitsTwoNamesakesOfOneDayWithNumbersOfTheirOwnIsNeithers) {
  const auto say = [&](const char* feed, const char* event) {
    return Tell(feed, event, 10)
        .Of("1")
        .Called("Jasper", "Quenby")
        .Born("1990-07-14")
        .Sex(v1::SEX_MALE);
  };
  Given(say("housing", "1").Nhs(NhsNumber(1)).At("4 Saltmarsh Row", "XW1 4AB"));
  Given(say("hospital", "1").Nhs(NhsNumber(8'642)).At("90 Keel Court", "QN5 2XY"));
  EXPECT_THAT(With(kAtHousing), ElementsAre("housing/1"));
  Given(say("police", "1"));
  EXPECT_THAT(With(kAtPolice), ElementsAre("police/1"));
  EXPECT_THAT(With(kAtHousing), ElementsAre("housing/1"));
  EXPECT_THAT(Review(), SizeIs(3)) << "each may be his, and the two one man";
  // By where he lives he is the one, and not the other through him.
  Given(say("police", "2").At("4 Saltmarsh Row", "XW1 4AB"));
  EXPECT_THAT(With(kAtPolice), ElementsAre("housing/1", "police/1"));
  EXPECT_THAT(With({"hospital", "1"}), ElementsAre("hospital/1"));
}

// The same slip in the given name is what a feed knows twins apart by.
TEST_F(WeighingTest, TwinsOfLikeNamesThatOneFeedKnowsApartStayTwo) {
  const auto say = [&](const char* feed, const char* record, const char* given) {
    Given(Tell(feed, record, 10)
              .Of(record)
              .Called(given, "Quenby")
              .Born("2015-02-13")
              .Sex(v1::SEX_FEMALE)
              .At("4 Saltmarsh Row", "XW1 4AB"));
  };
  say("school", "1", "Estella");
  say("school", "2", "Estelle");
  say("hospital", "3", "Estella");
  EXPECT_THAT(With({"school", "1"}), ElementsAre("hospital/3", "school/1"));
  EXPECT_THAT(With({"school", "2"}), ElementsAre("school/2"));
}

TEST_F(WeighingTest, WhatMayBeOnePersonIsReviewedWithItsWeight) {
  Given(Tell("police", "1", 10).Of("1").Called("Jasper", "Quenby").Born("1990-07-14"));
  Given(Tell("housing", "1", 20).Of("1").Called("Jasper", "Quenby").Born("1990"));
  const auto review = Review();
  ASSERT_THAT(review, SizeIs(1));
  EXPECT_EQ(review[0].reason, ReviewReason::kLooksAlike);
  EXPECT_GE(review[0].tenths, kReviewTenths);
  EXPECT_LT(review[0].tenths, kSameTenths);
}

TEST_F(WeighingTest, AShieldedPersonIsMatchedByNothingButNumbersAndPeople) {
  GivenOneManInTwoAgencies();
  Given(Tell("police", "2", 30).Of("1").Called("Daz", "Quenby").Shielded());
  EXPECT_THAT(With(kAtPolice), ElementsAre("police/1"));
  EXPECT_THAT(Review(), IsEmpty());
  Given(Tell("council", "1", 40).Links(kAtPolice, kAtHousing));
  EXPECT_THAT(With(kAtPolice), ElementsAre("housing/1", "police/1"));
}

// The likest two people can be: their numbers follow one another, their names are a letter apart.
TEST_F(WeighingTest, TwinsWithLikeNamesAndNumbersInARowAreTwo) {
  const auto say = [&](const char* feed, const char* record, const char* given,
                       const std::string& number) {
    Given(Tell(feed, record, 10)
              .Of(record)
              .Called(given, "Quenby")
              .Born("2015-02-13")
              .Sex(v1::SEX_MALE)
              .Nhs(number)
              .At("4 Saltmarsh Row", "XW1 4AB"));
  };
  say("gp", "1", "Tobias", NhsNumber(0));
  say("school", "2", "Tobiah", NhsNumber(1));
  say("hospital", "3", "Tobias", NhsNumber(0));
  EXPECT_THAT(With({"gp", "1"}), ElementsAre("gp/1", "hospital/3"));
  EXPECT_THAT(With({"school", "2"}), ElementsAre("school/2"));
}

TEST_F(WeighingTest, ANamesakeSonAtHomeIsNotHisFatherThoughHisDateIsNotKnownEverywhere) {
  const auto at_home = [&](const char* feed, const char* record) {
    return Tell(feed, record, 10)
        .Of(record)
        .Called("Jasper", "Quenby")
        .Sex(v1::SEX_MALE)
        .At("4 Saltmarsh Row", "XW1 4AB");
  };
  Given(at_home("police", "1").Born("1984-05-21"));
  Given(at_home("school", "2").Born("2011-09-30"));
  Given(at_home("housing", "3"));  // Either of the two.
  for (const RecordId& record : {RecordId{"police", "1"}, {"school", "2"}, {"housing", "3"}}) {
    EXPECT_THAT(With(record), SizeIs(1)) << record.Text();
  }
  EXPECT_THAT(Review(), SizeIs(2)) << "whose the tenancy is, a person says";
}

// Its own people are for a feed to know: whom it has twice waits for a person, whatever they share
// but a number.
TEST_F(WeighingTest, WhomOneFeedHasTwiceIsReviewedUntilANumberSaysSo) {
  const auto say = [&](const char* record) {
    return Tell("police", record, 10).Of(record).Called("Jasper", "Quenby").Born("1990-07-14");
  };
  Given(say("1"));
  Given(say("2"));
  EXPECT_THAT(With({"police", "1"}), SizeIs(1));
  EXPECT_THAT(Review(), SizeIs(1));
  Given(Tell("police", "3", 20).Of("1").Nhs(NhsNumber(1)));
  Given(Tell("police", "4", 20).Of("2").Nhs(NhsNumber(1)));
  EXPECT_THAT(With({"police", "1"}), ElementsAre("police/1", "police/2"));
}

}  // namespace
}  // namespace goldthread::identity
