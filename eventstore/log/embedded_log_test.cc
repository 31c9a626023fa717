#include "eventstore/log/embedded_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <stop_token>
#include <thread>

#include "eventstore/log/embedded_log_test_disk.h"
#include "eventstore/log/record_format.h"

namespace goldthread {

bool operator==(const DamagedRange& a, const DamagedRange& b) {
  return a.first == b.first && a.last == b.last;
}
void PrintTo(const DamagedRange& range, std::ostream* out) {
  *out << range.first.value << ".." << range.last.value;
}

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

DamagedRange Range(int64_t first, int64_t last) { return {Position{first}, Position{last}}; }

class EmbeddedLogTest : public testing::Test {
 protected:
  EmbeddedLogTest() { EXPECT_TRUE(disk_.Open().ok()); }

  void Delete(int64_t position) {
    EXPECT_TRUE(disk_.rocks().Delete({}, RecordKey(Position{position})).ok());
  }
  void Overwrite(int64_t position, const std::string& value) {
    EXPECT_TRUE(disk_.rocks().Put({}, RecordKey(Position{position}), value).ok());
  }
  std::vector<DamagedRange> Damage() {
    auto damage = disk_.log->FindDamage();
    EXPECT_TRUE(damage.ok()) << damage.status();
    return *damage;
  }
  // As a reader meets it; the account itself checks that nothing is skipped or altered.
  std::vector<DamagedRange> DamageRead() {
    Account account = AccountOf(*disk_.log);
    EXPECT_THAT(account.wrong, IsEmpty());
    return account.damaged;
  }

