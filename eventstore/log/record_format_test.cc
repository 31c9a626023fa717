#include "eventstore/log/record_format.h"

#include <gtest/gtest.h>

#include "eventstore/base/digest.h"

namespace goldthread {
namespace {

std::string Encoded(Position position, const NewRecord& record) {
  std::string value;
  EncodeRecord(position, record, &value);
  return value;
}

// These bytes lie on disks: if this test fails, the code is wrong, never the test.
TEST(RecordFormatTest, BytesAreAsDocumented) {
  EXPECT_EQ(Hex(RecordKey(Position{5})), "8000000000000005");
  EXPECT_EQ(Hex(Encoded(Position{5}, {"head", "body"})),
            "04000000"
            "68656164"
            "626f6479"
            "56b94a41768147b1");
}

TEST(RecordFormatTest, WhatWasEncodedIsDecoded) {
  const NewRecord records[] = {
      {"header", "body"}, {"", "body"}, {"header", ""}, {std::string(300, '\0'), "b"}};
  for (const NewRecord& record : records) {
    const std::string value = Encoded(Position{1}, record);
    LogRecord read;
    ASSERT_TRUE(DecodeRecord(Position{1}, RecordKey(Position{1}), value, &read));
    EXPECT_EQ(read.position, Position{1});
    EXPECT_EQ(read.header, record.header);
    EXPECT_EQ(read.body, record.body);
  }
}

TEST(RecordFormatTest, EveryFlippedBitIsFound) {
  const std::string value = Encoded(Position{3}, {"header", "some body"});
  LogRecord read;
  for (size_t bit = 0; bit < value.size() * 8; ++bit) {
    std::string flipped = value;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    EXPECT_FALSE(DecodeRecord(Position{3}, RecordKey(Position{3}), flipped, &read)) << bit;
  }
}

TEST(RecordFormatTest, EveryCutIsFound) {
  const std::string value = Encoded(Position{3}, {"header", "some body"});
  LogRecord read;
  for (size_t size = 0; size < value.size(); ++size) {
    EXPECT_FALSE(DecodeRecord(Position{3}, RecordKey(Position{3}), value.substr(0, size), &read))
        << size;
  }
}

TEST(RecordFormatTest, ARecordInAnothersPlaceIsDamage) {
  const std::string value = Encoded(Position{3}, {"header", "body"});
  LogRecord read;
  EXPECT_FALSE(DecodeRecord(Position{4}, RecordKey(Position{4}), value, &read));
  EXPECT_FALSE(DecodeRecord(Position{3}, RecordKey(Position{4}), value, &read));
  EXPECT_FALSE(DecodeRecord(Position{3}, RecordKey(Position{3}) + "x", value, &read));
}

}  // namespace
}  // namespace goldthread
