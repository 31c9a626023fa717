// Runs the faults of brokers where there can be brokers, and says so where there can be none.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "tests/kafka/faults/fault_cluster.h"
#include "tests/kafka/faults/the_cluster.h"

namespace {

constexpr int kSkipped = 77;  // As ctest knows it (CMakeLists.txt).

// Those that need a network and disks of their own.
constexpr const char* kWithoutRoot = ":-*Unplugged*:*Narrow*:*Disk*";

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (testing::GTEST_FLAG(list_tests)) return RUN_ALL_TESTS();
  const bool apart = goldthread::faults::LeaveTheMachine();
  if (!apart) {
    std::puts("left out: cut and slow networks, full disks. They need root, ip, tc and tmpfs.");
    testing::GTEST_FLAG(filter) += kWithoutRoot;
  }
  const char* const name = std::getenv("GT_KAFKA_FAULTS");
  goldthread::faults::FaultCluster cluster(name != nullptr ? name : "faults", apart);
  if (!cluster.ok()) {
    std::puts("skipped: no real Kafka. script/bootstrap kafka and again.");
    return kSkipped;
  }
  goldthread::faults::TheCluster() = &cluster;
  return RUN_ALL_TESTS();
}
