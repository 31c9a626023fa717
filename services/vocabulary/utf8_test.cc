#include "services/vocabulary/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace goldthread {
namespace {

using namespace std::string_view_literals;

TEST(Utf8Test, Utf8IsWhatTheStandardSays) {
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

TEST(Utf8Test, WhereABadByteStandsMakesNoDifference) {
  for (size_t at = 0; at < 40; ++at) {
    std::string text(40, 'a');
    EXPECT_TRUE(IsUtf8(text));
    text[at] = '\xff';
    EXPECT_FALSE(IsUtf8(text)) << at;
    text.replace(at, 1, "\xc3\xa9");
    EXPECT_TRUE(IsUtf8(text)) << at;
  }
}

}  // namespace
}  // namespace goldthread
