// Who may include whom: design §3 as one table, held against every #include.
//
// Source: docs/architecture.md, docs/decisions/0001-one-way-flow.md.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/arch/source_tree.h"

namespace goldthread::arch {
namespace {

using Names = std::vector<std::string_view>;

// A folder, and what beside itself it may include: folders, or single headers where only
// those are another slice's public face. "goldthread/v1" is the generated contract.
struct Layer {
  std::string_view folder;
  Names may_use;
};

const std::vector<Layer>& House() {
  static const auto* const house = new std::vector<Layer>{
      {"eventstore/base", {}},
      {"eventstore/log", {"eventstore/base"}},
      {"eventstore/log/kafka", {"eventstore/base", "eventstore/log"}},
      {"eventstore/views", {"eventstore/base"}},
      {"eventstore/projector",
       {"eventstore/base", "eventstore/log", "eventstore/views", "goldthread/v1"}},
      // What slices must agree on: days, identifiers, an event's content.
      {"services/vocabulary", {"eventstore/base", "goldthread/v1"}},
      // The one door out: open to every slice.
      {"services/access",
       {"eventstore/base", "eventstore/log/event_log.h", "services/vocabulary", "goldthread/v1",
        "google/rpc"}},
      {"services/ingest",
       {"eventstore/base", "eventstore/log/event_log.h", "services/vocabulary", "services/access",
        "goldthread/v1"}},
      {"services/feeds",
       {"eventstore/base", "eventstore/views/view_store.h", "eventstore/projector/projection.h",
        "eventstore/projector/view_source.h", "services/vocabulary", "services/access",
        "services/ingest/normalise.h", "services/ingest/feed_leases.h",
        "services/ingest/registry_in_force.h", "goldthread/v1"}},
      {"services/identity",
       {"eventstore/base", "eventstore/views/view_store.h", "eventstore/projector/projection.h",
        "services/vocabulary", "goldthread/v1"}},
      // How alike two records are: pure, and knowing no rows.
      {"services/identity/matching", {"eventstore/base", "services/vocabulary", "goldthread/v1"}},
      {"services/chronology",
       {"eventstore/base", "eventstore/views/view_store.h", "eventstore/projector/projection.h",
        "eventstore/projector/view_source.h", "services/vocabulary", "services/access",
        "eventstore/projector/quarantine.h", "services/identity/person.h",
        "services/feeds/feed_reader.h", "goldthread/v1"}},
      // By what a person is found again, and what was said of a record to know them by.
      {"services/search",
       {"eventstore/base", "eventstore/views/view_store.h", "eventstore/projector/projection.h",
        "eventstore/projector/view_source.h", "services/vocabulary", "services/access",
        "services/identity/person.h", "services/identity/matching",
        "services/chronology/amendments.h", "services/chronology/shields.h",
        "services/feeds/page_token.h", "goldthread/v1"}},
      // What people decide about records.
      {"services/reviews",
       {"eventstore/base", "eventstore/views/view_store.h", "eventstore/projector/projection.h",
        "eventstore/projector/view_source.h", "services/vocabulary", "services/access",
        "services/identity/person.h", "services/identity/review_list.h",
        "services/identity/model_in_use.h", "services/feeds/feed_rows.h",
        "services/identity/model_trial.h", "services/identity/matching",
        "services/chronology/amendments.h", "services/chronology/shields.h",
        "services/chronology/chronology_reader.h", "services/search/sayings.h",
        "services/search/tokens.h", "services/feeds/page_token.h", "goldthread/v1"}},
      // Adults who may pose a risk, from household to household.
      {"connectors/adults",
       {"eventstore/base", "eventstore/views/view_store.h", "eventstore/projector/projection.h",
        "services/vocabulary", "goldthread/v1"}},
      // What partnerships tell each other of them.
      {"connectors/directory",
       {"eventstore/base", "eventstore/log/shared_table.h", "eventstore/views/view_store.h",
        "services/vocabulary", "services/identity/person.h", "services/search/numbers.h",
        "services/search/sayings.h", "connectors/adults/asserted_reader.h", "goldthread/v1"}},
      // Alerts: what people do about them, who may see them, and the changes that others are told.
      {"services/alerts",
       {"eventstore/base", "eventstore/views/view_store.h", "eventstore/projector/projection.h",
        "eventstore/projector/view_source.h", "services/vocabulary", "services/access",
        "services/identity/person.h", "services/identity/model_in_use.h",
        "services/chronology/shields.h", "services/feeds/page_token.h",
        "connectors/adults/alert_reader.h", "connectors/adults/household_reader.h",
        "goldthread/v1"}},
      // The bytes of an agency's file, for every connector that reads one.
      {"connectors/inbound/file", {"eventstore/base"}},
      {"connectors/inbound/csv",
       {"eventstore/base", "services/vocabulary", "connectors/inbound/file", "goldthread/v1"}},
      {"connectors/inbound/cin_census",
       {"eventstore/base", "services/vocabulary", "goldthread/v1"}},
      // What agencies send over Kafka: it hands events to whoever publishes, and knows no hub.
      {"connectors/inbound/kafka",
       {"eventstore/base", "eventstore/log/kafka", "services/vocabulary", "goldthread/v1"}},
      // How subscribers are told of alerts: it hands on what it is given, and knows no hub.
      {"connectors/outbound", {"eventstore/base", "services/vocabulary", "goldthread/v1"}},
      {"connectors/outbound/kafka",
       {"eventstore/base", "eventstore/log/kafka", "connectors/outbound"}},
      // The synthetic county stands at the far left: it knows the contract, and nothing of the hub.
      {"connectors/county/people", {"eventstore/base", "services/vocabulary"}},
      {"connectors/county/agencies",
       {"eventstore/base", "services/vocabulary", "connectors/county/people", "goldthread/v1"}},
      {"connectors/county",
       {"eventstore/base", "services/vocabulary", "connectors/county/people",
        "connectors/county/agencies", "goldthread/v1"}},
      // The composition root chooses implementations, so it sees everything.
      {"services/server", {"eventstore", "services", "connectors", "goldthread/v1", "google"}},
  };
  return *house;
}

// Who may name which library. Everyone may use the standard library, Abseil's status and
// containers, fmt, date and protobuf.
struct Library {
  std::string_view prefix;
  Names folders;
};

const std::vector<Library>& Libraries() {
  static const auto* const libraries = new std::vector<Library>{
      {"rocksdb/", {"eventstore/views", "eventstore/log"}},
      {"librdkafka/", {"eventstore/log/kafka", "tests/kafka"}},
      {"openssl/", {"eventstore/base"}},
      {"xxhash.h", {"eventstore/base"}},
      {"toml++/", {"connectors/inbound/csv", "services/ingest", "services/access"}},
      {"cjose/", {"services/access"}},
      {"libxml/", {"connectors/inbound/cin_census", "tests/county"}},
      {"csv.h", {"connectors/inbound/csv"}},
      {"unicode/", {"services/identity/matching"}},
      {"CLI/", {"services/server"}},
      {"prometheus/", {"services/server"}},
      {"httplib.h", {"services/server", "connectors/outbound"}},
      {"curl/", {"connectors/outbound"}},
  };
  return *libraries;
}

bool Under(std::string_view path, std::string_view folder) {
  return path == folder || (path.starts_with(folder) && path[folder.size()] == '/');
}

bool UnderAny(std::string_view path, const Names& folders) {
  return std::ranges::any_of(folders, [&](std::string_view f) { return Under(path, f); });
}

bool IsOurs(std::string_view include) {
  return UnderAny(include,
                  {"eventstore", "services", "connectors", "tests", "goldthread", "google/rpc"});
}

const Layer* LayerOf(const SourceFile& file) {
  const auto layer = std::ranges::find(House(), file.folder, &Layer::folder);
  return layer == House().end() ? nullptr : &*layer;
}

bool ReadsFolderOf(const Layer& layer, const Include& include) {
  return std::ranges::any_of(layer.may_use, [&](std::string_view header) {
    return header.ends_with(".h") && Under(include.path, header.substr(0, header.rfind('/')));
  });
}

bool IsFold(const SourceFile& file) {
  const std::string stem = file.path.substr(0, file.path.rfind('.'));
  const std::string header = ReadText(stem + ".h");
  return !file.IsTest() && header.find(": public Projection") != std::string::npos;
}

TEST(LayersTest, EveryFolderHasItsPlaceInTheTable) {
  std::set<std::string_view> seen;
  for (const SourceFile& file : Sources()) {
    if (Under(file.path, "tests")) continue;
    EXPECT_TRUE(LayerOf(file) != nullptr) << At(file, 1, "folder is not in the table");
    seen.insert(file.folder);
  }
  for (const Layer& layer : House()) {
    EXPECT_TRUE(seen.contains(layer.folder))
        << layer.folder << " is in the table but holds no code";
  }
}

TEST(LayersTest, AFolderIncludesOnlyWhatItsLayerMay) {
  for (const SourceFile& file : Sources()) {
    const Layer* layer = LayerOf(file);
    if (layer == nullptr) continue;
    for (const Include& include : IncludesOf(file)) {
      if (!IsOurs(include.path) || Under(include.path, layer->folder)) continue;
      // A test may take real parts of the event store, and of the slices its own one reads.
      if (file.IsTest() && (Under(include.path, "eventstore") || ReadsFolderOf(*layer, include))) {
        continue;
      }
      EXPECT_TRUE(UnderAny(include.path, layer->may_use))
          << At(file, include.line, layer->folder) << " may not include " << include.path;
    }
  }
}

TEST(LayersTest, FakesStayInTests) {
  for (const SourceFile& file : Sources()) {
    if (file.IsTest()) continue;
    for (const Include& include : IncludesOf(file)) {
      EXPECT_FALSE(IsTestSupport(include.path) || Under(include.path, "tests") ||
                   include.path.starts_with("gtest/") || include.path.starts_with("gmock/"))
          << At(file, include.line, include.path) << " is for tests";
    }
  }
}

TEST(LayersTest, AFoldSeesNothingButItsRowsAndTheEvent) {
  const Names allowed = {"eventstore/base", "eventstore/projector/projection.h",
                         "services/vocabulary", "goldthread/v1"};
  int folds = 0;
  for (const SourceFile& file : Sources()) {
    if (!IsFold(file)) continue;
    ++folds;
    for (const Include& include : IncludesOf(file)) {
      if (!IsOurs(include.path) || Under(include.path, file.folder)) continue;
      EXPECT_TRUE(UnderAny(include.path, allowed))
          << At(file, include.line, "a fold may not include ") << include.path;
    }
    for (size_t i = 0; i < file.lines.size(); ++i) {
      EXPECT_EQ(file.lines[i].find("::now("), std::string::npos)
          << At(file, i + 1, "a fold knows no clock");
    }
  }
  EXPECT_GE(folds, 6) << "feeds, identity and chronology, header and source: where are they?";
}

TEST(LayersTest, ALibraryIsNamedOnlyWhereItLives) {
  for (const SourceFile& file : Sources()) {
    for (const Include& include : IncludesOf(file)) {
      for (const Library& library : Libraries()) {
        if (!include.path.starts_with(library.prefix)) continue;
        // A bench has a command line, and measures the raw library beside us.
        const bool at_home =
            UnderAny(file.folder, library.folders) || Under(file.folder, "tests/bench");
        EXPECT_TRUE(at_home) << At(file, include.line, include.path);
      }
    }
  }
}

// Handlers are thin: what a slice knows can be tested, and fuzzed, without a transport.
TEST(LayersTest, GrpcIsNamedOnlyAtTheEdge) {
  for (const SourceFile& file : Sources()) {
    const std::string_view stem = std::string_view(file.path).substr(0, file.path.rfind('.'));
    const bool edge = stem.ends_with("_service") || stem.ends_with("_stream") ||
                      file.path.starts_with("services/access/reply.") ||
                      Under(file.path, "services/server") || file.IsTest();
    if (edge) continue;
    for (const Include& include : IncludesOf(file)) {
      EXPECT_FALSE(include.path.starts_with("grpc") || include.path.ends_with(".grpc.pb.h"))
          << At(file, include.line, include.path) << " belongs in a service or one of its streams";
    }
  }
}

}  // namespace
}  // namespace goldthread::arch
