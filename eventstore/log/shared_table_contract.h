// What every shared table must do, however it is kept.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "eventstore/log/shared_table.h"

namespace goldthread {

// One table, and ways in to it that know nothing of each other. `who`: two writers of one name take
// the place of each other where a table has such places.
class TableUnderTest {
 public:
  virtual ~TableUnderTest() = default;
  virtual std::unique_ptr<SharedTable> Open(const std::string& who) = 0;
};
using MakeTable = std::function<std::unique_ptr<TableUnderTest>()>;

class SharedTableContract : public ::testing::TestWithParam<MakeTable> {
 protected:
  static SharedTable::Rows RowsOf(SharedTable& table) {
    const auto rows = table.Read();
    EXPECT_TRUE(rows.ok()) << rows.status();
    return rows.ok() ? **rows : SharedTable::Rows();
  }
  static void Write(SharedTable& table, const std::vector<TableChange>& changes) {
    const Status written = table.Write(changes);
    ASSERT_TRUE(written.ok()) << written;
  }

  const std::unique_ptr<TableUnderTest> made_ = GetParam()();
};

using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

TEST_P(SharedTableContract, HoldsTheLastValueUnderEachKeyAndShowsItToAll) {
  const auto northmere = made_->Open("northmere");
  const auto westmere = made_->Open("westmere");
  EXPECT_THAT(RowsOf(*northmere), IsEmpty());
  Write(*northmere, {{"a", "1"}, {"b", "2"}});
  Write(*westmere, {{"b", "3"}, {"c", "4"}});
  for (SharedTable* const table : {northmere.get(), westmere.get()}) {
    EXPECT_THAT(RowsOf(*table),
                UnorderedElementsAre(Pair("a", "1"), Pair("b", "3"), Pair("c", "4")));
  }
  Write(*northmere, {{"c", std::nullopt}, {"never", std::nullopt}, {"a", "5"}});
  for (SharedTable* const table : {northmere.get(), westmere.get()}) {
    EXPECT_THAT(RowsOf(*table), UnorderedElementsAre(Pair("a", "5"), Pair("b", "3")));
  }
  EXPECT_THAT(RowsOf(*made_->Open("late")), UnorderedElementsAre(Pair("a", "5"), Pair("b", "3")));
}

TEST_P(SharedTableContract, OfOneBatchTheLastWordCounts) {
  const auto table = made_->Open("northmere");
  Write(*table, {{"a", "1"}, {"a", std::nullopt}, {"b", "1"}, {"b", "2"}});
  EXPECT_THAT(RowsOf(*table), UnorderedElementsAre(Pair("b", "2")));
}

TEST_P(SharedTableContract, TakesAnyBytes) {
  const auto table = made_->Open("northmere");
  const std::string key("/.. \0\xff", 6);
  const std::string value("\0\n\xff", 3);
  Write(*table, {{key, value}});
  EXPECT_THAT(RowsOf(*made_->Open("late")), UnorderedElementsAre(Pair(key, value)));
}

TEST_P(SharedTableContract, RefusesWhatNoTableTakesAndWritesNothing) {
  const auto table = made_->Open("northmere");
  for (const TableChange& wrong :
       {TableChange{"", "1"}, TableChange{std::string(kTableKeyBytesMax + 1, 'k'), "1"},
        TableChange{"k", ""}, TableChange{"k", std::string(1'000'000, 'v')}}) {
    EXPECT_EQ(table->Write({{TableChange{"a", "1"}, wrong}}).code(), Code::kInvalidArgument);
  }
  Write(*table, {{std::string(kTableKeyBytesMax, 'k'), "1"}});
  EXPECT_EQ(RowsOf(*table).size(), 1u);
}

// Against a plain map, by many who come and go.
TEST_P(SharedTableContract, EndsAsAMapWould) {
  constexpr uint32_t kSeed = 23;
  SCOPED_TRACE(kSeed);
  std::mt19937 random(kSeed);
  SharedTable::Rows oracle;
  std::map<std::string, std::unique_ptr<SharedTable>> tables;
  for (int turn = 0; turn < 60; ++turn) {
    const std::string who = std::string("w") + std::to_string(random() % 3);
    auto& table = tables[who];
    if (table == nullptr || random() % 6 == 0) {
      table.reset();
      table = made_->Open(who);
    }
    std::vector<TableChange> changes;
    for (unsigned n = random() % 4; n > 0; --n) {
      const std::string key = std::to_string(random() % 8);
      if (random() % 3 == 0) {
        changes.push_back({key, std::nullopt});
        oracle.erase(key);
      } else {
        changes.push_back({key, std::to_string(turn)});
        oracle[key] = std::to_string(turn);
      }
    }
    Write(*table, changes);
    if (random() % 2 == 0) {
      EXPECT_EQ(RowsOf(*table), oracle) << turn;
    }
  }
  for (const auto& [who, table] : tables) EXPECT_EQ(RowsOf(*table), oracle) << who;
}

}  // namespace goldthread
