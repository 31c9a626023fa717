// What the embedded log promises when the disk does not keep its own promises.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "eventstore/log/embedded_log_test_disk.h"

namespace goldthread {
namespace {

using testing::IsEmpty;

TEST(EmbeddedLogFaultsTest, AfterAFailedFsyncNothingIsAcknowledgedUntilReopened) {
  DiskLog disk;
  ASSERT_TRUE(disk.Open().ok());
  ASSERT_TRUE(disk.Append(0, 10).ok());
  disk.disk->AnswerSyncs(rocksdb::IOStatus::IOError("sync failed"));
  EXPECT_EQ(disk.Append(10, 1).code(), Code::kUnavailable);
  disk.disk->AnswerSyncs(rocksdb::IOStatus::OK());
  EXPECT_EQ(disk.Append(10, 1).code(), Code::kUnavailable);
  EXPECT_EQ(*disk.log->NewReader()->End(), Position{10});
  EXPECT_EQ(AccountOf(*disk.log).whole.size(), 10u) << "reading goes on";
  disk.log.reset();
  ASSERT_TRUE(disk.Open().ok());
  // Not acknowledged is not the same as not there: the batch that failed may be.
  const Position end = *disk.log->NewReader()->End();
  EXPECT_THAT(end.value, testing::AnyOf(10, 11));
  EXPECT_TRUE(disk.Append(end.value, 5).ok());
  EXPECT_THAT(AccountOf(*disk.log).damaged, IsEmpty());
}

TEST(EmbeddedLogFaultsTest, EveryCallerOfAFailedGroupIsTold) {
  constexpr int kCallers = 8;
  DiskLog disk;
  ASSERT_TRUE(disk.Open().ok());
  GroupCommit& commit = *EmbeddedLog::Store::Of(*disk.log).commit;
  disk.disk->AnswerSyncs(rocksdb::IOStatus::IOError("sync failed"));
  disk.disk->OnLogSync([&] {
    while (commit.queued() < kCallers) std::this_thread::yield();
  });
  std::vector<Status> answers(kCallers);
  {
    std::vector<std::jthread> callers;
    for (size_t i = 0; i < kCallers; ++i) {
      callers.emplace_back([&, i] { answers[i] = disk.Append(0, 1); });
    }
  }
  for (const Status& answer : answers) EXPECT_EQ(answer.code(), Code::kUnavailable);
}

// The disk fills after any number of bytes, in the middle of a record or of a flush.
TEST(EmbeddedLogFaultsTest, AFullDiskIsToldAndForgottenOnceThereIsRoom) {
  for (uint64_t seed = 0; seed < 40; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937_64 random(seed);
    DiskLog disk;
    ASSERT_TRUE(disk.Open().ok());
    int64_t acknowledged = 0;
    for (int round = 0; round < 4; ++round) {
      disk.disk->SetRoom(static_cast<int64_t>(random() % (round % 2 == 0 ? 1'000 : 300'000)));
      Status status;
      while (status.ok()) {
        const int64_t count = static_cast<int64_t>(1 + random() % 50);
        status = disk.Append(acknowledged, count);
        if (status.ok()) acknowledged += count;
      }
      // The one that met it may be in the log; those refused after it are not.
      ASSERT_EQ(status.code(), Code::kUnavailable) << status;
      ASSERT_EQ(disk.Append(acknowledged, 1).code(), Code::kResourceExhausted);
      EXPECT_EQ(*disk.log->NewReader()->End(), Position{acknowledged});
      disk.disk->SetRoom(-1);
      const Status freed = disk.Append(acknowledged, 1);
      ASSERT_TRUE(freed.ok()) << freed;
      ++acknowledged;
    }
    // Killed now: what was acknowledged before, between and after is all there.
    DiskLog after(disk.Kill());
    ASSERT_TRUE(after.Open().ok());
    const Account account = AccountOf(*after.log);
    EXPECT_THAT(account.wrong, IsEmpty());
    EXPECT_THAT(account.damaged, IsEmpty());
    EXPECT_EQ(account.whole.size(), static_cast<size_t>(acknowledged));
  }
}

// Some file systems find out as late as that, when all of the batch is already written.
TEST(EmbeddedLogFaultsTest, ADiskFoundFullByTheFsyncIsRecoveredFrom) {
  DiskLog disk;
  ASSERT_TRUE(disk.Open().ok());
  ASSERT_TRUE(disk.Append(0, 10).ok());
  disk.disk->AnswerSyncs(rocksdb::IOStatus::NoSpace("full"));
  EXPECT_EQ(disk.Append(10, 2).code(), Code::kUnavailable);
  EXPECT_EQ(disk.Append(10, 2).code(), Code::kResourceExhausted);
  EXPECT_EQ(*disk.log->NewReader()->End(), Position{10});
  disk.disk->AnswerSyncs(rocksdb::IOStatus::OK());
  // The batch without acknowledgement is in the log or not, and the next follows either.
  const auto next = disk.log->Append(RecordsOf(12, 1));
  ASSERT_TRUE(next.ok()) << next.status();
  EXPECT_THAT(next->front().value, testing::AnyOf(10, 12));
  EXPECT_EQ(*disk.log->NewReader()->End(), next->front().Next());
  EXPECT_THAT(*disk.log->FindDamage(), IsEmpty());
}

TEST(EmbeddedLogFaultsTest, AReaderKeepsItsPlaceAcrossAFullDisk) {
  DiskLog disk;
  ASSERT_TRUE(disk.Open().ok());
  ASSERT_TRUE(disk.Append(0, 10).ok());
  const auto reader = disk.log->NewReader();
  LogBatch batch;
  ASSERT_TRUE(reader->Read(Position{0}, 4, std::chrono::milliseconds{0}, &batch).ok());
  disk.disk->SetRoom(0);
  EXPECT_FALSE(disk.Append(10, 1).ok());
  ASSERT_TRUE(reader->Read(Position{4}, 2, std::chrono::milliseconds{0}, &batch).ok());
  EXPECT_EQ(batch.records().back().position, Position{5}) << "reading goes on while it is full";
  disk.disk->SetRoom(-1);
  ASSERT_TRUE(disk.Append(10, 1).ok());
  ASSERT_TRUE(reader->Read(Position{6}, 9, std::chrono::milliseconds{0}, &batch).ok());
  EXPECT_EQ(batch.records().size(), 5u);
}

TEST(EmbeddedLogFaultsTest, ReadersBesideARecoveryAreNotDisturbed) {
  DiskLog disk;
  ASSERT_TRUE(disk.Open().ok());
  ASSERT_TRUE(disk.Append(0, 200).ok());
  std::jthread reading([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      const Account account = AccountOf(*disk.log);
      EXPECT_THAT(account.wrong, IsEmpty());
      EXPECT_THAT(account.damaged, IsEmpty());
    }
  });
  for (int64_t at = 200; at < 210; ++at) {
    disk.disk->SetRoom(0);
    EXPECT_FALSE(disk.Append(at, 1).ok());
    disk.disk->SetRoom(-1);
    EXPECT_TRUE(disk.Append(at, 1).ok());
  }
}

TEST(EmbeddedLogFaultsTest, ADiskNearlyFullIsRefusedBeforeItIsTouched) {
  DiskLog disk;
  ASSERT_TRUE(disk.Open().ok());
  ASSERT_TRUE(disk.Append(0, 3).ok());
  const DiskImage before = disk.disk->Written(kLogDir);
  disk.disk->ReportRoom(static_cast<int64_t>(RoomToKeep(kSmallBuffer)) - 1);
  EXPECT_EQ(disk.Append(3, 1).code(), Code::kResourceExhausted);
  EXPECT_TRUE(disk.disk->Written(kLogDir) == before);
  disk.disk->ReportRoom(static_cast<int64_t>(RoomToKeep(kSmallBuffer)));
  EXPECT_TRUE(disk.Append(3, 1).ok());
  EXPECT_EQ(AccountOf(*disk.log).whole.size(), 4u);
}

// The second opinion: what was acknowledged, and the one batch that was under way.
struct Oracle {
  int64_t acknowledged = 0;
  int64_t under_way = 0;

