#include "eventstore/projector/live_views.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "eventstore/log/embedded_log.h"
#include "eventstore/projector/fold_pass.h"
#include "eventstore/projector/toy_folds.h"
#include "eventstore/projector/toy_log.h"
#include "eventstore/views/rocks_view_store.h"

namespace goldthread {
namespace {

namespace fs = std::filesystem;

class LiveViewsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    dir_ = ::testing::TempDir() + "gt-live-" + std::to_string(::getpid()) + "-" +
           ::testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(dir_);
  }
  void TearDown() override {
    views_.reset();
    fs::remove_all(dir_);
  }

  Position Append(const std::vector<std::string>& ids) {
    std::vector<NewRecord> records;
    for (const std::string& id : ids) records.push_back(toy::Record(id));
    return log_->Append(records)->back().Next();
  }
  Status Open(const Projection& diary, Journal journal = Journal::kKept) {
    views_.reset();
    auto opened = LiveViews::Open(
        {dir_, [this] { return log_->NewReader(); }, Always({&gate_, &diary}), journal},
        [this](const RebuildProgress& progress) { built_ = progress.records_read; });
    if (opened.ok()) views_ = *std::move(opened);
    return opened.ok() ? OkStatus() : opened.status();
  }
  std::optional<std::string> Row(Position at_least, const std::string& key) {
    const auto snapshot = views_->At(at_least);
    EXPECT_TRUE(snapshot.ok()) << snapshot.status();
    return snapshot.ok() ? *(*snapshot)->Get(key) : std::nullopt;
  }
  std::string LivePath() const {
    std::ifstream current(dir_ + "/CURRENT");
    std::string name;
    std::getline(current, name);
    return dir_ + "/" + name;
  }

  std::string dir_;
  const toy::Gate gate_;
  const toy::Diary diary_{1};
  const toy::Diary changed_diary_{2};
  const std::shared_ptr<const FoldChoice> folds_ = Always({&gate_, &diary_});
  const std::unique_ptr<EmbeddedLog> log_ = *EmbeddedLog::Open("");
  std::unique_ptr<LiveViews> views_;
  int64_t built_ = -1;
};

TEST_F(LiveViewsTest, AReaderSeesItsOwnWriteByNamingItsPosition) {
  ASSERT_TRUE(Open(diary_).ok());
  for (const char* id : {"a", "b", "c"}) {
    EXPECT_EQ(Row(Append({id}), std::string("Dentry/") + id), "version 1");
  }
}

TEST_F(LiveViewsTest, AnAnswerSaysThePositionItIsTrueFor) {
  const Position end = Append({"a", "b"});
  ASSERT_TRUE(Open(diary_).ok());
  EXPECT_EQ((*views_->At(end))->NextPosition(), end);
}

TEST_F(LiveViewsTest, APositionThatIsNotReachedInTimeIsRefused) {
  ASSERT_TRUE(Open(diary_).ok());
  const Status behind = views_->At(Position{1}).status();
  EXPECT_EQ(behind.code(), Code::kFailedPrecondition);
  EXPECT_TRUE(Message(behind).starts_with("BEHIND"));
}

TEST_F(LiveViewsTest, AnotherOpenContinuesWhereTheLastOneStopped) {
  ASSERT_TRUE(Open(diary_).ok());
  ASSERT_EQ(Row(Append({"a"}), "Dentry/a"), "version 1");
  built_ = -1;
  ASSERT_TRUE(Open(diary_).ok());
  EXPECT_EQ(built_, -1);
  EXPECT_EQ(Row(Append({"b"}), "Dentry/b"), "version 1");
  EXPECT_EQ(Row({}, "Dentry/a"), "version 1");
}

// The files as they lie at any moment are those that a process leaves that is killed then.
TEST_F(LiveViewsTest, ViewsWithoutAJournalFoldAgainWhatDiedWithTheirProcess) {
  Append({"a"});
  ASSERT_TRUE(Open(diary_, Journal::kNone).ok());
  Position end;
  for (int round = 0; round < 5; ++round) {
    for (int i = 0; i < 50; ++i) {
      end = Append({std::string(1, static_cast<char>('a' + i % 7)) + std::to_string(i + round)});
      if (i % 9 == 0) {
        ASSERT_TRUE(views_->At(end).ok());
      }
    }
    ASSERT_TRUE(views_->At(end).ok());
    const std::string left = dir_ + "-left";
    fs::remove_all(left);
    fs::copy(dir_, left, fs::copy_options::recursive);
    views_.reset();
    fs::remove_all(dir_);
    fs::rename(left, dir_);
    built_ = -1;
    ASSERT_TRUE(Open(diary_, Journal::kNone).ok());
    EXPECT_EQ(built_, -1) << "they were worth something";
    ASSERT_TRUE(views_->At(end).ok());
    const auto verified = views_->Verify();
    ASSERT_TRUE(verified.ok()) << verified.status();
    EXPECT_TRUE(verified->equal) << verified->first_difference;
    EXPECT_EQ(verified->next, end);
  }
}

