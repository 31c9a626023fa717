#include "services/ingest/cloud_event_headers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "goldthread/v1/record.pb.h"

namespace goldthread::ingest {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(CloudEventHeadersTest, TellWhatTheContractOfTheTopicSays) {
  v1::RecordHeader header;
  header.set_version(1);
  header.set_feed("northmere-police/incidents");
  header.set_event_id("INC-2026-004711");
  header.set_partnership("northmere");
  header.set_received_at_us(1'795'253'400'000'001);
  header.set_body_digest(std::string(32, '\x01'));
  EXPECT_THAT(CloudEventHeaders(header.SerializeAsString()),
              ElementsAre(Pair("ce_specversion", "1.0"), Pair("ce_type", "goldthread.v1.Event"),
                          Pair("ce_source", "/feeds/northmere-police/incidents"),
                          Pair("ce_id", "INC-2026-004711"), Pair("ce_partnership", "northmere"),
                          Pair("ce_receivedtime", "2026-11-21T09:30:00.000001Z"),
                          Pair("content-type", "application/protobuf")));
}

TEST(CloudEventHeadersTest, AreNoneForBytesThatAreNoHeader) {
  EXPECT_THAT(CloudEventHeaders("\xff\xff"), IsEmpty());
}

}  // namespace
}  // namespace goldthread::ingest
