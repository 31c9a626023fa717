#include "connectors/county/agencies/feeds.h"

#include <gtest/gtest.h>

#include <set>

namespace goldthread::county {
namespace {

TEST(FeedsTest, SharesOfDelaysMakeUpTheWhole) {
  for (int feed = 0; feed < kFeeds; ++feed) {
    const FeedManner& manner = MannerOf(static_cast<Feed>(feed));
    for (const Lags* lags : {&manner.writing, &manner.sending}) {
      int total = 0;
      for (const Lag& lag : *lags) total += lag.per_mille;
      EXPECT_EQ(total, 1'000) << manner.name;
    }
  }
}

TEST(FeedsTest, FeedsAreToldApartByNameAndLetter) {
  std::set<std::string_view> names;
  std::set<char> letters;
  for (int feed = 0; feed < kFeeds; ++feed) {
    names.insert(MannerOf(static_cast<Feed>(feed)).name);
    letters.insert(MannerOf(static_cast<Feed>(feed)).letter);
  }
  EXPECT_EQ(names.size(), static_cast<size_t>(kFeeds));
  EXPECT_EQ(letters.size(), static_cast<size_t>(kFeeds));
}

TEST(FeedsTest, WhatAnOutageHoldsBackComesAfterItInOrderWithinTheHour) {
  int held = 0;
  for (int feed = 0; feed < kFeeds; ++feed) {
    Second before = 0;
    for (Second at = 0; at < 365 * kDaySeconds; at += 600) {
      const Second sent = AfterOutage(3, static_cast<Feed>(feed), at);
      EXPECT_GE(sent, at);
      if (sent == at) continue;
      ++held;
      EXPECT_GE(sent, before);
      EXPECT_LE(sent - at, 10 * kDaySeconds);
      before = sent;
    }
  }
  EXPECT_GT(held, 0);
}

}  // namespace
}  // namespace goldthread::county
