#include "eventstore/base/sealed_box.h"

#include <gtest/gtest.h>

namespace goldthread {
namespace {

const std::string kKey(32, 'k');

TEST(SealedBoxTest, OpensWhatItSealedEachTimeOtherwise) {
  for (const std::string& text : {std::string(), std::string("a"), std::string(1'000, '\0')}) {
    const std::string sealed = Sealed(kKey, text);
    EXPECT_EQ(sealed.size(), text.size() + kSealBytes);
    EXPECT_EQ(Unsealed(kKey, sealed), text);
    EXPECT_NE(Sealed(kKey, text), sealed);
  }
}

TEST(SealedBoxTest, EveryByteCounts) {
  const std::string sealed = Sealed(kKey, "some text");
  for (size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(Unsealed(kKey, changed).has_value()) << i;
  }
  EXPECT_FALSE(Unsealed(kKey, sealed.substr(1)).has_value());
  EXPECT_FALSE(Unsealed(kKey, "").has_value());
  EXPECT_FALSE(Unsealed(std::string(32, 'x'), sealed).has_value());
}

TEST(SealedBoxTest, RandomBytesAreEachTimeOthers) {
  EXPECT_EQ(RandomBytes(32).size(), 32u);
  EXPECT_NE(RandomBytes(32), RandomBytes(32));
}

}  // namespace
}  // namespace goldthread
