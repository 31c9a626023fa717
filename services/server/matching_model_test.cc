// The model of matching over gRPC, against whole hubs: learnt, shown, adopted, and what becomes of
// the views.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "eventstore/base/digest.h"
#include "eventstore/log/embedded_log.h"
#include "goldthread/v1/operations_service.grpc.pb.h"
#include "services/access/reason.h"
#include "services/identity/matching/model_message.h"
#include "services/server/alert_fixture.h"
#include "services/server/hub.h"
#include "services/server/matching_fixture.h"
#include "services/vocabulary/content.h"
#include "services/vocabulary/decisions_feed.h"
#include "services/vocabulary/hub_facts.h"
#include "services/vocabulary/matching_model.h"

namespace goldthread::server {
namespace {

using ::testing::HasSubstr;
using Matching = v1::MatchingService;

v1::Caller Lead(const std::string& user = "lead-1") {
  return CallerIn("northmere-council", user, "match-lead", v1::PURPOSE_MATCHING);
}

// Two records are of one person so rarely that what they say does not prove it.
v1::LearntModel Doubting(double same_share = 1e-20) {
  v1::LearntModel learnt;
  *learnt.mutable_model() = matching::ToMessage(matching::ShippedModel());
  learnt.mutable_model()->set_version("doubting");
  learnt.mutable_model()->set_same_share(same_share);
  learnt.set_digest(DigestOf(learnt.model()));
  return learnt;
}

class MatchingModelServiceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string where(::testing::UnitTest::GetInstance()->current_test_info()->name());
    dir_ = ::testing::TempDir() + "gt-model-" + std::to_string(::getpid()) + "-" + where;
    std::filesystem::remove_all(dir_);
    Open();
    Tell(Said(kSchoolFeed, "pupil-1", "s-1")
             .Named("Darren", "Okafor")
             .Born("2014-04-06")
             .At("14 High Street", "QN1 0AA"));
    Tell(Said(kHousingFeed, "tenant-1", "h-1")
             .Named("Daz", "Okafor")
             .Born("2014-04-06")
             .At("14 High Street", "QN1 0AA"));
  }
  void TearDown() override {
    Close();
    std::filesystem::remove_all(dir_);
  }

  void Open() {
    HubConfig config;
    config.data_dir = dir_;
    config.clock = &clock_;
    auto hub = Hub::Open(config);
    ASSERT_TRUE(hub.ok()) << hub.status();
    hub_ = *std::move(hub);
    channel_ = hub_->Channel();
  }
  void Close() {
    channel_.reset();
    hub_.reset();
  }

