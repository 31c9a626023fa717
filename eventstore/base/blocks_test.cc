#include "eventstore/base/blocks.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <string_view>

#include "eventstore/base/status.h"

namespace goldthread {
namespace {

char* Write(Blocks& blocks, std::string_view text) {
  char* const room = blocks.Take(text.size());
  std::memcpy(room, text.data(), text.size());
  return room;
}

std::string All(const Blocks& blocks) {
  std::string all;
  const Status status = blocks.ForEach([&all](const char* begin, const char* end) {
    all.append(begin, end);
    return OkStatus();
  });
  EXPECT_TRUE(status.ok());
  return all;
}

TEST(BlocksTest, PiecesStayWhereTheyAreAndAreVisitedInOrder) {
  Blocks blocks;
  std::string expected;
  const char* const first = Write(blocks, "first");
  expected += "first";
  for (int i = 0; i < 30; ++i) {
    // Some larger than any block begins with.
    const std::string piece(static_cast<size_t>(i % 7 == 6 ? 3'000'000 : 100'000 + i), 'a');
    Write(blocks, piece);
    expected += piece;
  }
  EXPECT_EQ(std::string_view(first, 5), "first");
  EXPECT_TRUE(All(blocks) == expected);
}

TEST(BlocksTest, ClearedBlocksAreFilledAnew) {
  Blocks blocks;
  for (int i = 0; i < 3; ++i) Write(blocks, std::string(900'000, 'o'));
  blocks.Clear();
  EXPECT_EQ(All(blocks), "");
  Write(blocks, std::string(2'000'000, 'n'));
  Write(blocks, "new");
  EXPECT_TRUE(All(blocks) == std::string(2'000'000, 'n') + "new");
}

TEST(BlocksTest, AVisitEndsAtTheFirstError) {
  Blocks blocks;
  for (int i = 0; i < 3; ++i) Write(blocks, std::string(900'000, 'o'));
  int visits = 0;
  const Status status = blocks.ForEach([&visits](const char*, const char*) {
    return ++visits == 2 ? Error(Code::kUnavailable, "full") : OkStatus();
  });
  EXPECT_EQ(status.code(), Code::kUnavailable);
  EXPECT_EQ(visits, 2);
}

}  // namespace
}  // namespace goldthread
