#include "services/server/event_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <sstream>

#include "services/vocabulary/event_json.h"

namespace goldthread::server {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kGood =
    R"({"id":"e1","feed":"f","occurred":{"date":"2026-03-03"},"attendance_concern":{"concern":"x"}})";

std::vector<EventLine> ReadAll(const std::string& text) {
  std::istringstream in(text);
  EventLineReader reader(in);
  std::vector<EventLine> lines;
  while (auto line = reader.Next()) lines.push_back(*std::move(line));
  return lines;
}

TEST(EventLinesTest, ReadsEventsAndNumbersLinesAsAnEditorDoes) {
  const std::string good(kGood);
  const auto lines = ReadAll("\n" + good + "\r\n  \n" + good);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].number, 2);
  EXPECT_EQ(lines[1].number, 4);
  EXPECT_EQ(lines[1].event.id(), "e1");
  EXPECT_TRUE(lines[0].event.has_attendance_concern());
}

TEST(EventLinesTest, ABadLineIsNamedAndTheNextOneStillCounts) {
  const auto lines = ReadAll("{nonsense\n" + std::string(kGood) + "\n");
  ASSERT_EQ(lines.size(), 2u);
  ASSERT_TRUE(lines[0].problem.has_value());
  EXPECT_EQ(lines[0].problem->rule(), "LINE_NOT_AN_EVENT");
  EXPECT_FALSE(lines[1].problem.has_value());
}

TEST(EventLinesTest, AProblemNamesTheFieldButNeverWhatWasInIt) {
  const EventLine line = ParseEventLine(R"({"id":"e1","category":"SECRET-NAME"})");
  ASSERT_TRUE(line.problem.has_value());
  EXPECT_EQ(line.problem->field(), "category");
  EXPECT_THAT(line.problem->ShortDebugString(), Not(HasSubstr("SECRET")));
  EXPECT_EQ(line.event.ByteSizeLong(), 0u);
}

TEST(EventLinesTest, AFieldThatTheContractDoesNotHaveIsRefusedNotDropped) {
  EXPECT_TRUE(ParseEventLine(R"({"id":"e1","occured":{"date":"2026-03-03"}})").problem);
}

TEST(EventLinesTest, ALineThatIsTooLongIsSkippedWhole) {
  const std::string text =
      R"({"id":")" + std::string(kEventJsonBytesMax, 'x') + "\"}\n" + std::string(kGood);
  const auto lines = ReadAll(text);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].problem->rule(), "LINE_TOO_LONG");
  EXPECT_FALSE(lines[1].problem.has_value());
}

TEST(EventLinesTest, DeepNestingIsRefusedBeforeItIsParsed) {
  EXPECT_EQ(ParseEventLine(std::string(100'000, '[')).problem->rule(), "LINE_TOO_DEEP");
  // Brackets inside a text are text.
  EXPECT_FALSE(ParseEventLine(R"({"id":")" + std::string(50, '[') + "\\\"[[\"}").problem);
}

TEST(EventLinesTest, RandomBytesAreProblemsNotCrashes) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    std::string text(kGood);
    for (int change = 0; change < 4; ++change) {
      text[random() % text.size()] = static_cast<char>(random() % 256);
    }
    for (const EventLine& line : ReadAll(text)) {
      if (line.problem) {
        EXPECT_EQ(line.event.ByteSizeLong(), 0u);
      }
    }
  }
}

}  // namespace
}  // namespace goldthread::server
