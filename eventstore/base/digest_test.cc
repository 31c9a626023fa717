#include "eventstore/base/digest.h"

#include <gtest/gtest.h>

namespace goldthread {
namespace {

// Source: FIPS 180-2, appendix B.1, and the empty message.
TEST(DigestTest, Sha256GivesThePublishedDigests) {
  EXPECT_EQ(Hex(Sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Hex(Sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(DigestTest, AStreamOfPiecesHasTheDigestOfTheWhole) {
  const std::string whole(100'000, 'g');
  for (const size_t piece : {size_t{1}, size_t{63}, size_t{64}, size_t{65}, size_t{99'999}}) {
    Sha256Stream stream;
    for (size_t at = 0; at < whole.size(); at += piece) {
      stream.Add(std::string_view(whole).substr(at, piece));
    }
    EXPECT_EQ(stream.Finish(), Sha256(whole)) << piece;
  }
}

TEST(DigestTest, HexWritesEveryByteAsTwoLowerCaseDigits) {
  EXPECT_EQ(Hex(std::string_view("\x00\x0f\xf0\xff", 4)), "000ff0ff");
}

TEST(DigestTest, FromHexReadsWhatHexWroteAndNothingElse) {
  const std::string bytes("\x00\x0f\xf0\xff", 4);
  EXPECT_EQ(FromHex(Hex(bytes)), bytes);
  EXPECT_EQ(FromHex("000FF0fF"), bytes);
  EXPECT_EQ(FromHex(""), "");
  for (const char* odd : {"0", "000", "0x", "-1", " 1", "1 ", "gg", "00zz"}) {
    EXPECT_FALSE(FromHex(odd).has_value()) << odd;
  }
}

// Checksums lie on disks: the function may never change.
TEST(DigestTest, ChecksumIsXxh3) { EXPECT_EQ(Checksum(""), 0x2d06800538d394c2); }

TEST(DigestTest, ChecksumDiffersForEveryBitAndSeed) {
  const std::string bytes(300, 'x');
  const uint64_t checksum = Checksum(bytes);
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string flipped = bytes;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    EXPECT_NE(Checksum(flipped), checksum) << bit;
  }
  EXPECT_NE(Checksum(bytes, 1), checksum);
  EXPECT_EQ(Checksum(bytes, 0), checksum);
}

}  // namespace
}  // namespace goldthread
