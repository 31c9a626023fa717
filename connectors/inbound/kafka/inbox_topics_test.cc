#include "connectors/inbound/kafka/inbox_topics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace goldthread::inbox {
namespace {

TEST(InboxTopicsTest, AFeedsTopicsAreNamedAfterIt) {
  const InboxTopics topics = InboxTopicsOf("northmere-police/incidents");
  EXPECT_EQ(topics.inbox, "goldthread.inbox.northmere-police.incidents");
  EXPECT_EQ(topics.receipts, "goldthread.receipts.northmere-police.incidents");
  EXPECT_EQ(topics.dead_letters, "goldthread.dead-letters.northmere-police.incidents");
}

TEST(InboxTopicsTest, FeedsThatKafkaCannotTellApartAreRefused) {
  EXPECT_TRUE(CheckFeeds({}).ok());
  EXPECT_TRUE(CheckFeeds({"a/b", "a/c", "a-b"}).ok());
  for (const char* const twin : {"a/b", "a.b", "a_b"}) {
    const Status refused = CheckFeeds({"a/b", "x", twin});
    EXPECT_EQ(refused.code(), Code::kInvalidArgument);
    EXPECT_THAT(std::string(Message(refused)), testing::HasSubstr(twin));
  }
}

TEST(InboxTopicsTest, MoreInboxesThanAHubReadsAreRefused) {
  std::vector<std::string> feeds;
  for (size_t i = 0; i < kInboxesMax; ++i) feeds.push_back("f" + std::to_string(i));
  EXPECT_TRUE(CheckFeeds(feeds).ok());
  feeds.push_back("one-more");
  EXPECT_FALSE(CheckFeeds(feeds).ok());
}

}  // namespace
}  // namespace goldthread::inbox
