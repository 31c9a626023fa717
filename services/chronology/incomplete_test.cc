// What an answer says of the facts that it lacks.
#include "services/chronology/incomplete.h"

#include <gtest/gtest.h>

#include "eventstore/base/key.h"
#include "services/access/fake_appender.h"
#include "services/chronology/chronology_service.h"
#include "services/chronology/story_fixture.h"
#include "services/feeds/feed_rows.h"

namespace goldthread::chronology {
namespace {

class IncompleteTest : public ::testing::Test, public ViewSource {
 protected:
  IncompleteTest() {
    request_.mutable_caller()->set_agency("northmere-council");
    request_.mutable_caller()->set_user("u-17");
    request_.mutable_caller()->set_role("social-worker");
    request_.mutable_caller()->set_purpose(v1::PURPOSE_SECTION_47);
    *request_.mutable_query() = StoryFixture::About("school", "child-7");
  }

  StatusOr<std::shared_ptr<const ViewSnapshot>> At(Position) const override {
    return std::make_shared<const MapSnapshot>(rows(), Position{9});
  }
  std::map<std::string, std::string> rows() const {
    std::map<std::string, std::string> rows = engine_rows_;
    const MapSnapshot story = story_.Views();
    const auto row = story.Scan({}, Direction::kForward);
    for (; row->Valid(); row->Next()) rows.emplace(row->key(), row->value());
    return rows;
  }

  // As the engine leaves it when a fold could not take it.
  void Quarantined(const std::string& day, const v1::Event& event, int64_t position = 5) {
    v1::RecordHeader header;
    header.set_event_id(event.id());
    header.set_received_at_us(StartOfDayInLondon(*ParseDay(day)).time_since_epoch().count());
    for (const v1::Subject& subject : event.subjects()) {
      engine_rows_[AboutKey(event.feed(), subject.record(), {position})] =
          AboutValue(header, event);
    }
    engine_rows_[std::string(kAboutCountKey)] = KeyWriter().Number(1).Take();
  }
  void GivenFact() {
    ASSERT_TRUE(story_.Receive("2024-03-05", FactOn("2024-03-01", "school", "a")).ok());
  }
  void GivenHolesInSchool() {
    feeds::FeedTotals totals{.events = 2};
    totals.sequence = {.head = 1, .tail_first = 4, .tail_last = 5};
    engine_rows_["L" + feeds::TotalsKey("school")] = feeds::TotalsValue(totals);
  }
  // Who sees what their own agency recorded, and nothing else.
  void AskAsTheSchool() {
    request_.mutable_caller()->set_agency("school");
    request_.mutable_caller()->set_role("school-dsl");
    request_.mutable_caller()->set_purpose(v1::PURPOSE_MAPPA);
  }
  StatusOr<v1::GetChronologyResponse> Get() {
    auto answer = endpoint_.Get(request_);
    if (!answer.ok()) return answer.status();
    return std::move(*answer).value();
  }

