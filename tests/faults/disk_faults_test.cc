// The real hub while its disk is full or does not sync: never a receipt for what is not
// durable, a precise refusal while it lasts, and what then brings it back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "goldthread/v1/feed_service.grpc.pb.h"
#include "goldthread/v1/operations_service.grpc.pb.h"
#include "tests/faults/faulty_hub.h"

namespace goldthread::faults {
namespace {

using ::testing::HasSubstr;

class DiskFaultsTest : public ::testing::Test {
 protected:
  // A hub that serves, with something in it; its disk may fail below `part` ("" is anywhere).
  void ServeOn(const std::string& part) {
    hub_.disk().Within(part);
    ASSERT_TRUE(hub_.Start());
    events_ = hub_.Stub<v1::EventService>();
    ASSERT_TRUE(hub_.sender(0).Send(*events_, 20));
    ASSERT_TRUE(hub_.sender(1).Send(*events_, 20));
  }

  Status Look() {
    v1::ListFeedsRequest request;
    *request.mutable_caller() = Operator();
    const auto stub = hub_.Stub<v1::FeedService>();
    return server::Ask(*stub, &v1::FeedService::Stub::ListFeeds, request).status();
  }

  uint64_t BytesOfLog() const {
    uint64_t bytes = 0;
    for (const auto& entry : std::filesystem::directory_iterator(hub_.data() + "/log")) {
      bytes += entry.file_size();
    }
    return bytes;
  }

  // Killed and looked into: all promises are kept. Then it serves again and its views are right.
  void ExpectAllPromisesKept() {
    hub_.Kill();
    const LogAccount account = hub_.Account();
    ASSERT_TRUE(hub_.Start());
    ExpectFeedsAsIn(account, hub_.address(), hub_.AllSenders());
    ExpectViewsEqualARebuild(hub_.address());
    events_ = hub_.Stub<v1::EventService>();
    EXPECT_TRUE(hub_.sender(0).Send(*events_, 5));
  }

  FaultyHub hub_{21};
  std::unique_ptr<v1::EventService::Stub> events_;
};

TEST_F(DiskFaultsTest, AFullDiskRefusesEventsAndLooksUntilThereIsRoom) {
  ServeOn("");
  std::mt19937_64 random(5);
  for (int round = 0; round < 3; ++round) {
    SCOPED_TRACE(round);
    hub_.plan()->room = static_cast<int64_t>(random() % 3000);
    EXPECT_FALSE(hub_.sender(0).Send(*events_, 100));
    EXPECT_EQ(hub_.sender(0).SendBatch(*events_, 1).code(), Code::kResourceExhausted);
    Status look = Look();
    for (int tries = 0; tries < 20 && look.ok(); ++tries) look = Look();
    EXPECT_THAT(Message(look), HasSubstr("AUDIT_UNAVAILABLE"));
    hub_.plan()->room = -1;
    EXPECT_TRUE(hub_.sender(0).Send(*events_, 10)) << "without anybody's help";
    EXPECT_TRUE(Look().ok());
  }
  ExpectViewsEqualARebuild(hub_.address());
  ExpectAllPromisesKept();
}

TEST_F(DiskFaultsTest, ADiskThatSaysItIsFullIsNotWrittenTo) {
  ServeOn("");
  hub_.plan()->reported_room = 1 << 20;
  const uint64_t before = BytesOfLog();
  EXPECT_EQ(hub_.sender(0).SendBatch(*events_, 3).code(), Code::kResourceExhausted);
  EXPECT_EQ(BytesOfLog(), before);
  hub_.plan()->reported_room = -1;
  EXPECT_TRUE(hub_.sender(0).Send(*events_, 3));
  ExpectAllPromisesKept();
}

TEST_F(DiskFaultsTest, LooksGoOnWhereOnlyTheLogIsFull) {
  ServeOn("/log/");
  hub_.plan()->room = 100;
  EXPECT_FALSE(hub_.sender(0).Send(*events_, 100));
  EXPECT_EQ(hub_.sender(0).SendBatch(*events_, 1).code(), Code::kResourceExhausted);
  EXPECT_TRUE(Look().ok());
  ExpectViewsEqualARebuild(hub_.address());
  hub_.plan()->room = -1;
  EXPECT_TRUE(hub_.sender(0).Send(*events_, 5));
  ExpectAllPromisesKept();
}

TEST_F(DiskFaultsTest, ViewsThatWereFullCatchUpOnceThereIsRoom) {
  ServeOn("/views/");
  hub_.plan()->room = 300;
  EXPECT_TRUE(hub_.sender(0).Send(*events_, 100)) << "receipts are about the log";
  EXPECT_TRUE(Look().ok()) << "of the old views";
  hub_.plan()->room = -1;
  ExpectViewsEqualARebuild(hub_.address());
  EXPECT_TRUE(hub_.sender(1).Send(*events_, 5));
  ExpectAllPromisesKept();
}

TEST_F(DiskFaultsTest, AfterAFailedSyncOfTheLogThereAreNoReceiptsUntilARestart) {
  ServeOn("/log/");
  hub_.plan()->sync_errno = EIO;
  EXPECT_EQ(hub_.sender(0).SendBatch(*events_, 2).code(), Code::kUnavailable);
  hub_.plan()->sync_errno = 0;
  const Status refused = hub_.sender(0).SendBatch(*events_, 2);
  EXPECT_EQ(refused.code(), Code::kUnavailable);
  EXPECT_THAT(Message(refused), HasSubstr("until it is opened again")) << "what the operator does";
  EXPECT_TRUE(Look().ok());
  ExpectAllPromisesKept();
}

TEST_F(DiskFaultsTest, AfterAFailedSyncOfTheAuditNothingIsShownUntilARestart) {
  ServeOn("/audit/");
  hub_.plan()->sync_errno = EIO;
  EXPECT_THAT(Message(Look()), HasSubstr("AUDIT_UNAVAILABLE"));
  hub_.plan()->sync_errno = 0;
  EXPECT_THAT(Message(Look()), HasSubstr("AUDIT_UNAVAILABLE"));
  EXPECT_TRUE(hub_.sender(0).Send(*events_, 5)) << "the log is another";
  ExpectAllPromisesKept();
}

TEST_F(DiskFaultsTest, ARebuildThatCannotBeSyncedLeavesTheOldViewsInPlace) {
  ServeOn("/views/");
  hub_.plan()->sync_errno = EIO;
  EXPECT_FALSE(hub_.Rebuild());
  EXPECT_TRUE(Look().ok());
  EXPECT_TRUE(hub_.sender(0).Send(*events_, 5));
  hub_.plan()->sync_errno = 0;
  EXPECT_TRUE(hub_.Rebuild());
  ExpectViewsEqualARebuild(hub_.address());
  ExpectAllPromisesKept();
}

}  // namespace
}  // namespace goldthread::faults
