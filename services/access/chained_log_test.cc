#include "services/access/chained_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "eventstore/base/digest.h"
#include "goldthread/v1/record.pb.h"
#include "services/access/fake_log.h"

namespace goldthread::access {
namespace {

using ::testing::HasSubstr;

NewRecord Entry(const std::string& body) {
  v1::RecordHeader header;
  header.set_version(1);
  header.set_body_digest(Sha256(body));
  return {header.SerializeAsString(), body};
}

class ChainedLogTest : public ::testing::Test {
 protected:
  void Append(const std::string& body) {
    const NewRecord record = Entry(body);
    ASSERT_TRUE(chain_.Append({&record, 1}).ok());
  }
  void AppendThree() {
    for (const char* body : {"first", "second", "third"}) Append(body);
  }
  ChainReport Verify(const std::optional<ChainHead>& expected = std::nullopt) {
    auto report = VerifyChain(log_, expected);
    EXPECT_TRUE(report.ok()) << report.status();
    return report.ok() ? *report : ChainReport();
  }
  void ExpectBroken(int64_t at, const std::string& how) {
    const ChainReport report = Verify();
    EXPECT_FALSE(report.sound);
    EXPECT_EQ(report.broken_at, at);
    EXPECT_THAT(report.finding, HasSubstr(how));
  }

  FakeLog log_;
  ChainedLog chain_{log_, log_};
};

TEST_F(ChainedLogTest, AnEmptyChainAndAnUntouchedOneAreSound) {
  EXPECT_TRUE(Verify().sound);
  EXPECT_EQ(Verify().head.digest, std::string(32, '\0'));
  AppendThree();
  const ChainReport report = Verify();
  EXPECT_TRUE(report.sound) << report.finding;
  EXPECT_EQ(report.head.entries, 3);
  EXPECT_EQ(report.head.digest, ReadChainHead(log_)->digest);
}

TEST_F(ChainedLogTest, EachHeaderHoldsTheDigestOfTheOneBefore) {
  AppendThree();
  v1::RecordHeader second;
  ASSERT_TRUE(second.ParseFromString(log_.records()[1].header));
  EXPECT_EQ(second.previous_digest(), Sha256(log_.records()[0].header));
}

TEST_F(ChainedLogTest, AChangedBodyIsFound) {
  AppendThree();
  log_.records()[1].body = "sekond";
  ExpectBroken(1, "not the one it seals");
}

// Whoever can write the files can also seal anew what they changed.
TEST_F(ChainedLogTest, AChangedEntrySealedAnewIsFoundByTheNext) {
  AppendThree();
  v1::RecordHeader header;
  ASSERT_TRUE(header.ParseFromString(log_.records()[1].header));
  log_.records()[1].body = "sekond";
  header.set_body_digest(Sha256("sekond"));
  log_.records()[1].header = header.SerializeAsString();
  ExpectBroken(2, "does not follow");
}

TEST_F(ChainedLogTest, ARemovedEntryIsFound) {
  AppendThree();
  log_.records().erase(log_.records().begin() + 1);
  ExpectBroken(1, "does not follow");
}

TEST_F(ChainedLogTest, ARemovedFirstEntryIsFound) {
  AppendThree();
  log_.records().erase(log_.records().begin());
  ExpectBroken(0, "does not follow");
}

TEST_F(ChainedLogTest, SwappedEntriesAreFound) {
  AppendThree();
  std::swap(log_.records()[0], log_.records()[1]);
  ExpectBroken(0, "does not follow");
}

TEST_F(ChainedLogTest, AnInsertedEntryIsFound) {
  AppendThree();
  log_.records().insert(log_.records().begin() + 1, log_.records()[0]);
  ExpectBroken(1, "does not follow");
}

TEST_F(ChainedLogTest, AnEntryOutsideTheChainIsFound) {
  AppendThree();
  log_.records().push_back(Entry("slipped in"));
  ExpectBroken(3, "not chained");
}

TEST_F(ChainedLogTest, DamageIsAFindingAndNotAnError) {
  AppendThree();
  log_.DamageAt(2);
  ExpectBroken(2, "damaged");
}

TEST_F(ChainedLogTest, ACutEndIsFoundByAHeadThatWasKept) {
  AppendThree();
  const ChainHead kept = Verify().head;
  Append("fourth");
  EXPECT_TRUE(Verify(kept).sound);
  log_.records().resize(2);
  EXPECT_TRUE(Verify().sound);  // Alone, a shorter chain is a chain.
  const ChainReport cut = Verify(kept);
  EXPECT_FALSE(cut.sound);
  EXPECT_EQ(cut.broken_at, 2);
  EXPECT_THAT(cut.finding, HasSubstr("cut off"));
}

TEST_F(ChainedLogTest, AChainWrittenAnewIsFoundByAHeadThatWasKept) {
  AppendThree();
  const ChainHead kept = Verify().head;
  FakeLog other;
  ChainedLog forged(other, other);
  for (const char* body : {"first", "harmless", "third", "fourth"}) {
    const NewRecord record = Entry(body);
    ASSERT_TRUE(forged.Append({&record, 1}).ok());
  }
  const auto report = VerifyChain(other, kept);
  ASSERT_TRUE(report.ok());
  EXPECT_FALSE(report->sound);
  EXPECT_THAT(report->finding, HasSubstr("written anew"));
}

TEST_F(ChainedLogTest, TheChainGoesOnAfterAReopeningAndAfterAFailure) {
  AppendThree();
  ChainedLog again(log_, log_);
  const NewRecord fourth = Entry("fourth");
  ASSERT_TRUE(again.Append({&fourth, 1}).ok());
  // Unanswered, but written: the next one must follow it.
  log_.FailAfterWriting(true);
  const NewRecord fifth = Entry("fifth");
  EXPECT_EQ(again.Append({&fifth, 1}).status().code(), Code::kUnavailable);
  log_.FailAfterWriting(false);
  const NewRecord sixth = Entry("sixth");
  ASSERT_TRUE(again.Append({&sixth, 1}).ok());
  const ChainReport report = Verify();
  EXPECT_TRUE(report.sound) << report.finding;
  EXPECT_EQ(report.head.entries, 6);
}

TEST_F(ChainedLogTest, ManyWritersMakeOneChainAndGetTheirOwnPlaces) {
  constexpr int kThreads = 8;
  constexpr int kEach = 50;
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([this, thread] {
      for (int i = 0; i < kEach; ++i) {
        const std::string body = std::to_string(thread) + ":" + std::to_string(i);
        const NewRecord record = Entry(body);
        const auto positions = chain_.Append({&record, 1});
        ASSERT_TRUE(positions.ok());
        ASSERT_EQ(positions->size(), 1u);
        EXPECT_EQ(log_.BodyAt((*positions)[0]), body);
      }
    });
  }
  threads.clear();
  const ChainReport report = Verify();
  EXPECT_TRUE(report.sound) << report.finding;
  EXPECT_EQ(report.head.entries, kThreads * kEach);
}

}  // namespace
}  // namespace goldthread::access
