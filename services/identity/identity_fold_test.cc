#include "services/identity/identity_fold.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "services/identity/identity_fixture.h"

namespace goldthread::identity {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const RecordId kGp{"gp", "1"};
const RecordId kSchool{"school", "1"};
const RecordId kCouncil{"council", "1"};

class IdentityFoldTest : public ::testing::Test {
 protected:
  // At 10, 20, 30 …, each event under the next id of its feed: "1", "2" …
  Tell On(const std::string& feed) {
    return Tell(feed, std::to_string(++count_[feed]), received_us_ += 10);
  }
  Tell On(const RecordId& record) { return On(record.feed).Of(record.record); }
  void Given(const Told& told) {
    const Status folded = Fold(told, rows_);
    ASSERT_TRUE(folded.ok()) << folded;
  }
  Person Now(const RecordId& record) const {
    const auto person = PersonOf(SnapshotOf(rows_), record, std::nullopt);
    EXPECT_TRUE(person.ok()) << person.status();
    return person.ok() ? *person : Person();
  }
  std::vector<std::string> With(const RecordId& record) const { return Texts(Now(record).records); }
  std::vector<ReviewPair> Review() const {
    const auto list = ListReview(SnapshotOf(rows_), 1000);
    EXPECT_TRUE(list.ok()) << list.status();
    return list.ok() ? *list : std::vector<ReviewPair>();
  }

