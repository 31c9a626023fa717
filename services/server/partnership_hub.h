// Test support: two hubs, each of a partnership of its own, which share a directory and nothing
// else: in one an adult is asserted to be a risk, in the other the adult lives with a child.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "services/ingest/registry.h"
#include "services/server/alert_fixture.h"

namespace goldthread::server {

// 32 bytes in hexadecimal.
inline std::string DirectoryKeyText(char digit = 'a') { return std::string(64, digit) + "\n"; }

inline v1::Event WithNhsNumber(v1::Event event, const std::string& number = "9434765919") {
  v1::Identifier& identifier = *event.mutable_subjects(0)->mutable_described()->add_identifiers();
  identifier.set_type(v1::IDENTIFIER_TYPE_NHS_NUMBER);
  identifier.set_value(number);
  return event;
}

class PartnershipHub {
 public:
  // `settings`: of hub.toml, besides the directory's ring and key.
  PartnershipHub(const std::string& partnership, const std::string& settings,
                 const std::string& where, char key_digit = 'a') {
    std::string registry(ingest::DefaultRegistryToml());
    const std::string line = "partnership = \"northmere\"";
    registry.replace(registry.find(line), line.size(), "partnership = \"" + partnership + "\"");
    files_.Write("registry.toml", registry);
    files_.Write("2026.key", DirectoryKeyText(key_digit));
    files_.Write("hub.toml", "mode = \"development\"\n" + settings + "\n[directory]\nring = \"" +
                                 partnership + " MASH, 01632 960017\"\n" + where +
                                 "\n[[directory.key]]\nid = \"2026\"\nfile = \"2026.key\"\n");
  }

  Status Open() {
    hub_.reset();
    HubConfig config;
    config.data_dir = files_.File("");
    config.clock = &clock_;
    GT_ASSIGN_OR_RETURN(hub_, Hub::Open(config));
    return OkStatus();
  }
  void Close() { hub_.reset(); }

  void Tell(const std::vector<v1::Event>& events) {
    v1::PublishBatchRequest request;
    for (const v1::Event& event : events) *request.add_events() = event;
    const auto stub = v1::EventService::NewStub(hub_->Channel());
    const auto answer = Ask(*stub, &v1::EventService::Stub::PublishBatch, request);
    ASSERT_TRUE(answer.ok()) << answer.status();
    for (const v1::Receipt& receipt : answer->receipts()) {
      ASSERT_TRUE(receipt.has_accepted()) << receipt.rejected().violations(0).rule();
    }
  }

  // The next change of an alert after the place, once it comes.
  v1::WatchAlertsResponse Next(const std::string& resume = "") {
    const auto stub = v1::AdultService::NewStub(hub_->Channel());
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kShortCall);
    v1::WatchAlertsRequest request;
    *request.mutable_caller() = Worker();
    request.set_resume(resume);
    const auto reader = stub->WatchAlerts(&context, request);
    v1::WatchAlertsResponse one;
    while (reader->Read(&one)) {
      if (one.has_change()) break;
    }
    context.TryCancel();
    const grpc::Status ended = reader->Finish();
    EXPECT_TRUE(one.has_change()) << ended.error_message();
    return one;
  }

 private:
  const TestDirectory files_;
  ManualClock clock_{StartOfDayInLondon(*ParseDay("2026-03-02"))};
  std::unique_ptr<Hub> hub_;
};

// He is known in the first; in the second he lives with a child, and the first learns nothing.
inline void ExpectAlertAcross(PartnershipHub& first, PartnershipHub& second) {
  first.Tell({WithNhsNumber(AdultLives("stay-1")), Asserted("risk-1")});
  second.Tell({WithNhsNumber(AdultLives("stay-9")), ChildLives("child-1")});
  const v1::WatchAlertsResponse raised = second.Next();
  EXPECT_EQ(raised.change().kind(), v1::ALERT_CHANGE_KIND_RAISED);
  const v1::Alert& alert = raised.change().alert();
  ASSERT_EQ(alert.path_size(), 3) << alert.ShortDebugString();
  EXPECT_EQ(alert.path(0).clause(),
            "the adult is known as a risk in westmere; ring westmere MASH, 01632 960017");
  v1::Event withdrawn = FactOf(kProbationFeed, "risk-1-withdrawn", "", v1::SUBJECT_ROLE_UNSPECIFIED,
                               v1::INFORMATION_CATEGORY_ADULT_RISK);
  withdrawn.clear_subjects();
  withdrawn.set_withdraws("risk-1");
  withdrawn.mutable_event_withdrawn()->set_reason("of another man");
  first.Tell({withdrawn});
  EXPECT_EQ(second.Next(raised.resume()).change().kind(), v1::ALERT_CHANGE_KIND_WITHDRAWN);
}

}  // namespace goldthread::server
