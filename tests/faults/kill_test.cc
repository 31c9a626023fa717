// kill -9 of a real serving hub under load, again and again on one directory: what has a
// receipt is there, once, at its place, and the views are what the log says.
//
// GT_FAULT_ROUNDS=300 for the long version.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <random>
#include <thread>

#include "tests/faults/faulty_hub.h"

namespace goldthread::faults {
namespace {

constexpr int kDirectories = 2;  // Each a test of its own, so that both cores have work.
constexpr int64_t kReceiptsMax = 40;
constexpr int kVerifyEvery = 10;

int Rounds() {
  const char* asked = std::getenv("GT_FAULT_ROUNDS");
  return (asked != nullptr ? std::atoi(asked) : 100) / kDirectories;
}

// When the hub dies.
enum class Instant {
  kAfterReceipts,  // A kill from outside, once so many receipts are given; others are under way.
  kAtChange,       // At some change of some file, starting, catching up or serving.
  kByTheClock,     // Some time after it was started.
};

class KillTest : public ::testing::TestWithParam<uint64_t> {
 protected:
  // One life of the hub, to its violent end.
  void LiveAndDie() {
    const auto instant = static_cast<Instant>(random_() % 3);
    hub_.plan()->die_at = instant == Instant::kAtChange ? Random(1, 700) : 0;
    hub_.plan()->torn = Random(0, 256);
    // Operators may do so at any time; building then is what is interrupted.
    if (random_() % 6 == 0) std::filesystem::remove_all(hub_.data() + "/views");
    hub_.Launch();
    if (instant == Instant::kByTheClock &&
        !hub_.program().Speaks(static_cast<int>(Random(0, 300)))) {
      return hub_.Kill();
    }
    if (!hub_.AwaitServing()) return hub_.Kill();
    ++served_;
    if (instant == Instant::kAtChange) {
      Load(random_() % 2 == 0);
    } else {
      ExpectFeedsAsIn(account_, hub_.address(), hub_.AllSenders());
      if (served_ % kVerifyEvery == 0) ExpectViewsEqualARebuild(hub_.address());
      Load(random_() % 4 == 0);
    }
    hub_.Kill();
  }

  // The agencies send; the first to have all its receipts ends it for all.
  void Load(bool rebuild) {
    std::vector<std::jthread> sending;
    for (size_t which = 0; which < hub_.senders(); ++which) {
      sending.emplace_back([this, which, receipts = Random(1, kReceiptsMax)] {
        const auto stub = hub_.Stub<v1::EventService>();
        hub_.sender(which).Send(*stub, receipts);
        hub_.program().Signal(SIGKILL);
      });
    }
    if (rebuild) sending.emplace_back([this] { hub_.Rebuild(); });
  }

  int64_t Random(int64_t least, int64_t most) {
    return least + static_cast<int64_t>(random_() % static_cast<uint64_t>(most - least + 1));
  }

  std::mt19937_64 random_{GetParam()};
  FaultyHub hub_{GetParam()};
  LogAccount account_ = hub_.Account();
  int served_ = 0;
};

TEST_P(KillTest, NothingWithAReceiptIsLostOrDoubledByKillsAtAnyInstant) {
  const int rounds = Rounds();
  for (int round = 0; round < rounds && !HasFailure(); ++round) {
    SCOPED_TRACE(::testing::Message() << "seed " << GetParam() << ", round " << round);
    LiveAndDie();
    account_ = hub_.Account();
  }
  hub_.plan()->die_at = 0;
  ASSERT_TRUE(hub_.Start());
  ExpectFeedsAsIn(account_, hub_.address(), hub_.AllSenders());
  EXPECT_EQ(hub_.Stop(), 0);
  EXPECT_GT(served_, rounds / 3) << "most rounds must have come as far as serving";
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"verify"}, {"audit", "verify"}}) {
    std::vector<std::string> command = words;
    command.insert(command.end(), {"--data", hub_.data()});
    const server::Ran ran = server::RunCommand(command);
    EXPECT_EQ(ran.code, 0) << words[0] << ": " << ran.out << ran.err;
  }
  std::printf("seed %d: %d rounds, %d served, %d records\n", static_cast<int>(GetParam()), rounds,
              served_, static_cast<int>(account_.end));
}

INSTANTIATE_TEST_SUITE_P(Directories, KillTest,
                         ::testing::Range(uint64_t{1}, uint64_t{1 + kDirectories}));

}  // namespace
}  // namespace goldthread::faults
