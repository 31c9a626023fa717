#include "services/ingest/ingest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eventstore/base/digest.h"
#include "services/access/fake_appender.h"
#include "services/ingest/normalise.h"
#include "services/ingest/sample_event.h"
#include "services/vocabulary/content.h"

namespace goldthread::ingest {
namespace {

using ::testing::SizeIs;

class IngestTest : public ::testing::Test {
 protected:
  RegistryInForce registry_{SampleRegistry()};
  FakeAppender log_;
  ManualClock clock_{kSampleNow};
  Ingest ingest_{log_, registry_, clock_};
};

TEST_F(IngestTest, AGoodEventIsInTheLogWhenItsReceiptIsGiven) {
  const v1::Event event = SampleEvent();
  const auto receipts = ingest_.Publish({&event, 1});
  ASSERT_TRUE(receipts.ok());
  ASSERT_THAT(*receipts, SizeIs(1));
  EXPECT_EQ(receipts->at(0).feed(), event.feed());
  EXPECT_EQ(receipts->at(0).event_id(), "a-1");
  EXPECT_EQ(receipts->at(0).accepted().shard(), "northmere");
  EXPECT_EQ(receipts->at(0).accepted().position(), 0);
  const auto records = log_.records();
  ASSERT_THAT(records, SizeIs(1));
  v1::RecordHeader header;
  ASSERT_TRUE(header.ParseFromString(records[0].header));
  EXPECT_EQ(header.version(), 1u);
  EXPECT_EQ(header.feed(), event.feed());
  EXPECT_EQ(header.event_id(), "a-1");
  EXPECT_EQ(header.partnership(), "northmere");
  EXPECT_EQ(header.received_at_us(), kSampleNow.time_since_epoch().count());
  EXPECT_EQ(header.body_digest(), Sha256(records[0].body));
  EXPECT_EQ(records[0].body, BodyOf(Normalised(*registry_.Now(), event)));
}

TEST_F(IngestTest, BadOnesAreRejectedAndStopNobodyElse) {
  std::vector<v1::Event> events = {SampleEvent("1"), SampleEvent("2"), SampleEvent("3")};
  events[1].clear_category();
  events[1].clear_subjects();
  const auto receipts = ingest_.Publish(events);
  ASSERT_TRUE(receipts.ok());
  ASSERT_THAT(*receipts, SizeIs(3));
  EXPECT_EQ(receipts->at(0).accepted().position(), 0);
  EXPECT_EQ(receipts->at(1).event_id(), "2");
  EXPECT_EQ(receipts->at(1).rejected().violations_size(), 2);
  EXPECT_EQ(receipts->at(2).accepted().position(), 1);
  EXPECT_THAT(log_.records(), SizeIs(2));
  EXPECT_EQ(log_.appends(), 1);
}

TEST_F(IngestTest, WhenAllAreBadTheLogIsNotTouched) {
  const v1::Event event;
  const auto receipts = ingest_.Publish({&event, 1});
  ASSERT_TRUE(receipts.ok());
  EXPECT_TRUE(receipts->at(0).has_rejected());
  EXPECT_EQ(log_.appends(), 0);
}

TEST_F(IngestTest, ADoubtfulNumberIsAcceptedAndMarked) {
  v1::Event event = SampleEvent();
  v1::Identifier* id = event.mutable_subjects(0)->mutable_described()->add_identifiers();
  id->set_type(v1::IDENTIFIER_TYPE_NHS_NUMBER);
  id->set_value("9434765918");
  const auto receipts = ingest_.Publish({&event, 1});
  ASSERT_TRUE(receipts.ok());
  ASSERT_EQ(receipts->at(0).accepted().quality_size(), 1);
  EXPECT_EQ(receipts->at(0).accepted().quality(0).rule(), "IDENTIFIER_CHECK_DIGIT");
  EXPECT_THAT(log_.records(), SizeIs(1));
}

TEST_F(IngestTest, NoReceiptIsGivenWhenTheLogFails) {
  log_.FailWith(Error(Code::kUnavailable, "no acknowledgement"));
  std::vector<v1::Event> events = {SampleEvent(), v1::Event()};
  EXPECT_EQ(ingest_.Publish(events).status().code(), Code::kUnavailable);
}

TEST_F(IngestTest, TheSameContentGivesTheSameFingerprint) {
  v1::Event event = SampleEvent();
  ASSERT_TRUE(ingest_.Publish({&event, 1}).ok());
  clock_.Set(kSampleNow + std::chrono::hours(5));
  event.set_agency("northmere-school");  // Said now, filled in before.
  ASSERT_TRUE(ingest_.Publish({&event, 1}).ok());
  const auto records = log_.records();
  ASSERT_THAT(records, SizeIs(2));
  EXPECT_EQ(records[0].body, records[1].body);
  EXPECT_NE(records[0].header, records[1].header);  // Received at another time.
}

v1::Event LinkOf(const std::string& feed, const std::string& first, const std::string& second) {
  v1::Event event = SampleEvent("link-" + first + second);
  event.set_feed(feed);
  event.clear_subjects();
  event.set_category(v1::INFORMATION_CATEGORY_DEMOGRAPHIC);
  auto& linked = *event.mutable_records_linked();
  linked.mutable_first()->set_feed(first);
  linked.mutable_first()->set_record("p1");
  linked.mutable_second()->set_feed(second);
  linked.mutable_second()->set_record("p2");
  linked.set_reason("same child");
  return event;
}

TEST_F(IngestTest, AnAgencysSystemDecidesOnItsOwnRecordsAlone) {
  const std::string school = "northmere-school/attendance";
  const std::string police = "northmere-police/incidents";
  std::vector<v1::Event> events = {LinkOf(school, school, school), LinkOf(school, school, police),
                                   LinkOf(school, police, police), LinkOf(school, school, school)};
  events[3].mutable_records_linked()->mutable_decider()->set_user("reviewer-1");
  const auto receipts = ingest_.Publish(events, 0, "northmere-school");
  ASSERT_TRUE(receipts.ok());
  EXPECT_TRUE(receipts->at(0).has_accepted());
  for (const size_t i : {1u, 2u, 3u}) {
    ASSERT_EQ(receipts->at(i).rejected().violations_size(), 1) << i;
    EXPECT_EQ(receipts->at(i).rejected().violations(0).rule(), "RECORDS_NOT_THE_SENDERS");
  }
}

TEST_F(IngestTest, NobodyButTheHubSaysWhatIsDoneAboutAlerts) {
  v1::Event event = SampleEvent("alert-1");
  event.set_feed("northmere-council/social-care");
  event.clear_subjects();
  event.set_category(v1::INFORMATION_CATEGORY_ADULT_RISK);
  event.mutable_alert_closed()->set_alert_id("a1");
  event.mutable_alert_closed()->set_reason("nothing in it");
  const auto refused = ingest_.Publish({&event, 1}, 0, "northmere-council");
  ASSERT_TRUE(refused.ok());
  ASSERT_EQ(refused->at(0).rejected().violations_size(), 1);
  EXPECT_EQ(refused->at(0).rejected().violations(0).rule(), "RECORDS_NOT_THE_SENDERS");
  event.set_feed("goldthread/alerts");
  const auto taken = ingest_.Publish({&event, 1}, 0, "goldthread");
  ASSERT_TRUE(taken.ok());
  EXPECT_TRUE(taken->at(0).has_accepted()) << taken->at(0).ShortDebugString();
}

TEST_F(IngestTest, TheHubsOwnFeedIsNobodyElses) {
  const v1::Event event =
      LinkOf("goldthread/matching", "northmere-school/attendance", "northmere-police/incidents");
  const auto refused = ingest_.Publish({&event, 1}, 0, "northmere-school");
  ASSERT_TRUE(refused.ok());
  EXPECT_EQ(refused->at(0).rejected().violations(0).rule(), "FEED_UNKNOWN");
  const auto taken = ingest_.Publish({&event, 1}, 0, "goldthread");
  ASSERT_TRUE(taken.ok());
  EXPECT_TRUE(taken->at(0).has_accepted());
  EXPECT_FALSE(Registry::Parse("partnership = \"n\"\n[[feed]]\nname = \"x\"\nagency = "
                               "\"goldthread\"\ncategories = [\"POLICE\"]\n")
                   .ok());
}

}  // namespace
}  // namespace goldthread::ingest
