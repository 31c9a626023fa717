// Facts for others, on a real broker: each once, whoever crashes, replays, or will not let go.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "eventstore/log/kafka/kafka_fields.h"
#include "eventstore/log/kafka/kafka_inbox.h"
#include "eventstore/log/kafka/kafka_teller.h"
#include "tests/kafka/real_kafka.h"

namespace goldthread {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class TellerTest : public ::testing::Test {
 protected:
  std::unique_ptr<KafkaTeller> Open() {
    auto teller = KafkaTeller::Open({.topic = topic_});
    EXPECT_TRUE(teller.ok()) << teller.status();
    return *std::move(teller);
  }
  static std::string IdOf(int number) { return fmt::format("of-{}", number); }
  static std::vector<Fact> Facts(int from, int until) {
    std::vector<Fact> facts;
    for (int n = from; n < until; ++n) facts.push_back({.id = IdOf(n), .value = "fact"});
    return facts;
  }
  static void Tell(KafkaTeller& teller, int from, int until) {
    const Status told = teller.Tell(Facts(from, until));
    ASSERT_TRUE(told.ok()) << told;
  }

  // The ids that a reader of committed records is given, up to the end that a teller marks.
  std::vector<std::string> Told() {
    EXPECT_TRUE(Open()->Tell({{Fact{.id = "the end", .value = ""}}}).ok());
    auto client = KafkaInboxClient::Open(topic_, "readers");
    EXPECT_TRUE(client.ok()) << client.status();
    const auto inbox = *KafkaInbox::Open(*client, topic_);
    std::vector<std::string> ids;
    std::vector<InboxRecord> records;
    while (ids.empty() || ids.back() != "the end") {
      const Status read = inbox->Read(100, std::chrono::seconds(10), &records);
      EXPECT_TRUE(read.ok()) << read;
      if (!read.ok() || records.empty()) return ids;
      for (const InboxRecord& record : records) ids.push_back(record.headers.at(0).second);
    }
    ids.pop_back();
    return ids;
  }

  const KafkaShard topic_ = NewRealShard();
};

// Somebody who was in the midst of a transaction when the next teller came: what it had begun is
// as if it had crashed there, and it does not know.
class Zombie {
 public:
  explicit Zombie(const KafkaShard& topic) {
    const std::string name = fmt::format("{}.0", topic.topic);
    const KafkaSetting settings[] = {{"transactional.id", name.c_str()}};
    handle_ = *NewKafkaHandle(RD_KAFKA_PRODUCER, *NewKafkaConf(topic, settings, &complaint_));
    EXPECT_EQ(rd_kafka_init_transactions(handle_.get(), 60'000), nullptr);
    EXPECT_EQ(rd_kafka_begin_transaction(handle_.get()), nullptr);
    const std::string half = "half of it";
    rd_kafka_vu_t fields[] = {TopicField(topic.topic), CopyingField(), ValueField(half)};
    EXPECT_EQ(rd_kafka_produceva(handle_.get(), fields, std::size(fields)), nullptr);
    EXPECT_EQ(rd_kafka_flush(handle_.get(), 60'000), RD_KAFKA_RESP_ERR_NO_ERROR);
  }
  // Whether Kafka lets it end what it had begun.
  bool Commits() {
    rd_kafka_error_t* const error = rd_kafka_commit_transaction(handle_.get(), 60'000);
    if (error == nullptr) return true;
    rd_kafka_error_destroy(error);
    return false;
  }

 private:
  KafkaComplaint complaint_;
  KafkaHandle handle_;
};

TEST_F(TellerTest, ANewOneKnowsWhatWasToldBeforeIt) {
  Tell(*Open(), 0, 2);
  Tell(*Open(), 0, 3);
  const auto next = Open();
  Tell(*next, 1, 4);
  Tell(*next, 0, 4);
  EXPECT_THAT(Told(), ElementsAre("of-0", "of-1", "of-2", "of-3"));
}

TEST_F(TellerTest, OfTwoTheLaterIsHeardAndTheEarlierIsToldSo) {
  const auto first = Open();
  Tell(*first, 0, 1);
  const auto second = Open();
  const Status fenced = first->Tell(Facts(1, 2));
  EXPECT_EQ(fenced.code(), Code::kFailedPrecondition) << fenced;
  EXPECT_THAT(std::string(Message(fenced)), HasSubstr("FENCED"));
  // And again, whatever it tries.
  EXPECT_EQ(first->Tell(Facts(0, 1)).code(), Code::kFailedPrecondition);
  Tell(*second, 0, 2);
  EXPECT_THAT(Told(), ElementsAre("of-0", "of-1"));
}

TEST_F(TellerTest, WhatAZombieHadBegunIsNeverReadAndItCannotEndIt) {
  Zombie zombie(topic_);
  Tell(*Open(), 0, 1);
  EXPECT_FALSE(zombie.Commits());
  EXPECT_THAT(Told(), ElementsAre("of-0"));
}

// One process after the other tells all again, in steps of its own; crashes between any two things
// it does; and is sometimes still there when the next comes.
TEST_F(TellerTest, EachFactIsToldOnceWhoeverCrashesReplaysOrTakesOver) {
  constexpr uint32_t kSeed = 5;
  constexpr int kEnd = 60;
  std::mt19937 random(kSeed);
  SCOPED_TRACE(kSeed);
  std::vector<std::unique_ptr<KafkaTeller>> forgotten;
  for (int furthest = 0; furthest < kEnd;) {
    auto teller = Open();
    int done = 0;
    for (unsigned steps = random() % 4; steps > 0 && done < kEnd; --steps) {
      const int until =
          std::min(kEnd, std::max(done, furthest) + 1 + static_cast<int>(random() % 7));
      Tell(*teller, done, until);
      ASSERT_FALSE(HasFailure());
      done = until;
      furthest = std::max(furthest, done);
    }
    if (random() % 2 == 0) forgotten.push_back(std::move(teller));
    // Those who are forgotten try again from where they believe they are.
    for (const auto& old : forgotten) {
      if (random() % 3 == 0 && old != forgotten.back()) {
        EXPECT_FALSE(old->Tell(Facts(furthest, kEnd + 1)).ok());
      }
    }
    if (random() % 3 == 0) Zombie crashed(topic_);
  }
  std::vector<std::string> all;
  for (int n = 0; n < kEnd; ++n) all.push_back(IdOf(n));
  EXPECT_EQ(Told(), all);
}

}  // namespace
}  // namespace goldthread
