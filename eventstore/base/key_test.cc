#include "eventstore/base/key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <compare>
#include <limits>
#include <random>
#include <tuple>

namespace goldthread {
namespace {

struct Parts {
  std::string text;
  int64_t number;
  std::string last;
  friend auto operator<=>(const Parts&, const Parts&) = default;
};

std::string KeyOf(const Parts& parts) {
  return KeyWriter("p").Text(parts.text).Number(parts.number).Text(parts.last).Take();
}

// Few letters, so that texts often begin alike; zeros and FF are what escaping is about.
std::string RandomText(std::mt19937_64& random) {
  static constexpr char kLetters[] = {'\0', '\x01', 'a', '\xff'};
  std::string text(random() % 4, ' ');
  for (char& letter : text) letter = kLetters[random() % 4];
  return text;
}

int64_t RandomNumber(std::mt19937_64& random) {
  static constexpr int64_t kEdges[] = {std::numeric_limits<int64_t>::min(), -256, -1, 0, 1, 255,
                                       std::numeric_limits<int64_t>::max()};
  return random() % 2 == 0 ? kEdges[random() % 7] : static_cast<int64_t>(random());
}

TEST(KeyTest, ByteOrderIsTheOrderOfTheParts) {
  for (uint64_t seed = 0; seed < 20'000; ++seed) {
    std::mt19937_64 random(seed);
    const Parts a{RandomText(random), RandomNumber(random), RandomText(random)};
    const Parts b{RandomText(random), RandomNumber(random), RandomText(random)};
    ASSERT_EQ(KeyOf(a) <=> KeyOf(b), a <=> b) << "seed " << seed;
  }
}

TEST(KeyTest, WhatWasWrittenIsReadBack) {
  for (uint64_t seed = 0; seed < 5'000; ++seed) {
    std::mt19937_64 random(seed);
    const Parts parts{RandomText(random), RandomNumber(random), RandomText(random)};
    const std::string key = KeyOf(parts);
    KeyReader reader(key);
    char prefix = 0;
    Parts read;
    ASSERT_TRUE(reader.Byte(&prefix) && reader.Text(&read.text) && reader.Number(&read.number) &&
                reader.Text(&read.last))
        << "seed " << seed;
    EXPECT_EQ(prefix, 'p');
    EXPECT_EQ(read, parts) << "seed " << seed;
    EXPECT_TRUE(reader.rest().empty());
  }
}

// Written keys lie on disks: these bytes may never change.
TEST(KeyTest, BytesAreAsDocumented) {
  EXPECT_EQ(KeyWriter().Text(std::string("a\0b", 3)).Take(), std::string("a\0\xff"
                                                                         "b\0\x01",
                                                                         6));
  EXPECT_EQ(KeyWriter().Number(1).Take(), std::string("\x80\0\0\0\0\0\0\x01", 8));
  EXPECT_EQ(KeyWriter().Number(-1).Take(), "\x7f\xff\xff\xff\xff\xff\xff\xff");
}

TEST(KeyTest, ACutKeyIsNotReadAndNothingIsTaken) {
  const std::string text = KeyWriter().Text("ab").Take();
  const std::string number = KeyWriter().Number(7).Take();
  for (size_t size = 0; size < text.size(); ++size) {
    KeyReader reader(std::string_view(text).substr(0, size));
    std::string read;
    EXPECT_FALSE(reader.Text(&read)) << size;
    EXPECT_EQ(reader.rest().size(), size);
  }
  for (size_t size = 0; size < number.size(); ++size) {
    KeyReader reader(std::string_view(number).substr(0, size));
    int64_t read = 0;
    EXPECT_FALSE(reader.Number(&read)) << size;
    EXPECT_EQ(reader.rest().size(), size);
  }
  char byte = 0;
  EXPECT_FALSE(KeyReader("").Byte(&byte));
}

TEST(KeyTest, AnUnknownEscapeIsNotRead) {
  std::string read;
  EXPECT_FALSE(KeyReader(std::string_view("a\0\x02", 3)).Text(&read));
}

TEST(KeyTest, AKeyOfAnyLengthIsWhole) {
  const std::string longer(1000, 'x');
  KeyWriter key("prefix");
  key.Text(longer).Number(7);
  EXPECT_EQ(key.view(), "prefix" + longer + KeyWriter().Text("").Number(7).Take());
}

TEST(KeyTest, PrefixEndIsTheBorderOfThePrefix) {
  for (const std::string prefix : {"a", "a\xff", "chronology/", "\x01\xff\xff"}) {
    const std::string end = PrefixEnd(prefix);
    EXPECT_GT(end, prefix + std::string(20, '\xff')) << testing::PrintToString(prefix);
    // The smallest text that is greater than all of them: one shorter or lower is not.
    std::string lower = end;
    lower.back() = static_cast<char>(lower.back() - 1);
    EXPECT_TRUE(prefix.starts_with(lower)) << testing::PrintToString(prefix);
  }
}

TEST(KeyTest, NothingComesAfterAPrefixOfAllOnes) {
  EXPECT_EQ(PrefixEnd("\xff\xff"), "");
  EXPECT_EQ(PrefixEnd(""), "");
}

}  // namespace
}  // namespace goldthread