  template <class Service, class Request, class Response>
  StatusOr<Response> Question(grpc::Status (Service::Stub::*method)(grpc::ClientContext*,
                                                                    const Request&, Response*),
                              const Request& request) {
    const auto stub = Service::NewStub(channel_);
    return AskUntilFresh([&] { return Ask(*stub, method, request); });
  }
  void Tell(const v1::Event& event) {
    v1::PublishBatchRequest request;
    *request.add_events() = event;
    const auto answer = Question<v1::EventService>(&v1::EventService::Stub::PublishBatch, request);
    ASSERT_TRUE(answer.ok() && answer->receipts(0).has_accepted());
  }
  StatusOr<v1::GetModelResponse> Model(const v1::Caller& caller = Lead()) {
    v1::GetModelRequest request;
    *request.mutable_caller() = caller;
    request.set_min_position(feeds::kNewest);
    return Question<Matching>(&Matching::Stub::GetModel, request);
  }
  StatusOr<v1::AdoptModelResponse> Adopt(const v1::LearntModel& learnt, const std::string& on,
                                         const v1::Caller& caller = Lead()) {
    v1::AdoptModelRequest request;
    *request.mutable_caller() = caller;
    *request.mutable_learnt() = learnt;
    request.set_reason("learnt from our own records");
    request.set_on(on);
    return Question<Matching>(&Matching::Stub::AdoptModel, request);
  }
  // Both steps.
  void PutInForce(const v1::LearntModel& learnt) {
    const auto shown = Adopt(learnt, "");
    ASSERT_TRUE(shown.ok()) << shown.status();
    const auto adopted = Adopt(learnt, shown->state());
    ASSERT_TRUE(adopted.ok()) << adopted.status();
  }
  // As a newer build's adoption is found by this one; the hub is closed meanwhile.
  void AppendAdoption(const std::string& id, const v1::LearntModel& learnt) {
    v1::Event event =
        HubFact(kDecisionsFeed, id, v1::INFORMATION_CATEGORY_DEMOGRAPHIC, clock_.Now());
    event.set_partnership("northmere");
    *event.mutable_matching_model_adopted()->mutable_learnt() = learnt;
    event.mutable_matching_model_adopted()->set_reason("by a newer build");
    v1::RecordHeader header;
    header.set_version(1);
    header.set_feed(event.feed());
    header.set_event_id(id);
    header.set_partnership(event.partnership());
    header.set_received_at_us(clock_.Now().time_since_epoch().count());
    header.set_body_digest(Sha256(BodyOf(event)));
    const NewRecord record{header.SerializeAsString(), BodyOf(event)};
    const auto log = EmbeddedLog::Open(dir_ + "/log");
    ASSERT_TRUE(log.ok()) << log.status();
    ASSERT_TRUE((*log)->Append({&record, 1}).ok());
  }
  void AwaitInUse(const std::string& digest) {
    while (true) {
      const auto model = Model();
      ASSERT_TRUE(model.ok()) << model.status();
      if (model->digest() == digest) return;
      std::this_thread::yield();
    }
  }
  bool OnePerson() {
    v1::ShowPairRequest request;
    *request.mutable_caller() =
        CallerIn("northmere-council", "reviewer-1", "match-reviewer", v1::PURPOSE_MATCHING);
    request.set_min_position(feeds::kNewest);
    *request.mutable_first() = RefTo(kSchoolFeed, "pupil-1");
    *request.mutable_second() = RefTo(kHousingFeed, "tenant-1");
    const auto pair = Question<Matching>(&Matching::Stub::ShowPair, request);
    EXPECT_TRUE(pair.ok()) << pair.status();
    weighed_by_ = pair->model();
    return pair->one_person();
  }
  void ExpectViewsAsRebuilt() {
    v1::VerifyRequest request;
    *request.mutable_caller() =
        CallerIn("hub", "operator@local", "operator", v1::PURPOSE_OPERATION);
    const auto verify = [&] {
      return Question<v1::OperationsService>(&v1::OperationsService::Stub::Verify, request);
    };
    auto verified = verify();
    // New views answer before the directory says that they are the live ones.
    while (access::ReasonOf(verified.status()) == "REBUILDING") verified = verify();
    ASSERT_TRUE(verified.ok()) << verified.status();
    EXPECT_TRUE(verified->equal()) << verified->first_difference();
  }

  ManualClock clock_{StartOfDayInLondon(*ParseDay("2026-03-02"))};
  std::string dir_;
  std::unique_ptr<Hub> hub_;
  std::shared_ptr<grpc::Channel> channel_;
  std::string weighed_by_;
};

TEST_F(MatchingModelServiceTest, AnAdoptionIsShownDecidedAndThenHoldsForAllTheLog) {
  EXPECT_TRUE(OnePerson());
  const std::string shipped = weighed_by_;
  const auto before = Model();
  ASSERT_TRUE(before.ok()) << before.status();
  EXPECT_EQ(before->in_use().version(), shipped);
  EXPECT_EQ(before->adopted_size(), 0);

  const v1::LearntModel doubting = Doubting();
  const auto shown = Adopt(doubting, "");
  ASSERT_TRUE(shown.ok()) << shown.status();
  EXPECT_EQ(shown->effect().persons_now(), 1);
  EXPECT_EQ(shown->effect().persons_then(), 2);
  EXPECT_FALSE(shown->has_adopted());
  EXPECT_EQ(Model()->adopted_size(), 0) << "it was only shown";

  const auto adopted = Adopt(doubting, shown->state());
  ASSERT_TRUE(adopted.ok()) << adopted.status();
  EXPECT_EQ(adopted->adopted().decider().user(), "lead-1");
  EXPECT_EQ(adopted->adopted().replaces(), before->digest());
  AwaitInUse(doubting.digest());
  EXPECT_FALSE(OnePerson());
  EXPECT_EQ(weighed_by_, "doubting");
  ExpectViewsAsRebuilt();
  const auto after = Model();
  ASSERT_EQ(after->adopted_size(), 1);
  EXPECT_EQ(after->adopted(0).reason(), "learnt from our own records");

  Close();
  Open();
  EXPECT_EQ(Model()->digest(), doubting.digest()) << "it was opened again";
  Close();
  std::filesystem::remove_all(dir_ + "/views");
  Open();
  EXPECT_EQ(Model()->digest(), doubting.digest()) << "it was made from nothing";
  EXPECT_FALSE(OnePerson());
}

