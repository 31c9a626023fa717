// Test support: partnerships, each with a log, an ingest and all folds of its own, which have
// nothing in common but a directory.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "connectors/adults/alert_reader.h"
#include "connectors/adults/asserted_reader.h"
#include "connectors/directory/directory.h"
#include "connectors/directory/others.h"
#include "eventstore/log/embedded_log.h"
#include "eventstore/projector/projector.h"
#include "eventstore/views/rocks_view_store.h"
#include "goldthread/v1/directory.pb.h"
#include "services/ingest/ingest.h"
#include "services/server/hub_folds.h"
#include "services/server/hub_inbox.h"
#include "services/vocabulary/calendar.h"
#include "services/vocabulary/decisions_feed.h"

namespace goldthread::directory {

// A table in memory, which several have open.
class MapTable final : public SharedTable {
 public:
  explicit MapTable(Rows& rows) : rows_(rows) {}
  StatusOr<const Rows*> Read() override { return &rows_; }
  Status Write(std::span<const TableChange> changes) override {
    GT_RETURN_IF_ERROR(CheckChanges(changes));
    for (const TableChange& change : changes) {
      if (on_write_) GT_RETURN_IF_ERROR(on_write_());
      if (change.value.has_value()) {
        rows_[change.key] = *change.value;
      } else {
        rows_.erase(change.key);
      }
    }
    return OkStatus();
  }
  // Asked before each row; an error of it is a crash.
  void OnWrite(std::function<Status()> on_write) { on_write_ = std::move(on_write); }

 private:
  Rows& rows_;
  std::function<Status()> on_write_;
};

inline DirectoryKey KeyNamed(const std::string& id, char filler) {
  return {id, std::string(32, filler)};
}

// Ten digits with a check digit that holds: the n-th of those there are.
inline std::string NhsNumber(int n) {
  for (int base = 400'000'000 + n * 11;; ++base) {
    const std::string digits = std::to_string(base);
    int sum = 0;
    for (int i = 0; i < 9; ++i) sum += (digits[static_cast<size_t>(i)] - '0') * (10 - i);
    const int check = (11 - sum % 11) % 11;
    if (check != 10) return digits + std::to_string(check);
  }
}

inline constexpr const char* kPoliceFeed = "police/incidents";
inline constexpr const char* kCouncilFeed = "council/cases";

class Town {
 public:
  explicit Town(const std::string& name) : Town(name, Registry(name)) {}
  Town(const std::string& name, const std::string& registry)
      : registry_(*ingest::Registry::Parse(registry)) {
    us_.partnership = name;
    us_.ring = name + " MASH, 01632 960000";
    us_.keys = {KeyNamed("2026", 'k')};
  }

  Membership& us() { return us_; }
  ManualClock& clock() { return clock_; }

  // `day`: of 2026, from 0.
  static v1::Event About(const std::string& feed, const std::string& id, const std::string& record,
                         v1::SubjectRole role, int day = 0) {
    v1::Event event;
    event.set_id(id);
    event.set_feed(feed);
    event.mutable_occurred()->set_date(Date(day));
    event.mutable_recorded_at()->set_seconds(1'767'300'000 + day * 86'400);
    event.set_category(v1::INFORMATION_CATEGORY_ADULT_RISK);
    event.add_subjects()->set_record(record);
    event.mutable_subjects(0)->set_role(role);
    return event;
  }
  static std::string Date(int day) {
    return DayText(Day(std::chrono::sys_days(*ParseDay("2026-01-01")) + std::chrono::days(day)));
  }
  static v1::Event AdultLives(const std::string& id, const std::string& record,
                              const std::string& nhs, uint64_t uprn, int day = 0) {
    v1::Event event = About(kPoliceFeed, id, record, v1::SUBJECT_ROLE_PRESENT, day);
    v1::Identifier& number = *event.mutable_subjects(0)->mutable_described()->add_identifiers();
    number.set_type(v1::IDENTIFIER_TYPE_NHS_NUMBER);
    number.set_value(nhs);
    return At(std::move(event), uprn);
  }
  static v1::Event ChildLives(const std::string& id, const std::string& record, uint64_t uprn,
                              int day = 0) {
    v1::Event event = About(kCouncilFeed, id, record, v1::SUBJECT_ROLE_CHILD, day);
    event.mutable_subjects(0)->mutable_described()->set_birth_date("2019-05-01");
    return At(std::move(event), uprn);
  }
  static v1::Event At(v1::Event event, uint64_t uprn) {
    event.mutable_address_observed()->mutable_address()->set_uprn(uprn);
    event.mutable_address_observed()->set_residence(v1::RESIDENCE_LIVES);
    return event;
  }
  static v1::Event Asserts(const std::string& id, const std::string& record, int day = 0) {
    v1::Event event = About(kPoliceFeed, id, record, v1::SUBJECT_ROLE_ADULT_OF_CONCERN, day);
    v1::RiskAsserted& risk = *event.mutable_risk_asserted();
    risk.set_kind("person-posing-risk-to-children");
    risk.set_evidence(v1::EVIDENCE_CLASS_CONVICTION);
    risk.set_assessor("detective sergeant, public protection");
    risk.set_review_due("2027-01-01");
    return event;
  }
  static v1::Event Withdraws(const std::string& id, const std::string& event_id, int day = 0) {
    v1::Event event;
    event.set_id(id);
    event.set_feed(kPoliceFeed);
    event.mutable_occurred()->set_date(Date(day));
    event.mutable_recorded_at()->set_seconds(1'767'300'000 + day * 86'400);
    event.set_category(v1::INFORMATION_CATEGORY_ADULT_RISK);
    event.set_withdraws(event_id);
    event.mutable_event_withdrawn()->set_reason("of another man");
    return event;
  }

