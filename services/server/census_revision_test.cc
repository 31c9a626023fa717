// What a council's files say over the years, in and out of order, and by two importers at once.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "goldthread/v1/event_service.grpc.pb.h"
#include "services/access/reason.h"
#include "services/feeds/page_token.h"
#include "services/ingest/feed_leases.h"
#include "services/server/census_import.h"
#include "services/server/census_test_file.h"
#include "services/server/chronology_client.h"
#include "services/server/hub.h"

namespace goldthread::server {
namespace {

using ::testing::ElementsAre;

constexpr char kChild[] = "child1";

// One child, closed on `day` for `reason`.
std::string ClosedFor(const std::string& reason, const std::string& day = "2022-01-10") {
  return fmt::format("<CINclosureDate>{}</CINclosureDate><ReasonForClosure>{}</ReasonForClosure>",
                     day, reason);
}

struct File {
  int year = 2025;
  std::string says;            // The closure's reason.
  std::string made = "05-01";  // In that year.
  int children = 1;
};

std::string TextOf(const File& file) {
  std::string children;
  for (int number = 1; number <= file.children; ++number) {
    children += Child(number, file.says.empty() ? "" : ClosedFor(file.says, "2024-09-02"));
  }
  std::string text = Census(children);
  const auto put = [&text](const std::string& from, const std::string& to) {
    text.replace(text.find(from), from.size(), to);
  };
  put("<ReferenceDate>2025", fmt::format("<ReferenceDate>{}", file.year));
  put("2025-05-01", fmt::format("{}-{}", file.year, file.made));
  return text;
}

cin_census::ByteSource BytesOf(std::string text) {
  return [text = std::move(text), at = size_t{0}](char* buffer, size_t size) mutable {
    const size_t count = std::min(size, text.size() - at);
    std::memcpy(buffer, text.data() + at, count);
    at += count;
    return static_cast<int64_t>(count);
  };
}

class CensusRevisionTest : public ::testing::Test {
 protected:
  static v1::Caller Council() {
    v1::Caller caller;
    caller.set_user("u-1");
    caller.set_role("operator");
    caller.set_purpose(v1::PURPOSE_OPERATION);
    return caller;
  }

  // `meanwhile` runs after the first child was read.
  StatusOr<ImportSummary> TryImport(const File& file, std::function<void()> meanwhile = {}) {
    cin_census::CensusReader census(BytesOf(TextOf(file)));
    CensusImport import(client_, Council(),
                        {.problem = [](const RowProblem&) {},
                         .progress =
                             [&](int64_t) {
                               if (meanwhile) std::exchange(meanwhile, {})();
                             }});
    return import.Run(census);
  }

  ImportSummary Import(const File& file) {
    const auto summary = TryImport(file);
    EXPECT_TRUE(summary.ok()) << Message(summary.status());
    if (!summary.ok()) return {};
    EXPECT_EQ(summary->read, summary->accepted + summary->duplicate + summary->refused);
    return *summary;
  }

  // "RC7 corrected", "RC8 stands": what was ever said of the closure, in the order it came.
  std::vector<std::string> Closures() {
    v1::ChronologyQuery query;
    query.mutable_record()->set_feed("cin-census/201");
    query.mutable_record()->set_record(kChild);
    v1::Caller caller = Council();
    caller.set_agency("council/201");
    caller.set_role("social-worker");
    caller.set_purpose(v1::PURPOSE_CHILD_IN_NEED);
    const auto chronology = FetchChronology(client_, caller, query);
    EXPECT_TRUE(chronology.ok()) << Message(chronology.status());
    std::map<std::string, std::string> closures;
    if (!chronology.ok()) return {};
    for (const auto& entry : chronology->entries) {
      if (!entry.event().has_case_closed()) continue;
      closures[entry.event().id()] =
          entry.event().case_closed().reason() +
          (entry.standing() == v1::STANDING_STANDS ? " stands" : " corrected");
    }
    std::vector<std::string> said;
    for (const auto& [id, text] : closures) said.push_back(text);
    return said;
  }

  v1::Feed Feed() {
    const auto stub = v1::FeedService::NewStub(client_.channel());
    v1::ListFeedsRequest request;
    *request.mutable_caller() = Council();
    request.mutable_caller()->set_agency("hub");
    request.set_min_position(feeds::kNewest);
    const auto feeds =
        AskUntilFresh([&] { return Ask(*stub, &v1::FeedService::Stub::ListFeeds, request); });
    EXPECT_TRUE(feeds.ok() && feeds->feeds_size() == 1);
    return feeds.ok() && feeds->feeds_size() == 1 ? feeds->feeds(0) : v1::Feed();
  }

