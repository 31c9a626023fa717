// AdultService on a whole hub: who hears of an alert, and what they do about it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "services/server/alert_fixture.h"

namespace goldthread::server {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Adults = v1::AdultService;

class AlertServiceTest : public ::testing::Test {
 protected:
  void MoveIn() { hub_.TellAll({Asserted(), AdultLives(), ChildLives("child-1")}); }
  AlertHub hub_;
};

TEST_F(AlertServiceTest, AnAdultOfRiskInAChildsHomeIsShownFactByFact) {
  MoveIn();
  const v1::Alert alert = hub_.Only(Worker());
  EXPECT_EQ(alert.state(), v1::ALERT_STATE_RAISED);
  EXPECT_EQ(alert.child().record(), "child-1");
  EXPECT_EQ(alert.adult().record(), "offender-1");
  EXPECT_EQ(alert.owner(), "northmere-council");
  EXPECT_FALSE(alert.overdue());
  std::set<std::string> events;
  for (const v1::AlertStep& step : alert.path()) events.insert(step.event_id());
  EXPECT_EQ(events, (std::set<std::string>{"home-of-child-1", "risk-1", "stay-1"}));
  for (const v1::AlertStep& step : alert.path()) EXPECT_FALSE(step.clause().empty());
  EXPECT_THAT(alert.withheld(), IsEmpty());
}

TEST_F(AlertServiceTest, TheOrderOfArrivalGivesTheSameAlert) {
  MoveIn();
  AlertHub other;
  other.TellAll({ChildLives("child-1"), AdultLives(), Asserted()});
  EXPECT_EQ(hub_.Only(Worker()).id(), other.Only(Worker()).id());
}

TEST_F(AlertServiceTest, WhoMayNotKnowGetsTheAnswerOfAnAlertThatIsNotThere) {
  MoveIn();
  const v1::Caller teacher =
      CallerIn("northmere-school", "dsl-1", "school-dsl", v1::PURPOSE_SECTION_47);
  const auto list = hub_.List(teacher);
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_THAT(list->alerts(), IsEmpty());
  const auto there = hub_.Get(teacher, hub_.Only(Worker()).id());
  const auto not_there = hub_.Get(teacher, "0123456789abcdef0123456789abcdef");
  EXPECT_EQ(there.status().code(), Code::kPermissionDenied);
  EXPECT_EQ(there.status(), not_there.status());
}

TEST_F(AlertServiceTest, ARoleWithoutAPartInAlertsIsRefused) {
  MoveIn();
  const auto list =
      hub_.List(CallerIn("northmere-hospital", "nurse-1", "ed-nurse", v1::PURPOSE_SECTION_47));
  EXPECT_EQ(list.status().code(), Code::kPermissionDenied);
}

TEST_F(AlertServiceTest, OfWhatOnlyExistenceIsToldItSaysWhomToRing) {
  MoveIn();
  const v1::Alert alert = hub_.Only(
      CallerIn("northmere-council", "worker-2", "social-worker", v1::PURPOSE_CHILD_IN_NEED));
  ASSERT_THAT(alert.withheld(), SizeIs(1));
  EXPECT_EQ(alert.withheld(0).agency(), "northmere-probation");
  EXPECT_EQ(alert.withheld(0).steps(), 2);
  EXPECT_FALSE(alert.has_adult());
  EXPECT_EQ(alert.child().record(), "child-1");
  EXPECT_THAT(alert.confidence(), IsEmpty());
  EXPECT_THAT(alert.place(), IsEmpty());
  EXPECT_EQ(alert.ShortDebugString().find("offender"), std::string::npos);
}

TEST_F(AlertServiceTest, IsTakenOnAssessedAndClosedInThatOrder) {
  MoveIn();
  const v1::Alert raised = hub_.Only(Worker());
  const auto early = hub_.Question<Adults>(&Adults::Stub::CloseAlert,
                                           hub_.About<v1::CloseAlertRequest>(raised, Worker()));
  EXPECT_EQ(early.status().code(), Code::kFailedPrecondition);
  const auto taken = hub_.Acknowledge(raised, Worker());
  ASSERT_TRUE(taken.ok()) << taken.status();
  EXPECT_EQ(taken->alert().state(), v1::ALERT_STATE_ACKNOWLEDGED);
  auto assess = hub_.About<v1::AssessAlertRequest>(taken->alert(), Worker());
  EXPECT_EQ(hub_.Question<Adults>(&Adults::Stub::AssessAlert, assess).status().code(),
            Code::kInvalidArgument);
  assess.set_outcome(v1::ALERT_OUTCOME_SAFEGUARDED);
  const auto assessed = hub_.Question<Adults>(&Adults::Stub::AssessAlert, assess);
  ASSERT_TRUE(assessed.ok()) << assessed.status();
  const auto closed = hub_.Question<Adults>(
      &Adults::Stub::CloseAlert,
      hub_.About<v1::CloseAlertRequest>(assessed->alert(), Worker("worker-9")));
  ASSERT_TRUE(closed.ok()) << closed.status();
  EXPECT_EQ(closed->alert().state(), v1::ALERT_STATE_CLOSED);
  ASSERT_THAT(closed->alert().decisions(), SizeIs(3));
  EXPECT_EQ(closed->alert().decisions(1).outcome(), v1::ALERT_OUTCOME_SAFEGUARDED);
  EXPECT_EQ(closed->alert().decisions(2).decider().user(), "worker-9");
  EXPECT_THAT(hub_.List(Worker())->alerts(), IsEmpty());
  EXPECT_THAT(hub_.List(Worker(), {v1::ALERT_STATE_CLOSED})->alerts(), SizeIs(1));
}

TEST_F(AlertServiceTest, NobodyDecidesOnWhatHasChangedSinceTheyLooked) {
  MoveIn();
  const v1::Alert seen = hub_.Only(Worker());
  ASSERT_TRUE(hub_.Acknowledge(seen, Worker()).ok());
  const auto second = hub_.Acknowledge(seen, Worker("worker-2"));
  EXPECT_EQ(second.status().code(), Code::kAborted);
  EXPECT_THAT(std::string(Message(second.status())), HasSubstr("ALREADY_DECIDED"));
}

TEST_F(AlertServiceTest, ARoleThatOnlySeesDecidesNothing) {
  MoveIn();
  const v1::Caller coordinator =
      CallerIn("northmere-council", "co-1", "mappa-coordinator", v1::PURPOSE_MAPPA);
  const auto refused = hub_.Acknowledge(hub_.Only(Worker()), coordinator);
  EXPECT_EQ(refused.status().code(), Code::kPermissionDenied);
}

TEST_F(AlertServiceTest, SuppressionTakesTwoPeople) {
  MoveIn();
  auto propose = hub_.About<v1::SuppressAlertRequest>(hub_.Only(Worker()), Worker());
  propose.set_propose_until("2026-02-01");
  EXPECT_EQ(hub_.Question<Adults>(&Adults::Stub::SuppressAlert, propose).status().code(),
            Code::kInvalidArgument);
  propose.set_propose_until("2026-06-01");
  const auto proposed = hub_.Question<Adults>(&Adults::Stub::SuppressAlert, propose);
  ASSERT_TRUE(proposed.ok()) << proposed.status();
  EXPECT_EQ(proposed->alert().state(), v1::ALERT_STATE_RAISED);
  auto agree = hub_.About<v1::SuppressAlertRequest>(proposed->alert(), Worker());
  agree.set_agree(true);
  const auto alone = hub_.Question<Adults>(&Adults::Stub::SuppressAlert, agree);
  EXPECT_EQ(alone.status().code(), Code::kPermissionDenied);
  EXPECT_THAT(std::string(Message(alone.status())), HasSubstr("SECOND_PERSON"));
  *agree.mutable_caller() = Worker("worker-2");
  const auto agreed = hub_.Question<Adults>(&Adults::Stub::SuppressAlert, agree);
  ASSERT_TRUE(agreed.ok()) << agreed.status();
  EXPECT_EQ(agreed->alert().state(), v1::ALERT_STATE_SUPPRESSED);
}

TEST_F(AlertServiceTest, NobodyTookItOnInTimeAndItStandsFirst) {
  MoveIn();
  hub_.clock().Set(StartOfDayInLondon(*ParseDay("2026-03-04")));
  hub_.Tell(ChildLives("child-2"));
  const auto list = hub_.List(Worker());
  ASSERT_TRUE(list.ok()) << list.status();
  ASSERT_THAT(list->alerts(), SizeIs(2));
  EXPECT_TRUE(list->alerts(0).overdue());
  EXPECT_EQ(list->alerts(0).child().record(), "child-1");
  EXPECT_FALSE(list->alerts(1).overdue());
}

TEST_F(AlertServiceTest, ListsGoOnWhereThePageEnded) {
  hub_.TellAll({Asserted(), AdultLives()});
  for (const char* child : {"c1", "c2", "c3", "c4", "c5"}) hub_.Tell(ChildLives(child));
  v1::ListAlertsRequest request;
  *request.mutable_caller() = Worker();
  request.set_min_position(feeds::kNewest);
  request.set_page_size(2);
  std::set<std::string> ids;
  for (int page = 0; page < 3; ++page) {
    const auto answer = hub_.Question<Adults>(&Adults::Stub::ListAlerts, request);
    ASSERT_TRUE(answer.ok()) << answer.status();
    for (const v1::Alert& alert : answer->alerts()) EXPECT_TRUE(ids.insert(alert.id()).second);
    request.set_page_token(answer->next_page_token());
  }
  EXPECT_THAT(ids, SizeIs(5));
  EXPECT_THAT(request.page_token(), IsEmpty());
}

TEST_F(AlertServiceTest, WhoWatchesIsToldOfEachChangeOnceThoughTheyBreakOff) {
  hub_.TellAll({Asserted(), AdultLives()});
  for (const char* child : {"c1", "c2", "c3"}) hub_.Tell(ChildLives(child));
  const auto all = hub_.Watch(Worker(), 3);
  ASSERT_THAT(all, SizeIs(3));
  std::string resume;
  for (const v1::WatchAlertsResponse& expected : all) {
    const auto next = hub_.Watch(Worker(), 1, resume);
    ASSERT_THAT(next, SizeIs(1));
    EXPECT_EQ(next[0].change().id(), expected.change().id());
    resume = next[0].resume();
  }
  hub_.Tell(ChildLives("c4"));
  const auto last = hub_.Watch(Worker(), 1, resume);
  ASSERT_THAT(last, SizeIs(1));
  EXPECT_EQ(last[0].change().alert().child().record(), "c4");
}

TEST_F(AlertServiceTest, WhoWasToldIsToldWhenThePathBreaks) {
  MoveIn();
  const auto raised = hub_.Watch(Worker(), 1);
  ASSERT_THAT(raised, SizeIs(1));
  v1::Event wrong = FactOf(kProbationFeed, "stay-1-wrong", "offender-1",
                           v1::SUBJECT_ROLE_ADULT_OF_CONCERN, v1::INFORMATION_CATEGORY_PROBATION);
  wrong.clear_subjects();
  wrong.set_withdraws("stay-1");
  wrong.mutable_event_withdrawn()->set_reason("another man of the name");
  hub_.Tell(wrong);
  const auto next = hub_.Watch(Worker(), 1, raised[0].resume());
  ASSERT_THAT(next, SizeIs(1));
  EXPECT_EQ(next[0].change().kind(), v1::ALERT_CHANGE_KIND_WITHDRAWN);
  EXPECT_EQ(next[0].change().alert().id(), raised[0].change().alert().id());
  EXPECT_EQ(next[0].change().alert().state(), v1::ALERT_STATE_WITHDRAWN);
}

TEST_F(AlertServiceTest, AWatchersPlaceThatIsNoneIsRefused) {
  const auto stub = Adults::NewStub(hub_.channel());
  grpc::ClientContext context;
  v1::WatchAlertsRequest request;
  *request.mutable_caller() = Worker();
  request.set_resume("yesterday");
  const auto reader = stub->WatchAlerts(&context, request);
  v1::WatchAlertsResponse told;
  EXPECT_FALSE(reader->Read(&told));
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

}  // namespace
}  // namespace goldthread::server
