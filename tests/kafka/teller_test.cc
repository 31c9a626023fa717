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
using testing::IsEmpty;

class TellerTest : public ::testing::Test {
 protected:
  std::unique_ptr<KafkaTeller> Open() {
    auto teller = KafkaTeller::Open({.topic = topic_, .log = log_});
    EXPECT_TRUE(teller.ok()) << teller.status();
    return *std::move(teller);
  }
  // What follows from each position of `from` … `until`: one fact, or of every third none.
  static std::vector<Fact> FactsOf(Position from, Position until) {
    std::vector<Fact> facts;
    for (Position at = from; at < until; at = at.Next()) {
      if (at.value % 3 != 2) facts.push_back({{{"ce_id", IdOf(at)}}, "fact"});
    }
    return facts;
  }
  static std::string IdOf(Position at) { return fmt::format("of-{}", at.value); }

  // What follows from `from` … `until` is told.
  static void Tell(KafkaTeller& teller, Position from, Position until) {
    const Status told = teller.Tell(FactsOf(from, until), until);
    ASSERT_TRUE(told.ok()) << told;
  }

  // The ids that a reader of committed records is given, up to the end that a teller marks.
  std::vector<std::string> Told() {
    EXPECT_TRUE(Open()->Tell({{Fact{{{"ce_id", "the end"}}, ""}}}, Position{1'000}).ok());
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
  const KafkaShard log_ = NewRealShard();
};

// Somebody who was in the midst of a transaction when the next teller came: what it had begun is
// as if it had crashed there, and it does not know.
class Zombie {
 public:
  Zombie(const KafkaShard& topic, const KafkaShard& log) {
    const std::string name = fmt::format("{}.{}.0", topic.topic, log.topic);
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

TEST_F(TellerTest, ANewOneGoesOnWhereTheLastOneStopped) {
  EXPECT_EQ(Open()->done(), Position{0});
  Tell(*Open(), Position{0}, Position{2});
  const auto next = Open();
  EXPECT_EQ(next->done(), Position{2});
  // Nothing follows from the third, and that is known as well.
  ASSERT_TRUE(next->Tell({}, Position{3}).ok());
  EXPECT_EQ(Open()->done(), Position{3});
  EXPECT_THAT(Told(), ElementsAre("of-0", "of-1"));
}

TEST_F(TellerTest, OfTwoTheLaterIsHeardAndTheEarlierIsToldToStop) {
  const auto first = Open();
  Tell(*first, Position{0}, Position{1});
  const auto second = Open();
  const Status fenced = first->Tell(FactsOf(Position{1}, Position{2}), Position{2});
  EXPECT_EQ(fenced.code(), Code::kFailedPrecondition) << fenced;
  EXPECT_THAT(std::string(Message(fenced)), HasSubstr("FENCED"));
  // And again, whatever it tries.
  EXPECT_EQ(first->Tell({}, Position{2}).code(), Code::kFailedPrecondition);
  EXPECT_EQ(second->done(), Position{1});
  Tell(*second, Position{1}, Position{2});
  EXPECT_THAT(Told(), ElementsAre("of-0", "of-1"));
}

TEST_F(TellerTest, WhatAZombieHadBegunIsNeverReadAndItCannotEndIt) {
  Zombie zombie(topic_, log_);
  const auto teller = Open();
  EXPECT_EQ(teller->done(), Position{0});
  Tell(*teller, Position{0}, Position{1});
  EXPECT_FALSE(zombie.Commits());
  EXPECT_THAT(Told(), ElementsAre("of-0"));
}

// One process after the other replays the log from where the last one stopped, in steps of its
// own; crashes between any two things it does; and is sometimes still there when the next comes.
TEST_F(TellerTest, EachFactIsToldOnceWhoeverCrashesReplaysOrTakesOver) {
  constexpr uint32_t kSeed = 5;
  constexpr Position kEnd{60};
  std::mt19937 random(kSeed);
  SCOPED_TRACE(kSeed);
  std::vector<std::unique_ptr<KafkaTeller>> forgotten;
  for (Position done; done < kEnd;) {
    auto teller = Open();
    done = teller->done();
    for (unsigned steps = random() % 4; steps > 0 && done < kEnd; --steps) {
      const Position until{
          std::min(kEnd.value, done.value + 1 + static_cast<int64_t>(random() % 7))};
      Tell(*teller, done, until);
      ASSERT_FALSE(HasFailure());
      done = until;
    }
    if (random() % 2 == 0) forgotten.push_back(std::move(teller));
    // Those who are forgotten try again from where they believe they are.
    for (const auto& old : forgotten) {
      if (random() % 3 == 0 && old != forgotten.back()) {
        EXPECT_FALSE(old->Tell(FactsOf(old->done(), kEnd), kEnd).ok());
      }
    }
    if (random() % 3 == 0) Zombie crashed(topic_, log_);
  }
  std::vector<std::string> all;
  for (const Fact& fact : FactsOf(Position{0}, kEnd)) all.push_back(fact.headers[0].second);
  EXPECT_EQ(Told(), all);
}

}  // namespace
}  // namespace goldthread
