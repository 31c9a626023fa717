// Test support: Northmere told to the adults fold event by event, with the county's own word on
// who is who or as matching finds it; what was raised, when and for whom; and the truth to hold it
// against.
#pragma once

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "connectors/adults/adult_fold.h"
#include "connectors/adults/adult_rows.h"
#include "connectors/adults/alert_reader.h"
#include "connectors/county/agencies/feeds.h"
#include "connectors/county/agencies/ids.h"
#include "connectors/county/county.h"
#include "eventstore/projector/map_rows.h"
#include "eventstore/views/map_snapshot.h"
#include "goldthread/v1/announcements.pb.h"
#include "services/identity/identity_fold.h"

namespace goldthread::adults {

using county::PersonIndex;

// What an alert is known by on both sides. Rules 1 to 3 are one family (rules.h): where a home was
// told late, who came first is told otherwise than it was.
struct AlertName {
  int family = 0;         // The rule; 1 for 1 to 3.
  PersonIndex adult = 0;  // kNobody for rule 9.
  PersonIndex child = 0;  // kNobody for rules 4 and 7.
  std::string order;      // Of rule 5.
  auto operator<=>(const AlertName&) const = default;
};

// Whose word on who is who.
enum class WhoIsWho { kTruth, kMatching };

inline int FamilyOf(int rule) { return rule <= 3 ? 1 : rule; }

class ToldCounty final : public county::Truth {
 public:
  struct Raised {
    std::string event;  // "FEED/ID": by which.
    county::Second at = 0;
    int rule = 0;
    Alert alert;
  };

  ToldCounty(const county::CountySize& size, WhoIsWho who)
      : mark_(county::MarkOf(size)), who_(who) {
    county::County county(size, *this);
    county::Delivery delivery;
    while (county.Next(&delivery)) Tell(delivery);
    end_ = county.end();
  }

  void Lived(const county::Stay& stay) override { stays_[stay.person].push_back(stay); }
  void Recorded(PersonIndex person, int feed, std::string_view record) override {
    const RecordId id{std::string(county::MannerOf(static_cast<county::Feed>(feed)).name),
                      std::string(record)};
    person_of_[id] = person;
    records_[person].insert(id);
    newly_told_.insert(person);
  }
  void Lost(int, int64_t) override {}
  void Exposed(const county::Exposure&) override {}
  void Expects(const county::ExpectedAlert& alert) override { expected_.push_back(alert); }

  // Under the records of the person of that number.
  std::string EventText(county::EventRef ref) const {
    const auto feed = static_cast<county::Feed>(county::FeedOf(ref));
    return std::string(county::MannerOf(feed).name) + "/" +
           county::EventIdOf(mark_, feed, county::OrdinalOf(ref));
  }

  AlertName NameOf(const county::ExpectedAlert& alert) const {
    const bool alone = alert.rule == 4 || alert.rule == 7;
    return {FamilyOf(alert.rule), alert.adult, alone ? county::kNobody : alert.child,
            alert.rule == 5 ? EventText(alert.assertion) : ""};
  }
  AlertName NameOf(const Alert& alert) const {
    const bool alone = alert.rule == 4 || alert.rule == 7;
    const auto& trigger = alert.causes.front();
    return {FamilyOf(alert.rule),
            alert.adult.empty() ? county::kNobody : person_of_.at(alert.adult.front()),
            alone || alert.child.empty() ? county::kNobody : person_of_.at(alert.child.front()),
            alert.rule == 5 ? trigger.trigger_feed + "/" + trigger.trigger_event_id : ""};
  }

  MapSnapshot Views() const {
    std::map<std::string, std::string> stored;
    for (const auto& [key, value] : rows_.rows()) stored[kSpace + key] = value;
    return MapSnapshot(std::move(stored), Position{position_});
  }

  // Whether they truly had a home together at that time.
  bool LivedTogether(PersonIndex one, PersonIndex other, county::Second at) const {
    const auto day = static_cast<county::DayNumber>(at / county::kDaySeconds);
    const auto homes = [&](PersonIndex person) {
      std::set<county::AddressIndex> found;
      const auto known = stays_.find(person);
      if (known == stays_.end()) return found;
      for (const county::Stay& stay : known->second) {
        if (stay.from <= day && day < stay.to) found.insert(stay.address);
      }
      return found;
    };
    const auto mine = homes(one);
    const auto theirs = homes(other);
    return std::any_of(mine.begin(), mine.end(),
                       [&](county::AddressIndex home) { return theirs.contains(home); });
  }

  const std::vector<county::ExpectedAlert>& expected() const { return expected_; }
  const std::map<int64_t, std::pair<std::string, county::Second>>& told() const { return told_; }
  int64_t events() const { return position_; }
  county::DayNumber end() const { return end_; }
  // The longest that one event took, and its kind; and how long all took.
  std::chrono::nanoseconds longest{0};
  std::chrono::nanoseconds total{0};
  std::vector<std::chrono::nanoseconds> each;

 private:
  void Tell(const county::Delivery& delivery) {
    if (delivery.again) return;  // The feed ledger stops it.
    v1::Event event = delivery.event();
    event.set_agency(event.feed().substr(0, event.feed().find('/')));  // As ingest does.
    v1::RecordHeader header;
    header.set_feed(event.feed());
    header.set_event_id(event.id());
    header.set_received_at_us(delivery.delivered * 1'000'000);
    const Arrival arrival{Position{position_}, header, event};
    told_[position_] = {event.feed() + "/" + event.id(), delivery.delivered};
    const std::vector<std::string> announcements = Announced(arrival);
    const auto begun = std::chrono::steady_clock::now();
    for (const std::string& announced : announcements) {
      GT_CHECK(fold_.Follow(arrival, announced, rows_).ok());
    }
    const auto taken = fold_.Apply(arrival, rows_);
    GT_CHECK(taken.ok());
    const std::chrono::nanoseconds took = std::chrono::steady_clock::now() - begun;
    each.push_back(took);
    longest = std::max(longest, took);
    total += took;
    ++position_;
  }

  // What is said of who is who when the event comes.
  std::vector<std::string> Announced(const Arrival& arrival) {
    if (who_ == WhoIsWho::kMatching) {
      GT_CHECK(matching_.Apply(arrival, matched_).ok());
      return matched_.TakeAnnounced();
    }
    std::vector<std::string> announcements;
    for (const PersonIndex person : std::exchange(newly_told_, {})) {
      v1::PersonAnnounced announced;
      for (const RecordId& record : records_.at(person)) *announced.add_records() = ToRef(record);
      if (announced.records_size() >= 2) announcements.push_back(announced.SerializeAsString());
    }
    return announcements;
  }

  const county::CountyMark mark_;
  const WhoIsWho who_;
  identity::IdentityFold matching_;
  MapRows matched_;
  AdultFold fold_;
  MapRows rows_;
  int64_t position_ = 0;
  county::DayNumber end_ = 0;
  std::map<RecordId, PersonIndex> person_of_;
  std::map<PersonIndex, std::set<RecordId>> records_;
  std::set<PersonIndex> newly_told_;
  std::map<PersonIndex, std::vector<county::Stay>> stays_;
  std::vector<county::ExpectedAlert> expected_;
  std::map<int64_t, std::pair<std::string, county::Second>> told_;
};

}  // namespace goldthread::adults
