// The pages say what the code does, and lead somewhere.
#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "services/ingest/catalogue.h"
#include "services/ingest/registry.h"
#include "tests/arch/sample_events.h"
#include "tests/arch/source_tree.h"

namespace goldthread::arch {
namespace {

namespace fs = std::filesystem;

std::set<std::string> MatchesIn(const std::string& text, const std::regex& pattern) {
  std::set<std::string> found;
  for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match) {
    found.insert((*match)[1]);
  }
  return found;
}

std::vector<std::string> Pages() {
  std::vector<std::string> pages = {"README.md", "CONTRIBUTING.md", "CHANGELOG.md"};
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(GT_SOURCE_DIR) / "docs")) {
    if (entry.path().extension() == ".md") {
      pages.push_back(entry.path().lexically_relative(GT_SOURCE_DIR).string());
    }
  }
  return pages;
}

TEST(DocumentsTest, TheCatalogueHoldsEveryKindAndNoOther) {
  const std::vector<std::string> kinds = Kinds();
  const std::set<std::string> expected(kinds.begin(), kinds.end());
  // A kind has a heading of its own: "### IncidentAttended".
  EXPECT_EQ(MatchesIn(ReadText("docs/events.md"), std::regex("(?:^|\n)### ([A-Za-z0-9]+)(?=\n)")),
            expected);
}

TEST(DocumentsTest, TheCatalogueHoldsEveryRule) {
  const std::string page = ReadText("docs/events.md");
  const std::string rules = page.substr(0, page.find("## People and places"));
  for (std::string_view rule : ingest::RuleNames()) {
    EXPECT_NE(rules.find(fmt::format("`{}`", rule)), std::string::npos) << rule;
  }
}

TEST(DocumentsTest, TheExampleOfAnEventIsTaken) {
  const auto json = MatchesIn(ReadText("docs/events.md"), std::regex("```json\n([^\n]+)\n```"));
  ASSERT_EQ(json.size(), 1u);
  v1::Event event;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(*json.begin(), &event).ok());
  const auto registry = ingest::Registry::Parse(ingest::DefaultRegistryToml());
  ASSERT_TRUE(registry.ok()) << registry.status();
  const Instant end_of_2026{std::chrono::seconds(1'798'761'600)};
  for (const v1::Violation& violation : ingest::Judge(event, *registry, end_of_2026).violations) {
    ADD_FAILURE() << violation.field() << ": " << violation.rule();
  }
}

TEST(DocumentsTest, EveryReasonOfAnErrorIsExplained) {
  const std::string page = ReadText("docs/operations.md");
  const std::regex reason("\"([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*): ");
  for (const SourceFile& file : Sources()) {
    if (file.IsTest()) continue;
    for (size_t i = 0; i < file.lines.size(); ++i) {
      for (const std::string& word : MatchesIn(std::string(CodeOf(file.lines[i])), reason)) {
        EXPECT_NE(page.find("| `" + word + "` |"), std::string::npos) << At(file, i + 1, word);
      }
    }
  }
}

TEST(DocumentsTest, EveryLinkLeadsToAFile) {
  const std::regex link(R"(\]\(([^)#:]+)(?:#[^)]*)?\))");
  for (const std::string& page : Pages()) {
    const fs::path folder = fs::path(page).parent_path();
    for (const std::string& target : MatchesIn(ReadText(page), link)) {
      EXPECT_TRUE(Exists((folder / target).lexically_normal().string())) << page << ": " << target;
    }
  }
}

TEST(DocumentsTest, APageNamedInTheCodeIsThere) {
  const std::regex page(R"((docs/[A-Za-z0-9/_-]+\.md))");
  for (const SourceFile& file : Sources()) {
    for (size_t i = 0; i < file.lines.size(); ++i) {
      for (const std::string& target : MatchesIn(file.lines[i], page)) {
        EXPECT_TRUE(Exists(target)) << At(file, i + 1, target);
      }
    }
  }
}

// script/test compares the contract with the newest release's: it must be the newest.
TEST(DocumentsTest, EveryReleaseLeftItsContract) {
  const std::set<std::string> versions =
      MatchesIn(ReadText("CHANGELOG.md"), std::regex("(?:^|\n)## ([0-9]+\\.[0-9]+\\.[0-9]+)"));
  EXPECT_FALSE(versions.empty());
  for (const std::string& version : versions) {
    EXPECT_TRUE(Exists("proto/released/" + version + ".binpb")) << version;
  }
}

}  // namespace
}  // namespace goldthread::arch
