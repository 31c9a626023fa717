#include "services/vocabulary/identifiers.h"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace goldthread {
namespace {

constexpr int kTodayYear = 2026;

CheckedIdentifier Check(v1::IdentifierType type, std::string_view value,
                        std::string_view issuer = "", int today_year = kTodayYear) {
  v1::Identifier identifier;
  identifier.set_type(type);
  identifier.set_value(std::string(value));
  identifier.set_issuer(std::string(issuer));
  return CheckIdentifier(identifier, today_year);
}

void ExpectAll(v1::IdentifierType type, IdentifierStatus status,
               const std::vector<std::string_view>& values) {
  for (const std::string_view value : values) {
    EXPECT_EQ(Check(type, value).status, status) << value;
  }
}

// The vectors of domain/identifiers.md, section by section; synthetic or published examples.

TEST(IdentifiersTest, NhsNumbersAreCheckedModulo11) {
  ExpectAll(v1::IDENTIFIER_TYPE_NHS_NUMBER, IdentifierStatus::kValid,
            {"9434765919", "9000000009", "9000000025", "9000000033", "9912003888", "4010232137",
             "9876543210"});
  ExpectAll(v1::IDENTIFIER_TYPE_NHS_NUMBER, IdentifierStatus::kBadCheckDigit,
            {"9912003890", "5629874536", "1234567890"});
  ExpectAll(v1::IDENTIFIER_TYPE_NHS_NUMBER, IdentifierStatus::kBadSyntax,
            {"", "943476591", "94347659190", "943476591X", "943.476.5919"});
}

TEST(IdentifiersTest, NhsNumbersOfOneRepeatedDigitArePlaceholders) {
  ExpectAll(v1::IDENTIFIER_TYPE_NHS_NUMBER, IdentifierStatus::kPlaceholder,
            {"0000000000", "3333333333", "9999999999"});
}

TEST(IdentifiersTest, AnNhsNumberMayBeGrouped) {
  EXPECT_EQ(Check(v1::IDENTIFIER_TYPE_NHS_NUMBER, " 943 476 5919 ").canonical, "9434765919");
  EXPECT_EQ(Check(v1::IDENTIFIER_TYPE_NHS_NUMBER, "943-476-5919").canonical, "9434765919");
  EXPECT_EQ(Check(v1::IDENTIFIER_TYPE_NHS_NUMBER, "943-476-5919").status, IdentifierStatus::kValid);
}

// No tenth digit serves a prefix whose remainder asks for 10.
TEST(IdentifiersTest, AnNhsPrefixWhoseCheckWouldBeTenIsNeverValid) {
  for (char last = '0'; last <= '9'; ++last) {
    EXPECT_EQ(Check(v1::IDENTIFIER_TYPE_NHS_NUMBER, std::string("123456789") + last).status,
              IdentifierStatus::kBadCheckDigit);
  }
}

TEST(IdentifiersTest, UpnsAreCheckedByTheirLetter) {
  ExpectAll(v1::IDENTIFIER_TYPE_UPN, IdentifierStatus::kValid,
            {"B801200005001", "H801200001001", "P207000016049", "M80120000500A", "E82312341501B",
             "K30340011801A"});
  ExpectAll(v1::IDENTIFIER_TYPE_UPN, IdentifierStatus::kBadCheckDigit,
            {"A801200005001", "B207000016049", "Q207000016049", "A80120000500A"});
  ExpectAll(v1::IDENTIFIER_TYPE_UPN, IdentifierStatus::kBadSyntax,
            {"", "X80120000A001", "I801200005001", "O801200005001", "S801200005001",
             "B80120000500O", "B80120000500", "B8012000050011", "1801200005001"});
}

TEST(IdentifiersTest, AFormerUpnIsAUpn) {
  EXPECT_EQ(Check(v1::IDENTIFIER_TYPE_FORMER_UPN, "b801200005001").status,
            IdentifierStatus::kValid);
  EXPECT_EQ(Check(v1::IDENTIFIER_TYPE_FORMER_UPN, "b801200005001").canonical, "B801200005001");
}

TEST(IdentifiersTest, AUpnOfNoughtsIsAPlaceholder) {
  ExpectAll(v1::IDENTIFIER_TYPE_UPN, IdentifierStatus::kPlaceholder, {"A000000000000"});
}

TEST(IdentifiersTest, UlnsMustComeToTenModulo11) {
  ExpectAll(v1::IDENTIFIER_TYPE_ULN, IdentifierStatus::kValid, {"9276308686", "1000000000"});
  ExpectAll(v1::IDENTIFIER_TYPE_ULN, IdentifierStatus::kBadCheckDigit,
            {"9276308687", "9999999999"});
  ExpectAll(v1::IDENTIFIER_TYPE_ULN, IdentifierStatus::kBadSyntax, {"0276308686", "927630868"});
}

TEST(IdentifiersTest, NoUlnIsAnNhsNumber) {
  for (int i = 0; i < 20'000; ++i) {
    const std::string number = std::to_string(1'000'000'000 + i * 7919LL);
    if (Check(v1::IDENTIFIER_TYPE_ULN, number).status == IdentifierStatus::kValid) {
      EXPECT_EQ(Check(v1::IDENTIFIER_TYPE_NHS_NUMBER, number).status,
                IdentifierStatus::kBadCheckDigit)
          << number;
    }
  }
}

TEST(IdentifiersTest, PncIdsAreWrittenWithFullYearAndSerial) {
  const std::pair<const char*, const char*> vectors[] = {
      {"81/34U", "1981/0000034U"},        {"02/73319Z", "2002/0073319Z"},
      {"00/223R", "2000/0000223R"},       {"79/163001B", "1979/0163001B"},
      {"033Y", "2003/0000003Y"},          {"67/9893091D", "1967/9893091D"},
      {"1981/0000034U", "1981/0000034U"}, {"19810000034U", "1981/0000034U"},
      {"1981/34u", "1981/0000034U"}};
  for (const auto& [value, canonical] : vectors) {
    const CheckedIdentifier id = Check(v1::IDENTIFIER_TYPE_PNC_ID, value);
    EXPECT_EQ(id.canonical, canonical);
    EXPECT_EQ(id.status, IdentifierStatus::kValid) << value;
  }
}

TEST(IdentifiersTest, WrongPncIdsAreMarked) {
  ExpectAll(v1::IDENTIFIER_TYPE_PNC_ID, IdentifierStatus::kBadCheckDigit,
            {"20030011985Z", "20120052494O", "2001/0171310S"});
  ExpectAll(v1::IDENTIFIER_TYPE_PNC_ID, IdentifierStatus::kBadSyntax,
            {"", "1X23/1234567A", "1923[1234567A", "81/U", "81/12345678U", "198/34U", "81/34",
             "/34U", "81/3/4U"});
}

TEST(IdentifiersTest, ATwoDigitPncYearIsReadOnTheDayItWasReceived) {
  EXPECT_EQ(Check(v1::IDENTIFIER_TYPE_PNC_ID, "30/34A", "", 2029).canonical, "1930/0000034A");
  EXPECT_EQ(Check(v1::IDENTIFIER_TYPE_PNC_ID, "30/34A", "", 2030).canonical, "2030/0000034A");
}

TEST(IdentifiersTest, CroNumbersAreCheckedByTheirLetter) {
  const CheckedIdentifier standard = Check(v1::IDENTIFIER_TYPE_CRO_NUMBER, "65656/91H");
  EXPECT_EQ(standard.canonical, "065656/91H");
  EXPECT_EQ(standard.status, IdentifierStatus::kValid);
  ExpectAll(v1::IDENTIFIER_TYPE_CRO_NUMBER, IdentifierStatus::kValid,
            {"065656/91H", "85227/65L", "SF05/482703J", "SF83/50058Z"});
  ExpectAll(v1::IDENTIFIER_TYPE_CRO_NUMBER, IdentifierStatus::kBadCheckDigit,
            {"85227/65G", "SF05/482703K"});
  ExpectAll(v1::IDENTIFIER_TYPE_CRO_NUMBER, IdentifierStatus::kBadSyntax,
            {"", "65656/91", "65656H", "1234567/91H", "SF5/482703J", "/91H", "65656/1991H"});
}

TEST(IdentifiersTest, TheSpecialFilesSerialIsNotPadded) {
  EXPECT_EQ(Check(v1::IDENTIFIER_TYPE_CRO_NUMBER, "sf83/50058z").canonical, "SF83/50058Z");
  EXPECT_EQ(Check(v1::IDENTIFIER_TYPE_CRO_NUMBER, "SF83/050058Z").canonical, "SF83/50058Z");
}

TEST(IdentifiersTest, ACouncilsChildIdIsPlainAndNeedsItsCouncil) {
  const auto status = [](const char* value, const char* issuer) {
    return Check(v1::IDENTIFIER_TYPE_LA_CHILD_ID, value, issuer).status;
  };
  EXPECT_EQ(status("RND000215205141", "975"), IdentifierStatus::kUnchecked);
  EXPECT_EQ(status("RND000215205141", ""), IdentifierStatus::kBadSyntax);
  EXPECT_EQ(status("RND-215", "975"), IdentifierStatus::kBadSyntax);
  EXPECT_EQ(status("123456789012345678901", "975"), IdentifierStatus::kBadSyntax);
  EXPECT_EQ(status("", "975"), IdentifierStatus::kBadSyntax);
}

TEST(IdentifiersTest, OtherNumbersAreTrimmedAndNotJudged) {
  const CheckedIdentifier id = Check(v1::IDENTIFIER_TYPE_LOCAL_PATIENT, "\t h-00 12 ", " rr8 ");
  EXPECT_EQ(id.canonical, "H-00 12");
  EXPECT_EQ(id.issuer, "RR8");
  EXPECT_EQ(id.status, IdentifierStatus::kUnchecked);
}

}  // namespace
}  // namespace goldthread
