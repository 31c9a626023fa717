// The chronology's behaviour, from events in to lines out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/chronology/story_fixture.h"

namespace goldthread::chronology {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ChronologyTest : public ::testing::Test {
 protected:
  void Given(const std::string& received, const v1::Event& event) {
    const Status folded = story_.Receive(received, event);
    ASSERT_TRUE(folded.ok()) << folded;
  }
  std::vector<std::string> Chronology(const std::string& as_known_on = "") {
    v1::ChronologyQuery query = StoryFixture::About("school", "child-7");
    query.set_as_known_on(as_known_on);
    return story_.Read(query);
  }

  StoryFixture story_;
};

TEST_F(ChronologyTest, AnUnknownRecordHasAnEmptyStory) { EXPECT_THAT(Chronology(), IsEmpty()); }

TEST_F(ChronologyTest, ALateReportTakesItsPlaceByWhenItHappened) {
  Given("2024-03-09", FactOn("2024-03-09", "school", "march"));
  Given("2024-03-10", FactOn("2024-01-04", "school", "january"));
  Given("2024-03-11", FactOn("1969-12-31", "school", "before-1970"));
  EXPECT_THAT(Chronology(), ElementsAre("1969-12-31 school before-1970",
                                        "2024-01-04 school january", "2024-03-09 school march"));
}

TEST_F(ChronologyTest, AFactWithoutTimeComesBeforeOneWithTimeOnThatDay) {
  v1::Event timed = FactOn("2024-07-01", "school", "a-timed");
  // 00:30 on 1 July in London is 23:30 on 30 June in UTC.
  timed.mutable_occurred()->mutable_instant()->set_seconds(1719790200);
  Given("2024-07-02", timed);
  Given("2024-07-02", FactOn("2024-07-01", "school", "b-dated"));
  Given("2024-07-02", FactOn("2024-06-30", "school", "c-before"));
  EXPECT_THAT(Chronology(), ElementsAre("2024-06-30 school c-before", "2024-07-01 school b-dated",
                                        "2024-07-01 school a-timed"));
}

TEST_F(ChronologyTest, AsKnownOnADayShowsWhatHadBeenReceivedByItsEnd) {
  Given("2024-03-01", FactOn("2024-03-01", "school", "a"));
  Given("2024-03-11", FactOn("2024-03-04", "school", "late"));
  EXPECT_THAT(Chronology("2024-02-29"), IsEmpty());
  EXPECT_THAT(Chronology("2024-03-10"), ElementsAre("2024-03-01 school a"));
  EXPECT_THAT(Chronology("2024-03-11"), SizeIs(2));
}

TEST_F(ChronologyTest, AWithdrawnFactStaysVisibleAsWithdrawn) {
  Given("2024-03-01", FactOn("2024-03-01", "school", "a"));
  Given("2024-03-05", WithdrawalOf("a", "school", "b"));
  EXPECT_THAT(Chronology(), ElementsAre("2024-03-01 school a (withdrawn)"));
  EXPECT_THAT(Chronology("2024-03-04"), ElementsAre("2024-03-01 school a"));
}

TEST_F(ChronologyTest, AWithdrawalThatArrivesBeforeItsFactHoldsAllTheSame) {
  Given("2024-03-01", WithdrawalOf("a", "school", "b"));
  Given("2024-03-05", FactOn("2024-03-01", "school", "a"));
  EXPECT_THAT(Chronology(), ElementsAre("2024-03-01 school a (withdrawn)"));
}

TEST_F(ChronologyTest, AWithdrawalThatIsTakenBackHasNoEffect) {
  Given("2024-03-01", FactOn("2024-03-01", "school", "a"));
  Given("2024-03-02", WithdrawalOf("a", "school", "b"));
  Given("2024-03-03", WithdrawalOf("b", "school", "c"));
  EXPECT_THAT(Chronology(), ElementsAre("2024-03-01 school a"));
  EXPECT_THAT(Chronology("2024-03-02"), ElementsAre("2024-03-01 school a (withdrawn)"));
}

TEST_F(ChronologyTest, ACorrectionShowsTheOriginalAndWhatReplacesIt) {
  Given("2024-03-01", FactOn("2024-03-01", "school", "a"));
  v1::Event correction = FactOn("2024-03-03", "school", "b");
  correction.set_corrects("a");
  Given("2024-03-05", correction);
  EXPECT_THAT(Chronology(), ElementsAre("2024-03-01 school a (corrected)", "2024-03-03 school b"));
  EXPECT_THAT(Chronology("2024-03-04"), ElementsAre("2024-03-01 school a"));
}

TEST_F(ChronologyTest, OfAChainOfCorrectionsOneStandsThoughOneInItsMidstWasWithdrawn) {
  Given("2024-03-01", FactOn("2024-03-01", "school", "a"));
  v1::Event second = FactOn("2024-03-01", "school", "b");
  second.set_corrects("a");
  Given("2024-03-02", second);
  Given("2024-03-03", WithdrawalOf("b", "school", "w"));
  EXPECT_THAT(Chronology(), ElementsAre("2024-03-01 school a", "2024-03-01 school b (withdrawn)"));
  v1::Event third = FactOn("2024-03-01", "school", "c");
  third.set_corrects("b");
  Given("2024-03-04", third);
  EXPECT_THAT(Chronology(), ElementsAre("2024-03-01 school a (corrected)",
                                        "2024-03-01 school b (withdrawn)", "2024-03-01 school c"));
}

TEST_F(ChronologyTest, ACorrectionReachesTheOriginalWhereverItWasRecorded) {
  Given("2024-03-01", FactOn("2024-03-01", "school", "a", "wrong-child"));
  v1::Event correction = FactOn("2024-03-01", "school", "b", "child-7");
  correction.set_corrects("a");
  Given("2024-03-05", correction);
  EXPECT_THAT(story_.Read(StoryFixture::About("school", "wrong-child")),
              ElementsAre("2024-03-01 school a (corrected)"));
  EXPECT_THAT(Chronology(), ElementsAre("2024-03-01 school b"));
}

TEST_F(ChronologyTest, AnAmendmentReachesOnlyItsOwnFeed) {
  Given("2024-03-01", FactOn("2024-03-01", "school", "a"));
  Given("2024-03-02", WithdrawalOf("a", "police", "b"));
  EXPECT_THAT(Chronology(), ElementsAre("2024-03-01 school a"));
}

TEST_F(ChronologyTest, RecordsThatShareAnIdentifierAreOneStoryFromTheDayThatWasKnown) {
  const auto described = [](v1::Event event) {
    v1::Identifier* number = event.mutable_subjects(0)->mutable_described()->add_identifiers();
    number->set_type(v1::IDENTIFIER_TYPE_NHS_NUMBER);
    number->set_value("9434765919");
    return event;
  };
  Given("2024-03-01", described(FactOn("2024-03-01", "school", "a")));
  Given("2024-03-04", FactOn("2024-03-02", "hospital", "h", "MRN-1"));
  Given("2024-03-06", described(FactOn("2024-03-05", "hospital", "i", "MRN-1")));
  EXPECT_THAT(Chronology(),
              ElementsAre("2024-03-01 school a", "2024-03-02 hospital h", "2024-03-05 hospital i"));
  EXPECT_THAT(Chronology("2024-03-05"), ElementsAre("2024-03-01 school a"));
  EXPECT_THAT(story_.Read(StoryFixture::About("hospital", "MRN-1")), SizeIs(3));
}

TEST_F(ChronologyTest, AnEventAboutTwoRecordsOfOnePersonIsShownOnce) {
  v1::Event event = FactOn("2024-03-01", "school", "a");
  event.add_subjects()->set_record("child-7-old");
  Given("2024-03-01", event);
  v1::Event linked;
  linked.set_feed("council");
  linked.set_id("link");
  linked.mutable_records_linked()->mutable_first()->set_feed("school");
  linked.mutable_records_linked()->mutable_first()->set_record("child-7");
  linked.mutable_records_linked()->mutable_second()->set_feed("school");
  linked.mutable_records_linked()->mutable_second()->set_record("child-7-old");
  linked.mutable_records_linked()->set_reason("same pupil");
  Given("2024-03-02", linked);
  EXPECT_THAT(Chronology(), ElementsAre("2024-03-01 school a"));
}

TEST_F(ChronologyTest, FiltersByPeriodAgencyCategoryAndKind) {
  Given("2024-03-01", FactOn("2024-03-01", "school", "a"));
  v1::Event excluded = FactOn("2024-03-02", "school", "b");
  excluded.mutable_exclusion_recorded()->set_category("SUSP");
  Given("2024-03-02", excluded);
  v1::Event health = FactOn("2024-03-03", "school", "c");
  health.set_category(v1::INFORMATION_CATEGORY_HEALTH);
  health.set_agency("nurse");
  Given("2024-03-03", health);
  v1::ChronologyQuery query = StoryFixture::About("school", "child-7");
  query.set_occurred_from("2024-03-02");
  EXPECT_THAT(story_.Read(query), ElementsAre("2024-03-02 school b", "2024-03-03 nurse c"));
  query.set_occurred_to("2024-03-02");
  EXPECT_THAT(story_.Read(query), ElementsAre("2024-03-02 school b"));
  query = StoryFixture::About("school", "child-7");
  query.add_agencies("nurse");
  EXPECT_THAT(story_.Read(query), ElementsAre("2024-03-03 nurse c"));
  query = StoryFixture::About("school", "child-7");
  query.add_categories(v1::INFORMATION_CATEGORY_HEALTH);
  EXPECT_THAT(story_.Read(query), ElementsAre("2024-03-03 nurse c"));
  query = StoryFixture::About("school", "child-7");
  query.add_kinds("ExclusionRecorded");
  EXPECT_THAT(story_.Read(query), ElementsAre("2024-03-02 school b"));
}

TEST_F(ChronologyTest, KnownToAnAgencyIsWhatItHadRecordedItself) {
  v1::Event own = FactOn("2024-03-01", "school", "own");
  Given("2024-03-20", own);  // Recorded by the school long before the hub had it.
  v1::Event other = FactOn("2024-03-01", "school", "other");
  other.set_agency("nurse");
  Given("2024-03-01", other);
  v1::ChronologyQuery query = StoryFixture::About("school", "child-7");
  query.set_known_to_agency("school");
  query.set_as_known_on("2024-03-05");
  EXPECT_THAT(story_.Read(query), ElementsAre("2024-03-01 school own"));
}

TEST_F(ChronologyTest, NewestFirstIsTheSameStoryBackwards) {
  for (const char* day : {"2024-03-01", "2024-03-05", "2024-03-03"}) {
    Given(day, FactOn(day, "school", day));
  }
  std::vector<std::string> forwards = Chronology();
  v1::ChronologyQuery query = StoryFixture::About("school", "child-7");
  query.set_order(v1::ORDER_NEWEST_FIRST);
  std::reverse(forwards.begin(), forwards.end());
  EXPECT_EQ(story_.Read(query), forwards);
}

TEST_F(ChronologyTest, AKindNewerThanThisBuildIsSaidNotSkipped) {
  v1::Event event = FactOn("2024-03-01", "school", "a");
  event.clear_payload();
  EXPECT_EQ(story_.Receive("2024-03-01", event).code(), Code::kUnimplemented);
}

}  // namespace
}  // namespace goldthread::chronology