  ManualClock clock_{Instant(std::chrono::sys_days(std::chrono::year{2030} / 1 / 1))};
  std::unique_ptr<Hub> hub_ = *Hub::Open({.clock = &clock_});
  HubClient client_{*hub_};
};

TEST_F(CensusRevisionTest, EachYearsChangeCorrectsTheLastAndNotTheFirst) {
  Import({.year = 2025, .says = "RC7"});
  EXPECT_EQ(Import({.year = 2026, .says = "RC8"}).accepted, 1);
  EXPECT_EQ(Import({.year = 2027, .says = "RC9"}).accepted, 1);
  EXPECT_THAT(Closures(), ElementsAre("RC7 corrected", "RC8 corrected", "RC9 stands"));
}

TEST_F(CensusRevisionTest, AValueThatComesBackStands) {
  Import({.year = 2025, .says = "RC7"});
  Import({.year = 2026, .says = "RC8"});
  EXPECT_EQ(Import({.year = 2027, .says = "RC7"}).accepted, 1);
  EXPECT_THAT(Closures(), ElementsAre("RC7 corrected", "RC8 corrected", "RC7 stands"));
  EXPECT_EQ(Import({.year = 2027, .says = "RC7"}).accepted, 0);
  EXPECT_EQ(Import({.year = 2028, .says = "RC7"}).accepted, 0);
}

TEST_F(CensusRevisionTest, AnOlderFileAgainOverturnsNothing) {
  Import({.year = 2025, .says = "RC7"});
  Import({.year = 2026, .says = "RC8"});
  const ImportSummary again = Import({.year = 2025, .says = "RC7"});
  EXPECT_EQ(again.accepted, 0);
  EXPECT_EQ(again.superseded, 1);
  EXPECT_EQ(again.duplicate, again.read);
  EXPECT_THAT(Closures(), ElementsAre("RC7 corrected", "RC8 stands"));
  // Nor does one that comes late for the first time; what only it has is added.
  const ImportSummary late = Import({.year = 2024, .says = "RC9", .children = 2});
  EXPECT_EQ(late.superseded, 1);
  EXPECT_EQ(late.accepted, 4);
  EXPECT_THAT(Closures(), ElementsAre("RC7 corrected", "RC8 stands"));
}

TEST_F(CensusRevisionTest, OfOneYearTheFileMadeLaterStandsAndOfOneDayTheOneImportedLater) {
  Import({.says = "RC7", .made = "05-01"});
  Import({.says = "RC8", .made = "06-01"});
  EXPECT_EQ(Import({.says = "RC7", .made = "05-01"}).superseded, 1);
  EXPECT_EQ(Import({.says = "RC9", .made = "06-01"}).accepted, 1);
  EXPECT_THAT(Closures(), ElementsAre("RC7 corrected", "RC8 corrected", "RC9 stands"));
}

TEST_F(CensusRevisionTest, ASecondImporterIsRefusedUntilTheFirstIsDone) {
  std::optional<Status> second;
  const auto first = TryImport(
      {.says = "RC7"}, [&] { second = TryImport({.says = "RC8", .children = 3}).status(); });
  ASSERT_TRUE(first.ok()) << Message(first.status());
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(access::ReasonOf(*second), "FEED_LEASED");
  EXPECT_TRUE(TryImport({.says = "RC8", .children = 3}).ok());
  EXPECT_EQ(Feed().conflicts(), 0);
}

// The first importer hangs, the second takes over with other content, the first wakes.
TEST_F(CensusRevisionTest, AnImporterThatWakesTooLateEndsAndLeavesNoConflict) {
  const auto slow = TryImport({.says = "RC7"}, [&] {
    clock_.Set(clock_.Now() + ingest::kLeaseIdle);
    EXPECT_TRUE(TryImport({.says = "RC8"}).ok());
  });
  EXPECT_EQ(access::ReasonOf(slow.status()), "FEED_LEASED");
  EXPECT_THAT(Closures(), ElementsAre("RC8 stands"));
  EXPECT_EQ(Feed().conflicts(), 0);
  Import({.says = "RC7"});
  EXPECT_THAT(Closures(), ElementsAre("RC8 corrected", "RC7 stands"));
}

// Any number of files, importers hanging at random: what an import says it accepted is what the
// feed counts, and what stands is what the newest edition said, counted by hand.
TEST_F(CensusRevisionTest, WhateverHangsWhateverOrderTheNewestFileStandsAndNothingConflicts) {
  const unsigned seed = 20260307;
  SCOPED_TRACE(seed);
  std::mt19937 rng(seed);
  const auto draw = [&rng] {
    return File{.year = 2025 + static_cast<int>(rng() % 3),
                .says = fmt::format("RC{}", 1 + rng() % 9),
                .made = "05-01"};
  };
  int64_t accepted = 0;
  std::pair<int, std::string> newest;  // Year, reason.
  const auto took = [&](const File& file, const StatusOr<ImportSummary>& summary) {
    if (!summary.ok()) {
      EXPECT_EQ(access::ReasonOf(summary.status()), "FEED_LEASED");
      return;
    }
    accepted += summary->accepted;
    if (file.year >= newest.first) newest = {file.year, file.says};
  };
  for (int i = 0; i < 30; ++i) {
    const File file = draw();
    const File other = draw();
    const bool hangs = rng() % 2 == 0;
    took(file, TryImport(file, [&] {
           if (hangs) clock_.Set(clock_.Now() + ingest::kLeaseIdle);
           took(other, TryImport(other));
         }));
  }
  EXPECT_EQ(Feed().conflicts(), 0);
  EXPECT_EQ(Feed().repeats(), 0);
  EXPECT_EQ(Feed().events(), accepted);
  int standing = 0;
  for (const std::string& closure : Closures()) {
    if (!closure.ends_with("stands")) continue;
    ++standing;
    EXPECT_EQ(closure, newest.second + " stands");
  }
  EXPECT_EQ(standing, 1);
}

}  // namespace
}  // namespace goldthread::server