  MapRows rows_;
  std::map<std::string, int> count_;
  int64_t received_us_ = 0;
};

TEST_F(IdentityFoldTest, RecordsThatShareAValidNhsNumberAreOnePerson) {
  Given(On(kGp).Nhs("943 476 5919").Born("2015-02-03"));
  Given(On(kCouncil).Nhs("9434765919"));
  EXPECT_THAT(With(kGp), ElementsAre("council/1", "gp/1"));
  EXPECT_EQ(Now(kCouncil).id, Now(kGp).id);
  EXPECT_EQ(Now(kCouncil).birth_date, "2015-02-03");
  EXPECT_THAT(Review(), IsEmpty());
}

TEST_F(IdentityFoldTest, AFormerUpnJoinsTheCurrentOne) {
  Given(On(kSchool).Number(v1::IDENTIFIER_TYPE_UPN, "B801200005001"));
  Given(On(kCouncil).Number(v1::IDENTIFIER_TYPE_FORMER_UPN, "b801200005001"));
  EXPECT_THAT(With(kSchool), ElementsAre("council/1", "school/1"));
}

TEST_F(IdentityFoldTest, ACouncilsChildIdJoinsWithinThatCouncilOnly) {
  Given(On(kCouncil).Number(v1::IDENTIFIER_TYPE_LA_CHILD_ID, "AB12", "801"));
  Given(On(kSchool).Number(v1::IDENTIFIER_TYPE_LA_CHILD_ID, "ab12", "801"));
  Given(On(kGp).Number(v1::IDENTIFIER_TYPE_LA_CHILD_ID, "AB12", "802"));
  EXPECT_THAT(With(kCouncil), ElementsAre("council/1", "school/1"));
  EXPECT_THAT(With(kGp), ElementsAre("gp/1"));
}

TEST_F(IdentityFoldTest, PlaceholdersAndBadNumbersJoinNobody) {
  for (const RecordId& record : {kGp, kCouncil, kSchool}) {
    Given(On(record)
              .Nhs("3333333333")
              .Nhs("9912003890")
              .Number(v1::IDENTIFIER_TYPE_UPN, "A801200005001")
              .Number(v1::IDENTIFIER_TYPE_LA_CHILD_ID, "AB12")
              .Number(v1::IDENTIFIER_TYPE_PNC_ID, "81/34U"));
  }
  EXPECT_THAT(With(kGp), ElementsAre("gp/1"));
  EXPECT_THAT(Review(), IsEmpty());
}

TEST_F(IdentityFoldTest, TwinsAtOneAddressWithTheirOwnNumbersStayApart) {
  for (const int twin : {1, 2}) {
    Told told = On({"gp", std::to_string(twin)})
                    .Nhs(NhsNumber(twin))
                    .Born("2015-02-03")
                    .Sex(v1::SEX_FEMALE);
    v1::PersonDescription* described = told.event.mutable_subjects(0)->mutable_described();
    described->add_names()->set_family("Ash");
    described->add_addresses()->set_uprn(100);
    Given(told);
  }
  EXPECT_THAT(With({"gp", "1"}), ElementsAre("gp/1"));
  EXPECT_THAT(Review(), IsEmpty());
}

TEST_F(IdentityFoldTest, ConflictingBirthDatesGoToReviewInsteadOfJoining) {
  Given(On(kGp).Nhs(NhsNumber(1)).Born("2015-02-03"));
  Given(On(kCouncil).Nhs(NhsNumber(1)).Born("2015-03-02"));
  EXPECT_THAT(With(kGp), ElementsAre("gp/1"));
  EXPECT_EQ(Now(kGp).in_review, 1);
  EXPECT_THAT(Review(), ElementsAre(ReviewPair{kCouncil, kGp, ReviewReason::kBirthDatesConflict}));
}

TEST_F(IdentityFoldTest, AConflictOfSexGoesToReviewButNotKnowingIsNoConflict) {
  Given(On(kGp).Nhs(NhsNumber(1)).Sex(v1::SEX_FEMALE).Born("2015"));
  Given(On(kCouncil).Nhs(NhsNumber(1)).Sex(v1::SEX_UNKNOWN).Born("2015-02-03"));
  EXPECT_THAT(With(kGp), ElementsAre("council/1", "gp/1"));
  Given(On(kSchool).Number(v1::IDENTIFIER_TYPE_UPN, Upn(1)).Sex(v1::SEX_MALE));
  Given(On(kGp).Number(v1::IDENTIFIER_TYPE_UPN, Upn(1)));
  EXPECT_THAT(With(kGp), ElementsAre("council/1", "gp/1"));
  EXPECT_THAT(Review(), ElementsAre(ReviewPair{kGp, kSchool, ReviewReason::kSexConflicts}));
}

TEST_F(IdentityFoldTest, AConflictBetweenTheEndsOfAChainJoinsNobodyInIt) {
  Given(On(kGp).Nhs(NhsNumber(1)).Born("2015-02-03"));
  Given(On(kCouncil).Nhs(NhsNumber(1)).Nhs(NhsNumber(2)));
  EXPECT_THAT(With(kGp), ElementsAre("council/1", "gp/1"));
  Given(On(kSchool).Nhs(NhsNumber(2)).Born("2016-02-03"));
  for (const RecordId& record : {kGp, kCouncil, kSchool}) {
    EXPECT_THAT(With(record), ElementsAre(record.Text()));
  }
  EXPECT_EQ(Now(kCouncil).in_review, 2);
  EXPECT_THAT(Review(), ElementsAre(ReviewPair{kCouncil, kGp, ReviewReason::kOthersConflict},
                                    ReviewPair{kCouncil, kSchool, ReviewReason::kOthersConflict}));
  // Deciding one pair settles the other.
  Given(On("council").Separates(kCouncil, kSchool));
  EXPECT_THAT(With(kGp), ElementsAre("council/1", "gp/1"));
  EXPECT_THAT(Review(), IsEmpty());
}

TEST_F(IdentityFoldTest, SeparatingWinsOverASharedNumber) {
  Given(On("council").Separates(kGp, kCouncil));  // Even when it comes first.
  Given(On(kGp).Nhs(NhsNumber(1)));
  Given(On(kCouncil).Nhs(NhsNumber(1)));
  EXPECT_THAT(With(kGp), ElementsAre("gp/1"));
  EXPECT_THAT(Review(), IsEmpty());
}

TEST_F(IdentityFoldTest, AThirdRecordDoesNotJoinWhatWasSeparated) {
  Given(On(kGp).Nhs(NhsNumber(1)));
  Given(On(kCouncil).Nhs(NhsNumber(1)));
  Given(On(kSchool).Nhs(NhsNumber(1)));
  EXPECT_THAT(With(kGp), ElementsAre("council/1", "gp/1", "school/1"));
  Given(On("council").Separates(kCouncil, kGp));
  EXPECT_THAT(With(kSchool), ElementsAre("school/1"));
  EXPECT_EQ(Now(kSchool).in_review, 2);
}

TEST_F(IdentityFoldTest, LinkingWinsOverAConflict) {
  Given(On(kGp).Nhs(NhsNumber(1)).Born("2015-02-03"));
  Given(On(kCouncil).Nhs(NhsNumber(1)).Born("2015-03-02"));
  Given(On("council").Links(kGp, kCouncil));
  EXPECT_THAT(With(kGp), ElementsAre("council/1", "gp/1"));
  EXPECT_EQ(Now(kGp).birth_date, "");
  EXPECT_EQ(Now(kGp).in_review, 0);
  EXPECT_THAT(Review(), IsEmpty());
}

TEST_F(IdentityFoldTest, LinkingJoinsRecordsThatShareNothing) {
  Given(On("council").Links(kGp, kSchool));
  EXPECT_THAT(With(kSchool), ElementsAre("gp/1", "school/1"));
  Given(On("council").Withdraws("1"));
  EXPECT_THAT(With(kSchool), ElementsAre("school/1"));
}

TEST_F(IdentityFoldTest, TheLatestDecisionOnAPairStands) {
  Given(On("council").Links(kGp, kCouncil));
  Given(On("gp").Separates(kCouncil, kGp));
  EXPECT_THAT(With(kGp), ElementsAre("gp/1"));
  Given(On("council").Links(kGp, kCouncil));
  EXPECT_THAT(With(kGp), ElementsAre("council/1", "gp/1"));
  Given(On("council").Withdraws("2"));  // The one before stands again.
  EXPECT_THAT(With(kGp), ElementsAre("gp/1"));
}

TEST_F(IdentityFoldTest, LinksThatLeadToASeparatedRecordJoinNobodyAndAreReviewed) {
  Given(On("council").Links(kGp, kCouncil));
  Given(On("council").Links(kCouncil, kSchool));
  EXPECT_THAT(With(kGp), ElementsAre("council/1", "gp/1", "school/1"));
  Given(On("council").Separates(kGp, kSchool));
  EXPECT_THAT(With(kCouncil), ElementsAre("council/1"));
  EXPECT_THAT(Review(),
              ElementsAre(ReviewPair{kCouncil, kGp, ReviewReason::kDecisionsConflict},
                          ReviewPair{kCouncil, kSchool, ReviewReason::kDecisionsConflict}));
}

TEST_F(IdentityFoldTest, LinkedRecordsStayTogetherWhenARuleWouldJoinAConflict) {
  Given(On("council").Links(kGp, kCouncil));
  Given(On(kGp).Nhs(NhsNumber(1)).Born("2015-02-03"));
  Given(On(kCouncil).Nhs(NhsNumber(2)));
  Given(On(kSchool).Nhs(NhsNumber(2)).Born("2016-01-01"));
  EXPECT_THAT(With(kGp), ElementsAre("council/1", "gp/1"));
  EXPECT_THAT(Review(), ElementsAre(ReviewPair{kCouncil, kSchool, ReviewReason::kOthersConflict}));
}

TEST_F(IdentityFoldTest, WithdrawingWhatJoinedThemSeparatesThem) {
  Given(On(kGp).Nhs(NhsNumber(1)));
  Given(On(kCouncil).Nhs(NhsNumber(1)));
  Given(On("council").Withdraws("1"));
  EXPECT_THAT(With(kGp), ElementsAre("gp/1"));
  Given(On("council").Withdraws("2"));  // The withdrawal is taken back.
  EXPECT_THAT(With(kGp), ElementsAre("council/1", "gp/1"));
  Given(On("council").Withdraws("3"));  // And that again, and again.
  EXPECT_THAT(With(kGp), ElementsAre("gp/1"));
  Given(On("council").Withdraws("4"));
  EXPECT_THAT(With(kGp), ElementsAre("council/1", "gp/1"));
}

TEST_F(IdentityFoldTest, AWithdrawalThatComesFirstCountsJustTheSame) {
  Given(Tell("council", "w", 5).Withdraws("1"));
  Given(On(kGp).Nhs(NhsNumber(1)));
  Given(On(kCouncil).Nhs(NhsNumber(1)));
  EXPECT_THAT(With(kGp), ElementsAre("gp/1"));
  Given(On("council").Withdraws("w"));
  EXPECT_THAT(With(kGp), ElementsAre("council/1", "gp/1"));
}

TEST_F(IdentityFoldTest, WhatTwoEventsSayStandsUntilBothAreWithdrawn) {
  Given(On(kGp).Nhs(NhsNumber(1)));
  Given(On(kCouncil).Nhs(NhsNumber(1)));
  Given(On(kCouncil).Nhs(NhsNumber(1)));
  Given(On("council").Withdraws("1"));
  EXPECT_THAT(With(kGp), ElementsAre("council/1", "gp/1"));
  Given(On("council").Withdraws("2"));
  EXPECT_THAT(With(kGp), ElementsAre("gp/1"));
}

TEST_F(IdentityFoldTest, ACorrectionTakesTheNumberAwayAndGivesItsOwn) {
  Given(On(kGp).Nhs(NhsNumber(1)));
  Given(On(kSchool).Nhs(NhsNumber(2)));
  Given(On(kCouncil).Nhs(NhsNumber(1)));
  Given(On(kCouncil).Nhs(NhsNumber(2)).Corrects("1"));
  EXPECT_THAT(With(kCouncil), ElementsAre("council/1", "school/1"));
  Given(On("council").Apart().Corrects("2"));             // Correcting a correction …
  EXPECT_THAT(With(kCouncil), ElementsAre("council/1"));  // … does not bring back the first.
}

TEST_F(IdentityFoldTest, AWithdrawnCorrectionKeepsItsEffectWhileACorrectionOfItStands) {
  Given(On(kGp).Nhs(NhsNumber(1)));
  Given(On(kSchool).Nhs(NhsNumber(2)));
  Given(On(kCouncil).Nhs(NhsNumber(1)));
  Given(On(kCouncil).Nhs(NhsNumber(3)).Corrects("1"));
  Given(On("council").Withdraws("2"));
  EXPECT_THAT(With(kCouncil), ElementsAre("council/1", "gp/1"));
  Given(On(kCouncil).Nhs(NhsNumber(2)).Corrects("2"));
  EXPECT_THAT(With(kCouncil), ElementsAre("council/1", "school/1"));
  Given(On("council").Withdraws("4"));
  EXPECT_THAT(With(kCouncil), ElementsAre("council/1", "gp/1"));
}

TEST_F(IdentityFoldTest, WithdrawalsThatNameEachOtherInACircleAreHarmless) {
  Given(On(kCouncil).Nhs(NhsNumber(1)));
  Given(On("council").Withdraws("3"));
  Given(On("council").Withdraws("2"));
  Given(On("council").Withdraws("4"));  // Itself.
  Given(On(kGp).Nhs(NhsNumber(1)));
  EXPECT_THAT(With(kGp), ElementsAre("council/1", "gp/1"));
}

TEST_F(IdentityFoldTest, ABirthJoinsTheUnbornRecordToTheChild) {
  Given(On("council").BirthOf("unborn").Of("child"));
  EXPECT_THAT(With({"council", "unborn"}), ElementsAre("council/child", "council/unborn"));
  Given(On("council").BirthOf("other").Of("mother", v1::SUBJECT_ROLE_MOTHER));
  EXPECT_THAT(With({"council", "other"}), ElementsAre("council/other"));
}

TEST_F(IdentityFoldTest, TwinsExpectedAsOneAreNotJoinedThroughTheirUnbornRecord) {
  Given(On("council").BirthOf("unborn").Of("a"));
  Given(On("council").BirthOf("unborn").Of("b"));
  const RecordId a{"council", "a"};
  const RecordId unborn{"council", "unborn"};
  EXPECT_THAT(With(a), ElementsAre("council/a"));
  EXPECT_THAT(With(unborn), ElementsAre("council/unborn"));
  EXPECT_THAT(Review(),
              ElementsAre(ReviewPair{a, unborn, ReviewReason::kSeveralBirths},
                          ReviewPair{{"council", "b"}, unborn, ReviewReason::kSeveralBirths}));
  Given(On("council").Withdraws("2"));
  EXPECT_THAT(With(a), ElementsAre("council/a", "council/unborn"));
}

TEST_F(IdentityFoldTest, ANumberSharedByMoreThanFiftyJoinsNobodyAndIsReviewedOnce) {
  for (int i = 0; i < 50; ++i) Given(On({"gp", std::to_string(i)}).Nhs(NhsNumber(1)));
  EXPECT_EQ(With({"gp", "0"}).size(), 50u);
  Given(On(RecordId{"gp", "50"}).Nhs(NhsNumber(1)));
  EXPECT_THAT(With({"gp", "0"}), ElementsAre("gp/0"));
  Given(On(RecordId{"gp", "51"}).Nhs(NhsNumber(1)));
  EXPECT_THAT(With({"gp", "51"}), ElementsAre("gp/51"));
  EXPECT_THAT(Review(),
              ElementsAre(ReviewPair{{"gp", "0"}, {"gp", "1"}, ReviewReason::kIdentifierOverused}));
}

TEST_F(IdentityFoldTest, AChainOfTooManyRecordsIsOnlyJoinedByDecisions) {
  const int n = 201;
  const auto link = [](int i) { return RecordId{"gp", std::to_string(i)}; };
  Tell chain = On(link(0)).Nhs(NhsNumber(0)).Nhs(NhsNumber(1));
  for (int i = 1; i < n - 1; ++i) {
    chain.Of(link(i).record).Nhs(NhsNumber(i)).Nhs(NhsNumber(i + 1));
  }
  Given(chain);
  EXPECT_EQ(With(link(7)).size(), 200u);
  Given(On("council").Links(link(3), link(150)));
  Given(On(link(n - 1)).Nhs(NhsNumber(n - 1)));
  EXPECT_THAT(With(link(7)), ElementsAre("gp/7"));
  EXPECT_EQ(Now(link(7)).in_review, 2);
  EXPECT_EQ(Review().front().reason, ReviewReason::kTooManyRecords);
  EXPECT_THAT(With(link(3)), ElementsAre("gp/150", "gp/3"));
  Given(On("council").Links(link(3), link(180)));
  EXPECT_THAT(With(link(150)), ElementsAre("gp/150", "gp/180", "gp/3"));
  Given(On("council").Separates(link(150), link(180)));
  EXPECT_THAT(With(link(3)), ElementsAre("gp/3"));
  Given(On("council").Withdraws("3"));
  EXPECT_THAT(With(link(3)), ElementsAre("gp/150", "gp/180", "gp/3"));
  Given(On("gp").Withdraws("2"));
  EXPECT_EQ(With(link(7)).size(), 200u);
  EXPECT_THAT(Review(), IsEmpty());
}

TEST_F(IdentityFoldTest, AKindNewerThanThisBuildIsRefused) {
  Told told = On(kGp).Nhs(NhsNumber(1));
  told.event.clear_payload();
  EXPECT_EQ(Fold(told, rows_).code(), Code::kUnimplemented);
  EXPECT_THAT(rows_.rows(), IsEmpty());
}

class CountingRows final : public FoldRows {
 public:
  std::optional<std::string_view> Get(std::string_view key) override {
    ++gets;
    kinds.insert(key.front());
    return rows.Get(key);
  }
  void Put(std::string_view key, std::string_view value) override { rows.Put(key, value); }
  void Erase(std::string_view key) override { rows.Erase(key); }
  void Append(std::string_view key, std::string_view value) override { rows.Append(key, value); }

