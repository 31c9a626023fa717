#include "eventstore/projector/projector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "eventstore/log/embedded_log.h"
#include "eventstore/projector/rebuild.h"
#include "eventstore/projector/toy_folds.h"
#include "eventstore/views/rocks_view_store.h"

namespace goldthread {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using Rows = std::map<std::string, std::string>;

Rows ReadAll(const ViewStore& store) {
  Rows rows;
  const auto views = *store.Snapshot();
  const auto row = views->Scan({});
  for (; row->Valid(); row->Next()) rows.emplace(row->key(), row->value());
  EXPECT_TRUE(row->status().ok());
  return rows;
}

// A fold's rows, without its space.
Rows RowsOf(const ViewStore& store, char space) {
  Rows rows;
  for (const auto& [key, value] : ReadAll(store)) {
    if (key.front() == space) rows.emplace(key.substr(1), value);
  }
  return rows;
}

class ProjectorTest : public ::testing::Test {
 protected:
  void Append(const std::vector<std::string>& ids) {
    std::vector<NewRecord> records;
    for (const std::string& id : ids) records.push_back(toy::Record(id));
    const auto appended = log_->Append(records);
    ASSERT_TRUE(appended.ok()) << appended.status();
  }
  StatusOr<size_t> Step(size_t limit = 1000) {
    return Projector(*reader_, *store_, folds_).Step(limit, milliseconds(0));
  }