  void Tell(const v1::Event& event) {
    const auto receipts = ingest_.Publish({&event, 1});
    ASSERT_TRUE(receipts.ok()) << receipts.status();
    ASSERT_TRUE(receipts->at(0).has_accepted())
        << receipts->at(0).rejected().ShortDebugString() << event.id();
  }
  void Tell(const std::vector<v1::Event>& events) {
    for (const v1::Event& event : events) Tell(event);
  }

  std::unique_ptr<ViewSnapshot> Views() {
    const auto reader = log_->NewReader();
    Projector projector(*reader, *store_, server::HubFolds());
    while (*store_->NextPosition() < *reader->End()) {
      EXPECT_TRUE(projector.Step(100, std::chrono::milliseconds(0)).ok());
    }
    return *store_->Snapshot();
  }
  // What the log holds is all that there is.
  void LoseViews() { store_ = *RocksViewStore::Open(""); }

  Publish Publishing() { return server::PublishTo(ingest_); }

  // One step of somebody who has just begun, or an error that a crash was.
  Status Step(SharedTable& table, Publish publish = nullptr) {
    Directory directory(us_, table, clock_, publish ? publish : Publishing());
    const Status stepped = directory.Step(*Views());
    doubts_ = directory.doubts();
    return stepped;
  }
  const std::vector<std::string>& doubts() const { return doubts_; }

  std::vector<adults::Alert> Alerts() {
    std::vector<adults::Alert> alerts = *adults::ListAlerts(*Views(), "", SIZE_MAX);
    std::erase_if(alerts, [](const adults::Alert& alert) { return !alert.stands; });
    return alerts;
  }
  // "RECORD by PARTNERSHIP" of the facts that stand.
  std::multiset<std::string> Known() {
    std::multiset<std::string> known;
    const auto views = Views();
    const auto records = *adults::RecordsEverAsserted(*views);
    for (const RecordId& record : records) {
      const auto facts = *adults::KnownElsewhereOf(*views, record);
      for (const adults::KnownElsewhere& one : facts) {
        if (one.stands) known.insert(record.record + " by " + one.partnership);
      }
    }
    return known;
  }
  // Every byte of the views and of the log.
  std::map<std::string, std::string> Everything() {
    std::map<std::string, std::string> all;
    const auto views = Views();
    const auto rows = views->Scan({});
    for (; rows->Valid(); rows->Next()) all.emplace(rows->key(), rows->value());
    const auto reader = log_->NewReader();
    LogBatch batch;
    EXPECT_TRUE(reader->Read(Position{}, 100'000, std::chrono::milliseconds(0), &batch).ok());
    for (const auto& record : batch.records()) {
      all["log " + std::to_string(record.position.value)] =
          std::string(record.header) + std::string(record.body);
    }
    return all;
  }

 private:
  static std::string Registry(const std::string& name) {
    return "partnership = \"" + name + R"("
[[feed]]
name = "police/incidents"
agency = "police"
categories = ["ADULT_RISK"]
[[feed]]
name = "council/cases"
agency = "council"
categories = ["ADULT_RISK"]
)";
  }

  Membership us_;
  ManualClock clock_{StartOfDayInLondon(*ParseDay("2026-11-02"))};
  std::unique_ptr<EmbeddedLog> log_ = *EmbeddedLog::Open("");
  std::unique_ptr<ViewStore> store_ = *RocksViewStore::Open("");
  ingest::RegistryInForce registry_;
  ingest::Ingest ingest_{*log_, registry_, clock_};
  std::vector<std::string> doubts_;
};

}  // namespace goldthread::directory
