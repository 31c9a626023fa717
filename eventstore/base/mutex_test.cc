#include "eventstore/base/mutex.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace goldthread {
namespace {

TEST(MutexTest, OnlyOneThreadAtATimeHoldsIt) {
  Mutex mutex;
  int count = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (int step = 0; step < 10'000; ++step) {
          const MutexLock lock(mutex);
          ++count;
        }
      });
    }
  }
  EXPECT_EQ(count, 40'000);
}

TEST(ConditionTest, AWaiterGoesOnWhenToldAndHoldsTheMutexAgain) {
  Mutex mutex;
  Condition changed;
  bool ready = false;
  bool seen = false;
  {
    std::jthread waiter([&] {
      const MutexLock lock(mutex);
      while (!ready) changed.Wait(mutex);
      seen = true;
    });
    const MutexLock lock(mutex);
    ready = true;
    changed.NotifyAll();
  }
  EXPECT_TRUE(seen);
}

TEST(ConditionTest, ADeadlineEndsTheWait) {
  Mutex mutex;
  Condition changed;
  const MutexLock lock(mutex);
  // May end early for no reason; in the end it says that time is up.
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds{1};
  while (changed.WaitUntil(mutex, deadline)) {
  }
  EXPECT_GE(std::chrono::steady_clock::now(), deadline);
}

}  // namespace
}  // namespace goldthread