  const toy::Gate gate_;
  const toy::Diary diary_;
  const std::vector<const Projection*> folds_{&gate_, &diary_};
  const std::unique_ptr<EmbeddedLog> log_ = *EmbeddedLog::Open("");
  const std::unique_ptr<EventReader> reader_ = log_->NewReader();
  const std::unique_ptr<RocksViewStore> store_ = *RocksViewStore::Open("");
};

TEST_F(ProjectorTest, FoldsWhatIsThereAndRemembersHowFar) {
  Append({"a", "b", "c"});
  EXPECT_EQ(*Step(2), 2u);
  EXPECT_EQ(*store_->NextPosition(), Position{2});
  EXPECT_EQ(*Step(), 1u);
  EXPECT_EQ(*Step(), 0u);
  EXPECT_EQ(*store_->NextPosition(), Position{3});
}

TEST_F(ProjectorTest, ABatchSeesItsOwnChanges) {
  Append({"a1", "a2", "a3"});
  ASSERT_EQ(*Step(), 3u);
  EXPECT_EQ(RowsOf(*store_, 'D')["letter/a"], "+++");
}

TEST_F(ProjectorTest, AFoldThatStopsARecordHidesItFromLaterFolds) {
  Append({"a", "a", "a"});
  ASSERT_EQ(*Step(), 3u);
  EXPECT_THAT(RowsOf(*store_, 'G'), ElementsAre(Pair("a", "3")));
  EXPECT_EQ(RowsOf(*store_, 'D')["letter/a"], "+");
}

TEST_F(ProjectorTest, WhatAFoldCannotTakeIsQuarantinedWithoutATraceAndTheRestGoesOn) {
  Append({"bad", "b"});
  ASSERT_EQ(*Step(), 2u);
  EXPECT_THAT(RowsOf(*store_, 'D'),
              ElementsAre(Pair("entry/b", "version 1"), Pair("letter/b", "+")));
  EXPECT_THAT(RowsOf(*store_, 'G'), ElementsAre(Pair("b", "1"), Pair("bad", "1")));
  const Rows quarantined = RowsOf(*store_, kQuarantineSpace);
  ASSERT_EQ(quarantined.size(), 1u);
  EXPECT_THAT(quarantined.begin()->second, HasSubstr("a bad event"));
}

TEST_F(ProjectorTest, ARecordThatIsNoEventIsQuarantinedAndTheRestGoesOn) {
  ASSERT_TRUE(log_->Append(std::vector<NewRecord>{{"\xff\xff", "\xff\xff"}}).ok());
  Append({"b"});
  ASSERT_EQ(*Step(), 2u);
  EXPECT_EQ(RowsOf(*store_, kQuarantineSpace).size(), 1u);
  EXPECT_EQ(RowsOf(*store_, 'D').count("entry/b"), 1u);
}

TEST_F(ProjectorTest, WhoAQuarantinedRecordIsAboutIsKnownUntilItIsRepaired) {
  NewRecord record = toy::Record("bad");
  v1::Event event;
  ASSERT_TRUE(event.ParseFromString(record.body));
  event.add_subjects()->set_record("child-1");
  event.add_subjects()->set_record("child-2");
  event.set_agency("police");
  event.set_category(v1::INFORMATION_CATEGORY_POLICE);
  event.mutable_recorded_at()->set_seconds(7);
  record.body = event.SerializeAsString();
  ASSERT_TRUE(log_->Append({&record, 1}).ok());
  ASSERT_EQ(*Step(), 1u);
  const auto about = *QuarantinedAbout(**store_->Snapshot(), "toy", "child-2");
  ASSERT_EQ(about.size(), 1u);
  EXPECT_EQ(about[0].event_id, "bad");
  EXPECT_EQ(about[0].agency, "police");
  EXPECT_EQ(about[0].category, v1::INFORMATION_CATEGORY_POLICE);
  EXPECT_EQ(about[0].recorded_us, 7'000'000);
  EXPECT_TRUE(QuarantinedAbout(**store_->Snapshot(), "toy", "child-3")->empty());
  EXPECT_TRUE(QuarantinedAbout(**store_->Snapshot(), "other", "child-2")->empty());
  const toy::Diary mended(1, true);
  const auto tally = Projector(*reader_, *store_, {&gate_, &mended}).Repair({{0}});
  ASSERT_TRUE(tally.ok()) << tally.status();
  EXPECT_EQ(tally->repaired, 1);
  EXPECT_TRUE(QuarantinedAbout(**store_->Snapshot(), "toy", "child-2")->empty());
  EXPECT_TRUE(ListQuarantined(**store_->Snapshot(), {0}, 9)->empty());
}

std::string PageOf(const ViewStore& store) {
  const Rows rows = RowsOf(store, 'S');
  return rows.contains("page") ? rows.at("page") : "";
}

TEST_F(ProjectorTest, WhatAFoldAnnouncesLaterFoldsHearBeforeTheyTakeTheRecord) {
  const toy::Herald herald;
  const toy::Scribe scribe;
  const std::vector<const Projection*> folds{&scribe, &herald, &diary_};
  const std::vector<const Projection*> turned{&herald, &scribe};
  Append({"one", "two"});
  ASSERT_TRUE(Projector(*reader_, *store_, folds).Step(9, milliseconds(0)).ok());
  EXPECT_EQ(PageOf(*store_), "applied one; applied two; ") << "one before it hears nothing";
  const auto other = *RocksViewStore::Open("");
  ASSERT_TRUE(RebuildViews(*reader_, *other, turned, {2}, nullptr).ok());
  EXPECT_EQ(PageOf(*other), "heard one; applied one; heard two; applied two; ");
}

TEST_F(ProjectorTest, WhatAQuarantinedFoldAnnouncedIsHeardWhenItIsRepaired) {
  const toy::Herald herald;
  const toy::Scribe scribe;
  Append({"mute"});
  const std::vector<const Projection*> folds{&herald, &scribe};
  ASSERT_TRUE(Projector(*reader_, *store_, folds).Step(9, milliseconds(0)).ok());
  EXPECT_EQ(PageOf(*store_), "applied mute; ");
  const toy::Herald mended(true);
  const std::vector<const Projection*> better{&mended, &scribe};
  EXPECT_EQ(Projector(*reader_, *store_, better).Repair({{0}})->repaired, 1);
  EXPECT_EQ(PageOf(*store_), "applied mute; heard mute; ");
}

TEST_F(ProjectorTest, AFoldThatCouldNotHearIsQuarantinedForGoodAndSaysSo) {
  const toy::Herald herald;
  const toy::Scribe scribe;
  Append({"deaf", "two"});
  const std::vector<const Projection*> folds{&herald, &scribe};
  ASSERT_TRUE(Projector(*reader_, *store_, folds).Step(9, milliseconds(0)).ok());
  EXPECT_EQ(PageOf(*store_), "heard two; applied two; ");
  EXPECT_EQ(Projector(*reader_, *store_, folds).Repair({{0}})->repaired, 0);
  const auto listed = *ListQuarantined(**store_->Snapshot(), {0}, 9);
  ASSERT_EQ(listed.size(), 1u);
  EXPECT_THAT(listed[0].causes[0].reason, HasSubstr("rebuild"));
}

TEST_F(ProjectorTest, AStoreAheadOfItsLogStopsRatherThanGuess) {
  ASSERT_TRUE(store_->Commit({}, {9}).ok());
  EXPECT_EQ(Step().status().code(), Code::kOutOfRange);
}

// A store in front of the real one: fails before or after taking effect, or when read.
class CrashingStore final : public ViewStore {
 public:
  CrashingStore(ViewStore& real, std::mt19937& rng) : real_(real), rng_(rng) {}

