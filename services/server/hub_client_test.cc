#include "services/server/hub_client.h"

#include <gtest/gtest.h>

#include "goldthread/v1/chronology_service.pb.h"

namespace goldthread::server {
namespace {

// A hub that fails with `failure` whoever asks for all that the log holds, and answers others, if
// it is there.
struct ToyHub {
  Code failure = Code::kOk;
  bool there = true;
  v1::GetChronologyRequest request{};
  bool stands = false;
  int asked = 0;

  StatusOr<int> Ask() {
    return AskForNewest(
        request,
        [this]() -> StatusOr<int> {
          ++asked;
          const bool fails = failure != Code::kOk && (request.min_position() == -1 || !there);
          if (fails) return Error(failure, "the first word");
          return static_cast<int>(request.min_position());
        },
        &stands);
  }
};

TEST(AskForNewestTest, AHubThatKnowsWhereItsLogEndsIsAskedOnce) {
  ToyHub hub;
  EXPECT_EQ(*hub.Ask(), -1);
  EXPECT_EQ(hub.asked, 1);
  EXPECT_FALSE(hub.stands);
}

TEST(AskForNewestTest, WhereTheLogIsSilentItsViewsAnswerAndThatIsSaid) {
  for (const Code silent : {Code::kUnavailable, Code::kDeadlineExceeded}) {
    ToyHub hub{.failure = silent};
    EXPECT_EQ(*hub.Ask(), 0);
    EXPECT_TRUE(hub.stands);
  }
}

TEST(AskForNewestTest, AHubThatIsNotThereIsReportedAsItWasFirst) {
  ToyHub hub{.failure = Code::kUnavailable, .there = false};
  EXPECT_EQ(Message(hub.Ask().status()), "the first word");
  EXPECT_FALSE(hub.stands);
}

TEST(AskForNewestTest, WhatIsRefusedIsNotAskedAgain) {
  ToyHub hub{.failure = Code::kPermissionDenied};
  EXPECT_EQ(hub.Ask().status().code(), Code::kPermissionDenied);
  EXPECT_EQ(hub.asked, 1);
}

}  // namespace
}  // namespace goldthread::server