TEST_F(MatchingModelServiceTest, AnotherAdoptionAndTheFirstAgainAreEachInForceInTheirTurn) {
  const v1::LearntModel doubting = Doubting();
  PutInForce(doubting);
  AwaitInUse(doubting.digest());
  v1::LearntModel shipped;
  *shipped.mutable_model() = matching::ToMessage(matching::ShippedModel());
  shipped.set_digest(DigestOf(shipped.model()));
  PutInForce(shipped);
  AwaitInUse(shipped.digest());
  EXPECT_TRUE(OnePerson());
  PutInForce(doubting);
  AwaitInUse(doubting.digest());
  EXPECT_FALSE(OnePerson());
  EXPECT_EQ(Model()->adopted_size(), 3);
  ExpectViewsAsRebuilt();
}

TEST_F(MatchingModelServiceTest, WhoDecidesOnWhatHasChangedIsRefused) {
  const v1::LearntModel doubting = Doubting();
  const auto shown = Adopt(doubting, "");
  ASSERT_TRUE(shown.ok()) << shown.status();
  PutInForce(Doubting(1e-14));
  const Status moved_on = Adopt(doubting, shown->state()).status();
  EXPECT_EQ(moved_on.code(), Code::kFailedPrecondition);
  EXPECT_EQ(access::ReasonOf(moved_on), "MOVED_ON");
  const Status other = Adopt(Doubting(1e-13), shown->state()).status();
  EXPECT_EQ(access::ReasonOf(other), "MOVED_ON") << "the effect of another model was shown";
  const auto again = Adopt(Doubting(1e-14), "");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(access::ReasonOf(Adopt(Doubting(1e-14), again->state()).status()), "NO_LONGER_APPLIES");
}

TEST_F(MatchingModelServiceTest, ABrokenModelIsRefusedByItsField) {
  v1::LearntModel broken = Doubting();
  broken.mutable_model()->mutable_comparisons(2)->set_kin(4, 0);
  Status refused = Adopt(broken, "").status();
  EXPECT_EQ(refused.code(), Code::kInvalidArgument);
  EXPECT_THAT(Message(refused), HasSubstr("learnt.model.comparisons[2].kin[4]"));
  broken = Doubting();
  broken.mutable_model()->set_kin_share(1e-4);
  refused = Adopt(broken, "").status();
  EXPECT_THAT(Message(refused), HasSubstr("learnt.digest"));
}

TEST_F(MatchingModelServiceTest, OnlyWhomThePolicyLetsMayLearnAndAdopt) {
  const auto reviewer =
      CallerIn("northmere-council", "reviewer-1", "match-reviewer", v1::PURPOSE_MATCHING);
  const auto for_another_purpose =
      CallerIn("northmere-council", "lead-1", "match-lead", v1::PURPOSE_OPERATION);
  for (const v1::Caller& caller : {reviewer, for_another_purpose}) {
    EXPECT_EQ(Adopt(Doubting(), "", caller).status().code(), Code::kPermissionDenied);
    v1::LearnModelRequest request;
    *request.mutable_caller() = caller;
    request.set_version("of-ours");
    EXPECT_EQ(Question<Matching>(&Matching::Stub::LearnModel, request).status().code(),
              Code::kPermissionDenied);
  }
  EXPECT_TRUE(Model(reviewer).ok()) << "what weighed is no secret to those who match";
  EXPECT_EQ(Model(CallerIn("northmere-council", "nobody", "sender", v1::PURPOSE_MATCHING))
                .status()
                .code(),
            Code::kPermissionDenied);
}

