#include "connectors/county/people/numbers.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "services/vocabulary/identifiers.h"

namespace goldthread::county {
namespace {

IdentifierStatus StatusOf(v1::IdentifierType type, const std::string& value) {
  v1::Identifier identifier;
  identifier.set_type(type);
  identifier.set_value(value);
  return CheckIdentifier(identifier, 2026).status;
}

// The hub's own check is the second opinion.
TEST(NumbersTest, EveryNumberHasItsCheckDigit) {
  const DayNumber birth = Number(2010, 5, 3);
  for (PersonIndex person = 0; person < 3'000; ++person) {
    const std::string nhs = NhsNumber(person * 331);
    if (!nhs.empty()) {
      EXPECT_EQ(StatusOf(v1::IDENTIFIER_TYPE_NHS_NUMBER, nhs), IdentifierStatus::kValid) << nhs;
    }
    const std::string upn = Upn(person * 3'331, 997, birth);
    EXPECT_EQ(StatusOf(v1::IDENTIFIER_TYPE_UPN, upn), IdentifierStatus::kValid) << upn;
    const std::string pnc = PncId(person * 3'331, Number(1980, 1, 1));
    EXPECT_EQ(StatusOf(v1::IDENTIFIER_TYPE_PNC_ID, pnc), IdentifierStatus::kValid) << pnc;
  }
}

TEST(NumbersTest, NhsNumbersAreOfTheTestRangeAndEachOnePersons) {
  std::set<std::string> seen;
  int none = 0;
  for (PersonIndex person = 0; person < 50'000; ++person) {
    const std::string number = NhsNumber(person);
    none += number.empty() ? 1 : 0;
    if (number.empty()) continue;
    EXPECT_TRUE(number.starts_with("999"));
    EXPECT_TRUE(seen.insert(number).second) << number;
  }
  EXPECT_NEAR(none, 50'000 / 11, 200);
  EXPECT_EQ(NhsNumber(1'000'000), "");
}

TEST(NumbersTest, NoTelephoneRingsAtAnybodysHome) {
  for (PersonIndex person = 0; person < 2'000; ++person) {
    EXPECT_TRUE(std::regex_match(MobilePhone(person), std::regex("07700 900[0-9]{3}")));
  }
}

TEST(NumbersTest, ASlippedNumberFailsItsCheck) {
  const std::string number = NhsNumber(12);
  ASSERT_FALSE(number.empty());
  EXPECT_EQ(StatusOf(v1::IDENTIFIER_TYPE_NHS_NUMBER, Slipped(number, 5)),
            IdentifierStatus::kBadCheckDigit);
}

}  // namespace
}  // namespace goldthread::county