  StoryFixture story_;
  std::map<std::string, std::string> engine_rows_;
  FakeAppender audit_;
  SystemClock clock_;
  access::Door door_{audit_, clock_};
  ChronologyEndpoint endpoint_{*this, door_, "northmere"};
  v1::GetChronologyRequest request_;
};

TEST_F(IncompleteTest, WhereNothingIsLackingNothingIsSaid) {
  GivenFact();
  EXPECT_FALSE(Get()->has_incomplete());
}

TEST_F(IncompleteTest, AFactThatCouldNotBeReadMarksItsChildOnly) {
  GivenFact();
  Quarantined("2024-03-06", FactOn("2024-03-02", "school", "b"));
  EXPECT_EQ(Get()->incomplete().quarantined(), 1);
  ASSERT_TRUE(story_.Receive("2024-03-06", FactOn("2024-03-02", "school", "c", "child-8")).ok());
  *request_.mutable_query() = StoryFixture::About("school", "child-8");
  EXPECT_FALSE(Get()->has_incomplete());
}

// Refused as unknown, the one contact that there was would be missed.
TEST_F(IncompleteTest, AChildOfWhomNothingElseIsKnownIsShownAsIncomplete) {
  Quarantined("2024-03-06", FactOn("2024-03-02", "school", "b"));
  const auto answer = Get();
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->entries_size(), 0);
  EXPECT_EQ(answer->incomplete().quarantined(), 1);
  AskAsTheSchool();
  EXPECT_EQ(Get()->incomplete().quarantined(), 1);
}

TEST_F(IncompleteTest, OnceItIsCorrectedNothingIsLacking) {
  GivenFact();
  Quarantined("2024-03-06", FactOn("2024-03-02", "school", "b"));
  v1::Event right = FactOn("2024-03-02", "school", "c");
  right.set_corrects("b");
  ASSERT_TRUE(story_.Receive("2024-03-07", right).ok());
  EXPECT_FALSE(Get()->has_incomplete());
  request_.mutable_query()->set_as_known_on("2024-03-06");  // Then it was.
  EXPECT_EQ(Get()->incomplete().quarantined(), 1);
  request_.mutable_query()->set_as_known_on("2024-03-05");
  EXPECT_FALSE(Get()->has_incomplete());
}

TEST_F(IncompleteTest, ARecordAboutTwoOfThePersonsRecordsIsCountedOnce) {
  GivenFact();
  v1::Event both = FactOn("2024-03-02", "school", "b");
  both.add_subjects()->set_record("child-7b");
  Quarantined("2024-03-06", both);
  const auto incomplete = IncompleteOf(MapSnapshot(rows(), {9}), Question(),
                                       {{"school", "child-7"}, {"school", "child-7b"}});
  ASSERT_TRUE(incomplete.ok());
  EXPECT_EQ((*incomplete)->quarantined(), 1);
}

TEST_F(IncompleteTest, NumbersMissingFromAFeedThatKnowsTheChildAreSaid) {
  GivenFact();
  GivenHolesInSchool();
  const auto answer = Get();
  ASSERT_EQ(answer->incomplete().feeds_size(), 1);
  EXPECT_EQ(answer->incomplete().feeds(0).feed(), "school");
  EXPECT_EQ(answer->incomplete().feeds(0).missing(), 2);
  EXPECT_EQ(answer->incomplete().quarantined(), 0);
  request_.mutable_query()->set_as_known_on("2024-03-06");  // What was missing then is not known.
  EXPECT_FALSE(Get()->has_incomplete());
}

TEST_F(IncompleteTest, WhatTheCallerMayNotSeeIsNotLackingToIt) {
  GivenFact();
  AskAsTheSchool();
  const std::string before = Get()->SerializeAsString();
  v1::Event hidden = FactOn("2024-03-02", "school", "b");
  hidden.set_agency("police");
  hidden.set_category(v1::INFORMATION_CATEGORY_POLICE);
  Quarantined("2024-03-06", hidden);
  GivenHolesInSchool();
  EXPECT_EQ(Get()->SerializeAsString(), before);
  Quarantined("2024-03-06", FactOn("2024-03-02", "school", "c"), 6);
  EXPECT_EQ(Get()->incomplete().quarantined(), 1);
  EXPECT_EQ(Get()->incomplete().feeds_size(), 0);
}

TEST_F(IncompleteTest, OnlyTheFirstPageSaysIt) {
  GivenFact();
  ASSERT_TRUE(story_.Receive("2024-03-05", FactOn("2024-03-02", "school", "z")).ok());
  Quarantined("2024-03-06", FactOn("2024-03-02", "school", "b"));
  request_.set_page_size(1);
  const auto first = Get();
  EXPECT_TRUE(first->has_incomplete());
  request_.set_page_token(first->next_page_token());
  EXPECT_FALSE(Get()->has_incomplete());
}

}  // namespace
}  // namespace goldthread::chronology
