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

TEST(SyntaxTest, Utf8IsWhatTheStandardSays) {
  // First and last of each length, and beside the surrogates.
  for (std::string_view good : {"\x01"sv, "\x7f"sv, "\xc2\x80"sv, "\xdf\xbf"sv, "\xe0\xa0\x80"sv,
                                "\xed\x9f\xbf"sv, "\xee\x80\x80"sv, "\xef\xbf\xbf"sv,
                                "\xf0\x90\x80\x80"sv, "\xf4\x8f\xbf\xbf"sv, "\0"sv, ""sv}) {
    EXPECT_TRUE(IsUtf8(good)) << good.size();
  }
  for (std::string_view bad :
       {"\x80"sv, "\xc0\x80"sv, "\xc1\xbf"sv, "\xc2"sv, "\xc2\x41"sv, "\xe0\x9f\xbf"sv,
        "\xed\xa0\x80"sv, "\xed\xbf\xbf"sv, "\xe2\x82"sv, "\xf0\x8f\xbf\xbf"sv,
        "\xf4\x90\x80\x80"sv, "\xf5\x80\x80\x80"sv, "a\xff"sv}) {
    EXPECT_FALSE(IsUtf8(bad)) << static_cast<int>(static_cast<unsigned char>(bad[0]));
  }
}

}  // namespace
}  // namespace goldthread::ingest