  DiskLog disk_;
};

TEST_F(EmbeddedLogTest, APositionIsTheNumberOfRecordsBefore) {
  EXPECT_THAT(*disk_.log->Append(RecordsOf(0, 2)), ElementsAre(Position{0}, Position{1}));
  EXPECT_THAT(*disk_.log->Append(RecordsOf(2, 1)), ElementsAre(Position{2}));
  EXPECT_EQ(*disk_.log->NewReader()->End(), Position{3});
}

TEST_F(EmbeddedLogTest, ARestartGoesOnWhereItStopped) {
  for (int64_t run = 0; run < 4; ++run) {
    ASSERT_TRUE(disk_.Append(run * 500, 500).ok());
    disk_.log.reset();
    ASSERT_TRUE(disk_.Open().ok());
    EXPECT_EQ(*disk_.log->NewReader()->End(), Position{(run + 1) * 500});
  }
  EXPECT_THAT(DamageRead(), IsEmpty());
}

TEST_F(EmbeddedLogTest, ARestartWithNothingAppendedChangesNothing) {
  ASSERT_TRUE(disk_.Append(0, 3).ok());
  for (int i = 0; i < 3; ++i) {
    disk_.log.reset();
    ASSERT_TRUE(disk_.Open().ok());
  }
  EXPECT_EQ(*disk_.log->NewReader()->End(), Position{3});
  EXPECT_THAT(Damage(), IsEmpty());
}

TEST_F(EmbeddedLogTest, CallersWhoWaitTogetherShareOneFsync) {
  constexpr int kCallers = 16;
  GroupCommit& commit = *EmbeddedLog::Store::Of(*disk_.log).commit;
  const int64_t syncs_before = disk_.disk->log_syncs();
  // The first fsync lasts until everybody else has queued behind it.
  disk_.disk->OnLogSync([&] {
    while (disk_.disk->log_syncs() == syncs_before && commit.queued() < kCallers) {
      std::this_thread::yield();
    }
  });
  std::vector<Position> receipts(kCallers);
  {
    std::vector<std::jthread> callers;
    for (size_t i = 0; i < kCallers; ++i) {
      callers.emplace_back([&, i] { receipts[i] = disk_.log->Append(RecordsOf(0, 1))->front(); });
    }
  }
  EXPECT_EQ(disk_.disk->log_syncs() - syncs_before, 2);
  std::ranges::sort(receipts);
  for (size_t i = 0; i < kCallers; ++i) {
    EXPECT_EQ(receipts[i], Position{static_cast<int64_t>(i)});
  }
}

TEST_F(EmbeddedLogTest, AReaderNeverSeesWhatIsNotYetDurable) {
  ASSERT_TRUE(disk_.Append(0, 1).ok());
  const auto reader = disk_.log->NewReader();
  disk_.disk->OnLogSync([&] {
    LogBatch batch;
    EXPECT_EQ(*reader->End(), Position{1});
    EXPECT_TRUE(reader->Read(Position{1}, 10, std::chrono::milliseconds{0}, &batch).ok());
    EXPECT_TRUE(batch.empty());
  });
  ASSERT_TRUE(disk_.Append(1, 1).ok());
  EXPECT_EQ(*reader->End(), Position{2});
}

TEST_F(EmbeddedLogTest, ABatchReadIsBoundInBytes) {
  const std::vector<NewRecord> large(40, NewRecord{"h", std::string(250'000, 'x')});
  ASSERT_TRUE(disk_.log->Append(large).ok());
  LogBatch batch;
  const auto reader = disk_.log->NewReader();
  ASSERT_TRUE(reader->Read(Position{0}, 40, std::chrono::milliseconds{0}, &batch).ok());
  EXPECT_GT(batch.records().size(), 1u);
  EXPECT_LT(batch.records().size(), 40u);
}

TEST_F(EmbeddedLogTest, AMissingRecordIsDamageAndNeverSkipped) {
  ASSERT_TRUE(disk_.Append(0, 100).ok());
  for (const int64_t position : {0, 1, 50, 98, 99}) Delete(position);
  const auto expected = ElementsAre(Range(0, 1), Range(50, 50), Range(98, 99));
  EXPECT_THAT(Damage(), expected);
  EXPECT_THAT(DamageRead(), expected);
}

TEST_F(EmbeddedLogTest, GoodRecordsComeFirstThenTheErrorWithItsRange) {
  ASSERT_TRUE(disk_.Append(0, 10).ok());
  for (const int64_t position : {4, 5, 6}) Delete(position);
  const auto reader = disk_.log->NewReader();
  LogBatch batch;
  ASSERT_TRUE(reader->Read(Position{1}, 100, std::chrono::milliseconds{0}, &batch).ok());
  EXPECT_EQ(batch.records().back().position, Position{3});
  const Status status = reader->Read(Position{4}, 100, std::chrono::milliseconds{0}, &batch);
  EXPECT_EQ(status.code(), Code::kDataLoss);
  EXPECT_THAT(std::string(Message(status)), HasSubstr("positions 4..6"));
  EXPECT_TRUE(batch.empty());
}

TEST_F(EmbeddedLogTest, AnAlteredRecordIsDamage) {
  ASSERT_TRUE(disk_.Append(0, 10).ok());
  std::string value;
  EncodeRecord(Position{7}, RecordOf(7), &value);
  value[10] = static_cast<char>(value[10] ^ 1);
  Overwrite(7, value);
  EXPECT_THAT(Damage(), ElementsAre(Range(7, 7)));
  EXPECT_THAT(DamageRead(), ElementsAre(Range(7, 7)));
}

TEST_F(EmbeddedLogTest, ARecordInAnothersPlaceIsDamage) {
  ASSERT_TRUE(disk_.Append(0, 10).ok());
  std::string value;
  EncodeRecord(Position{3}, RecordOf(3), &value);
  Overwrite(8, value);
  EXPECT_THAT(DamageRead(), ElementsAre(Range(8, 8)));
}

// More positions than are tried one by one.
TEST_F(EmbeddedLogTest, TheEndOfLongDamageIsFound) {
  for (int64_t i = 0; i < 3; ++i) ASSERT_TRUE(disk_.Append(i * 5'000, 5'000).ok());
  for (int64_t position = 100; position <= 11'234; ++position) Overwrite(position, "rubbish");
  EXPECT_THAT(Damage(), ElementsAre(Range(100, 11'234)));
  for (int64_t position = 11'235; position < 15'000; ++position) Overwrite(position, "rubbish");
  EXPECT_THAT(Damage(), ElementsAre(Range(100, 14'999)));
}

TEST_F(EmbeddedLogTest, AppendingGoesOnBehindDamage) {
  ASSERT_TRUE(disk_.Append(0, 10).ok());
  Delete(9);
  EXPECT_THAT(*disk_.log->Append(RecordsOf(10, 1)), ElementsAre(Position{10}));
  EXPECT_THAT(DamageRead(), ElementsAre(Range(9, 9)));
}

class EmbeddedLogDirTest : public testing::Test {
 protected:
  EmbeddedLogDirTest() : dir_(testing::TempDir() + "embedded_log_XXXXXX") {
    EXPECT_NE(mkdtemp(dir_.data()), nullptr);
  }
  ~EmbeddedLogDirTest() override { std::filesystem::remove_all(dir_); }

  std::string dir_;
};

TEST_F(EmbeddedLogDirTest, MakesTheDirectoriesItNeeds) {
  ASSERT_TRUE(EmbeddedLog::Open(dir_ + "/some/where")->get()->Append(RecordsOf(0, 1)).ok());
  EXPECT_EQ(*(*EmbeddedLog::Open(dir_ + "/some/where"))->NewReader()->End(), Position{1});
}

TEST_F(EmbeddedLogDirTest, OneAtATimeHoldsADirectory) {
  {
    const auto first = EmbeddedLog::Open(dir_);
    ASSERT_TRUE(first.ok()) << first.status();
    const Status second = EmbeddedLog::Open(dir_).status();
    EXPECT_EQ(second.code(), Code::kFailedPrecondition);
    EXPECT_THAT(std::string(Message(second)), StartsWith("IN_USE: "));
  }
  EXPECT_TRUE(EmbeddedLog::Open(dir_).ok());
}

// Holds the lock that RocksDB takes of a directory, until it is gone.
class OtherProcess {
 public:
  explicit OtherProcess(const std::string& dir) {
    const std::string command =
        "exec python3 -c \"import fcntl, select\n"
        "file = open('" +
        dir +
        "/LOCK', 'a')\n"
        "fcntl.lockf(file, fcntl.LOCK_EX)\n"
        "print('held', flush=True)\n"
        "reader_gone = select.poll()\n"
        "reader_gone.register(1, 0)\n"
        "reader_gone.poll()\"";
    out_ = popen(command.c_str(), "re");
    char line[16] = "";
    EXPECT_NE(fgets(line, sizeof line, out_), nullptr);
    EXPECT_STREQ(line, "held\n");
  }
  ~OtherProcess() { pclose(out_); }
  OtherProcess(const OtherProcess&) = delete;
  OtherProcess& operator=(const OtherProcess&) = delete;

 private:
  FILE* out_;
};

// A real one, not a fork: what a fork of several threads finds locked stays locked.
TEST_F(EmbeddedLogDirTest, AnotherProcessIsKeptOut) {
  {
    const OtherProcess other(dir_);
    const Status refused = EmbeddedLog::Open(dir_).status();
    EXPECT_EQ(refused.code(), Code::kFailedPrecondition);
    EXPECT_THAT(std::string(Message(refused)), StartsWith("IN_USE: "));
  }
  EXPECT_TRUE(EmbeddedLog::Open(dir_).ok());
}

// While somebody appends: more may be in the copy, but never less, and nothing altered.
TEST_F(EmbeddedLogTest, ACheckpointHoldsAllThatWasAcknowledgedBefore) {
  ASSERT_TRUE(disk_.Append(0, 700).ok());
  std::atomic<int64_t> end = 700;
  std::jthread writer([this, &end](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      EXPECT_TRUE(disk_.Append(end, 3).ok());
      end += 3;
    }
  });
  for (int copy = 0; copy < 3; ++copy) {
    const std::string dir = "/copy" + std::to_string(copy);
    const int64_t before = end;
    ASSERT_TRUE(disk_.log->Checkpoint(dir).ok());
    const auto opened = disk_.OpenAt(dir);
    ASSERT_TRUE(opened.ok()) << opened.status();
    const Account account = AccountOf(**opened);
    EXPECT_THAT(account.wrong, IsEmpty());
    EXPECT_THAT(account.damaged, IsEmpty());
    EXPECT_GE(account.whole.size(), static_cast<size_t>(before));
    // It is a log of its own.
    EXPECT_TRUE((*opened)->Append(RecordsOf(0, 1)).ok());
  }
  writer.request_stop();
  writer.join();
  EXPECT_EQ(*disk_.log->NewReader()->End(), Position{end});
}

TEST_F(EmbeddedLogTest, ACheckpointOverwritesNothing) {
  ASSERT_TRUE(disk_.Append(0, 3).ok());
  ASSERT_TRUE(disk_.log->Checkpoint("/copy").ok());
  EXPECT_FALSE(disk_.log->Checkpoint("/copy").ok());
}

}  // namespace
}  // namespace goldthread
