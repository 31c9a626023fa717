#include "services/server/lanes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <sstream>

namespace goldthread::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

Day March(unsigned day) {
  return std::chrono::year(2026) / std::chrono::March / std::chrono::day(day);
}

LaneMark Mark(std::string lane, unsigned occurred, unsigned received, std::string label) {
  return {std::move(lane), March(occurred), March(received), std::move(label)};
}

LaneChart NineDays() {
  LaneChart chart;
  chart.lanes = {"school", "police"};
  chart.first = March(3);
  chart.last = March(11);
  chart.marks = {Mark("school", 3, 3, "absent"), Mark("police", 5, 9, "incident")};
  return chart;
}

std::vector<std::string> Lines(const std::string& picture) {
  std::vector<std::string> lines;
  std::istringstream text(picture);
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

size_t Columns(const std::string& line) {
  return static_cast<size_t>(std::count_if(line.begin(), line.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

TEST(LanesTest, AFactStandsOnItsDayAndALateOneReachesToTheDayItCame) {
  EXPECT_THAT(
      Lines(DrawLanes(NineDays(), {.width = 80})),
      ElementsAre(
          "        Mar 2026",
          "        Tue 3   Wed 4   Thu 5   Fri 6   Sat 7   Sun 8   Mon 9   Tue 10  Wed 11",
          "school  *-----------------------------------------------------------------------",
          "        absent",
          "police  ----------------o...............................>-----------------------",
          "                        incident", "        o.> happened, reached the hub later"));
}

TEST(LanesTest, NothingIsDrawnAfterTheDayOfKnowing) {
  LaneChart chart = NineDays();
  chart.known_on = March(7);
  chart.marks.pop_back();
  const auto lines = Lines(DrawLanes(chart, {.width = 80}));
  EXPECT_EQ(lines[2], "school  *--------------------------------------|");
  EXPECT_EQ(lines[4], "police  ---------------------------------------|");
}

TEST(LanesTest, AnAsciiTerminalGetsNoOtherBytes) {
  for (const char byte : DrawLanes(NineDays(), {.width = 80})) {
    EXPECT_LT(static_cast<unsigned char>(byte), 0x80);
  }
  EXPECT_THAT(DrawLanes(NineDays(), {.width = 80, .unicode = true}), HasSubstr("○"));
}

TEST(LanesTest, ColourIsOnlyThereWhenAskedAndAddsNoInformation) {
  const std::string plain = DrawLanes(NineDays(), {.width = 80});
  EXPECT_THAT(plain, Not(HasSubstr("\x1b")));
  std::string coloured = DrawLanes(NineDays(), {.width = 80, .colour = true});
  EXPECT_THAT(coloured, HasSubstr("\x1b["));
  for (size_t at = coloured.find('\x1b'); at != coloured.npos; at = coloured.find('\x1b')) {
    coloured.erase(at, coloured.find('m', at) - at + 1);
  }
  EXPECT_EQ(coloured, plain);
}

TEST(LanesTest, LabelsThatWouldTouchGoUnderEachOther) {
  LaneChart chart = NineDays();
  chart.marks = {Mark("school", 3, 3, "a long label"), Mark("school", 4, 4, "another")};
  const auto lines = Lines(DrawLanes(chart, {.width = 80}));
  EXPECT_EQ(lines[3], "        a long label");
  EXPECT_EQ(lines[4], "                another");
}

TEST(LanesTest, ALabelAtTheRightEdgeMovesLeftInsteadOfBreaking) {
  LaneChart chart = NineDays();
  chart.marks = {Mark("school", 11, 11, "the last thing that happened")};
  EXPECT_THAT(DrawLanes(chart, {.width = 80}), HasSubstr("the last thing that happened\n"));
}

TEST(LanesTest, NamesAndLabelsCannotDriveTheTerminal) {
  LaneChart chart = NineDays();
  chart.lanes = {"sch\x1b[2Jool"};
  chart.marks = {Mark("sch\x1b[2Jool", 3, 3, "abs\u009b\u202eent")};
  const std::string picture = DrawLanes(chart, {.width = 80});
  EXPECT_THAT(picture, HasSubstr("sch [2Jool"));
  EXPECT_THAT(picture, HasSubstr("abs  ent"));
}

TEST(LanesTest, AMarkOutsideThePictureIsNotDrawn) {
  LaneChart chart = NineDays();
  chart.marks = {Mark("school", 2, 2, "before"), Mark("school", 12, 12, "after"),
                 Mark("housing", 5, 5, "elsewhere")};
  EXPECT_THAT(DrawLanes(chart, {}), Not(HasSubstr("*")));
}

TEST(LanesTest, ALongSpanPutsSeveralDaysInAColumn) {
  LaneChart chart = NineDays();
  chart.first = std::chrono::year(2020) / std::chrono::January / std::chrono::day(1);
  const auto lines = Lines(DrawLanes(chart, {.width = 60}));
  EXPECT_THAT(lines[0], HasSubstr("Jan 2020"));
  EXPECT_THAT(lines[1], HasSubstr("*"));  // No line of days: they would not be legible.
}

// Any chart fits any width, and every label is there unless it was cut.
TEST(LanesTest, NoLineIsEverWiderThanTheTerminal) {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    LaneChart chart;
    for (unsigned lane = 0; lane < 1 + random() % 5; ++lane) {
      chart.lanes.push_back(std::string(1 + random() % 40, static_cast<char>('a' + lane)));
    }
    chart.first = March(1);
    chart.last = Day{std::chrono::sys_days(March(1)) + std::chrono::days(random() % 4000)};
    for (unsigned mark = 0; mark < random() % 20; ++mark) {
      const auto occurred = std::chrono::sys_days(March(1)) + std::chrono::days(random() % 4000);
      const auto received = occurred + std::chrono::days(random() % 40);
      chart.marks.push_back({chart.lanes[random() % chart.lanes.size()], Day{occurred},
                             Day{received}, std::string(random() % 120, 'x')});
    }
    if (random() % 2 == 0) chart.known_on = March(static_cast<unsigned>(1 + random() % 31));
    const LaneStyle style{.width = static_cast<int>(random() % 200), .unicode = random() % 2 == 0};
    for (const std::string& line : Lines(DrawLanes(chart, style))) {
      EXPECT_LE(Columns(line), static_cast<size_t>(std::max(style.width, 40))) << line;
    }
  }
}

}  // namespace
}  // namespace goldthread::server
