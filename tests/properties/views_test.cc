// What must hold of the whole spine, whatever the agencies send and whenever it arrives.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "connectors/adults/adult_rows.h"
#include "eventstore/log/embedded_log.h"
#include "eventstore/projector/projector.h"
#include "eventstore/projector/rebuild.h"
#include "eventstore/views/rocks_view_store.h"
#include "services/chronology/chronology_reader.h"
#include "services/server/hub_folds.h"
#include "tests/properties/history.h"

namespace goldthread::properties {
namespace {

using std::chrono::milliseconds;
using Rows = std::map<std::string, std::string>;

class ViewsTest : public ::testing::TestWithParam<unsigned> {
 protected:
  std::unique_ptr<EmbeddedLog> LogOf(const std::vector<Delivery>& history) {
    auto log = *EmbeddedLog::Open("");
    std::vector<NewRecord> records;
    for (const Delivery& delivery : history) records.push_back(ToRecord(delivery));
    EXPECT_TRUE(log->Append(records).ok());
    return log;
  }

  // Folds the log's tail into the store, in batches of random size.
  void FoldAll(EmbeddedLog& log, ViewStore& store, std::mt19937& rng) {
    const auto reader = log.NewReader();
    Projector projector(*reader, store, folds_);
    while (*store.NextPosition() < *reader->End()) {
      ASSERT_TRUE(projector.Step(1 + rng() % 20, milliseconds(0)).ok());
    }
  }

  static Rows ReadAll(const ViewStore& store) {
    Rows rows;
    const auto views = *store.Snapshot();
    const auto row = views->Scan({});
    for (; row->Valid(); row->Next()) {
      if (row->key() != kLastRecordKey) rows.emplace(row->key(), row->value());
    }
    return rows;
  }

  // What the set of events alone decides: not how alerts came to stand, nor those that broke on the
  // way (connectors/adults/adult_rows.h).
  static Rows ReadStanding(const ViewStore& store) {
    Rows rows = ReadAll(store);
    std::erase_if(rows, [](const auto& row) {
      if (row.first.front() != adults::kSpace) return false;
      v1::AdultAlertRow alert;
      const bool broken = row.first.at(1) == 'a' && alert.ParseFromString(row.second) &&
                          !alert.why_broken().empty();
      return broken || std::string_view("cdikn").find(row.first.at(1)) != std::string_view::npos;
    });
    return rows;
  }

  static std::vector<std::string> Read(const ViewSnapshot& views, const RecordId& record,
                                       int known_day) {
    chronology::Question question;
    question.record = record;
    question.known_before = EndOfDayInLondon(DayAt(known_day));
    const auto page = chronology::ReadChronology(views, question, {}, std::nullopt);
    EXPECT_TRUE(page.ok()) << page.status();
    std::vector<std::string> lines;
    for (const chronology::Entry& entry : page->entries) {
      const auto day =
          std::chrono::floor<std::chrono::days>(std::chrono::sys_time<std::chrono::microseconds>(
              std::chrono::microseconds(entry.fact.wall_us)));
      const char* standing = "stands";
      if (entry.standing == v1::STANDING_CORRECTED) standing = "corrected";
      if (entry.standing == v1::STANDING_WITHDRAWN) standing = "withdrawn";
      lines.push_back(fmt::format("{} {}/{} {}", DayText(Day(day)), entry.record->feed,
                                  entry.fact.event_id, standing));
    }
    return lines;
  }

