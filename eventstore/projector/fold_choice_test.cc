// Views whose folds the log itself chooses.
#include "eventstore/projector/fold_choice.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "eventstore/log/embedded_log.h"
#include "eventstore/projector/live_views.h"
#include "eventstore/projector/toy_folds.h"

namespace goldthread {
namespace {

namespace fs = std::filesystem;

// "adopt-2" in the log has the diary kept in version 2, from the first page on.
class ChoiceByTheLog final : public FoldChoice {
 public:
  StatusOr<Folds> For(const ViewSnapshot*, EventReader& log, Position until) const override {
    uint32_t version = 1;
    LogBatch batch;
    for (Position next; next < until;) {
      GT_RETURN_IF_ERROR(log.Read(next, 100, std::chrono::seconds(10), &batch));
      for (const LogRecord& record : batch.records()) {
        next = record.position.Next();
        v1::Event event;
        if (record.position >= until || !Concerns(record)) continue;
        EXPECT_TRUE(event.ParseFromString(std::string(record.body)));
        version = static_cast<uint32_t>(std::stoi(event.id().substr(event.id().find('-') + 1)));
      }
    }
    struct Set {
      toy::Gate gate;
      toy::Diary diary;
      std::vector<const Projection*> folds = {&gate, &diary};
    };
    const auto set = std::make_shared<Set>(Set{{}, toy::Diary(version)});
    set->folds = {&set->gate, &set->diary};
    return Folds(set, &set->folds);
  }
  bool Concerns(const LogRecord& record) const override {
    return record.header.find("adopt-") != std::string_view::npos;
  }
};

class ChosenFoldsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    dir_ = ::testing::TempDir() + "gt-chosen-" + std::to_string(::getpid()) + "-" +
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
  std::optional<std::string> Row(Position at_least, const std::string& key) {
    const auto snapshot = views_->At(at_least);
    EXPECT_TRUE(snapshot.ok()) << snapshot.status();
    return snapshot.ok() ? *(*snapshot)->Get(key) : std::nullopt;
  }
  std::string LivePath() const {
    std::ifstream current(dir_ + "/CURRENT");
    std::string name;
    std::getline(current, name);
    return name;
  }
  void OpenChosen() {
    views_.reset();
    built_ = -1;
    auto opened = LiveViews::Open(
        {dir_, [this] { return NewReader(); }, std::make_shared<ChoiceByTheLog>()},
        [this](const RebuildProgress& progress) { built_ = progress.records_read; });
    ASSERT_TRUE(opened.ok()) << opened.status();
    views_ = *std::move(opened);
  }
  virtual std::unique_ptr<EventReader> NewReader() { return log_->NewReader(); }
  // As soon as views in that version answer.
  void AwaitVersion(const std::string& version) {
    while (Row({}, "Dentry/a") != "version " + version) std::this_thread::yield();
  }

  std::string dir_;
  const std::unique_ptr<EmbeddedLog> log_ = *EmbeddedLog::Open("");
  std::unique_ptr<LiveViews> views_;
  std::atomic<int64_t> built_ = -1;
};

TEST_F(ChosenFoldsTest, WhatTheLogDecidesHoldsForItsPastToo) {
  Append({"a"});
  OpenChosen();
  EXPECT_EQ(Row({}, "Dentry/a"), "version 1");
  const Position end = Append({"b", "adopt-2", "c"});
  AwaitVersion("2");
  for (const char* id : {"a", "b", "adopt-2", "c"}) {
    EXPECT_EQ(Row(end, std::string("Dentry/") + id), "version 2") << id;
  }
  auto compared = views_->Verify();
  // They answer before the directory says that they are the live ones.
  while (compared.status().code() == Code::kFailedPrecondition) compared = views_->Verify();
  ASSERT_TRUE(compared.ok()) << compared.status();
  EXPECT_TRUE(compared->equal) << compared->first_difference;
}

TEST_F(ChosenFoldsTest, TheLastDecisionIsKeptWhenOpenedAgainAndMadeFromNothing) {
  Append({"a", "adopt-2", "b", "adopt-3"});
  OpenChosen();
  EXPECT_EQ(built_, 4);
  EXPECT_EQ(Row({}, "Dentry/a"), "version 3");
  OpenChosen();
  EXPECT_EQ(built_, -1) << "nothing has changed";
  EXPECT_EQ(Row({}, "Dentry/b"), "version 3");
}

TEST_F(ChosenFoldsTest, ADecisionThatCameWhileNobodyFollowedIsMetAtTheStart) {
  Append({"a"});
  OpenChosen();
  views_.reset();
  Append({"adopt-2"});
  OpenChosen();
  EXPECT_EQ(Row({}, "Dentry/a"), "version 2");
}

TEST_F(ChosenFoldsTest, OneThatFallsOverWhileItMakesViewsAnewMakesThemAtTheNextStart) {
  Append({"a"});
  OpenChosen();
  ASSERT_TRUE(views_->At(Append({"adopt-2"})).ok());
  OpenChosen();
  AwaitVersion("2");
  OpenChosen();
  EXPECT_EQ(Row({}, "Dentry/a"), "version 2");
  EXPECT_EQ(built_, -1);
}

TEST_F(ChosenFoldsTest, DecisionsThatFollowEachOtherAreEachInForceInTheirTurn) {
  Append({"a"});
  OpenChosen();
  for (const char* version : {"2", "3", "2"}) {
    Append({std::string("adopt-") + version});
    AwaitVersion(version);
  }
}

TEST_F(ChosenFoldsTest, TheSameDecisionTwiceChangesNothing) {
  Append({"a", "adopt-2"});
  OpenChosen();
  const std::string before = LivePath();
  ASSERT_TRUE(views_->At(Append({"adopt-2 "})).ok());
  ASSERT_TRUE(views_->At(Append({"b"})).ok());
  OpenChosen();
  EXPECT_EQ(LivePath(), before);
}

// What makes views anew waits until it is let go.
class HeldBackTest : public ChosenFoldsTest {
 protected:
  class Held final : public EventReader {
   public:
    Held(std::unique_ptr<EventReader> real, const std::atomic<bool>& go)
        : real_(std::move(real)), go_(go) {}
    Status Read(Position from, size_t limit, std::chrono::milliseconds wait,
                LogBatch* batch) override {
      while (!go_) std::this_thread::yield();
      return real_->Read(from, limit, wait, batch);
    }
    StatusOr<Position> End() override { return real_->End(); }

   private:
    const std::unique_ptr<EventReader> real_;
    const std::atomic<bool>& go_;
  };

  std::unique_ptr<EventReader> NewReader() override {
    if (++readers_ <= kOfTheStartTheFollowerAndTheWitness) return log_->NewReader();
    return std::make_unique<Held>(log_->NewReader(), go_);
  }

  static constexpr int kOfTheStartTheFollowerAndTheWitness = 3;
  std::atomic<int> readers_ = 0;
  std::atomic<bool> go_ = false;
};

TEST_F(HeldBackTest, TheViewsThereAreFollowUntilTheNewOnesAreMade) {
  Append({"a"});
  OpenChosen();
  Append({"adopt-2"});
  while (readers_ <= kOfTheStartTheFollowerAndTheWitness) std::this_thread::yield();
  const Position end = Append({"b"});
  EXPECT_EQ(Row(end, "Dentry/b"), "version 1");
  EXPECT_TRUE(views_->Health().ok());
  go_ = true;
  AwaitVersion("2");
  EXPECT_EQ(Row(end, "Dentry/b"), "version 2");
}

}  // namespace
}  // namespace goldthread
