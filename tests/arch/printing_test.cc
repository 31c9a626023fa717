// What a record says of people stays out of logs and errors, as far as reading the code can
// tell. Source: docs/decisions/0012-no-sensitive-type.md.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <string>
#include <vector>

#include "goldthread/v1/people.pb.h"
#include "tests/arch/source_tree.h"

namespace goldthread::arch {
namespace {

// Outside tests, whose people are invented.
std::vector<SourceFile> Program() {
  std::vector<SourceFile> files;
  for (const SourceFile& file : Sources()) {
    if (!file.IsTest()) files.push_back(file);
  }
  return files;
}

bool PrintsAMessage(const std::string& line) {
  // In an include the name of a stream is enough, in code its use.
  static const auto* const prints = new std::regex(
      "DebugString|\\bTextFormat\\b|fmt/ostream\\.h|operator<<\\s*\\(|\\bPrintToString\\b");
  return std::regex_search(std::string(CodeOf(line)), *prints);
}

TEST(PrintingTest, NothingPrintsAWholeMessage) {
  for (const SourceFile& file : Program()) {
    for (size_t i = 0; i < file.lines.size(); ++i) {
      EXPECT_FALSE(PrintsAMessage(file.lines[i])) << At(file, i + 1, "prints what it may not know");
    }
  }
}

TEST(PrintingTest, AMessageThatIsPrintedIsSeen) {
  EXPECT_TRUE(PrintsAMessage("  Say(console, event.ShortDebugString());"));
  EXPECT_TRUE(
      PrintsAMessage("std::ostream& operator<<(std::ostream& out, const v1::Event& event);"));
  EXPECT_FALSE(PrintsAMessage("  console.out << text;  // never DebugString"));
}

// The accessors of what the contract says of a person, and of free text. `value` is left out, as
// every StatusOr has one; an identifier is reached through `identifiers`.
std::set<std::string> Telling() {
  std::set<std::string> names = {"described", "summary", "concern", "answer",
                                 "presenting_complaint"};
  for (const google::protobuf::Descriptor* type :
       {v1::PersonDescription::descriptor(), v1::PersonName::descriptor(),
        v1::Identifier::descriptor(), v1::Address::descriptor()}) {
    for (int at = 0; at < type->field_count(); ++at) {
      if (type->field(at)->enum_type() == nullptr) names.insert(type->field(at)->name());
    }
  }
  names.erase("value");
  return names;
}

// Where a statement that makes an error or a message takes something telling: line numbers.
std::vector<size_t> TellingStatements(const SourceFile& file) {
  static const auto* const message =
      new std::regex("\\b(Error|BadField|GT_CHECK)\\(|\\bSay\\(console|\\berr <<|\\bFail\\(");
  static const auto* const telling =
      new std::regex(fmt::format("[.>]({})\\(", fmt::join(Telling(), "|")));
  std::vector<size_t> found;
  for (size_t i = 0; i < file.lines.size(); ++i) {
    if (!std::regex_search(std::string(CodeOf(file.lines[i])), *message)) continue;
    std::string statement;
    for (size_t at = i; at < file.lines.size(); ++at) {
      statement += CodeOf(file.lines[at]);
      if (statement.ends_with(";") || statement.ends_with("{")) break;
    }
    if (std::regex_search(statement, *telling)) found.push_back(i + 1);
  }
  return found;
}

TEST(PrintingTest, NoErrorOrMessageTakesWhatARecordSaysOfAPerson) {
  for (const SourceFile& file : Program()) {
    for (const size_t line : TellingStatements(file)) {
      ADD_FAILURE() << At(file, line, "an error holds ids and field names only");
    }
  }
}

TEST(PrintingTest, ATellingErrorIsSeenOverSeveralLines) {
  const SourceFile file{"x.cc",
                        "",
                        {"  const auto& family = name.family();", "  return Error(Code::kInternal,",
                         "               fmt::format(\"{}\", name.family()));",
                         "  return Error(Code::kInternal, \"names[0].family\");"}};
  EXPECT_EQ(TellingStatements(file), std::vector<size_t>{2});
}

}  // namespace
}  // namespace goldthread::arch
