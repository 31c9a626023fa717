// Test support: events told in one line each, a toy of identity that knows only what people
// decided, and the alerts that stand in the end as lines of text.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/adults/adult_fold.h"
#include "connectors/adults/adult_rows.h"
#include "connectors/adults/alert_reader.h"
#include "eventstore/projector/map_rows.h"
#include "eventstore/views/map_snapshot.h"
#include "goldthread/v1/announcements.pb.h"

namespace goldthread::adults {

// Days of 2025, from 0.
inline std::string Date(int day) {
  return DayText(DayOfNumber(DayNumber(*ParseDay("2025-01-01")) + day));
}
inline int NumberOfDay(int day) { return DayNumber(*ParseDay(Date(day))); }

struct Told {
  v1::RecordHeader header;
  v1::Event event;
};

// One event, received and recorded in the order of its number.
class Tell {
 public:
  Tell(std::string_view feed, std::string_view id, int64_t number, int day) {
    told_.event.set_feed(std::string(feed));
    told_.event.set_id(std::string(id));
    told_.event.mutable_occurred()->set_date(Date(day));
    told_.event.mutable_recorded_at()->set_seconds(number);
    told_.header.set_received_at_us(number * 1'000'000);
    told_.event.mutable_person_described();
  }
  Tell& Of(std::string_view record, v1::SubjectRole role = v1::SUBJECT_ROLE_HOUSEHOLD_MEMBER) {
    v1::Subject* const subject = told_.event.add_subjects();
    subject->set_record(std::string(record));
    subject->set_role(role);
    return *this;
  }
  Tell& Born(std::string_view date) {
    told_.event.mutable_subjects()->rbegin()->mutable_described()->set_birth_date(
        std::string(date));
    return *this;
  }
  Tell& At(uint64_t uprn, v1::Residence residence = v1::RESIDENCE_LIVES) {
    v1::AddressObserved& observed = *told_.event.mutable_address_observed();
    observed.mutable_address()->set_uprn(uprn);
    observed.set_residence(residence);
    return *this;
  }
  Tell& Until(int day) {
    told_.event.mutable_occurred()->set_end_date(Date(day));
    return *this;
  }
  Tell& Risk(v1::EvidenceClass evidence = v1::EVIDENCE_CLASS_CONVICTION) {
    v1::RiskAsserted& asserted = *told_.event.mutable_risk_asserted();
    asserted.set_kind("person-posing-risk-to-children");
    asserted.set_evidence(evidence);
    asserted.set_review_due("2026-06-01");
    return *this;
  }
  v1::Event* operator->() { return &told_.event; }
  operator Told() const { return told_; }

 private:
  Told told_;
};

// Feeds of MARACs are known by their name.
inline constexpr const char* kPolice = "police";
inline constexpr const char* kMarac = "marac";

class AdultViews {
 public:
  // As the engine does: who is one person first, then the event.
  void Take(const Told& told) {
    const Arrival arrival{Position{position_++}, told.header, told.event};
    for (const std::set<RecordId>& person : Decide(told)) {
      v1::PersonAnnounced announced;
      for (const RecordId& record : person) *announced.add_records() = ToRef(record);
      const Status followed = fold_.Follow(arrival, announced.SerializeAsString(), rows_);
      GT_CHECK(followed.ok());
    }
    const auto taken = fold_.Apply(arrival, rows_);
    GT_CHECK(taken.ok());
  }
  void Take(const std::vector<Told>& all) {
    for (const Told& told : all) Take(told);
  }

  MapSnapshot Views() const {
    std::map<std::string, std::string> stored;
    for (const auto& [key, value] : rows_.rows()) stored[kSpace + key] = value;
    return MapSnapshot(std::move(stored), Position{position_});
  }
  std::vector<Alert> Standing() const {
    std::vector<Alert> alerts = *ListAlerts(Views(), "", SIZE_MAX);
    std::erase_if(alerts, [](const Alert& alert) { return !alert.stands; });
    return alerts;
  }
  std::vector<AlertChange> Changes() const { return *ChangesAfter(Views(), 0, SIZE_MAX); }
  const MapRows& rows() const { return rows_; }

 private:
  // The persons that are others than before.
  std::vector<std::set<RecordId>> Decide(const Told& told) {
    const v1::Event& event = told.event;
    if (!event.has_records_linked() && !event.has_records_separated()) return {};
    const auto& first = event.has_records_linked() ? event.records_linked().first()
                                                   : event.records_separated().first();
    const auto& second = event.has_records_linked() ? event.records_linked().second()
                                                    : event.records_separated().second();
    auto& said = decisions_[std::minmax(FromRef(first), FromRef(second))];
    said = std::max(said, {told.header.received_at_us(), event.has_records_linked()});
    std::map<RecordId, std::set<RecordId>> persons;
    for (const auto& [pair, decision] : decisions_) {
      persons[pair.first].insert(pair.first);
      persons[pair.second].insert(pair.second);
    }
    for (const auto& [pair, decision] : decisions_) {
      if (!decision.second) continue;
      std::set<RecordId> joined = persons.at(pair.first);
      joined.insert(persons.at(pair.second).begin(), persons.at(pair.second).end());
      for (const RecordId& record : joined) persons[record] = joined;
    }
    std::vector<std::set<RecordId>> others;
    for (const auto& [record, person] : persons) {
      const auto before = persons_.find(record);
      const bool same = before != persons_.end() ? before->second == person : person.size() == 1;
      if (!same && record == *person.begin()) others.push_back(person);
      // Of a person that was announced for another of its records already.
      if (!same && record != *person.begin() &&
          std::find(others.begin(), others.end(), person) == others.end()) {
        others.push_back(person);
      }
    }
    persons_ = std::move(persons);
    return others;
  }

  AdultFold fold_;
  MapRows rows_;
  int64_t position_ = 0;
  std::map<std::pair<RecordId, RecordId>, std::pair<int64_t, bool>> decisions_;
  std::map<RecordId, std::set<RecordId>> persons_;
};

// An alert without its path, as a line: "2 police/adult -> police/child from 20100 until 24000".
inline std::string Line(int rule, const std::vector<RecordId>& adult,
                        const std::vector<RecordId>& child) {
  std::string line = std::to_string(rule);
  for (const RecordId& record : adult) line += " " + record.Text();
  line += " ->";
  for (const RecordId& record : child) line += " " + record.Text();
  return line;
}

// What stands, path, days and ids and all; but not when it was found, which is the order's.
inline std::map<std::string, std::string> InFull(const AdultViews& views) {
  std::map<std::string, std::string> alerts;
  for (const Alert& alert : views.Standing()) {
    v1::AdultAlertRow row;
    GT_CHECK(row.ParseFromString(views.rows().rows().at(AlertKey(alert.id))));
    for (v1::AdultCause& cause : *row.mutable_causes()) cause.clear_found_us();
    alerts[alert.id] = row.SerializeAsString();
  }
  return alerts;
}

}  // namespace goldthread::adults
