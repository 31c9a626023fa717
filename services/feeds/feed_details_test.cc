// FeedEndpoint on one feed: holes, conflicts, and the record an agency compares with its own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "services/feeds/feed_service_fixture.h"

namespace goldthread::feeds {
namespace {

using ::testing::ElementsAre;
using Stub = v1::FeedService::Stub;

class FeedDetailsTest : public FeedServiceTest {
 protected:
  template <class Request>
  static Request About(const std::string& feed, const v1::Caller& caller) {
    Request request;
    *request.mutable_caller() = caller;
    request.set_feed(feed);
    return request;
  }

  void Holds(const std::string& id, int32_t day) {
    views_.rows["L" + DigestKey("school", id)] =
        HeldValue({std::string_view("0123456789abcdef"), day});
  }
};

TEST_F(FeedDetailsTest, HolesComeInPagesAndATokenIsOfOneFeed) {
  FeedTotals totals{.events = 2};
  totals.sequence = {.head = 1, .tail_first = 5, .tail_last = 9};
  views_.rows["L" + TotalsKey("school")] = TotalsValue(totals);
  auto request = About<v1::ListHolesRequest>("school", Operator());
  const auto whole = Ask(&Stub::ListHoles, request);
  ASSERT_TRUE(whole.ok()) << whole.status();
  ASSERT_EQ(whole->holes_size(), 1);
  EXPECT_EQ(whole->holes(0).first(), 2);
  EXPECT_EQ(whole->holes(0).last(), 4);
  EXPECT_EQ(whole->next_page_token(), "");
  EXPECT_EQ(LastLook().action(), "feeds.holes");
  EXPECT_EQ(LastLook().question(), "feed=school");
  request.set_page_token("0123456789abcdef4");
  EXPECT_EQ(access::ReasonOf(Ask(&Stub::ListHoles, request).status()), "BAD_PAGE_TOKEN");
}

TEST_F(FeedDetailsTest, ConflictsComeInPagesUntilTheTokenIsEmpty) {
  for (const char* id : {"a b", "c", "d"}) {
    Holds(id, 1);
    const Conflict conflict{"school", id, {4}, 0, std::string(32, 'x')};
    views_.rows["L" + ConflictKey(conflict)] = ConflictValue(conflict);
  }
  auto request = About<v1::ListConflictsRequest>("school", Operator());
  request.set_page_size(1);
  std::string ids;
  int pages = 0;
  do {
    const auto page = Ask(&Stub::ListConflicts, request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::FeedConflict& conflict : page->conflicts()) ids += conflict.event_id() + ",";
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty() && ++pages < 9);
  EXPECT_EQ(ids, "a b,c,d,");
}

TEST_F(FeedDetailsTest, AnAgencySumsAndListsTheDaysOfItsOwnFeed) {
  Holds("a", 0);
  Holds("b", 1);
  Holds("c", 1);
  const auto sums = Ask(&Stub::SumDays, About<v1::SumDaysRequest>("school", School()));
  ASSERT_TRUE(sums.ok()) << sums.status();
  ASSERT_EQ(sums->days_size(), 2);
  EXPECT_EQ(sums->days(1).day(), "1970-01-02");
  EXPECT_EQ(sums->days(1).events(), 2);
  EXPECT_EQ(sums->agency(), "northmere-school");
  EXPECT_EQ(sums->partnership(), "northmere");
  auto request = About<v1::ListDaysRequest>("school", School());
  request.add_days("1970-01-02");
  request.set_page_size(1);
  std::vector<std::string> ids;
  do {
    const auto page = Ask(&Stub::ListDays, request);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::HeldEvent& event : page->events()) ids.push_back(event.event_id());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty() && ids.size() < 9);
  EXPECT_THAT(ids, ElementsAre("b", "c"));
  EXPECT_EQ(LastLook().action(), "feeds.days");
}

// What an agency sent is between it and the hub: ids tell that somebody is known to it.
TEST_F(FeedDetailsTest, NobodyElseReconcilesAFeedNotEvenWhoRunsTheHub) {
  Holds("a", 0);
  const auto there = Ask(&Stub::SumDays, About<v1::SumDaysRequest>("school", Operator()));
  EXPECT_EQ(access::ReasonOf(there.status()), "NO_LAWFUL_BASIS");
  const auto absent = Ask(&Stub::SumDays, About<v1::SumDaysRequest>("nowhere", Operator()));
  EXPECT_EQ(absent.status(), there.status());
  auto days = About<v1::ListDaysRequest>("school", Operator());
  days.add_days("1970-01-01");
  EXPECT_EQ(access::ReasonOf(Ask(&Stub::ListDays, days).status()), "NO_LAWFUL_BASIS");
}

TEST_F(FeedDetailsTest, HolesAndConflictsAreForWhoRunsTheHub) {
  v1::Caller caller = Operator();
  caller.set_role("social-worker");
  const auto holes = Ask(&Stub::ListHoles, About<v1::ListHolesRequest>("school", caller));
  EXPECT_EQ(access::ReasonOf(holes.status()), "NO_LAWFUL_BASIS");
  const auto conflicts =
      Ask(&Stub::ListConflicts, About<v1::ListConflictsRequest>("school", caller));
  EXPECT_EQ(access::ReasonOf(conflicts.status()), "NO_LAWFUL_BASIS");
}

TEST_F(FeedDetailsTest, DaysToListAreNeitherNoneNorEndless) {
  auto request = About<v1::ListDaysRequest>("school", School());
  EXPECT_EQ(Ask(&Stub::ListDays, request).status().code(), Code::kInvalidArgument);
  for (int i = 0; i < 10'001; ++i) request.add_days("1970-01-01");
  EXPECT_EQ(Ask(&Stub::ListDays, request).status().code(), Code::kInvalidArgument);
}

}  // namespace
}  // namespace goldthread::feeds
