// Who watches alerts of a whole hub: what days bring, where a place leads, and what is told of
// alerts that were not asked for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "services/access/reason.h"
#include "services/access/reply.h"
#include "services/server/alert_fixture.h"

namespace goldthread::server {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;
using Adults = v1::AdultService;

v1::WatchAlertsRequest WatchFrom(const std::string& resume) {
  v1::WatchAlertsRequest request;
  *request.mutable_caller() = Worker();
  request.set_resume(resume);
  return request;
}

// The first so many messages that a watcher reads, or changes alone, and how the stream ended if it
// did before.
struct Watched {
  std::vector<v1::WatchAlertsResponse> read;
  Status ended = OkStatus();
};
enum class Reads { kChanges, kAll };
Watched WatchedBy(const std::shared_ptr<grpc::Channel>& channel,
                  const v1::WatchAlertsRequest& request, size_t count,
                  Reads reads = Reads::kChanges) {
  const auto stub = Adults::NewStub(channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kShortCall);
  const auto reader = stub->WatchAlerts(&context, request);
  Watched watched;
  v1::WatchAlertsResponse one;
  while (watched.read.size() < count && reader->Read(&one)) {
    if (one.has_change() || reads == Reads::kAll) watched.read.push_back(one);
  }
  if (watched.read.size() == count) context.TryCancel();
  const grpc::Status ended = reader->Finish();
  if (watched.read.size() < count) watched.ended = access::FromGrpc(ended);
  return watched;
}

// Where somebody stands to whom there is nothing to tell.
std::string PlaceNow(const std::shared_ptr<grpc::Channel>& channel) {
  v1::WatchAlertsRequest request = WatchFrom("");
  request.set_from_now(true);
  const Watched watched = WatchedBy(channel, request, 1, Reads::kAll);
  EXPECT_TRUE(watched.ended.ok()) << watched.ended;
  if (watched.read.size() != 1) return "";
  EXPECT_FALSE(watched.read[0].has_change());
  return watched.read[0].resume();
}

// "raised child-1"
std::vector<std::string> KindsAndChildren(const std::vector<v1::WatchAlertsResponse>& told) {
  std::vector<std::string> said;
  for (const auto& one : told) {
    said.push_back(EnumWord(*v1::AlertChangeKind_descriptor(), one.change().kind()) + " " +
                   one.change().alert().child().record());
  }
  return said;
}

v1::Event WithdrawalOf(const std::string& target) {
  v1::Event event = FactOf(kProbationFeed, target + "-wrong", "offender-1",
                           v1::SUBJECT_ROLE_ADULT_OF_CONCERN, v1::INFORMATION_CATEGORY_PROBATION);
  event.clear_subjects();
  event.set_withdraws(target);
  event.mutable_event_withdrawn()->set_reason("another man of the name");
  return event;
}

class AlertWatchTest : public ::testing::Test {
 protected:
  void On(const char* day) { hub_.clock().Set(StartOfDayInLondon(*ParseDay(day))); }
  AlertHub hub_;
};

TEST_F(AlertWatchTest, ADayMakesAnAlertHistoricAndSaysSoOnce) {
  v1::Event asserted = Asserted();
  asserted.mutable_risk_asserted()->set_review_due("2026-03-04");
  hub_.TellAll({asserted, AdultLives(), ChildLives("child-1")});
  const auto raised = hub_.Watch(Worker(), 1);
  EXPECT_THAT(KindsAndChildren(raised), ElementsAre("raised child-1"));
  On("2026-03-09");
  const auto historic = hub_.Watch(Worker(), 1, raised[0].resume());
  ASSERT_THAT(KindsAndChildren(historic), ElementsAre("made-historic child-1"));
  EXPECT_TRUE(historic[0].change().alert().historic());
  // Nothing is between it and what comes next.
  hub_.TellAll({Asserted("risk-2"), ChildLives("child-2")});
  const auto next = hub_.Watch(Worker(), 2, historic[0].resume());
  EXPECT_NE(next[0].change().id(), historic[0].change().id());
  EXPECT_NE(next[1].change().id(), historic[0].change().id());
}

TEST_F(AlertWatchTest, WhatNobodyTakesOnInTimeIsToldOnce) {
  hub_.TellAll({Asserted(), AdultLives(), ChildLives("child-1"), ChildLives("child-2")});
  const auto raised = hub_.Watch(Worker(), 2);
  ASSERT_EQ(raised.size(), 2u);
  ASSERT_TRUE(
      hub_.Acknowledge(hub_.Get(Worker(), raised[1].change().alert().id())->alert(), Worker())
          .ok());
  On("2026-03-09");
  const auto late = hub_.Watch(Worker(), 1, raised[1].resume());
  EXPECT_THAT(KindsAndChildren(late),
              ElementsAre("overdue " + raised[0].change().alert().child().record()));
  EXPECT_TRUE(late[0].change().id().ends_with("-o2026-03-04")) << late[0].change().id();
  hub_.Tell(ChildLives("child-3"));
  EXPECT_THAT(KindsAndChildren(hub_.Watch(Worker(), 1, late[0].resume())),
              ElementsAre("raised child-3"));
}

TEST_F(AlertWatchTest, WhatADayBringsIsRaisedOnThatDayAndNotBefore) {
  v1::Event order = FactOf(kProbationFeed, "order-1", "offender-1",
                           v1::SUBJECT_ROLE_ADULT_OF_CONCERN, v1::INFORMATION_CATEGORY_PROBATION);
  order.mutable_order_made()->set_kind(v1::ORDER_KIND_POLICE_BAIL);
  order.mutable_order_made()->set_expected_end("2026-04-20");
  hub_.TellAll({order, AdultLives(), ChildLives("child-1")});
  const std::string place = PlaceNow(hub_.channel());
  On("2026-03-22");
  EXPECT_THAT(hub_.List(Worker())->alerts(), ::testing::IsEmpty());
  On("2026-03-23");
  const auto told = hub_.Watch(Worker(), 1, place);
  ASSERT_THAT(KindsAndChildren(told), ElementsAre("raised child-1"));
  EXPECT_EQ(told[0].change().alert().rule(), "order-ends");
  hub_.TellAll({Asserted(), ChildLives("child-2")});
  EXPECT_NE(hub_.Watch(Worker(), 1, told[0].resume())[0].change().id(), told[0].change().id());
}

TEST_F(AlertWatchTest, FromNowOnIsNothingOfBefore) {
  hub_.TellAll({Asserted(), AdultLives(), ChildLives("child-1")});
  ASSERT_EQ(hub_.List(Worker())->alerts_size(), 1) << "now is after it";
  const std::string place = PlaceNow(hub_.channel());
  hub_.Tell(ChildLives("child-2"));
  EXPECT_THAT(KindsAndChildren(hub_.Watch(Worker(), 1, place)), ElementsAre("raised child-2"));
}

TEST_F(AlertWatchTest, APlaceThatThisHubDidNotGiveOutIsLost) {
  hub_.TellAll({Asserted(), AdultLives(), ChildLives("child-1")});
  const std::string place = hub_.Watch(Worker(), 1)[0].resume();
  AlertHub other;
  other.TellAll({Asserted(), AdultLives(), ChildLives("child-1")});
  std::string changed = place;
  changed[50] = changed[50] == '0' ? '1' : '0';
  for (const std::string& lost : {other.Watch(Worker(), 1)[0].resume(), changed}) {
    const Watched watched = WatchedBy(hub_.channel(), WatchFrom(lost), 1);
    EXPECT_EQ(watched.ended.code(), Code::kFailedPrecondition) << lost;
    EXPECT_EQ(access::ReasonOf(watched.ended), "RESUME_LOST") << lost;
  }
  hub_.Tell(ChildLives("child-2"));
  EXPECT_THAT(KindsAndChildren(hub_.Watch(Worker(), 1, place)), ElementsAre("raised child-2"));
}

TEST_F(AlertWatchTest, WhereverAStreamBreaksOffItGoesOnWithWhatComesNext) {
  const std::string start = PlaceNow(hub_.channel());
  hub_.TellAll({Asserted(), AdultLives(), ChildLives("child-1"), ChildLives("child-2")});
  ASSERT_EQ(hub_.List(Worker())->alerts_size(), 2);
  On("2026-03-09");
  hub_.Tell(ChildLives("child-3"));
  ASSERT_EQ(hub_.List(Worker())->alerts_size(), 3);
  const auto all = hub_.Watch(Worker(), 5, start);
  EXPECT_THAT(KindsAndChildren(all),
              UnorderedElementsAre("raised child-1", "raised child-2", "raised child-3",
                                   "overdue child-1", "overdue child-2"));
  for (size_t told = 0; told < all.size(); ++told) {
    const auto rest = hub_.Watch(Worker(), all.size() - told - 1, all[told].resume());
    ASSERT_EQ(rest.size(), all.size() - told - 1) << told;
    for (size_t i = 0; i < rest.size(); ++i) {
      EXPECT_EQ(rest[i].change().id(), all[told + 1 + i].change().id()) << told;
    }
  }
}

TEST_F(AlertWatchTest, WhoAskedForARuleAloneHearsTheEndOfAnyOther) {
  hub_.TellAll({Asserted(), AdultLives(), ChildLives("child-1"), WithdrawalOf("stay-1")});
  v1::WatchAlertsRequest request = WatchFrom("");
  request.add_rules("order-ends");
  const Watched watched = WatchedBy(hub_.channel(), request, 1);
  EXPECT_THAT(KindsAndChildren(watched.read), ElementsAre("withdrawn child-1"));
}

class AlertRestartTest : public HubWithSettings {};

TEST_F(AlertRestartTest, APlaceLeadsOnAfterTheHubWasStopped) {
  files_.Write("hub.toml", "mode = \"development\"\n");
  Open();
  Tell({Asserted(), AdultLives(), ChildLives("child-1")});
  const Watched first = WatchedBy(hub_->Channel(), WatchFrom(""), 1);
  ASSERT_THAT(KindsAndChildren(first.read), ElementsAre("raised child-1"));
  Open();
  Tell({ChildLives("child-2")});
  const Watched next = WatchedBy(hub_->Channel(), WatchFrom(first.read[0].resume()), 1);
  EXPECT_THAT(KindsAndChildren(next.read), ElementsAre("raised child-2"));
}

}  // namespace
}  // namespace goldthread::server
