#include "services/vocabulary/record_id.h"

#include <gtest/gtest.h>

namespace goldthread {
namespace {

TEST(RecordIdTest, TheLastSlashPartsFeedAndRecord) {
  const auto id = ParseRecordId("cin-census/975/RND000215205141");
  ASSERT_TRUE(id.has_value());
  EXPECT_EQ(id->feed, "cin-census/975");
  EXPECT_EQ(id->record, "RND000215205141");
}

TEST(RecordIdTest, TextIsReadBackAsItself) {
  const RecordId id{"northmere-police/people", "P-1"};
  EXPECT_EQ(ParseRecordId(id.Text()), id);
}

TEST(RecordIdTest, AFeedOrARecordAloneIsNoRecordId) {
  for (const char* text : {"", "feed", "/record", "feed/", "/"}) {
    EXPECT_FALSE(ParseRecordId(text).has_value()) << text;
  }
}

TEST(RecordIdTest, SortsByFeedThenRecord) {
  EXPECT_LT((RecordId{"a", "9"}), (RecordId{"b", "1"}));
  EXPECT_LT((RecordId{"a", "1"}), (RecordId{"a", "2"}));
}

}  // namespace
}  // namespace goldthread
