// Runs the tests of a real broker where there is one, and says so where there is none.
#include <gtest/gtest.h>

#include <cstdio>

#include "tests/kafka/real_kafka.h"
#include "tests/kafka/secure_kafka.h"

int main(int argc, char** argv) {
  constexpr int kSkipped = 77;  // As ctest knows it (CMakeLists.txt).
  testing::InitGoogleTest(&argc, argv);
  if (!testing::GTEST_FLAG(list_tests) && goldthread::RealBrokers().empty()) {
    std::puts(
        "skipped: no real Kafka. script/bootstrap kafka && GT_KAFKA=$(script/kafka up) and again.");
    return kSkipped;
  }
  if (!testing::GTEST_FLAG(list_tests) && goldthread::SecureFolder().empty()) {
    std::puts(
        "left out: no broker with TLS. GT_KAFKA_SECURE=build/kafka/NAME of script/kafka up "
        "--secure and again.");
    testing::GTEST_FLAG(filter) += ":-KafkaAccess*:KafkaRights*";
  }
  return RUN_ALL_TESTS();
}
