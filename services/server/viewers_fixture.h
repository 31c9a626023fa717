// A hub that believes tokens only, the agencies of story 1 with a key each, and the people who
// look: for tests of who sees what.
#pragma once

#include <gtest/gtest.h>

#include <mutex>
#include <string>
#include <vector>

#include "goldthread/v1/access_service.grpc.pb.h"
#include "goldthread/v1/audit_service.grpc.pb.h"
#include "goldthread/v1/chronology_service.grpc.pb.h"
#include "goldthread/v1/event_service.grpc.pb.h"
#include "services/access/token.h"
#include "services/server/command_test.h"
#include "services/server/hub_client.h"
#include "services/server/newest_views.h"
#include "services/server/story.h"

namespace goldthread::server {

struct Viewer {
  std::string agency;
  std::string user;
  std::string role;
  v1::Purpose purpose;
};

inline const Viewer kNurse{"northmere-hospital", "nurse-17", "ed-nurse", v1::PURPOSE_CHILD_IN_NEED};
inline const Viewer kOfficer{"northmere-police", "officer-88", "police-ppu",
                             v1::PURPOSE_SECTION_47};
inline const Viewer kTeacher{"northmere-school", "teacher-5", "school-dsl",
                             v1::PURPOSE_CHILD_IN_NEED};
inline const Viewer kAuditor{"hub", "auditor-1", "auditor", v1::PURPOSE_AUDIT};
inline const Viewer kGuardian{"northmere-hospital", "guardian-1", "caldicott-guardian",
                              v1::PURPOSE_AUDIT};
inline const Viewer kPoliceAuditor{"northmere-police", "dpo-1", "data-protection-officer",
                                   v1::PURPOSE_AUDIT};
// Its agency's key does not speak for the role.
inline const Viewer kForger{"northmere-school", "teacher-5", "social-worker",
                            v1::PURPOSE_SECTION_47};

inline v1::RecordRef RefOf(const char* feed, const char* record) {
  v1::RecordRef ref;
  ref.set_feed(feed);
  ref.set_record(record);
  return ref;
}
inline const v1::RecordRef kPatient = RefOf("northmere-hospital/ed", "patient-58211");
inline const v1::RecordRef kNominal = RefOf("northmere-police/incidents", "nominal-3390");
inline const v1::RecordRef kPupil = RefOf("northmere-school/attendance", "pupil-1042");
inline const v1::RecordRef kStranger = RefOf("northmere-police/incidents", "nominal-9999");

inline constexpr const char* kExplanation = "father is at the gate and threatens to take her";

class World {
 public:
  World() : clock_(ReceivedAt(FourSmallWorries().steps.front())) {
    std::string toml = "audience = \"northmere\"\n";
    const std::vector<std::pair<std::string, std::vector<std::string>>> agencies = {
        {"northmere-hospital", {"ed-nurse", "caldicott-guardian"}},
        {"northmere-police", {"police-ppu", "data-protection-officer"}},
        {"northmere-school", {"school-dsl"}},
        {"northmere-council", {"social-worker"}},
        {"hub", {"auditor", "operator"}}};
    for (const auto& [agency, roles] : agencies) {
      keys_.emplace(agency, *access::PrivateKey::Generate(agency + "-1"));
      toml += access::KeyFileLines(keys_.at(agency), agency, roles);
    }
    HubConfig config;
    config.clock = &clock_;
    config.access = HubAccess{};
    config.access->keys_file = directory_.Write("keys.toml", toml);
    config.log = [this](std::string_view line) {
      const std::lock_guard lock(mutex_);
      told_.emplace_back(line);
    };
    auto hub = Hub::Open(config);
    EXPECT_TRUE(hub.ok()) << hub.status();
    hub_ = *std::move(hub);
  }

  void Publish(const v1::Event& event) {
    const auto stub = v1::EventService::NewStub(hub_->Channel());
    v1::PublishBatchRequest request;
    *request.add_events() = event;
    const auto response = server::Ask(*stub, &v1::EventService::Stub::PublishBatch, request);
    ASSERT_TRUE(response.ok()) << response.status();
    ASSERT_TRUE(response->receipts(0).has_accepted()) << response->ShortDebugString();
  }
  void Tell(const Story& story) {
    for (const StoryStep& step : story.steps) {
      clock_.Set(ReceivedAt(step));
      Publish(step.event);
    }
  }