  void ExpectKeptBy(EmbeddedLog& log) {
    const Account account = AccountOf(log);
    EXPECT_THAT(account.wrong, IsEmpty());
    EXPECT_THAT(account.damaged, IsEmpty());
    const auto found = static_cast<int64_t>(account.whole.size());
    EXPECT_THAT(found, testing::AnyOf(acknowledged, acknowledged + under_way))
        << "all of the batch under way, or nothing";
    acknowledged = found;
    under_way = 0;
  }
};

// Appends until the disk dies; the death may fall into a flush, or into opening.
void RunUntilDeath(DiskLog* disk, std::mt19937_64& random, Oracle* oracle) {
  disk->disk->DieAfter(static_cast<int64_t>(1 + random() % 400));
  if (!disk->Open().ok()) return;
  while (true) {
    const int64_t count = static_cast<int64_t>(1 + random() % 40);
    if (!disk->Append(oracle->acknowledged, count).ok()) {
      oracle->under_way = count;
      return;
    }
    oracle->acknowledged += count;
  }
}

TEST(EmbeddedLogFaultsTest, WhatWasAcknowledgedSurvivesKillsAndPowerCuts) {
  for (uint64_t seed = 0; seed < 50; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937_64 random(seed);
    Oracle oracle;
    DiskImage image;
    for (int life = 0; life < 2; ++life) {
      {
        DiskLog dying(image);
        RunUntilDeath(&dying, random, &oracle);
        image = random() % 2 == 0 ? dying.Kill() : dying.disk->AfterPowerCut(kLogDir, random);
      }
      DiskLog reborn(image);
      const Status opened = reborn.Open();
      ASSERT_TRUE(opened.ok()) << opened;
      oracle.ExpectKeptBy(*reborn.log);
      if (testing::Test::HasFailure()) return;
      image = reborn.Kill();
    }
  }
}

}  // namespace
}  // namespace goldthread
