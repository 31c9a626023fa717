#include "services/vocabulary/revision_id.h"

#include <gtest/gtest.h>

namespace goldthread {
namespace {

TEST(RevisionIdTest, ComesBackFromItsText) {
  for (const char* text : {"a~1", "a/b/2020-07-13/1~12.20220331.20220523", "c~9/x~3"}) {
    const auto revision = ParseRevisionId(text);
    ASSERT_TRUE(revision.has_value()) << text;
    EXPECT_EQ(revision->Text(), text);
  }
  const auto revision = ParseRevisionId("a/b~12.2022.x");
  EXPECT_EQ(revision->name, "a/b");
  EXPECT_EQ(revision->number, 12);
  EXPECT_EQ(revision->words, "2022.x");
}

TEST(RevisionIdTest, AnythingElseIsAnIdOfTheSendersOwn) {
  for (const char* text : {"", "a", "~1", "a~", "a~0", "a~01", "a~-1", "a~1.", "a~1x", "a~x",
                           "a~1/b", "a~99999999999999999999"}) {
    EXPECT_FALSE(ParseRevisionId(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace goldthread