  std::string TokenOf(const Viewer& viewer) const {
    access::TokenRequest request;
    request.caller.set_agency(viewer.agency);
    request.caller.set_user(viewer.user);
    request.caller.set_role(viewer.role);
    request.caller.set_purpose(viewer.purpose);
    request.audience = "northmere";
    request.from = clock_.Now();
    const auto token = access::MintToken(keys_.at(viewer.agency), request);
    EXPECT_TRUE(token.ok());
    return *token;
  }
  std::shared_ptr<grpc::Channel> ChannelOf(const Viewer& viewer) {
    return hub_->Channel(TokenOf(viewer));
  }

  StatusOr<v1::GetChronologyResponse> Ask(const std::string& token,
                                          const v1::GetChronologyRequest& request) {
    const auto stub = v1::ChronologyService::NewStub(hub_->Channel(token));
    return server::Ask(*stub, &v1::ChronologyService::Stub::GetChronology, request);
  }
  StatusOr<v1::GetChronologyResponse> ReadWith(const std::string& token,
                                               const v1::RecordRef& record) {
    v1::GetChronologyRequest request;
    *request.mutable_query()->mutable_record() = record;
    request.set_min_position(kNewest);
    return Ask(token, request);
  }
  StatusOr<v1::GetChronologyResponse> Read(const Viewer& viewer, const v1::RecordRef& record) {
    return ReadWith(TokenOf(viewer), record);
  }
  // A grant does not wait for what has just come; a question that demands the newest does. Nobody
  // but the school hears of this one.
  void WaitUntilFolded() {
    const Status absent = Read(kTeacher, RefOf("northmere-school/attendance", "pupil-0")).status();
    EXPECT_EQ(absent.code(), Code::kPermissionDenied) << absent;
  }
  StatusOr<v1::ListLooksResponse> Looks(const Viewer& viewer) {
    const auto stub = v1::AuditService::NewStub(ChannelOf(viewer));
    return server::Ask(*stub, &v1::AuditService::Stub::ListLooks, v1::ListLooksRequest());
  }
  StatusOr<v1::VerifyAuditResponse> VerifyAudit() {
    const auto stub =
        v1::AuditService::NewStub(ChannelOf({"hub", "auditor-1", "auditor", v1::PURPOSE_AUDIT}));
    return server::Ask(*stub, &v1::AuditService::Stub::VerifyAudit, v1::VerifyAuditRequest());
  }
  StatusOr<v1::BreakGlassResponse> BreakGlass(const Viewer& viewer, const v1::RecordRef& record) {
    const auto stub = v1::AccessService::NewStub(ChannelOf(viewer));
    v1::BreakGlassRequest request;
    *request.mutable_record() = record;
    request.set_reason(v1::GLASS_REASON_IMMEDIATE_DANGER);
    request.set_explanation(kExplanation);
    return server::Ask(*stub, &v1::AccessService::Stub::BreakGlass, request);
  }

  Hub& hub() { return *hub_; }
  ManualClock& clock() { return clock_; }
  // What the operator was told.
  std::vector<std::string> told() const {
    const std::lock_guard lock(mutex_);
    return told_;
  }

 private:
  const TestDirectory directory_;
  ManualClock clock_;
  std::map<std::string, access::PrivateKey> keys_;
  mutable std::mutex mutex_;
  std::vector<std::string> told_;
  std::unique_ptr<Hub> hub_;
};

inline std::vector<std::string> EventsIn(const v1::GetChronologyResponse& seen) {
  std::vector<std::string> ids;
  for (const v1::ChronologyEntry& entry : seen.entries()) ids.push_back(entry.event().id());
  return ids;
}

inline std::vector<std::string> KnownToIn(const v1::GetChronologyResponse& seen) {
  std::vector<std::string> lines;
  for (const v1::KnownTo& known : seen.known_to()) {
    lines.push_back(known.agency() + ": " + known.ring());
  }
  return lines;
}

inline std::vector<std::string> UsersIn(const v1::ListLooksResponse& looks) {
  std::vector<std::string> users;
  for (const v1::AuditedLook& look : looks.looks()) users.push_back(look.record().caller().user());
  return users;
}

}  // namespace goldthread::server
