#include "eventstore/log/kafka/end_question.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <semaphore>
#include <thread>
#include <vector>

namespace goldthread {
namespace {

// Brokers that answer when the test says so.
class Brokers {
 public:
  StatusOr<Position> Ask() {
    const int number = ++asked_;
    asked_now_.release();
    answer_now_.acquire();
    if (away_) return Error(Code::kUnavailable, "no broker answers");
    return Position{number};
  }
  void AwaitQuestion() { asked_now_.acquire(); }
  void Answer() { answer_now_.release(); }

  std::atomic<bool> away_ = false;
  std::atomic<int> asked_ = 0;

 private:
  std::counting_semaphore<> asked_now_{0};
  std::counting_semaphore<> answer_now_{0};
};

class EndQuestionTest : public testing::Test {
 protected:
  std::future<StatusOr<Position>> Asks() {
    return std::async(std::launch::async, [this] { return question_.Answer(); });
  }

  void AwaitWaiting(int callers) {
    while (question_.Waiting() < callers) std::this_thread::yield();
  }

  Brokers brokers_;
  EndQuestion question_{[this] { return brokers_.Ask(); }};
};

TEST_F(EndQuestionTest, WhoAsksWhileOneIsUnderWayHasTheNextAnswer) {
  auto first = Asks();
  brokers_.AwaitQuestion();
  auto later = Asks();
  auto latest = Asks();
  AwaitWaiting(2);
  brokers_.Answer();
  brokers_.Answer();
  EXPECT_EQ(*first.get(), Position{1});
  EXPECT_EQ(*later.get(), Position{2});
  EXPECT_EQ(*latest.get(), Position{2});
  EXPECT_EQ(brokers_.asked_, 2) << "one question for both";
}

TEST_F(EndQuestionTest, WhileNobodyAnswersOneAsksAndTheOthersAreTold) {
  brokers_.away_ = true;
  brokers_.Answer();
  EXPECT_EQ(question_.Answer().status().code(), Code::kUnavailable);
  brokers_.AwaitQuestion();
  auto asking = Asks();
  brokers_.AwaitQuestion();
  // It has no answer yet, and these do not wait for it.
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(question_.Answer().status().code(), Code::kUnavailable);
  }
  EXPECT_EQ(brokers_.asked_, 2);
  brokers_.away_ = false;
  brokers_.Answer();
  EXPECT_EQ(*asking.get(), Position{2});
  brokers_.Answer();
  EXPECT_EQ(*question_.Answer(), Position{3}) << "and then all have answers again";
}

// Those who came before it was known.
TEST_F(EndQuestionTest, AFailureIsToldToAllWhoWaited) {
  brokers_.away_ = true;
  auto first = Asks();
  brokers_.AwaitQuestion();
  std::vector<std::future<StatusOr<Position>>> others;
  for (int i = 0; i < 8; ++i) others.push_back(Asks());
  AwaitWaiting(8);
  brokers_.Answer();
  EXPECT_EQ(first.get().status().code(), Code::kUnavailable);
  for (auto& other : others) EXPECT_EQ(other.get().status().code(), Code::kUnavailable);
  EXPECT_EQ(brokers_.asked_, 1);
}

}  // namespace
}  // namespace goldthread