// A log whose end an election threw away.
class CutReader final : public EventReader {
 public:
  CutReader(std::unique_ptr<EventReader> real, const std::atomic<bool>& cut)
      : real_(std::move(real)), cut_(cut) {}
  Status Read(Position from, size_t limit, std::chrono::milliseconds wait,
              LogBatch* batch) override {
    if (cut_) return Error(Code::kOutOfRange, "it was cut");
    return real_->Read(from, limit, wait, batch);
  }
  StatusOr<Position> End() override { return real_->End(); }

 private:
  const std::unique_ptr<EventReader> real_;
  const std::atomic<bool>& cut_;
};

TEST_F(LiveViewsTest, ViewsOfWhatTheLogHasLostAreNotShown) {
  std::atomic<bool> cut = false;
  views_ = *LiveViews::Open(
      {dir_, [&] { return std::make_unique<CutReader>(log_->NewReader(), cut); }, Always({&gate_})},
      nullptr);
  const Position end = Append({"a"});
  ASSERT_TRUE(views_->At(end).ok());
  cut = true;
  while (views_->At({}).ok()) std::this_thread::yield();
  const Status refused = views_->At({}).status();
  EXPECT_EQ(refused.code(), Code::kOutOfRange);
  EXPECT_THAT(std::string(Message(refused)), ::testing::StartsWith("LOG_BEHIND_VIEWS"));
  EXPECT_EQ(views_->Health().code(), Code::kOutOfRange);
  // A broker that had led and did not know better said so; now it is another's word.
  cut = false;
  while (!views_->At(end).ok()) std::this_thread::yield();
}

// Nobody is refused anything: the log only holds others, and more of them, where these were.
TEST_F(LiveViewsTest, ViewsOfALogThatBecomesAnotherAreNotShownAndDoNotGoOn) {
  for (const Journal journal : {Journal::kKept, Journal::kNone}) {
    toy::ChangedLog log({"a", "b", "c"}, {"a", "x", "y", "z"});
    const auto open = [&] {
      return LiveViews::Open({dir_, [&] { return log.NewReader(); }, folds_, journal}, nullptr);
    };
    views_ = *open();
    ASSERT_TRUE(views_->At({3}).ok());
    log.BecomeAnother();
    while (views_->At({}).ok()) std::this_thread::yield();
    EXPECT_THAT(std::string(Message(views_->At({}).status())),
                ::testing::HasSubstr("LOG_BEHIND_VIEWS"));
    EXPECT_EQ(views_->Health().code(), Code::kOutOfRange);
    // The one that follows has gone on or not; it makes no difference, nor does a restart.
    views_.reset();
    EXPECT_EQ(open().status().code(), Code::kOutOfRange);
    log.BecomeItselfAgain();
    views_.reset();
    fs::remove_all(dir_);
  }
}

TEST_F(LiveViewsTest, AChangedFoldBuildsNewViewsAndSwapsThemIn) {
  const Position end = Append({"a", "b"});
  ASSERT_TRUE(Open(diary_).ok());
  const std::string old_path = LivePath();
  ASSERT_TRUE(Open(changed_diary_).ok());
  EXPECT_EQ(built_, 2);
  EXPECT_EQ(Row(end, "Dentry/a"), "version 2");
  EXPECT_NE(LivePath(), old_path);
  ASSERT_TRUE(Open(changed_diary_).ok());
  EXPECT_FALSE(fs::exists(old_path));
}

TEST_F(LiveViewsTest, DamagedViewsAreBuiltAgainFromTheLog) {
  const Position end = Append({"a", "b"});
  ASSERT_TRUE(Open(diary_).ok());
  views_.reset();
  std::ofstream(LivePath() + "/CURRENT", std::ios::trunc) << "MANIFEST-nothing\n";
  ASSERT_TRUE(Open(diary_).ok());
  EXPECT_EQ(built_, 2);
  EXPECT_EQ(Row(end, "Dentry/a"), "version 1");
}