  MapRows rows;
  int gets = 0;
  std::set<char> kinds;
};

TEST(IdentityFoldCostTest, AnEventThatSaysNothingOfWhoIsWhoCostsNoLookUp) {
  CountingRows rows;
  Told told = Tell("gp", "1", 10).Of("1");
  told.event.mutable_attendance_recorded();
  ASSERT_TRUE(Fold(told, rows).ok());
  told.event.mutable_subjects(0)->mutable_described()->set_ethnicity("WBRI");
  ASSERT_TRUE(Fold(told, rows).ok());
  EXPECT_EQ(rows.gets, 0);
  EXPECT_THAT(rows.rows.rows(), IsEmpty());
}

TEST(IdentityFoldCostTest, RepeatingWhatIsKnownCostsTwoLookUpsHoweverManyAreJoined) {
  CountingRows rows;
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(
        Fold(Tell("gp", std::to_string(i), i).Of(std::to_string(i)).Nhs(NhsNumber(1)), rows).ok());
  }
  rows.gets = 0;
  ASSERT_TRUE(Fold(Tell("gp", "again", 30).Of("1").Nhs(NhsNumber(1)), rows).ok());
  EXPECT_EQ(rows.gets, 2);
}

TEST(IdentityFoldCostTest, WhatOthersSaidAlreadyResolvesNobodyAgain) {
  const auto called = [](const std::string& event, int64_t received_us) {
    return Tell("gp", event, received_us).Of("1").Called("Jasper", "Quenby").Born("1984-02-03");
  };
  CountingRows rows;
  ASSERT_TRUE(Fold(called("1", 10).At("4 Saltmarsh Row", "XW1 4AB"), rows).ok());
  ASSERT_TRUE(rows.kinds.contains('a')) << "its likeness to others was looked up";
  rows.kinds.clear();
  ASSERT_TRUE(Fold(called("2", 20), rows).ok());
  EXPECT_FALSE(rows.kinds.contains('a'));
}

}  // namespace
}  // namespace goldthread::identity