  const std::vector<const Projection*> folds_ = server::HubFolds();
};

TEST_P(ViewsTest, AsKnownOnAnyDayIsWhatTheListSaysByHand) {
  SCOPED_TRACE(GetParam());
  std::mt19937 rng(GetParam());
  const std::vector<Delivery> history = RandomHistory(rng, 80);
  const auto log = LogOf(history);
  const auto store = *RocksViewStore::Open("");
  FoldAll(*log, *store, rng);
  const auto views = *store->Snapshot();
  const int last_day = history.back().received_day;
  for (const RecordId& record : RecordsOf(history)) {
    for (const int day : {0, last_day / 4, last_day / 2, last_day - 1, last_day}) {
      EXPECT_EQ(Read(*views, record, day), ByHand(history, record, day))
          << record.Text() << " as known on day " << day;
    }
  }
}

// Chronology says by them what stands, identity who is who: beyond the last step that counts,
// and in a circle, both mean the same.
TEST_P(ViewsTest, HoweverLongTheChainOfWithdrawalsChronologyAndIdentityAgree) {
  SCOPED_TRACE(GetParam());
  std::mt19937 rng(GetParam());
  for (const int longest : {1, 7, 8, 9, 10, 15, 16, 17, 18, 19, 30}) {
    const std::vector<Delivery> history = WithdrawalChains(rng, longest);
    const auto log = LogOf(history);
    const auto store = *RocksViewStore::Open("");
    FoldAll(*log, *store, rng);
    const auto views = *store->Snapshot();
    for (const RecordId& record : RecordsOf(history)) {
      for (const int day : {5, 10, 20, 30}) {
        EXPECT_EQ(Read(*views, record, day), ByHand(history, record, day))
            << longest << " steps, " << record.Text() << " as known on day " << day;
      }
    }
  }
}

TEST_P(ViewsTest, ARebuildAndACheckpointWithItsTailMakeTheSameBytes) {
  SCOPED_TRACE(GetParam());
  std::mt19937 rng(GetParam());
  const auto log = LogOf(RandomHistory(rng, 120));
  const auto dir = ::testing::TempDir() + fmt::format("gt-prop-{}-{}", ::getpid(), GetParam());
  std::filesystem::remove_all(dir);
  std::filesystem::create_directories(dir);
  {
    const auto live = *RocksViewStore::Open(dir + "/live");
    const auto reader = log->NewReader();
    ASSERT_TRUE(Projector(*reader, *live, folds_).Step(1 + rng() % 60, milliseconds(0)).ok());
    ASSERT_TRUE(live->Checkpoint(dir + "/copy").ok());
    FoldAll(*log, *live, rng);

    const auto restored = *RocksViewStore::Open(dir + "/copy");
    FoldAll(*log, *restored, rng);
    EXPECT_EQ(ReadAll(*restored), ReadAll(*live));

    const auto rebuilt = *RocksViewStore::Open("");
    ASSERT_TRUE(RebuildViews(*reader, *rebuilt, folds_, *reader->End(), nullptr).ok());
    EXPECT_EQ(ReadAll(*rebuilt), ReadAll(*live));
  }
  std::filesystem::remove_all(dir);
}

// Few seeds: each is 120 stores.
using ViewsOrderTest = ViewsTest;
INSTANTIATE_TEST_SUITE_P(Seeds, ViewsOrderTest, ::testing::Range(1u, 5u));

TEST_P(ViewsOrderTest, EveryOrderOfArrivalMakesTheSameViews) {
  SCOPED_TRACE(GetParam());
  std::mt19937 rng(GetParam());
  std::vector<Delivery> history = RandomHistory(rng, 5);
  for (Delivery& delivery : history) delivery.received_day = 30;
  std::vector<size_t> order(history.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::optional<Rows> first;
  do {
    std::vector<Delivery> permuted;
    for (const size_t index : order) permuted.push_back(history[index]);
    const auto log = LogOf(permuted);
    const auto store = *RocksViewStore::Open("");
    FoldAll(*log, *store, rng);
    if (!first.has_value()) first = ReadStanding(*store);
    ASSERT_EQ(ReadStanding(*store), *first);
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_P(ViewsTest, AShuffledLongHistoryMakesTheSameViews) {
  SCOPED_TRACE(GetParam());
  std::mt19937 rng(GetParam());
  std::vector<Delivery> history = RandomHistory(rng, 150);
  for (Delivery& delivery : history) delivery.received_day = 300;
  const auto one = *RocksViewStore::Open("");
  FoldAll(*LogOf(history), *one, rng);
  std::shuffle(history.begin(), history.end(), rng);
  const auto other = *RocksViewStore::Open("");
  FoldAll(*LogOf(history), *other, rng);
  EXPECT_EQ(ReadStanding(*other), ReadStanding(*one));
}

INSTANTIATE_TEST_SUITE_P(Seeds, ViewsTest, ::testing::Range(1u, 13u));

}  // namespace
}  // namespace goldthread::properties
