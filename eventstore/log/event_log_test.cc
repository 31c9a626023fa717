#include "eventstore/log/event_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace goldthread {
namespace {

TEST(LogBatchTest, RecordsAreWhatWasAdded) {
  LogBatch batch;
  batch.Add(Position{7}, "header", std::string_view("bo\0dy", 5));
  batch.Add(Position{9}, "", "only a body");
  batch.Seal();
  ASSERT_EQ(batch.records().size(), 2u);
  EXPECT_EQ(batch.records()[0].position, Position{7});
  EXPECT_EQ(batch.records()[0].header, "header");
  EXPECT_EQ(batch.records()[0].body, std::string_view("bo\0dy", 5));
  EXPECT_EQ(batch.records()[1].position, Position{9});
  EXPECT_EQ(batch.records()[1].header, "");
  EXPECT_EQ(batch.records()[1].body, "only a body");
}

TEST(LogBatchTest, ViewsHoldHoweverManyRecordsAreAdded) {
  LogBatch batch;
  for (int64_t i = 0; i < 10'000; ++i) {
    batch.Add(Position{i}, std::to_string(i), std::to_string(-i));
  }
  batch.Seal();
  for (const LogRecord& record : batch.records()) {
    ASSERT_EQ(record.header, std::to_string(record.position.value));
    ASSERT_EQ(record.body, std::to_string(-record.position.value));
  }
}

TEST(LogBatchTest, AClearedBatchIsEmptyAndFilledAgainInTheSameMemory) {
  LogBatch batch;
  batch.Add(Position{0}, "first", "time");
  batch.Seal();
  const char* memory = batch.records()[0].header.data();
  batch.Clear();
  EXPECT_TRUE(batch.empty());
  batch.Add(Position{1}, "again", "time");
  batch.Seal();
  EXPECT_EQ(batch.records()[0].header, "again");
  EXPECT_EQ(batch.records()[0].header.data(), memory);
}

Code CheckCode(std::vector<NewRecord> batch) { return CheckBatch(batch).code(); }

TEST(CheckBatchTest, TakesWhatTheLimitsAllow) {
  EXPECT_EQ(CheckCode({{"header", "body"}}), Code::kOk);
  EXPECT_EQ(CheckCode({{"", "body"}}), Code::kOk);
  EXPECT_EQ(CheckCode({{"h", std::string(kRecordBytesMax - 1, 'x')}}), Code::kOk);
  EXPECT_EQ(CheckCode(std::vector<NewRecord>(kAppendRecordsMax, {"h", "b"})), Code::kOk);
}

TEST(CheckBatchTest, RefusesWhatTheyDoNot) {
  EXPECT_EQ(CheckCode({}), Code::kInvalidArgument);
  EXPECT_EQ(CheckCode({{"", ""}}), Code::kInvalidArgument);
  EXPECT_EQ(CheckCode({{"h", std::string(kRecordBytesMax, 'x')}}), Code::kInvalidArgument);
  EXPECT_EQ(CheckCode(std::vector<NewRecord>(kAppendRecordsMax + 1, {"h", "b"})),
            Code::kInvalidArgument);
}

TEST(CheckBatchTest, NamesTheRecordAndNotWhatIsInIt) {
  const std::vector<NewRecord> batch = {{"h", "b"}, {"h", std::string(kRecordBytesMax, 'x')}};
  const Status status = CheckBatch(batch);
  EXPECT_THAT(std::string(Message(status)), testing::AllOf(testing::HasSubstr("record 1"),
                                                           testing::Not(testing::HasSubstr("xx"))));
}

}  // namespace
}  // namespace goldthread
