#include "services/feeds/feed_service.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "eventstore/base/digest.h"
#include "services/feeds/feed_service_fixture.h"
#include "services/feeds/page_token.h"
#include "services/vocabulary/content.h"

namespace goldthread::feeds {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

TEST_F(FeedServiceTest, FeedsComeInPagesUntilTheTokenIsEmpty) {
  for (const char* name : {"a", "b", "c", "d", "e"}) AddFeed(name);
  v1::ListFeedsRequest request;
  *request.mutable_caller() = Operator();
  request.set_page_size(2);
  std::string names;
  int pages = 0;
  do {
    const auto page = List(request);
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_EQ(page->position().shard(), "northmere");
    EXPECT_EQ(page->position().next(), 7);
    for (const v1::Feed& feed : page->feeds()) names += feed.feed();
    request.set_page_token(page->next_page_token());
    ++pages;
  } while (!request.page_token().empty());
  EXPECT_EQ(names, "abcde");
  EXPECT_EQ(pages, 3);
}

TEST_F(FeedServiceTest, AFullLastPageHasNoToken) {
  for (const char* name : {"a", "b"}) AddFeed(name);
  v1::ListFeedsRequest request;
  *request.mutable_caller() = Operator();
  request.set_page_size(2);
  EXPECT_EQ(List(request)->next_page_token(), "");
}

TEST_F(FeedServiceTest, PageSizeIsOursWhenNotGivenAndNeverTooMuch) {
  for (int i = 0; i < 1200; ++i) AddFeed(std::to_string(i));
  v1::ListFeedsRequest request;
  *request.mutable_caller() = Operator();
  EXPECT_EQ(List(request)->feeds_size(), 100);
  request.set_page_size(5000);
  EXPECT_EQ(List(request)->feeds_size(), 1000);
  request.set_page_size(-1);
  EXPECT_THAT(List(request).status().ToString(), HasSubstr("BAD_REQUEST: page_size"));
}

TEST_F(FeedServiceTest, ATokenThatIsNotOursIsRefused) {
  for (const char* name : {"a", "b"}) AddFeed(name);
  v1::ListFeedsRequest request;
  *request.mutable_caller() = Operator();
  request.set_page_size(1);
  std::string token = List(request)->next_page_token();
  ASSERT_FALSE(token.empty());
  token.back() = 'z';
  for (const std::string& bad : {token, std::string("x"), token.substr(0, 16)}) {
    request.set_page_token(bad);
    EXPECT_EQ(access::ReasonOf(List(request).status()), "BAD_PAGE_TOKEN") << bad;
  }
}

TEST_F(FeedServiceTest, NobodyLooksWithoutSayingWhoAndWhy) {
  EXPECT_EQ(access::ReasonOf(List({}).status()), "CALLER_MISSING");
  EXPECT_EQ(access::ReasonOf(Check({}).status()), "CALLER_MISSING");  // Before what is wrong else.
  EXPECT_THAT(audit_.records(), SizeIs(2));
}

TEST_F(FeedServiceTest, WhoDoesNotRunTheHubIsShownItsOwnAgencysFeedsAlone) {
  for (const char* name : {"a", "school", "z"}) AddFeed(name);
  v1::ListFeedsRequest request;
  *request.mutable_caller() = Sender();
  request.set_page_size(1);
  const auto own = List(request);
  ASSERT_TRUE(own.ok()) << own.status();
  ASSERT_EQ(own->feeds_size(), 1);
  EXPECT_EQ(own->feeds(0).feed(), "school");
  EXPECT_EQ(own->next_page_token(), "");
  EXPECT_TRUE(own->own_only());
  EXPECT_EQ(LastLook().rows(), 1);
  request.mutable_caller()->set_agency("northmere-police");
  EXPECT_EQ(List(request)->feeds_size(), 0);
  *request.mutable_caller() = Operator();
  request.set_page_size(9);
  EXPECT_EQ(List(request)->feeds_size(), 3);
  EXPECT_FALSE(List(request)->own_only());
}

TEST_F(FeedServiceTest, HolesAndConflictsAreForTheHubsOperatorAndTheFeedsOwnAgency) {
  AddFeed("school");
  using Stub = v1::FeedService::Stub;
  v1::ListHolesRequest holes;
  v1::ListConflictsRequest conflicts;
  const auto asked = [&](const v1::Caller& caller, const std::string& feed) {
    *holes.mutable_caller() = *conflicts.mutable_caller() = caller;
    holes.set_feed(feed);
    conflicts.set_feed(feed);
    const auto first = Ask(&Stub::ListHoles, holes).status();
    EXPECT_EQ(Ask(&Stub::ListConflicts, conflicts).status(), first);
    return access::ReasonOf(first);
  };
  EXPECT_EQ(asked(Operator(), "school"), "OK");
  EXPECT_EQ(asked(Operator(), "no-such-feed"), "OK");
  EXPECT_EQ(asked(Sender(), "school"), "OK");
  EXPECT_EQ(asked(Sender(), "no-such-feed"), "NO_LAWFUL_BASIS");
  EXPECT_EQ(LastLook().question(), "feed=?");
  v1::Caller police = Sender();
  police.set_agency("northmere-police");
  EXPECT_EQ(asked(police, "school"), "NO_LAWFUL_BASIS");
}

TEST_F(FeedServiceTest, EachAnswerIsInTheAuditFirst) {
  AddFeed("a");
  v1::ListFeedsRequest request;
  *request.mutable_caller() = Operator();
  ASSERT_TRUE(List(request).ok());
  ASSERT_THAT(audit_.records(), SizeIs(1));
  v1::AuditRecord look;
  ASSERT_TRUE(look.ParseFromString(audit_.records()[0].body));
  EXPECT_EQ(look.action(), "feeds.list");
  EXPECT_EQ(look.rows(), 1);
  EXPECT_EQ(look.position(), 7);
  audit_.FailWith(Error(Code::kUnavailable, "no disk"));
  EXPECT_EQ(access::ReasonOf(List(request).status()), "AUDIT_UNAVAILABLE");
}

TEST_F(FeedServiceTest, ViewsThatAreBehindSaySo) {
  v1::ListFeedsRequest request;
  *request.mutable_caller() = Operator();
  request.set_min_position(7);
  EXPECT_TRUE(List(request).ok());
  request.set_min_position(8);
  EXPECT_EQ(List(request).status(), Error(Code::kFailedPrecondition, "BEHIND: not there yet"));
  request.set_min_position(kNewest);  // Left to the views.
  EXPECT_TRUE(List(request).ok());
  request.set_min_position(-2);
  EXPECT_EQ(List(request).status().code(), Code::kInvalidArgument);
}

TEST_F(FeedServiceTest, AMomentThatIsNoneIsRefused) {
  v1::ListFeedsRequest request;
  *request.mutable_caller() = Operator();
  for (const int64_t seconds : {INT64_MAX, INT64_MIN}) {
    request.mutable_as_of()->set_seconds(seconds);
    EXPECT_EQ(List(request).status().code(), Code::kInvalidArgument);
  }
}

// Anybody can work out a token's seal; what it then names is at most nothing.
TEST_F(FeedServiceTest, AForgedPlaceBeyondAllNumbersIsTheEnd) {
  AddFeed("school");
  v1::ListHolesRequest request;
  *request.mutable_caller() = Operator();
  request.set_feed("school");
  for (const int64_t place : {INT64_MAX, INT64_MIN}) {
    request.set_page_token(PageToken("feeds.holes:school", std::to_string(place)));
    const auto holes = Ask(&v1::FeedService::Stub::ListHoles, request);
    ASSERT_TRUE(holes.ok()) << holes.status();
    EXPECT_EQ(holes->holes_size(), 0);
  }
}

// What ingest would refuse is in no view and names nobody; it may be a name or a whole story.
TEST_F(FeedServiceTest, TheAuditTakesNoTextThatIsNoId) {
  v1::CheckEventsRequest request;
  *request.mutable_caller() = Sender();
  v1::Event& event = *request.add_events();
  event.set_feed("school");
  event.set_id("1");
  event.add_subjects()->set_record("pupil-1");
  event.add_subjects()->set_record(std::string(101, 'x'));
  event.add_subjects()->set_record("two\nlines");
  ASSERT_TRUE(Check(request).ok());
  ASSERT_EQ(LastLook().records_size(), 1);
  EXPECT_EQ(LastLook().records(0).record(), "pupil-1");
  event.set_feed("school" + std::string(300'000, 'x'));
  EXPECT_EQ(access::ReasonOf(Check(request).status()), "NO_LAWFUL_BASIS");
  EXPECT_EQ(LastLook().question(), "feed=?");
  EXPECT_EQ(LastLook().records_size(), 0);
}

TEST_F(FeedServiceTest, EventsAreComparedAsIngestWouldKeepThem) {
  v1::Event sent;
  sent.set_feed("school");
  sent.set_id("1");
  sent.mutable_concern_recorded()->set_concern("absence");
  v1::Event held = sent;  // The registry fills in both.
  held.set_agency("northmere-school");
  held.set_partnership("northmere");
  views_.rows["L" + DigestKey("school", "1")] = Sha256(BodyOf(held)).substr(0, kDigestPrefixBytes);

  v1::CheckEventsRequest request;
  *request.mutable_caller() = School();
  *request.add_events() = sent;
  *request.add_events() = sent;
  request.mutable_events(1)->mutable_concern_recorded()->set_concern("other");
  *request.add_events() = sent;
  request.mutable_events(2)->set_id("2");
  const auto answer = Check(request);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_THAT(
      answer->presences(),
      ::testing::ElementsAre(v1::PRESENCE_HELD, v1::PRESENCE_OTHER_CONTENT, v1::PRESENCE_ABSENT));
  EXPECT_EQ(answer->position().next(), 7);
  EXPECT_EQ(answer->ends(0).event_id(), "1");
  EXPECT_EQ(answer->ends(1).digest(), answer->ends(0).digest());
  EXPECT_EQ(answer->ends(2).event_id(), "");
}

TEST_F(FeedServiceTest, AnIdThatIsFinalIsNotTakenForAChainsName) {
  v1::Event sent;
  sent.set_feed("school");
  sent.set_id("1");
  v1::Event held = sent;
  held.set_agency("northmere-school");
  held.set_partnership("northmere");
  views_.rows["L" + DigestKey("school", "1")] = Sha256(BodyOf(held)).substr(0, kDigestPrefixBytes);
  views_.rows["L" + DigestKey("school", "1~1")] = std::string(kDigestPrefixBytes, 'x');
  v1::CheckEventsRequest request;
  *request.mutable_caller() = School();
  *request.add_events() = sent;
  sent.set_id("2");
  *request.add_events() = sent;
  EXPECT_EQ(Check(request)->presences(0), v1::PRESENCE_OTHER_CONTENT);
  request.set_ids_are_final(true);
  EXPECT_THAT(Check(request)->presences(),
              ::testing::ElementsAre(v1::PRESENCE_HELD, v1::PRESENCE_ABSENT));
  request.mutable_events(0)->set_id("1~1");
  EXPECT_EQ(Check(request)->presences(0), v1::PRESENCE_OTHER_CONTENT);
}

// Or whoever asks learns from the answer that an event, and so a record, is there.
TEST_F(FeedServiceTest, OnlyAFeedsOwnAgencyMayAskWhetherItsEventsAreThere) {
  v1::Event held;
  held.set_feed("school");
  held.set_id("1");
  held.add_subjects()->set_record("pupil-7");
  views_.rows["L" + DigestKey("school", "1")] = std::string(kDigestPrefixBytes, 'x');
  v1::CheckEventsRequest request;
  *request.mutable_caller() = School();
  *request.add_events() = held;
  ASSERT_TRUE(Check(request).ok());
  EXPECT_EQ(LastLook().action(), "feeds.check");
  EXPECT_EQ(LastLook().question(), "feed=school");
  ASSERT_EQ(LastLook().records_size(), 1);
  EXPECT_EQ(LastLook().records(0).record(), "pupil-7");
  EXPECT_EQ(LastLook().refused(), "");

  *request.mutable_caller() = Operator();
  const Status there = Check(request).status();
  EXPECT_EQ(access::ReasonOf(there), "NO_LAWFUL_BASIS");
  EXPECT_EQ(LastLook().refused(), "NO_LAWFUL_BASIS");
  EXPECT_EQ(LastLook().question(), "feed=school");
  EXPECT_EQ(LastLook().records_size(), 1);
  request.mutable_events(0)->set_id("2");
  EXPECT_EQ(Check(request).status(), there);
  request.mutable_events(0)->set_feed("no-such-feed");
  EXPECT_EQ(Check(request).status(), there);
  EXPECT_EQ(LastLook().question(), "feed=?");
  for (const v1::Purpose purpose : {v1::PURPOSE_SECTION_47, v1::PURPOSE_AUDIT}) {
    request.mutable_caller()->set_purpose(purpose);
    EXPECT_EQ(Check(request).status(), there);
  }
}

TEST_F(FeedServiceTest, AnotherAgencysEventsAreNotAskedAboutBesideOnesOwn) {
  v1::CheckEventsRequest request;
  *request.mutable_caller() = School();
  request.add_events()->set_feed("school");
  ASSERT_TRUE(Check(request).ok());
  request.add_events()->set_feed("police");
  EXPECT_EQ(access::ReasonOf(Check(request).status()), "NO_LAWFUL_BASIS");
}

TEST_F(FeedServiceTest, MoreRecordsThanTheAuditCanNameAreTooManyForOneCheck) {
  v1::CheckEventsRequest request;
  *request.mutable_caller() = School();
  v1::Event& event = *request.add_events();
  event.set_feed("school");
  for (int i = 0; i < 2000; ++i) event.add_subjects()->set_record(fmt::format("{:0>100}", i));
  EXPECT_EQ(Check(request).status().code(), Code::kInvalidArgument);
  event.mutable_subjects()->DeleteSubrange(1000, 1000);
  EXPECT_TRUE(Check(request).ok());
}

TEST_F(FeedServiceTest, AFeedIsLeasedToItsOwnAgencyAndToOneAtATime) {
  EXPECT_EQ(access::ReasonOf(Lease(Operator(), "school").status()), "NO_LAWFUL_BASIS");
  EXPECT_EQ(access::ReasonOf(Lease(School(), "no-such-feed").status()), "NO_LAWFUL_BASIS");
  const auto lease = Lease(School(), "school");
  ASSERT_TRUE(lease.ok()) << lease.status();
  EXPECT_EQ(access::ReasonOf(Lease(School(), "school").status()), "FEED_LEASED");
  EXPECT_EQ(access::ReasonOf(Return(Operator(), "school", *lease)), "NO_LAWFUL_BASIS");
  EXPECT_EQ(access::ReasonOf(Lease(School(), "school").status()), "FEED_LEASED");
  EXPECT_TRUE(Return(School(), "school", *lease).ok());
  EXPECT_TRUE(Lease(School(), "school").ok());
}

TEST_F(FeedServiceTest, ALeaseThatCouldNotBeAuditedIsNotHeld) {
  audit_.FailWith(Error(Code::kUnavailable, "no disk"));
  EXPECT_EQ(access::ReasonOf(Lease(School(), "school").status()), "AUDIT_UNAVAILABLE");
  audit_.FailWith(OkStatus());
  EXPECT_TRUE(Lease(School(), "school").ok());
}

TEST_F(FeedServiceTest, ACheckRenewsItsLeaseOrSaysThatItIsLost) {
  v1::CheckEventsRequest request;
  *request.mutable_caller() = School();
  request.add_events()->set_feed("school");
  request.set_lease(*Lease(School(), "school"));
  clock_.Set(clock_.Now() + ingest::kLeaseIdle - std::chrono::seconds(1));
  ASSERT_TRUE(Check(request).ok());
  clock_.Set(clock_.Now() + ingest::kLeaseIdle - std::chrono::seconds(1));
  EXPECT_FALSE(Lease(School(), "school").ok());
  clock_.Set(clock_.Now() + std::chrono::seconds(1));
  ASSERT_TRUE(Lease(School(), "school").ok());
  EXPECT_EQ(access::ReasonOf(Check(request).status()), "FEED_LEASED");
}

TEST_F(FeedServiceTest, ACheckIsNeitherEmptyNorEndless) {
  v1::CheckEventsRequest request;
  *request.mutable_caller() = School();
  EXPECT_EQ(Check(request).status().code(), Code::kInvalidArgument);
  for (int i = 0; i < 1001; ++i) request.add_events();
  EXPECT_EQ(Check(request).status().code(), Code::kInvalidArgument);
}

}  // namespace
}  // namespace goldthread::feeds
