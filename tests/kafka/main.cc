// Runs the tests of a real broker where there is one, and says so where there is none.
#include <gtest/gtest.h>

#include <cstdio>
#include <string>

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
  std::string left_out;
  if (!testing::GTEST_FLAG(list_tests) && goldthread::SecureFolder().empty()) {
    std::puts(
        "left out: no broker with TLS. GT_KAFKA_SECURE=build/kafka/NAME of script/kafka up "
        "--secure and again.");
    left_out += ":KafkaAccess*:*/KafkaRights*/0";
  }
  if (!testing::GTEST_FLAG(list_tests) &&
      goldthread::SecureFolder(goldthread::Login::kScram).empty()) {
    std::puts(
        "left out: no broker with SCRAM. GT_KAFKA_SCRAM=build/kafka/NAME of script/kafka up "
        "--secure --release 3.9 and again.");
    left_out += ":*/KafkaRights*/1:KafkaScram*";
  }
  if (!left_out.empty()) testing::GTEST_FLAG(filter) += ":-" + left_out.substr(1);
  return RUN_ALL_TESTS();
}