// In a block that opening does not read.
TEST_F(LiveViewsTest, DamageThatIsMetWhileServingIsBuiltAgainFromTheLog) {
  std::vector<std::string> ids;
  for (int number = 0; number < 3000; ++number) ids.push_back("a" + std::to_string(number));
  const Position end = Append(ids);
  ASSERT_TRUE(Open(diary_).ok());
  const std::string damaged = LivePath();
  views_.reset();
  fs::path largest;
  for (const fs::directory_entry& entry : fs::directory_iterator(damaged)) {
    if (entry.path().extension() != ".sst") continue;
    if (largest.empty() || entry.file_size() > fs::file_size(largest)) largest = entry.path();
  }
  {
    std::fstream file(largest, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(fs::file_size(largest) / 2));
    file << "damaged";
  }
  built_ = -1;
  ASSERT_TRUE(Open(diary_).ok());
  ASSERT_EQ(built_, -1) << "nothing is known of it yet";
  EXPECT_EQ(views_->Verify().status().code(), Code::kDataLoss);
  auto verified = views_->Verify();
  for (; !verified.ok(); verified = views_->Verify()) std::this_thread::yield();
  EXPECT_TRUE(verified->equal);
  EXPECT_NE(LivePath(), damaged);
  EXPECT_EQ(Row(end, "Dentry/a1500"), "version 1");
}

TEST_F(LiveViewsTest, ViewsThatCurrentDoesNotNameRightlyAreBuiltAgain) {
  const Position end = Append({"a"});
  for (const char* name : {"", "000001.view", "../000001.views", "000009.views", "0000011.views"}) {
    SCOPED_TRACE(name);
    ASSERT_TRUE(Open(diary_).ok());
    views_.reset();
    std::ofstream(dir_ + "/CURRENT") << name << '\n';
    ASSERT_TRUE(Open(diary_).ok());
    EXPECT_EQ(Row(end, "Dentry/a"), "version 1");
  }
}

TEST_F(LiveViewsTest, ViewsOfWhichAFileIsMissingAreBuiltAgain) {
  const Position end = Append({"a"});
  ASSERT_TRUE(Open(diary_).ok());
  for (const char* what : {"CURRENT", "MANIFEST", ".sst"}) {
    SCOPED_TRACE(what);
    const std::string live = LivePath();
    views_.reset();
    std::vector<fs::path> missing;
    for (const fs::directory_entry& entry : fs::directory_iterator(live)) {
      if (entry.path().filename().string().find(what) != std::string::npos) {
        missing.push_back(entry.path());
      }
    }
    ASSERT_FALSE(missing.empty());
    for (const fs::path& path : missing) fs::remove(path);
    ASSERT_TRUE(Open(diary_).ok());
    EXPECT_EQ(Row(end, "Dentry/a"), "version 1");
  }
}

TEST_F(LiveViewsTest, ViewsThatKnowMoreThanTheLogAreRefused) {
  Append({"a", "b"});
  ASSERT_TRUE(Open(diary_).ok());
  views_.reset();
  const auto older_log = *EmbeddedLog::Open("");
  const Status refused =
      LiveViews::Open({dir_, [&] { return older_log->NewReader(); }, folds_}, nullptr).status();
  EXPECT_EQ(refused.code(), Code::kOutOfRange);
}

// A log that was restored gives the same positions to other records.
TEST_F(LiveViewsTest, ViewsOfALogThatBecameAnotherAreRefused) {
  Append({"a", "b"});
  for (const bool rebuilt : {true, false}) {
    ASSERT_TRUE(Open(diary_).ok());
    if (!rebuilt) {
      ASSERT_TRUE(views_->At(Append({"c"})).ok());
    }
    views_.reset();
    const auto other_log = *EmbeddedLog::Open("");
    std::vector<NewRecord> records;
    for (const char* id : {"a", "x", "y", "z"}) records.push_back(toy::Record(id));
    ASSERT_TRUE(other_log->Append(records).ok());
    const Status refused =
        LiveViews::Open({dir_, [&] { return other_log->NewReader(); }, folds_}, nullptr).status();
    EXPECT_EQ(refused.code(), Code::kOutOfRange);
  }
}

TEST_F(LiveViewsTest, ARebuildGoesOnBesideTheLiveViewsAndLosesNothing) {
  ASSERT_TRUE(Open(diary_).ok());
  Append({"a"});
  Position end;
  std::jthread writer([&] {
    for (int i = 0; i < 200; ++i) end = Append({fmt::format("w{}", i)});
  });
  const auto before = *views_->At(Position{1});
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(views_->Rebuild(nullptr).ok());
  writer.join();
  EXPECT_EQ(Row(end, "Dentry/w199"), "version 1");
  EXPECT_EQ(Row(end, "Gw0"), "1");
  EXPECT_TRUE((*before->Get("Dentry/a")).has_value());  // An old snapshot still reads.
  EXPECT_TRUE(views_->Verify()->equal);
}

