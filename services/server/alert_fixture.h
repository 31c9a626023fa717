// Test support: a hub in which an adult who may pose a risk comes to live with children.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "goldthread/v1/adult_service.grpc.pb.h"
#include "services/server/command_test.h"
#include "services/server/matching_fixture.h"

namespace goldthread::server {

inline constexpr const char* kProbationFeed = "northmere-probation/cases";
inline constexpr const char* kCouncilFeed = "northmere-council/social-care";
inline constexpr uint64_t kSharedHome = 100'000'000'017;

inline v1::Event FactOf(const std::string& feed, const std::string& id, const std::string& record,
                        v1::SubjectRole role, v1::InformationCategory category) {
  v1::Event event;
  event.set_id(id);
  event.set_feed(feed);
  event.mutable_occurred()->set_date("2026-02-20");
  event.mutable_recorded_at()->set_seconds(1'771'700'000);
  event.set_category(category);
  event.add_subjects()->set_record(record);
  event.mutable_subjects(0)->set_role(role);
  return event;
}

inline v1::Event LivesAt(v1::Event event, uint64_t uprn) {
  auto& address = *event.mutable_address_observed()->mutable_address();
  address.set_uprn(uprn);
  address.set_postcode("ZZ99 1AA");
  event.mutable_address_observed()->set_residence(v1::RESIDENCE_LIVES);
  return event;
}

// "He may pose a risk", as probation says.
inline v1::Event Asserted(const std::string& id = "risk-1") {
  v1::Event event = FactOf(kProbationFeed, id, "offender-1", v1::SUBJECT_ROLE_ADULT_OF_CONCERN,
                           v1::INFORMATION_CATEGORY_ADULT_RISK);
  auto& risk = *event.mutable_risk_asserted();
  risk.set_kind("person-posing-risk-to-children");
  risk.set_evidence(v1::EVIDENCE_CLASS_CONVICTION);
  risk.set_assessor("probation officer, public protection");
  risk.set_review_due("2027-02-20");
  return event;
}

inline v1::Event AdultLives(const std::string& id = "stay-1") {
  return LivesAt(FactOf(kProbationFeed, id, "offender-1", v1::SUBJECT_ROLE_ADULT_OF_CONCERN,
                        v1::INFORMATION_CATEGORY_PROBATION),
                 kSharedHome);
}

inline v1::Event ChildLives(const std::string& child, uint64_t uprn = kSharedHome) {
  v1::Event event = LivesAt(FactOf(kCouncilFeed, "home-of-" + child, child, v1::SUBJECT_ROLE_CHILD,
                                   v1::INFORMATION_CATEGORY_SOCIAL_CARE),
                            uprn);
  event.mutable_subjects(0)->mutable_described()->set_birth_date("2019-05-01");
  return event;
}

inline v1::Caller Worker(const std::string& user = "worker-1") {
  return CallerIn("northmere-council", user, "social-worker", v1::PURPOSE_SECTION_47);
}

// A hub whose settings are a file, so that it can stop and start again.
class HubWithSettings : public ::testing::Test {
 protected:
  void Open() {
    hub_.reset();
    HubConfig config;
    config.data_dir = files_.File("");
    config.clock = &clock_;
    auto hub = Hub::Open(config);
    ASSERT_TRUE(hub.ok()) << hub.status();
    hub_ = *std::move(hub);
  }
  void Tell(const std::vector<v1::Event>& events) {
    v1::PublishBatchRequest request;
    for (const v1::Event& event : events) *request.add_events() = event;
    const auto stub = v1::EventService::NewStub(hub_->Channel());
    ASSERT_TRUE(Ask(*stub, &v1::EventService::Stub::PublishBatch, request).ok());
  }

  const TestDirectory files_;  // hub.toml is in it.
  ManualClock clock_{StartOfDayInLondon(*ParseDay("2026-03-02"))};
  std::unique_ptr<Hub> hub_;
};

class AlertHub : public MatchingHub {
 public:
  void TellAll(const std::vector<v1::Event>& events) {
    for (const v1::Event& event : events) Tell(event);
  }

  StatusOr<v1::ListAlertsResponse> List(const v1::Caller& caller,
                                        const std::vector<v1::AlertState>& states = {}) {
    v1::ListAlertsRequest request;
    *request.mutable_caller() = caller;
    request.set_min_position(feeds::kNewest);
    for (const v1::AlertState state : states) request.add_states(state);
    return Question<v1::AdultService>(&v1::AdultService::Stub::ListAlerts, request);
  }
  StatusOr<v1::GetAlertResponse> Get(const v1::Caller& caller, const std::string& id) {
    v1::GetAlertRequest request;
    *request.mutable_caller() = caller;
    request.set_min_position(feeds::kNewest);
    request.set_id(id);
    return Question<v1::AdultService>(&v1::AdultService::Stub::GetAlert, request);
  }
  // The one there is.
  v1::Alert Only(const v1::Caller& caller) {
    const auto list = List(caller);
    EXPECT_TRUE(list.ok()) << list.status();
    if (!list.ok() || list->alerts_size() != 1) {
      ADD_FAILURE() << "not one alert: " << (list.ok() ? list->ShortDebugString() : "");
      return {};
    }
    const auto alert = Get(caller, list->alerts(0).id());
    EXPECT_TRUE(alert.ok()) << alert.status();
    return alert.ok() ? alert->alert() : v1::Alert();
  }

  template <class Request>
  Request About(const v1::Alert& alert, const v1::Caller& caller) {
    Request request;
    *request.mutable_caller() = caller;
    request.set_id(alert.id());
    request.set_etag(alert.etag());
    request.set_reason("as agreed with the team");
    return request;
  }
  StatusOr<v1::AcknowledgeAlertResponse> Acknowledge(const v1::Alert& alert,
                                                     const v1::Caller& caller) {
    return Question<v1::AdultService>(&v1::AdultService::Stub::AcknowledgeAlert,
                                      About<v1::AcknowledgeAlertRequest>(alert, caller));
  }

  // The next `count` changes after the place, with where each leads.
  std::vector<v1::WatchAlertsResponse> Watch(const v1::Caller& caller, size_t count,
                                             const std::string& resume = "") {
    const auto stub = v1::AdultService::NewStub(channel());
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kShortCall);
    v1::WatchAlertsRequest request;
    *request.mutable_caller() = caller;
    request.set_resume(resume);
    const auto reader = stub->WatchAlerts(&context, request);
    std::vector<v1::WatchAlertsResponse> told;
    v1::WatchAlertsResponse one;
    while (told.size() < count && reader->Read(&one)) {
      if (one.has_change()) told.push_back(one);
    }
    context.TryCancel();
    const grpc::Status ended = reader->Finish();
    EXPECT_EQ(told.size(), count) << ended.error_message();
    return told;
  }
};

}  // namespace goldthread::server
