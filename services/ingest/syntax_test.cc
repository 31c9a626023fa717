#include "services/ingest/syntax.h"

#include <gtest/gtest.h>

#include <string>

namespace goldthread::ingest {
namespace {

using namespace std::string_view_literals;

TEST(SyntaxTest, AnIdIsShortTextWithoutControlCharacters) {
  EXPECT_TRUE(IsId("urn:x/1 – é", 200));
  EXPECT_TRUE(IsId(std::string(200, 'x'), 200));
  EXPECT_FALSE(IsId(std::string(201, 'x'), 200));
  EXPECT_FALSE(IsId("", 200));
  EXPECT_FALSE(IsId("a\tb", 200));
  EXPECT_FALSE(IsId("a\x7f", 200));
  EXPECT_FALSE(IsId("a\0b"sv, 200));
  EXPECT_FALSE(IsId("\xff", 200));
}

TEST(SyntaxTest, ANameIsOfAFewCharacters) {
  EXPECT_TRUE(IsName("cin-census/975"));
  EXPECT_TRUE(IsName("a.b_c-0/9"));
  EXPECT_FALSE(IsName(""));
  EXPECT_FALSE(IsName("Northmere"));
  EXPECT_FALSE(IsName("a b"));
  EXPECT_FALSE(IsName("a*"));
  EXPECT_FALSE(IsName(std::string(101, 'a')));
}

TEST(SyntaxTest, ADayMayBeKnownToTheMonthOrTheYear) {
  EXPECT_TRUE(IsPartialDay("2011"));
  EXPECT_TRUE(IsPartialDay("2011-03"));
  EXPECT_TRUE(IsPartialDay("2011-03-09"));
  EXPECT_FALSE(IsPartialDay("2011-13"));
  EXPECT_FALSE(IsPartialDay("soon"));
  EXPECT_FALSE(IsPartialDay(""));
}

}  // namespace
}  // namespace goldthread::ingest
