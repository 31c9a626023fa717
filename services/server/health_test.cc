#include "services/server/health.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "eventstore/views/map_snapshot.h"
#include "services/access/fake_appender.h"

namespace goldthread::server {
namespace {

class Board final : public grpc::HealthCheckServiceInterface {
 public:
  void SetServingStatus(const std::string& service, bool serving) override {
    said[service] = serving;
  }
  void SetServingStatus(bool serving) override {
    for (auto& [service, said_serving] : said) said_serving = serving;
  }

  std::map<std::string, bool> said;
};

class Views final : public ViewSource {
 public:
  StatusOr<std::shared_ptr<const ViewSnapshot>> At(Position at_least) const override {
    if (!failure.ok()) return failure;
    // Old views: they answer what does not demand more of them.
    if (Position{7} < at_least) return Error(Code::kFailedPrecondition, "BEHIND: they stand still");
    return std::make_shared<const MapSnapshot>(std::map<std::string, std::string>(), Position{7});
  }

  Status failure = OkStatus();
};

class HealthTest : public ::testing::Test {
 protected:
  // Of all query services, and of the whole; fails the test where they differ.
  bool Serves() {
    const bool serves = board_.said.at("goldthread.v1.ChronologyService");
    for (const char* service :
         {"", "goldthread.v1.FeedService", "goldthread.v1.OperationsService"}) {
      EXPECT_EQ(board_.said.at(service), serves) << service;
    }
    return serves;
  }
  Status TryAudit() {
    NewRecord record;
    record.body = "look";
    return watched_.Append({&record, 1}).status();
  }

  Board board_;
  Views views_;
  FakeAppender audit_;
  WatchedAppender watched_{audit_};
  Health health_{board_, views_, watched_, [this] { return TryAudit(); }};
};

TEST_F(HealthTest, ServesWhileViewsAnswerHoweverOldTheyAre) {
  EXPECT_TRUE(Serves());
  ASSERT_FALSE(views_.At(Position{8}).ok());
  health_.Refresh();
  EXPECT_TRUE(Serves());
  EXPECT_EQ(audit_.appends(), 0);  // Looking leaves nothing in a working audit.
}

TEST_F(HealthTest, DoesNotServeWhileThereAreNoViewsAndThenAgain) {
  views_.failure = Error(Code::kUnavailable, "REBUILDING: no views yet");
  health_.Refresh();
  EXPECT_FALSE(Serves());
  views_.failure = OkStatus();
  health_.Refresh();
  EXPECT_TRUE(Serves());
}

TEST_F(HealthTest, DoesNotServeWithoutAnAuditAndFindsOutByItselfThatItWorksAgain) {
  audit_.FailWith(Error(Code::kResourceExhausted, "the disk is full"));
  EXPECT_FALSE(TryAudit().ok());
  health_.Refresh();
  EXPECT_FALSE(Serves());
  audit_.FailWith(OkStatus());
  health_.Refresh();
  EXPECT_TRUE(Serves());
}

TEST_F(HealthTest, ARecordThatTheAuditRefusesForItsSizeIsNoFaultOfTheAudit) {
  audit_.FailWith(Error(Code::kInvalidArgument, "too large"));
  EXPECT_FALSE(TryAudit().ok());
  health_.Refresh();
  EXPECT_TRUE(Serves());
}

TEST(WatchedAppenderTest, TellsOnceWhyItsLogStopsTakingAndOnceThatItTakesAgain) {
  FakeAppender log;
  std::vector<Status> told;
  WatchedAppender watched(log, [&](const Status& taken) { told.push_back(taken); });
  NewRecord record;
  record.body = "event";
  const auto append = [&] { (void)watched.Append({&record, 1}); };
  append();
  const Status full = Error(Code::kResourceExhausted, "the disk is full");
  log.FailWith(full);
  append();
  append();
  log.FailWith(OkStatus());
  append();
  append();
  EXPECT_EQ(told, (std::vector<Status>{full, OkStatus()}));
}

}  // namespace
}  // namespace goldthread::server
