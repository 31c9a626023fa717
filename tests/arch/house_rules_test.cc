// What a reader may rely on in every file. Source: CONTRIBUTING.md.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "tests/arch/source_tree.h"

namespace goldthread::arch {
namespace {

constexpr size_t kLinesMax = 400;

struct Ban {
  std::regex pattern;
  std::string_view why;
  bool (*applies)(const SourceFile&);
};

bool Everywhere(const SourceFile&) { return true; }
// A bench may pace its load.
bool InTests(const SourceFile& file) {
  return file.IsTest() && !file.path.starts_with("tests/bench/");
}
// gRPC's deadlines are points in the machine's own time.
bool OutsideTheClock(const SourceFile& file) {
  return file.path != "eventstore/base/clock.h" && file.folder != "services/server";
}

// Patterns are written so that this file does not match itself.
const std::vector<Ban>& Bans() {
  static const auto* const bans = new std::vector<Ban>{
      {std::regex("sleep_(for|until)|\\busleep\\b"),
       "a test waits for what it wants, never for time", InTests},
      {std::regex("GTEST_SKI[P](?!.*GT_SHARED_DATA)|DISABLED[_]"),
       "a test that cannot fail is a defect (unless its files are nobody's here)", InTests},
      {std::regex("random_devic[e]"), "randomness is seeded, and the seed is printed", Everywhere},
      {std::regex("system_clock::no[w]"), "time is passed in (eventstore/base/clock.h)",
       OutsideTheClock},
      {std::regex("using namespace (dat[e]|st[d]);"), "names say where they are from", Everywhere},
      {std::regex("\\bthro[w]\\b"), "errors are values (eventstore/base/status.h)", Everywhere},
  };
  return *bans;
}

TEST(HouseRulesTest, NoFileIsTooLongToReadAtOnce) {
  for (const SourceFile& file : Sources()) {
    EXPECT_LE(file.lines.size(), kLinesMax) << file.path << ": find the missing concept";
  }
}

TEST(HouseRulesTest, AHeaderOpensWithWhatItIsFor) {
  for (const SourceFile& file : Sources()) {
    if (!file.IsHeader()) continue;
    EXPECT_TRUE(!file.lines.empty() && file.lines[0].starts_with("// "))
        << At(file, 1, "no opening sentence");
    EXPECT_TRUE(std::ranges::find(file.lines, "#pragma once") != file.lines.end()) << file.path;
  }
}

TEST(HouseRulesTest, NothingBannedIsUsed) {
  for (const SourceFile& file : Sources()) {
    for (const Ban& ban : Bans()) {
      if (!ban.applies(file)) continue;
      for (size_t i = 0; i < file.lines.size(); ++i) {
        const std::string code(CodeOf(file.lines[i]));
        EXPECT_FALSE(std::regex_search(code, ban.pattern)) << At(file, i + 1, ban.why);
      }
    }
  }
}

TEST(HouseRulesTest, NothingIsLeftOpen) {
  const std::regex open("\\b(TOD[O]|FIXM[E]|XX[X])\\b");
  for (const SourceFile& file : Sources()) {
    for (size_t i = 0; i < file.lines.size(); ++i) {
      EXPECT_FALSE(std::regex_search(file.lines[i], open)) << At(file, i + 1, "left open");
    }
  }
}

// The `default:` of the switch that opens on `first`, or 0. Lines as clang-format leaves
// them: the switch ends at the first line that closes it at its own indentation. A part of a
// switch that was split for length says so, and may have one.
size_t DefaultOfSwitch(const SourceFile& file, size_t first) {
  const std::string indent = file.lines[first].substr(0, file.lines[first].find("switch"));
  const std::regex label("^" + indent + "  default:(?!  // The outer switch names every kind\\.)");
  for (size_t i = first + 1; i < file.lines.size() && file.lines[i] != indent + "}"; ++i) {
    if (std::regex_search(file.lines[i], label)) return i + 1;
  }
  return 0;
}

// So that a new kind breaks the build in each fold until someone decides what it means there.
TEST(HouseRulesTest, ASwitchOverKindsHasNoDefault) {
  const std::regex over_kinds("^\\s*switch \\(.*payload_case\\(\\)");
  for (const SourceFile& file : Sources()) {
    for (size_t i = 0; i < file.lines.size(); ++i) {
      if (!std::regex_search(file.lines[i], over_kinds)) continue;
      const size_t found = DefaultOfSwitch(file, i);
      EXPECT_EQ(found, 0u) << At(file, found, "name every kind");
    }
  }
}

TEST(HouseRulesTest, ADefaultInASwitchIsSeen) {
  const SourceFile file{"x.cc",
                        "",
                        {"  switch (event.payload_case()) {", "    case 1:", "      switch (x) {",
                         "        default:", "      }", "    default:", "      break;", "  }"}};
  EXPECT_EQ(DefaultOfSwitch(file, 0), 6u);
}

}  // namespace
}  // namespace goldthread::arch
