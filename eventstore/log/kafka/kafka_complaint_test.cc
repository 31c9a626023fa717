#include "eventstore/log/kafka/kafka_complaint.h"

#include <gtest/gtest.h>

namespace goldthread {
namespace {

TEST(KafkaComplaintTest, IsCountedForTheBrokerThatItIsOf) {
  KafkaComplaint complaint;
  complaint.Note("[thrd:10.0.0.1:9092/bootstrap]: 10.0.0.1:9092/1: Timed out 1 in-flight");
  complaint.Note("[thrd:10.0.0.2:9092/2]: 10.0.0.2:9092/2: Disconnected (after 9ms in state UP)");
  complaint.Note("[thrd:[::1]:9092/12]: [::1]:9092/12: Connect to ipv6#[::1]:9092 failed");
  complaint.Note("[thrd:10.0.0.2:9092/2]: 10.0.0.2:9092/2: Connect to 10.0.0.2:9092 failed");
  complaint.Note("[thrd:main]: 3/3 brokers are down");
  EXPECT_EQ(complaint.Of(1), 1);
  EXPECT_EQ(complaint.Of(2), 2);
  EXPECT_EQ(complaint.Of(12), 1);
  EXPECT_EQ(complaint.Of(3), 0);
}

}  // namespace
}  // namespace goldthread
