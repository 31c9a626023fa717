#include "services/server/console.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <sstream>

#include "services/server/characters.h"

namespace goldthread::server {
namespace {

TEST(PlainTest, TextOfAnyScriptStaysAsItIs) {
  for (const char* text : {"", "Referral made", "Zoë Ó Sé", "Łódź", "日本語", "👩‍👧"}) {
    EXPECT_EQ(Plain(text), text);
  }
}

TEST(PlainTest, ControlsOfBothSetsBecomeSpaces) {
  EXPECT_EQ(Plain("a\x1b[31m\tb\r\n\x7f"), "a [31m b   ");
  EXPECT_EQ(Plain("a\u0085b\u009b2Jc"), "a b 2Jc");
  EXPECT_EQ(Plain(std::string("a\0b", 3)), "a b");
}

TEST(PlainTest, NothingMakesALineReadInAnotherOrderThanItIsStored) {
  for (const char* control :
       {"\u061c", "\u200e", "\u200f", "\u2028", "\u2029", "\u202a", "\u202b", "\u202c", "\u202d",
        "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"}) {
    EXPECT_EQ(Plain(std::string("a") + control + "b"), "a b");
  }
}

TEST(PlainTest, BytesThatAreNoCharacterAreSeenNotSent) {
  EXPECT_EQ(Plain("a\x9b"
                  "31m"),
            "a?31m");                  // C1 in one byte, as an eight-bit terminal reads it.
  EXPECT_EQ(Plain("\xc0\x9b"), "??");  // The same, written too long.
  EXPECT_EQ(Plain("\xe0\x82\x9b"), "???");
  EXPECT_EQ(Plain("\xed\xa0\x80"), "???");       // A surrogate.
  EXPECT_EQ(Plain("\xf4\x90\x80\x80"), "????");  // Beyond Unicode.
  EXPECT_EQ(Plain("caf\xc3"), "caf?");           // Cut short.
}

// Whatever the bytes: what comes out has no control in it and stays as it is.
TEST(PlainTest, AnyBytesComeOutPlain) {
  for (unsigned seed = 1; seed <= 2'000; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    std::string bytes;
    for (unsigned at = 0; at < random() % 30; ++at) {
      bytes += static_cast<char>(random() % 3 == 0 ? "\xe2\x80\xae\xc2\x9b\xd8\x9c"[random() % 7]
                                                   : random() % 256);
    }
    const std::string plain = Plain(bytes);
    for (size_t at = 0; at < plain.size(); ++at) {
      const auto byte = static_cast<unsigned char>(plain[at]);
      EXPECT_TRUE(byte >= 0x20 && byte != 0x7f);
      EXPECT_FALSE(byte == 0xc2 && static_cast<unsigned char>(plain.at(at + 1)) < 0xa0);
    }
    EXPECT_EQ(plain.find("\u202e"), plain.npos);
    EXPECT_EQ(Plain(plain), plain);
  }
}

TEST(SayTest, AMessageIsOneLineThatDrivesNothing) {
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  Console console{.in = in, .out = out, .err = err};
  Say(console, "no file \x1b[2Jx\ny");
  EXPECT_EQ(err.str(), "goldthread: no file  [2Jx y\n");
  EXPECT_EQ(Fail(console, Error(Code::kDeadlineExceeded, "late")), kExitNoHub);
  EXPECT_EQ(Fail(console, Error(Code::kNotFound, "gone")), kExitFailed);
}

TEST(ShellWordTest, WhatAShellWouldTakeApartIsInQuotes) {
  EXPECT_EQ(ShellWord("./county/events.ndjson"), "./county/events.ndjson");
  EXPECT_EQ(ShellWord("my county/events"), "'my county/events'");
  EXPECT_EQ(ShellWord("it's; rm $HOME"), "'it'\\''s; rm $HOME'");
  EXPECT_EQ(ShellWord(""), "''");
}

}  // namespace
}  // namespace goldthread::server