TEST_F(LiveViewsTest, LiveViewsEqualAFreshRebuild) {
  const Position end = Append({"a", "b", "a", "bad", "a-erase", "c"});
  ASSERT_TRUE(Open(diary_).ok());
  Append({"d", "d"});
  ASSERT_TRUE(views_->At({end.value + 2}).ok());
  const auto comparison = views_->Verify();
  ASSERT_TRUE(comparison.ok()) << comparison.status();
  EXPECT_TRUE(comparison->equal);
  EXPECT_EQ(comparison->live_digest, comparison->rebuilt_digest);
  EXPECT_EQ(comparison->next, Position{end.value + 2});
}

TEST_F(LiveViewsTest, ARowThatTheLogDoesNotExplainIsFound) {
  const Position end = Append({"a", "b"});
  ASSERT_TRUE(Open(diary_).ok());
  views_.reset();
  {
    const auto store = *RocksViewStore::Open(LivePath());
    ASSERT_TRUE(store->Commit({{"Dentry/b", "forged"}}, end).ok());
  }
  ASSERT_TRUE(Open(diary_).ok());
  const auto comparison = views_->Verify();
  ASSERT_TRUE(comparison.ok()) << comparison.status();
  EXPECT_FALSE(comparison->equal);
  EXPECT_TRUE(comparison->first_difference.starts_with("diary"));
}

TEST_F(LiveViewsTest, ACheckpointAndTheTailMakeTheSameBytes) {
  ASSERT_TRUE(Open(diary_).ok());
  Position end = Append({"a", "b"});
  ASSERT_TRUE(views_->At(end).ok());
  const std::string copy = dir_ + "-copy";
  fs::remove_all(copy);
  fs::create_directories(copy);
  ASSERT_TRUE(views_->Checkpoint(copy + "/000001.views").ok());
  std::ofstream(copy + "/CURRENT") << "000001.views\n";
  end = Append({"c", "a", "bad"});
  const auto restored =
      LiveViews::Open({copy, [this] { return log_->NewReader(); }, folds_}, nullptr);
  ASSERT_TRUE(restored.ok()) << restored.status();
  ASSERT_TRUE((*restored)->At(end).ok());
  ASSERT_TRUE(views_->At(end).ok());
  EXPECT_EQ((*restored)->Verify()->live_digest, views_->Verify()->live_digest);
  fs::remove_all(copy);
}

TEST_F(LiveViewsTest, WhatIsQuarantinedIsListedWithItsReason) {
  const Position end = Append({"a", "bad"});
  ASSERT_TRUE(Open(diary_).ok());
  ASSERT_TRUE(views_->At(end).ok());
  const auto list = views_->ListQuarantined(10);
  ASSERT_TRUE(list.ok());
  ASSERT_EQ(list->size(), 1u);
  EXPECT_EQ(list->front().position, Position{1});
  EXPECT_EQ(list->front().event_id, "bad");
  ASSERT_EQ(list->front().causes.size(), 1u);
  EXPECT_EQ(list->front().causes[0].fold, "diary");
  EXPECT_EQ(list->front().causes[0].reason, "INVALID_ARGUMENT: a bad event");
}

TEST_F(LiveViewsTest, ARepairedRecordIsWhereARebuildWouldHavePutIt) {
  const toy::Diary mended(1, true);
  const Position end = Append({"a", "bad", "bad/2", "c"});
  ASSERT_TRUE(Open(diary_).ok());
  ASSERT_TRUE(views_->At(end).ok());
  EXPECT_EQ(views_->Repair({{1}, {2}})->repaired, 0);  // The cause is still there.
  EXPECT_EQ(views_->ListQuarantined(10)->size(), 2u);
  ASSERT_TRUE(Open(mended).ok());
  EXPECT_EQ(views_->ListQuarantined(10)->size(), 2u);
  const auto one = views_->Repair({{0}, {2}, {99}});
  ASSERT_TRUE(one.ok()) << one.status();
  EXPECT_EQ(one->tried, 1);
  EXPECT_EQ(one->repaired, 1);
  EXPECT_FALSE(views_->Verify()->equal);  // One to go.
  EXPECT_EQ(views_->Repair({{1}})->repaired, 1);
  EXPECT_EQ(views_->ListQuarantined(10)->size(), 0u);
  EXPECT_TRUE(Row(end, "Dentry/bad").has_value());
  EXPECT_TRUE(views_->Verify()->equal);
}

}  // namespace
}  // namespace goldthread
