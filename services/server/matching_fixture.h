// Test support: a hub in memory, people told in a line each, and questions asked of it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "eventstore/base/clock.h"
#include "goldthread/v1/audit_service.grpc.pb.h"
#include "goldthread/v1/chronology_service.grpc.pb.h"
#include "goldthread/v1/event_service.grpc.pb.h"
#include "goldthread/v1/matching_service.grpc.pb.h"
#include "goldthread/v1/search_service.grpc.pb.h"
#include "services/feeds/page_token.h"
#include "services/server/hub_client.h"
#include "services/server/words.h"
#include "services/vocabulary/calendar.h"

namespace goldthread::server {

inline v1::Caller CallerIn(const std::string& agency, const std::string& user,
                           const std::string& role, v1::Purpose purpose) {
  v1::Caller caller;
  caller.set_agency(agency);
  caller.set_user(user);
  caller.set_role(role);
  caller.set_purpose(purpose);
  return caller;
}

inline v1::RecordRef RefTo(const std::string& feed, const std::string& record) {
  v1::RecordRef ref;
  ref.set_feed(feed);
  ref.set_record(record);
  return ref;
}

// One event that describes one person.
class Said {
 public:
  Said(const std::string& feed, const std::string& record, const std::string& id) {
    event_.set_id(id);
    event_.set_feed(feed);
    event_.mutable_occurred()->set_date("2024-03-01");
    event_.mutable_recorded_at()->set_seconds(1'709'300'000);
    event_.set_category(v1::INFORMATION_CATEGORY_DEMOGRAPHIC);
    event_.mutable_basis()->set_nature(v1::BASIS_NATURE_FACT);
    event_.add_subjects()->set_record(record);
    event_.mutable_subjects(0)->set_role(v1::SUBJECT_ROLE_PRESENT);
    event_.mutable_person_described();
  }
  Said& As(v1::SubjectRole role) {
    event_.mutable_subjects(0)->set_role(role);
    return *this;
  }
  Said& Of(v1::InformationCategory category) {
    event_.set_category(category);
    return *this;
  }
  Said& Named(const std::string& given, const std::string& family,
              v1::NameKind kind = v1::NAME_KIND_USUAL) {
    v1::PersonName& name = *Described().add_names();
    name.set_given(given);
    name.set_family(family);
    name.set_kind(kind);
    return *this;
  }
  Said& Born(const std::string& date) {
    Described().set_birth_date(date);
    return *this;
  }
  Said& Nhs(const std::string& value) {
    v1::Identifier& identifier = *Described().add_identifiers();
    identifier.set_type(v1::IDENTIFIER_TYPE_NHS_NUMBER);
    identifier.set_value(value);
    return *this;
  }
  Said& At(const std::string& line, const std::string& postcode) {
    v1::Address& address = *Described().add_addresses();
    address.add_lines(line);
    address.set_postcode(postcode);
    return *this;
  }
  Said& Shielded() {
    event_.add_handling(v1::HANDLING_SHIELDED_ADDRESS);
    return *this;
  }
  operator v1::Event() const { return event_; }

 private:
  v1::PersonDescription& Described() { return *event_.mutable_subjects(0)->mutable_described(); }
  v1::Event event_;
};

inline constexpr const char* kSchoolFeed = "northmere-school/attendance";
inline constexpr const char* kHousingFeed = "northmere-housing/tenancies";
inline constexpr const char* kPoliceFeed = "northmere-police/incidents";

class MatchingHub {
 public:
  MatchingHub() : clock_(StartOfDayInLondon(*ParseDay("2026-03-02"))) {
    HubConfig config;
    config.clock = &clock_;
    auto hub = Hub::Open(config);
    EXPECT_TRUE(hub.ok()) << hub.status();
    hub_ = *std::move(hub);
    channel_ = hub_->Channel();
  }

  void Tell(const v1::Event& event) {
    const auto stub = v1::EventService::NewStub(channel_);
    v1::PublishBatchRequest request;
    *request.add_events() = event;
    const auto answer = Ask(*stub, &v1::EventService::Stub::PublishBatch, request);
    ASSERT_TRUE(answer.ok()) << answer.status();
    ASSERT_TRUE(answer->receipts(0).has_accepted())
        << answer->receipts(0).rejected().violations(0).rule();
  }

  template <class Service, class Request, class Response>
  StatusOr<Response> Question(grpc::Status (Service::Stub::*method)(grpc::ClientContext*,
                                                                    const Request&, Response*),
                              const Request& request) {
    const auto stub = Service::NewStub(channel_);
    return AskUntilFresh([&] { return Ask(*stub, method, request); });
  }

  ManualClock& clock() { return clock_; }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

 private:
  ManualClock clock_;
  std::unique_ptr<Hub> hub_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace goldthread::server