// Its numbers count the changes that one model made; a change of its own keeps its id.
TEST_F(MatchingModelServiceTest, AWatchersPlaceIsLostWithItsModelAndNothingIsToldUnderAnotherId) {
  for (const v1::Event& event : {Asserted(), AdultLives(), ChildLives("c1")}) Tell(event);
  const auto watch = [this](const std::string& resume, v1::WatchAlertsResponse* told) {
    const auto stub = v1::AdultService::NewStub(channel_);
    grpc::ClientContext context;
    v1::WatchAlertsRequest request;
    *request.mutable_caller() = Worker();
    request.set_resume(resume);
    const auto reader = stub->WatchAlerts(&context, request);
    while (reader->Read(told)) {
      if (!told->has_change()) continue;
      context.TryCancel();
      reader->Finish();
      return grpc::Status::OK;
    }
    return reader->Finish();
  };
  v1::WatchAlertsResponse first;
  ASSERT_TRUE(watch("", &first).ok());
  PutInForce(Doubting());
  AwaitInUse(Doubting().digest());
  v1::WatchAlertsResponse again;
  const grpc::Status lost = watch(first.resume(), &again);
  EXPECT_EQ(lost.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_THAT(lost.error_message(), HasSubstr("another model of matching"));
  ASSERT_TRUE(watch("", &again).ok());
  EXPECT_EQ(again.change().id(), first.change().id());
  EXPECT_NE(again.resume(), first.resume());
}

// Of a build that weighs otherwise, before the hub went back to this one.
TEST_F(MatchingModelServiceTest, AnAdoptionInQuarantineStandsInNobodysWay) {
  const std::string shipped = Model()->digest();
  v1::LearntModel newer = Doubting();
  newer.mutable_model()->mutable_comparisons(2)->set_kin(4, 0);
  newer.set_digest(DigestOf(newer.model()));
  Close();
  AppendAdoption("model-1", newer);
  Open();
  ASSERT_EQ(Model()->adopted_size(), 0);
  ASSERT_EQ(Model()->digest(), shipped) << "the one before stays in force";
  const v1::LearntModel doubting = Doubting();
  PutInForce(doubting);
  ASSERT_FALSE(HasFatalFailure());
  AwaitInUse(doubting.digest());
  const auto model = Model();
  ASSERT_EQ(model->adopted_size(), 1);
  EXPECT_EQ(model->adopted(0).replaces(), shipped);
  ExpectViewsAsRebuilt();
}

TEST_F(MatchingModelServiceTest, AnEventOfAnAgencysFeedAdoptsNothing) {
  v1::Event event = Said(kSchoolFeed, "pupil-1", "model-1");
  event.clear_subjects();
  auto& adopted = *event.mutable_matching_model_adopted();
  *adopted.mutable_learnt() = Doubting();
  adopted.set_reason("by the back door");
  v1::PublishBatchRequest request;
  *request.add_events() = event;
  const auto answer = Question<v1::EventService>(&v1::EventService::Stub::PublishBatch, request);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(Model()->adopted_size(), 0);
}

TEST_F(MatchingModelServiceTest, WhatIsLearntCanBeAdopted) {
  v1::LearnModelRequest request;
  *request.mutable_caller() = Lead();
  request.set_min_position(feeds::kNewest);
  request.set_version("of-ours");
  const auto learnt = Question<Matching>(&Matching::Stub::LearnModel, request);
  ASSERT_TRUE(learnt.ok()) << learnt.status();
  EXPECT_EQ(learnt->learnt().lesson().records(), 2);
  EXPECT_EQ(learnt->effect().records(), 2);
  PutInForce(learnt->learnt());
  AwaitInUse(learnt->learnt().digest());
  request.set_version("Not A Name");
  EXPECT_EQ(Question<Matching>(&Matching::Stub::LearnModel, request).status().code(),
            Code::kInvalidArgument);
}

}  // namespace
}  // namespace goldthread::server
