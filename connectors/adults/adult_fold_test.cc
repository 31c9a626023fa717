#include "connectors/adults/adult_fold.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/adults/adult_story.h"

namespace goldthread::adults {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using AdultFoldTest = AdultStory;

TEST_F(AdultFoldTest, AnAdultWhoComesToWhereAChildLivesRaisesAnAlertWithItsPath) {
  Child(kHome, 1);
  Risk(2);
  EXPECT_THAT(Rules(), IsEmpty());
  Adult(kHome, 3);
  ASSERT_THAT(Rules(), ElementsAre(1));
  const Alert alert = views_.Standing().front();
  EXPECT_THAT(alert.adult, ElementsAre(RecordId{"police", "man"}));
  EXPECT_THAT(alert.child, ElementsAre(RecordId{"school", "kid"}));
  ASSERT_EQ(alert.path.size(), 3u);
  EXPECT_EQ(alert.path[0].event_id, "e2");
  EXPECT_EQ(alert.path[1].event_id, "e3");
  EXPECT_TRUE(alert.path[1].says_place);
  EXPECT_EQ(alert.path[2].event_id, "e1");
  EXPECT_EQ(DayText(alert.since), Date(3));
  EXPECT_EQ(DayText(*alert.until), "2036-06-01") << "the day on which the child is 18";
}

TEST_F(AdultFoldTest, TheAssertionMayComeLast) {
  Child(kHome, 2);
  Adult(kHome, 1);
  EXPECT_THAT(Rules(), IsEmpty());
  Risk(9);
  EXPECT_THAT(Rules(), ElementsAre(2)) << "it was the child who came";
}

TEST_F(AdultFoldTest, AnAlertIsWithdrawnWhenEitherIsElsewhereAndStandsAgainUnderItsId) {
  Child(kHome, 1);
  Risk(2);
  Adult(kHome, 3);
  const std::string id = views_.Standing().front().id;
  Adult(kElsewhere, 4);
  EXPECT_THAT(Rules(), IsEmpty());
  EXPECT_EQ((*AlertOf(views_.Views(), id))->why_broken, "the adult is elsewhere");
  Adult(kHome, 5);
  EXPECT_EQ(views_.Standing().front().id, id);
  const auto changes = views_.Changes();
  ASSERT_EQ(changes.size(), 3u);
  EXPECT_EQ(changes[2].kind, AlertChange::Kind::kRestored);
}

TEST_F(AdultFoldTest, WhenAFactOfThePathIsTakenBackTheAlertIsWithdrawnAndSaysWhy) {
  Child(kHome, 1);
  const std::string asserted = Risk(2);
  Adult(kHome, 3);
  Tell tell = Next("police", 4);
  tell->mutable_event_withdrawn();
  tell->set_withdraws(asserted);
  views_.Take(tell);
  EXPECT_THAT(Rules(), IsEmpty());
  EXPECT_THAT(views_.Changes().back().alert.why_broken, HasSubstr("withdrawn"));
}

TEST_F(AdultFoldTest, AnUnbornChildsAlertIsTheBornChildsAndNeedsNoNewLook) {
  Risk(1);
  Adult(kHome, 2);
  views_.Take(Next("school", 3).Of("mum").At(kHome));
  Tell pregnant = Next("ward", 4)
                      .Of("mother", v1::SUBJECT_ROLE_MOTHER)
                      .Of("bump", v1::SUBJECT_ROLE_UNBORN_CHILD);
  pregnant->mutable_pregnancy_recorded();
  views_.Take(pregnant);
  EXPECT_THAT(Rules(), IsEmpty());
  Link({"ward", "mother"}, {"school", "mum"});
  ASSERT_THAT(Rules(), ElementsAre(2));
  const Alert before = views_.Standing().front();
  Tell born = Next("ward", 9)
                  .Of("bump", v1::SUBJECT_ROLE_CHILD)
                  .Born(Date(9))
                  .Of("mother", v1::SUBJECT_ROLE_MOTHER);
  born->mutable_birth_recorded()->set_unborn_record("bump");
  views_.Take(born);
  views_.Take(Next("nurse", 12).Of("baby", v1::SUBJECT_ROLE_CHILD).Born(Date(9)).At(kHome));
  Link({"nurse", "baby"}, {"ward", "bump"});
  ASSERT_THAT(Rules(), ElementsAre(2));
  EXPECT_EQ(views_.Standing().front().id, before.id);
}

// The midwife has a record of the mother alone.
TEST_F(AdultFoldTest, AnUnbornChildOfWhomNobodyHasARecordIsOneUntilItsDayIsLongPast) {
  Risk(1);
  Adult(kHome, 2);
  Tell pregnant = Next("ward", 4).Of("father").Of("mother", v1::SUBJECT_ROLE_MOTHER);
  pregnant->mutable_pregnancy_recorded()->set_expected_birth_date(Date(100));
  views_.Take({pregnant, Next("ward", 5).Of("mother").At(kHome)});
  ASSERT_THAT(Rules(), ElementsAre(2));
  const Alert alert = views_.Standing().front();
  EXPECT_THAT(alert.child, ElementsAre(RecordId{"ward", "mother/unborn"}));
  EXPECT_EQ(alert.path.back().clause, "she expects the child");
  EXPECT_EQ(alert.until, ParseDay(Date(142)));
  Tell born = Next("ward", 99)
                  .Of("baby", v1::SUBJECT_ROLE_CHILD)
                  .Born(Date(99))
                  .Of("mother", v1::SUBJECT_ROLE_MOTHER);
  born->mutable_birth_recorded();
  views_.Take(born);
  ASSERT_THAT(Rules(), ElementsAre(2));
  EXPECT_THAT(views_.Standing().front().child, ElementsAre(RecordId{"ward", "baby"}));
}

TEST_F(AdultFoldTest, OfTwinsEachIsExpected) {
  Risk(1);
  Adult(kHome, 2);
  Tell pregnant = Next("ward", 4)
                      .Of("one", v1::SUBJECT_ROLE_UNBORN_CHILD)
                      .Of("mother", v1::SUBJECT_ROLE_MOTHER)
                      .Of("other", v1::SUBJECT_ROLE_UNBORN_CHILD);
  pregnant->mutable_pregnancy_recorded();
  views_.Take({pregnant, Next("ward", 5).Of("mother").At(kHome)});
  EXPECT_THAT(Rules(), ElementsAre(2, 2));
}

TEST_F(AdultFoldTest, SeparatingTheAdultsRecordsWithdrawsTheAlertOnce) {
  Child(kHome, 1);
  Risk(2, "probation");
  Adult(kHome, 3);
  EXPECT_THAT(Rules(), IsEmpty());
  Link({"probation", "man"}, {"police", "man"});
  ASSERT_THAT(Rules(), ElementsAre(1));
  EXPECT_THAT(views_.Standing().front().confidence, HasSubstr("held to be one person"));
  Link({"probation", "man"}, {"police", "man"}, true);
  EXPECT_THAT(Rules(), IsEmpty());
  EXPECT_EQ(views_.Changes().back().alert.why_broken, "records of the adult were separated");
}

TEST_F(AdultFoldTest, AnOrdersEndIsWarnedOfOnlyFrom28DaysBefore) {
  Child(kHome, 1);
  Adult(kHome, 1);
  Tell order = Next("probation", 2).Of("man");
  order->mutable_order_made()->set_expected_end(Date(100));
  views_.Take(order);
  EXPECT_THAT(Rules(), IsEmpty());
  Link({"probation", "man"}, {"police", "man"});
  ASSERT_THAT(Rules(), ElementsAre(5));
  EXPECT_EQ(DayText(views_.Standing().front().from), Date(72));
  const Day day = *ParseDay(Date(72));
  EXPECT_EQ(DueBetween(views_.Views(), day, day)->size(), 1u);
  EXPECT_TRUE(DueBetween(views_.Views(), *ParseDay(Date(60)), *ParseDay(Date(71)))->empty());
}

TEST_F(AdultFoldTest, AChildWhoHarmsIsNoAdultUntilItIsOne) {
  Child(kHome, 1);
  Tell brother = Next("school", 1).Of("brother", v1::SUBJECT_ROLE_CHILD).At(kHome);
  const Told risk = Next("school", 2).Of("brother", v1::SUBJECT_ROLE_CHILD).Risk();
  views_.Take({brother, risk});
  EXPECT_THAT(Rules(), IsEmpty()) << "nobody says how old he is";
  views_.Take(Next("school", 3).Of("brother", v1::SUBJECT_ROLE_CHILD).Born("2012-03-01"));
  ASSERT_EQ(views_.Standing().size(), 1u);
  EXPECT_EQ(DayText(views_.Standing().front().from), "2030-03-01") << "and nobody is told before";
}

TEST_F(AdultFoldTest, WhoIsAChildAsLongAsTheOtherIsNeverTheAdult) {
  views_.Take(Next("school", 1).Of("kid", v1::SUBJECT_ROLE_CHILD).Born("2011-06-01").At(kHome));
  views_.Take(Next("school", 1).Of("boy", v1::SUBJECT_ROLE_CHILD).Born("2012-03-01").At(kHome));
  views_.Take(Next("school", 2).Of("boy", v1::SUBJECT_ROLE_CHILD).Risk());
  EXPECT_THAT(Rules(), IsEmpty());
}

TEST_F(AdultFoldTest, ThatTheAdultDisputesItStandsInThePath) {
  Child(kHome, 1);
  Adult(kHome, 1);
  const std::string asserted = Risk(2);
  EXPECT_THAT(views_.Standing().front().path[0].clause, Not(HasSubstr("disputes")));
  Tell review = Next("police", 3).Of("man", v1::SUBJECT_ROLE_ADULT_OF_CONCERN);
  review->mutable_risk_reviewed()->set_asserted_event_id(asserted);
  review->mutable_risk_reviewed()->set_outcome("confirmed");
  review->mutable_risk_reviewed()->set_disputed(true);
  views_.Take(review);
  EXPECT_THAT(views_.Standing().front().path[0].clause, HasSubstr("the adult disputes it"));
}

TEST_F(AdultFoldTest, AnAssertionPastItsReviewIsHistoryNotGone) {
  Child(kHome, 1);
  Risk(2);
  Adult(kHome, 3);
  EXPECT_EQ(DayText(*views_.Standing().front().historic_from), "2026-06-01");
}

// Whom matching takes for one person is told first, then what the record says.
TEST_F(AdultFoldTest, EachOfTheChangesThatOneRecordOfTheLogBringsIsKnownByItsNumberAmongThem) {
  const AdultFold fold;
  MapRows rows;
  const auto take = [&](int64_t at, const Told& told,
                        const std::vector<std::vector<RecordId>>& persons) {
    const Arrival arrival{Position{at}, told.header, told.event};
    for (const std::vector<RecordId>& person : persons) {
      v1::PersonAnnounced announced;
      for (const RecordId& record : person) *announced.add_records() = ToRef(record);
      ASSERT_TRUE(fold.Follow(arrival, announced.SerializeAsString(), rows).ok());
    }
    ASSERT_TRUE(fold.Apply(arrival, rows).ok());
  };
  take(1, Tell("school", "e1", 1, 1).Of("kid", v1::SUBJECT_ROLE_CHILD).Born("2018-06-01").At(101),
       {});
  take(2, Tell("police", "e2", 2, 2).Of("man").Born("1985-01-01").At(101), {});
  take(3, Tell("police", "e3", 3, 3).Of("man", v1::SUBJECT_ROLE_ADULT_OF_CONCERN).Risk(), {});
  take(4, Tell("council", "e4", 4, 4).Of("m").Of("k", v1::SUBJECT_ROLE_CHILD).At(101),
       {{{"council", "m"}, {"police", "man"}}, {{"council", "k"}, {"school", "kid"}}});
  std::map<std::string, std::string> stored;
  for (const auto& [key, value] : rows.rows()) stored[kSpace + key] = value;
  const auto changes = ChangesAfter(MapSnapshot(std::move(stored), Position{5}), 0, 100);
  ASSERT_TRUE(changes.ok());
  std::vector<std::pair<int64_t, int64_t>> numbers;
  for (const AlertChange& change : *changes)
    numbers.emplace_back(change.position.value, change.nth);
  using Pair = std::pair<int64_t, int64_t>;
  EXPECT_THAT(numbers, ElementsAre(Pair(3, 1), Pair(4, 1), Pair(4, 2), Pair(4, 3)));
}

}  // namespace
}  // namespace goldthread::adults
