// A mapping is judged whole when it is loaded, and says what to write instead.
#include "connectors/inbound/csv/mapping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/inbound/csv/table_fixture.h"

namespace goldthread::csv {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string MistakesIn(std::string_view toml) {
  const auto mapping = Mapping::Parse(toml, "my.toml");
  return mapping.ok() ? "" : std::string(Message(mapping.status()));
}

// The mapping of visits with one piece of it changed.
std::string With(std::string_view piece, std::string_view instead) {
  std::string text = Visits();
  const size_t at = text.find(piece);
  EXPECT_NE(at, std::string::npos) << piece;
  return text.replace(at, piece.size(), instead);
}

TEST(MappingTest, ARightMappingIsTaken) { EXPECT_EQ(MistakesIn(Visits()), ""); }

TEST(MappingTest, AMistakeIsNamedByFileLineAndKey) {
  EXPECT_THAT(MistakesIn(With("occurred = \"{day}\"", "occured = \"{day}\"")),
              AllOf(HasSubstr("my.toml:11: events[1].occured: is no key of a mapping; did you mean "
                              "\"occurred\"?"),
                    HasSubstr("events[1]: \"occurred\" is missing")));
}

TEST(MappingTest, AllMistakesAreFoundAtOnce) {
  const std::string mistakes = MistakesIn("fead = \"x\"\n[columns]\na = \"txt\"\n");
  EXPECT_THAT(mistakes,
              HasSubstr("my.toml:1: fead: is no key of a mapping; did you mean \"feed\"?"));
  EXPECT_THAT(mistakes, HasSubstr("my.toml:3: columns.a: \"txt\" is no way to read a cell"));
  EXPECT_THAT(mistakes, HasSubstr("\"feed\" is missing"));
  EXPECT_THAT(mistakes, HasSubstr("[[events]]"));
}

TEST(MappingTest, WhatIsNoTomlIsNamedByItsLine) {
  EXPECT_THAT(MistakesIn("feed = \"a\"\nnot toml"), StartsWith("my.toml:2: "));
}

TEST(MappingTest, AColumnMisspeltIsOffered) {
  EXPECT_THAT(MistakesIn(With("{patient}", "{patinet}")),
              HasSubstr("subjects[1].record: \"patinet\" is no column of [columns]; did you mean "
                        "\"patient\"?"));
  EXPECT_THAT(MistakesIn(With("{day}", "{when}")), HasSubstr("\"when\" is no column of [columns]"));
}

TEST(MappingTest, AKindMisspeltIsOffered) {
  EXPECT_THAT(MistakesIn(With("ConcernRecorded", "ConcernRecord")),
              HasSubstr("did you mean \"ConcernRecorded\"?"));
}

TEST(MappingTest, AWordThatItsListDoesNotHaveIsRefused) {
  EXPECT_THAT(MistakesIn(With("\"health\"", "\"helth\"")),
              AllOf(HasSubstr("events[1].category: \"helth\" is no word of it"),
                    HasSubstr("mental-health")));
}

TEST(MappingTest, CodesMustMeanWordsOfTheirField) {
  std::string text = Visits("part = { codes = { C = \"kid\" } }");
  text.replace(text.find("\"child\""), 7, "\"{part}\"");
  EXPECT_THAT(MistakesIn(text), HasSubstr("the codes of \"part\" give \"kid\", which is no word"));
  text = Visits("part = \"text\"");
  text.replace(text.find("\"child\""), 7, "\"{part}\"");
  EXPECT_THAT(MistakesIn(text), HasSubstr("needs to know what the cells mean"));
}

TEST(MappingTest, AColumnMustBeReadInTheFormItsFieldTakes) {
  EXPECT_THAT(MistakesIn(With("occurred = \"{day}\"", "occurred = \"{visit}\"")),
              HasSubstr("\"visit\" = { date = \"DD/MM/YYYY\" }"));
  EXPECT_THAT(MistakesIn(With("occurred = \"{day}\"", "occurred = \"{day} {visit}\"")),
              HasSubstr("[joined]"));
  std::string text = With("ConcernRecorded", "ExclusionRecorded");
  EXPECT_THAT(MistakesIn(text + "says = { category = \"PERM\", sessions = \"{visit}\" }"),
              HasSubstr("\"visit\" = \"number\""));
  text = With("ConcernRecorded", "AppointmentMissed");
  EXPECT_THAT(MistakesIn(text + "says = { was_not_brought = \"{visit}\" }"),
              HasSubstr("\"visit\" = \"yes-no\""));
  EXPECT_THAT(MistakesIn(text + "says = { was_not_brought = true, service = \"x\" }"), "");
}

TEST(MappingTest, AFieldThatThePayloadDoesNotHaveIsRefused) {
  EXPECT_THAT(
      MistakesIn(Visits("", "says = { concerm = \"x\" }")),
      HasSubstr("events[1].says.concerm: is no key of a mapping; did you mean \"concern\"?"));
}

TEST(MappingTest, AnIdMayNotShowWhoSomebodyIs) {
  const std::string_view described =
      "subjects = [{ record = \"{patient}\", role = \"child\", described = { identifiers = [{ type "
      "= \"nhs-number\", value = \"{patient}\" }] } }]";
  std::string text = With("subjects = [{ record = \"{patient}\", role = \"child\" }]", described);
  EXPECT_THAT(MistakesIn(text), HasSubstr("write {digest of patient}"));
  text.replace(text.find("{patient}"), 9, "{digest of patient}");
  EXPECT_EQ(MistakesIn(text), "");
}

TEST(MappingTest, AnIdThatIsTheSameForEveryRowIsRefused) {
  EXPECT_THAT(MistakesIn(With("visit/{visit}", "visit")), HasSubstr("same for every row"));
  EXPECT_EQ(MistakesIn(With("visit/{visit}", "visit/{digest of this event}")), "");
  EXPECT_THAT(MistakesIn(With("{patient}", "{digest of this event}")),
              HasSubstr("only stand in the event's id"));
}

TEST(MappingTest, ADateFormatThatCannotBeIsRefused) {
  EXPECT_THAT(MistakesIn(With("DD/MM/YYYY", "DD/MM/YY")),
              HasSubstr("my.toml:6: columns.day.date: \"DD/MM/YY\": a year of two digits"));
}

TEST(MappingTest, AConditionThatCannotBeReadShowsHow) {
  for (const char* text : {"day is given", "{day} given", "{day}", "{day is given"}) {
    EXPECT_THAT(MistakesIn(Visits("", "only_if = \"" + std::string(text) + "\"")),
                HasSubstr("is no condition; write it as \"{column} is given\""))
        << text;
  }
  EXPECT_THAT(MistakesIn(Visits("", "only_if = \"{dya} is given\"")),
              HasSubstr("did you mean \"day\""));
}

TEST(MappingTest, AColumnStandsInOnePlace) {
  EXPECT_THAT(MistakesIn(Visits("[left_out]\nDAY = \"no use\"")), HasSubstr("is in [columns] too"));
  EXPECT_THAT(MistakesIn(Visits("[left_out]\nx = \" \"")), HasSubstr("say why"));
  EXPECT_THAT(MistakesIn(Visits("Visit = \"text\"")), HasSubstr("is there twice"));
}

TEST(MappingTest, WhatAFileCannotBeIsRefused) {
  EXPECT_THAT(MistakesIn(Visits("[file]\nencoding = \"utf-16\"")), HasSubstr("CSV UTF-8"));
  EXPECT_THAT(MistakesIn(Visits("[file]\ndelimiter = \"||\"")), HasSubstr("one character"));
  EXPECT_THAT(MistakesIn(Visits("[file]\nquote = \",\"")), HasSubstr("is the delimiter too"));
  EXPECT_THAT(MistakesIn(Visits("[file]\nskip_lines = -1")), HasSubstr("0 to 1000"));
}

TEST(MappingTest, AColumnThatHoldsAMessageStandsForAWholeMessageOnly) {
  const std::string whole = "why = \"json\"\nwho = \"list\"";
  const auto wrong = [&](const std::string& event) { return MistakesIn(Visits(whole, event)); };
  EXPECT_EQ(wrong("says = \"{why}\"\ncontact = \"{why}\"\nhandling = \"{who}\""), "");
  EXPECT_THAT(wrong("says = \"{visit}\""), HasSubstr("\"json\" in [columns]"));
  EXPECT_THAT(wrong("contact = \"{visit}\""), HasSubstr("or one column that is \"json\""));
  EXPECT_THAT(wrong("contact = { role = \"{why}\" }"), HasSubstr("only a whole message can be"));
  EXPECT_THAT(wrong("precision = \"{why}\""), HasSubstr("takes one column"));
}

TEST(MappingTest, AKindThatEachRowSaysNeedsAllItSaysInOneColumn) {
  std::string text = Visits("why = \"json\"", "says = \"{why}\"");
  text.replace(text.find("ConcernRecorded"), 15, "{visit}");
  EXPECT_EQ(MistakesIn(text), "");
  text.replace(text.find("says = \"{why}\""), 14, "");
  EXPECT_THAT(MistakesIn(text), HasSubstr("write the column with all it says"));
}

TEST(MappingTest, IdsAreFinalOrLeftUnsaid) {
  EXPECT_TRUE(MappingOf("ids = \"final\"\n" + Visits()).ids_are_final);
  EXPECT_FALSE(MappingOf(Visits()).ids_are_final);
  EXPECT_THAT(MistakesIn("ids = \"fixed\"\n" + Visits()), HasSubstr("write \"final\""));
}

TEST(MappingTest, AColumnIsReadInOneWay) {
  EXPECT_THAT(MistakesIn(Visits("x = { as = \"number\", date = \"YYYY\" }")),
              HasSubstr("in two ways at once"));
}

}  // namespace
}  // namespace goldthread::csv
