#include "services/vocabulary/content.h"

#include <gtest/gtest.h>

namespace goldthread {
namespace {

v1::Event FullEvent() {
  v1::Event event;
  event.set_id("e-1");
  event.set_feed("northmere-police/incidents");
  event.set_feed_sequence(7);
  event.mutable_occurred()->set_date("2026-03-01");
  event.mutable_recorded_at()->set_seconds(1'772'400'000);
  event.add_subjects()->set_record("P-1");
  event.set_corrects("e-0");
  event.mutable_incident_attended()->set_incident_type("domestic-abuse");
  return event;
}

TEST(ContentTest, TheBodyReadsBackAsTheEvent) {
  v1::Event read;
  ASSERT_TRUE(read.ParseFromString(BodyOf(FullEvent())));
  EXPECT_EQ(read.SerializeAsString(), FullEvent().SerializeAsString());
}

TEST(ContentTest, TheTimeOfReceiptIsNotPartOfTheBody) {
  v1::Event received = FullEvent();
  received.mutable_received_at()->set_seconds(1'772'500'000);
  received.mutable_received_at()->set_nanos(5);
  EXPECT_EQ(BodyOf(received), BodyOf(FullEvent()));
  EXPECT_TRUE(received.has_received_at());
}

TEST(ContentTest, AnEmptyTimeOfReceiptIsNotPartOfTheBodyEither) {
  v1::Event received = FullEvent();
  received.mutable_received_at();
  EXPECT_EQ(BodyOf(received), BodyOf(FullEvent()));
}

TEST(ContentTest, TheBodyKeepsFieldsOfANewerContract) {
  v1::Event newer = FullEvent();
  newer.GetReflection()->MutableUnknownFields(&newer)->AddVarint(999, 1);
  v1::Event received = newer;
  received.mutable_received_at()->set_seconds(1);
  EXPECT_NE(BodyOf(newer), BodyOf(FullEvent()));
  EXPECT_EQ(BodyOf(received), BodyOf(newer));
}

TEST(ContentTest, AnyOtherDifferenceIsADifferenceOfTheBody) {
  v1::Event other = FullEvent();
  other.mutable_incident_attended()->set_child_present(true);
  EXPECT_NE(BodyOf(other), BodyOf(FullEvent()));
}

TEST(ContentTest, AKindIsNamedAsItsMessage) {
  EXPECT_EQ(KindName(FullEvent()), "IncidentAttended");
  v1::Event last;
  last.mutable_alert_closed();
  EXPECT_EQ(KindName(last), "AlertClosed");
}

TEST(ContentTest, EveryKindHasAName) {
  const auto* payload = v1::Event::descriptor()->FindOneofByName("payload");
  for (int i = 0; i < payload->field_count(); ++i) {
    v1::Event event;
    event.GetReflection()->MutableMessage(&event, payload->field(i));
    EXPECT_EQ(KindName(event), payload->field(i)->message_type()->name());
  }
}

TEST(ContentTest, AnEventWithoutAKindHasNoName) { EXPECT_EQ(KindName(v1::Event()), ""); }

}  // namespace
}  // namespace goldthread