  StatusOr<Position> NextPosition() const override { return real_.NextPosition(); }
  StatusOr<std::optional<std::string>> Get(std::string_view key) const override {
    if (rng_() % 50 == 0) return Error(Code::kUnavailable, "the disk did not answer");
    return real_.Get(key);
  }
  Status Commit(const std::vector<RowChange>& changes, Position next) override {
    const auto roll = rng_() % 4;
    if (roll == 0) return Error(Code::kUnavailable, "crashed before the commit");
    GT_RETURN_IF_ERROR(real_.Commit(changes, next));
    if (roll == 1) return Error(Code::kUnavailable, "crashed after the commit");
    return OkStatus();
  }
  StatusOr<std::unique_ptr<ViewSnapshot>> Snapshot() const override { return real_.Snapshot(); }
  Status Checkpoint(const std::string& path) override { return real_.Checkpoint(path); }

 private:
  ViewStore& real_;
  std::mt19937& rng_;
};

std::vector<std::string> RandomIds(std::mt19937& rng, size_t count) {
  static const std::vector<std::string> kinds = {"", "", "", "-erase", "-bad"};
  std::vector<std::string> ids;
  for (size_t i = 0; i < count; ++i) {
    const char letter = static_cast<char>('a' + rng() % 4);
    ids.push_back(fmt::format("{}{}{}", letter, rng() % 30, kinds[rng() % kinds.size()]));
  }
  return ids;
}

class ProjectorCrashTest : public ProjectorTest, public ::testing::WithParamInterface<unsigned> {};

TEST_P(ProjectorCrashTest, AnyCrashScheduleEndsInTheSameRowsAndTheRightOnes) {
  SCOPED_TRACE(GetParam());
  std::mt19937 rng(GetParam());
  const std::vector<std::string> ids = RandomIds(rng, 80);
  Append(ids);
  ASSERT_EQ(*Step(), ids.size());

  const auto crashed = *RocksViewStore::Open("");
  CrashingStore store(*crashed, rng);
  for (int steps = 0; *crashed->NextPosition() < Position{80}; ++steps) {
    ASSERT_LT(steps, 2000);
    Projector restarted(*reader_, store, folds_);
    (void)restarted.Step(1 + rng() % 7, milliseconds(0)).status();
  }
  EXPECT_EQ(ReadAll(*crashed), ReadAll(*store_));

  // Counted by hand, so that two equally wrong runs do not pass.
  std::map<std::string, int> times;
  for (const std::string& id : ids) ++times[id];
  Rows gate;
  size_t entries = 0;
  for (const auto& [id, count] : times) {
    gate[id] = std::to_string(count);
    entries += id.find("bad") == std::string::npos ? 1 : 0;
  }
  EXPECT_EQ(RowsOf(*crashed, 'G'), gate);
  const Rows diary = RowsOf(*crashed, 'D');
  EXPECT_EQ(std::count_if(diary.begin(), diary.end(),
                          [](const auto& row) { return row.first.starts_with("entry/"); }),
            static_cast<ptrdiff_t>(entries));
}

TEST_P(ProjectorCrashTest, ARebuildMakesTheSameBytesAsTheLivePath) {
  SCOPED_TRACE(GetParam());
  std::mt19937 rng(GetParam());
  Append(RandomIds(rng, 200));
  ASSERT_TRUE(log_->Append(std::vector<NewRecord>{{"\xff", "\xff"}}).ok());
  const Position until{static_cast<int64_t>(1 + rng() % 201)};
  while (*store_->NextPosition() < until) {
    const auto left = static_cast<size_t>(until.value - store_->NextPosition()->value);
    ASSERT_TRUE(Step(std::min(left, size_t{1} + rng() % 50)).ok());
  }
  const auto rebuilt = *RocksViewStore::Open("");
  ASSERT_TRUE(RebuildViews(*reader_, *rebuilt, folds_, until, nullptr).ok());
  EXPECT_EQ(ReadAll(*rebuilt), ReadAll(*store_));
}

INSTANTIATE_TEST_SUITE_P(Seeds, ProjectorCrashTest, ::testing::Range(1u, 51u));

}  // namespace
}  // namespace goldthread
