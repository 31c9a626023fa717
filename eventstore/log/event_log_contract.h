// What any pair of EventAppender and EventReader must do. One suite, run on every log:
//
//   INSTANTIATE_TEST_SUITE_P(InMemory, EventLogContract, testing::Values(&MakeInMemoryLog));
//
// Positions may have gaps (Kafka), so the suite asks only that they grow.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "eventstore/log/event_log.h"

namespace goldthread {

// An empty log of its own for one test.
class LogUnderTest {
 public:
  virtual ~LogUnderTest() = default;
  virtual EventAppender& appender() = 0;
  virtual std::unique_ptr<EventReader> NewReader() = 0;
};

using MakeLog = std::unique_ptr<LogUnderTest> (*)();

class EventLogContract : public testing::TestWithParam<MakeLog> {
 protected:
  static constexpr std::chrono::milliseconds kNoWait{0};
  // Far longer than any log needs; met only by one that does not wake its readers.
  static constexpr std::chrono::milliseconds kLongWait{60'000};

  struct Kept {
    Position position;
    std::string header;
    std::string body;
    friend bool operator==(const Kept&, const Kept&) = default;
    friend void PrintTo(const Kept& kept, std::ostream* out) {
      *out << kept.position.value << ":" << kept.header << "/" << kept.body.substr(0, 40);
    }
  };

  static NewRecord Numbered(int number) {
    return {"header " + std::to_string(number), "body " + std::to_string(number)};
  }

  // Appends and says what a reader must find.
  std::vector<Kept> Append(const std::vector<NewRecord>& batch) {
    const auto positions = log_->appender().Append(batch);
    EXPECT_TRUE(positions.ok()) << positions.status();
    std::vector<Kept> kept;
    if (!positions.ok()) return kept;
    EXPECT_EQ(positions->size(), batch.size());
    for (size_t i = 0; i < batch.size(); ++i) {
      kept.push_back({(*positions)[i], batch[i].header, batch[i].body});
    }
    return kept;
  }

  std::vector<Kept> AppendNumbered(int first, int count) {
    std::vector<NewRecord> batch;
    for (int i = 0; i < count; ++i) batch.push_back(Numbered(first + i));
    return Append(batch);
  }

  static std::vector<Kept> RecordsOf(const LogBatch& batch) {
    std::vector<Kept> records;
    for (const LogRecord& record : batch.records()) {
      records.push_back({record.position, std::string(record.header), std::string(record.body)});
    }
    return records;
  }

  static std::vector<Kept> ReadOn(EventReader& reader, Position from, size_t limit) {
    const auto end = reader.End();
    EXPECT_TRUE(end.ok()) << end.status();
    std::vector<Kept> records;
    LogBatch batch;
    while (end.ok() && from < *end) {
      const Status status = reader.Read(from, limit, kLongWait, &batch);
      EXPECT_TRUE(status.ok()) << status;
      if (!status.ok() || batch.empty()) break;
      EXPECT_LE(batch.records().size(), limit);
      for (Kept& record : RecordsOf(batch)) records.push_back(std::move(record));
      from = records.back().position.Next();
    }
    return records;
  }

  std::unique_ptr<LogUnderTest> log_ = GetParam()();
};

TEST_P(EventLogContract, AnEmptyLogEndsWhereItBeginsAndHoldsNothing) {
  const auto reader = log_->NewReader();
  EXPECT_EQ(*reader->End(), Position{0});
  LogBatch batch;
  EXPECT_TRUE(reader->Read(Position{0}, 10, kNoWait, &batch).ok());
  EXPECT_TRUE(batch.empty());
}

TEST_P(EventLogContract, RecordsAreReadAsTheyWereGivenInOrder) {
  const std::vector<Kept> kept = Append({{"header", "body"},
                                         {"", "no header"},
                                         {"no body", ""},
                                         {std::string("\0zero", 5), std::string("\xff\0\n", 3)}});
  const auto reader = log_->NewReader();
  EXPECT_EQ(ReadOn(*reader, Position{0}, 100), kept);
}

TEST_P(EventLogContract, PositionsGrowWithinABatchAndFromOneToTheNext) {
  std::vector<Position> positions;
  for (int i = 0; i < 5; ++i) {
    for (const Kept& kept : AppendNumbered(10 * i, 3)) positions.push_back(kept.position);
  }
  EXPECT_GE(positions.front(), Position{0});
  EXPECT_EQ(std::ranges::adjacent_find(positions, std::greater_equal<>()), positions.end());
}

TEST_P(EventLogContract, TheEndIsBeyondAllThatWasAcknowledged) {
  const auto reader = log_->NewReader();
  for (int i = 0; i < 3; ++i) {
    const std::vector<Kept> kept = AppendNumbered(i, 2);
    EXPECT_GT(*reader->End(), kept.back().position);
  }
}

TEST_P(EventLogContract, ReadingMayBeginAnywhereAndGiveAnyNumberAtATime) {
  const std::vector<Kept> kept = AppendNumbered(0, 30);
  for (const size_t begin : {size_t{0}, size_t{1}, size_t{17}, size_t{29}}) {
    for (const size_t limit : {size_t{1}, size_t{7}, size_t{1000}}) {
      const auto reader = log_->NewReader();
      const std::vector<Kept> rest(kept.begin() + static_cast<int64_t>(begin), kept.end());
      EXPECT_EQ(ReadOn(*reader, kept[begin].position, limit), rest) << begin << " by " << limit;
    }
  }
}

TEST_P(EventLogContract, AReaderGoesBackAndForth) {
  const std::vector<Kept> kept = AppendNumbered(0, 20);
  const auto reader = log_->NewReader();
  LogBatch batch;
  for (const size_t at : {size_t{15}, size_t{3}, size_t{4}, size_t{19}, size_t{0}}) {
    ASSERT_TRUE(reader->Read(kept[at].position, 1, kLongWait, &batch).ok());
    EXPECT_EQ(RecordsOf(batch), std::vector<Kept>{kept[at]});
  }
}

TEST_P(EventLogContract, AReaderAtTheEndFindsWhatIsAppendedLater) {
  const auto reader = log_->NewReader();
  Position from;
  for (int i = 0; i < 20; ++i) {
    const std::vector<Kept> kept = AppendNumbered(i, 1 + i % 3);
    EXPECT_EQ(ReadOn(*reader, from, 100), kept);
    from = *reader->End();
  }
}

TEST_P(EventLogContract, NothingNewInTimeIsAnEmptyBatchAndNoError) {
  AppendNumbered(0, 3);
  const auto reader = log_->NewReader();
  LogBatch batch;
  ASSERT_TRUE(reader->Read(Position{0}, 10, kLongWait, &batch).ok());
  EXPECT_TRUE(reader->Read(*reader->End(), 10, std::chrono::milliseconds{1}, &batch).ok());
  EXPECT_TRUE(batch.empty());
}

TEST_P(EventLogContract, AWaitingReaderIsWokenByAnAppend) {
  AppendNumbered(0, 3);
  std::vector<Kept> read;
  const auto reader = log_->NewReader();
  const Position end = *reader->End();
  std::jthread waiting([&] {
    LogBatch batch;
    EXPECT_TRUE(reader->Read(end, 10, kLongWait, &batch).ok());
    read = RecordsOf(batch);
  });
  const std::vector<Kept> kept = AppendNumbered(3, 1);
  waiting.join();
  EXPECT_EQ(read, kept);
}

TEST_P(EventLogContract, OutsideTheLogIsOutOfRange) {
  AppendNumbered(0, 3);
  const auto reader = log_->NewReader();
  LogBatch batch;
  const Position beyond = reader->End()->Next();
  EXPECT_EQ(reader->Read(beyond, 10, kNoWait, &batch).code(), Code::kOutOfRange);
  EXPECT_TRUE(batch.empty());
  EXPECT_EQ(reader->Read(Position{-1}, 10, kNoWait, &batch).code(), Code::kOutOfRange);
  EXPECT_TRUE(batch.empty());
}

TEST_P(EventLogContract, ABatchThatBreaksTheRulesAddsNothing) {
  std::vector<Kept> kept = AppendNumbered(0, 1);
  const auto refuse = [&](std::vector<NewRecord> batch) {
    EXPECT_EQ(log_->appender().Append(batch).status().code(), Code::kInvalidArgument);
  };
  refuse({});
  refuse({Numbered(1), {"", ""}});
  refuse({Numbered(1), {"h", std::string(kRecordBytesMax, 'x')}});
  refuse(std::vector<NewRecord>(kAppendRecordsMax + 1, Numbered(1)));
  for (Kept& record : AppendNumbered(2, 1)) kept.push_back(std::move(record));
  const auto reader = log_->NewReader();
  EXPECT_EQ(ReadOn(*reader, Position{0}, 100), kept);
}

TEST_P(EventLogContract, TheLargestRecordAndTheLongestBatchFit) {
  std::vector<Kept> kept = Append({{"h", std::string(kRecordBytesMax - 1, 'x')}});
  for (Kept& record : Append(std::vector<NewRecord>(kAppendRecordsMax, {"h", "b"}))) {
    kept.push_back(std::move(record));
  }
  const auto reader = log_->NewReader();
  EXPECT_TRUE(ReadOn(*reader, Position{0}, kAppendRecordsMax) == kept);
}

TEST_P(EventLogContract, ManyWritersEachKeepTheirOrderAndNothingIsLostOrDoubled) {
  constexpr int kWriters = 8;
  constexpr int kBatches = 25;
  std::vector<std::vector<Kept>> receipts(kWriters);
  {
    std::vector<std::jthread> writers;
    for (int writer = 0; writer < kWriters; ++writer) {
      writers.emplace_back([&, writer] {
        for (int i = 0; i < kBatches; ++i) {
          for (Kept& kept : AppendNumbered(writer * 10'000 + i * 10, 1 + i % 4)) {
            receipts[static_cast<size_t>(writer)].push_back(std::move(kept));
          }
        }
      });
    }
  }
  std::vector<Kept> all;
  for (const std::vector<Kept>& mine : receipts) {
    EXPECT_TRUE(std::ranges::is_sorted(mine, {}, &Kept::position));
    all.insert(all.end(), mine.begin(), mine.end());
  }
  std::ranges::sort(all, {}, &Kept::position);
  EXPECT_TRUE(std::ranges::adjacent_find(all, {}, &Kept::position) == all.end());
  const auto reader = log_->NewReader();
  EXPECT_EQ(ReadOn(*reader, Position{0}, 100), all);
}

TEST_P(EventLogContract, AReaderBesideWritersSeesAnUnbrokenBeginning) {
  constexpr int kRecords = 300;
  std::vector<Kept> kept;
  std::vector<Kept> read;
  {
    std::jthread following([&] {
      const auto reader = log_->NewReader();
      LogBatch batch;
      while (read.size() < kRecords) {
        const Position from = read.empty() ? Position{0} : read.back().position.Next();
        ASSERT_TRUE(reader->Read(from, 7, kLongWait, &batch).ok());
        ASSERT_FALSE(batch.empty());
        for (Kept& record : RecordsOf(batch)) read.push_back(std::move(record));
      }
    });
    for (int i = 0; i < kRecords / 3; ++i) {
      for (Kept& record : AppendNumbered(3 * i, 3)) kept.push_back(std::move(record));
    }
  }
  EXPECT_EQ(read, kept);
}

}  // namespace goldthread
