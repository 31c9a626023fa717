// Northmere county as the two partnerships that it is: whom each learns of from the other, held
// against what the county knows to be true. End to end: each hub matches records by itself.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <tuple>

#include "connectors/county/agencies/feeds.h"
#include "connectors/county/agencies/ids.h"
#include "connectors/county/county.h"
#include "connectors/directory/announcing.h"
#include "services/identity/person.h"
#include "services/ingest/registry.h"
#include "tests/directory/town.h"

namespace goldthread::directory {
namespace {

using county::PersonIndex;

constexpr int kTowns = county::kCouncils;
constexpr county::DayNumber kWeek = 7;

struct Sent {
  v1::Event event;
  county::Second delivered = 0;
};

// All that is sent and all that is true, before any of it is told.
class WholeCounty final : public county::Truth {
 public:
  explicit WholeCounty(const county::CountySize& size)
      : mark_(county::MarkOf(size)), county_(size, *this) {
    county::Delivery delivery;
    while (county_.Next(&delivery)) {
      const v1::Event& event = delivery.event();
      if (delivery.again) continue;
      deliveries_.push_back({event, delivery.delivered});
      place_[event.feed() + "/" + event.id()] = deliveries_.size() - 1;
    }
  }

  void Lived(const county::Stay& stay) override { stays_[stay.person].push_back(stay); }
  void Recorded(PersonIndex person, int feed, std::string_view record) override {
    person_of_[{NameOf(feed), std::string(record)}] = person;
  }
  void Lost(int, int64_t) override {}
  void Exposed(const county::Exposure&) override {}
  void Expects(const county::ExpectedAlert& alert) override { expected_.push_back(alert); }

  static std::string NameOf(int feed) {
    return std::string(county::MannerOf(static_cast<county::Feed>(feed)).name);
  }
  std::string EventText(county::EventRef ref) const {
    const auto feed = static_cast<county::Feed>(county::FeedOf(ref));
    return NameOf(county::FeedOf(ref)) + "/" +
           county::EventIdOf(mark_, feed, county::OrdinalOf(ref));
  }
  const v1::Event& EventOf(county::EventRef ref) const {
    return deliveries_[place_.at(EventText(ref))].event;
  }
  PersonIndex PersonOf(const RecordId& record) const { return person_of_.at(record); }

  // Where the person truly lives on that day, as addresses.
  std::set<county::AddressIndex> HomesOf(PersonIndex person, county::DayNumber day) const {
    const county::Person& who = county_.world().At(person);
    if (day < who.birth && who.mother != county::kNobody) return HomesOf(who.mother, day);
    std::set<county::AddressIndex> homes;
    const auto known = stays_.find(person);
    if (known == stays_.end()) return homes;
    for (const county::Stay& stay : known->second) {
      if (stay.from <= day && day < stay.to) homes.insert(stay.address);
    }
    return homes;
  }
  int TownOf(county::AddressIndex address) const {
    return county_.world().places().At(address).council;
  }
  // Whether they have a home together.
  bool Share(PersonIndex one, PersonIndex other, county::DayNumber day) const {
    const auto homes = HomesOf(one, day);
    const auto theirs = HomesOf(other, day);
    return std::any_of(homes.begin(), homes.end(),
                       [&](county::AddressIndex home) { return theirs.contains(home); });
  }
  std::set<int> TownsOf(PersonIndex person, county::DayNumber day) const {
    std::set<int> towns;
    for (const county::AddressIndex home : HomesOf(person, day)) {
      towns.insert(TownOf(home));
    }
    return towns;
  }

  const std::vector<Sent>& deliveries() const { return deliveries_; }
  const std::vector<county::ExpectedAlert>& expected() const { return expected_; }
  county::DayNumber first_day() const { return county_.first_day(); }
  county::DayNumber end() const { return county_.end(); }

 private:
  const county::CountyMark mark_;
  std::vector<Sent> deliveries_;
  std::map<RecordId, PersonIndex> person_of_;
  std::map<std::string, size_t> place_;  // Of deliveries, by event.
  std::map<PersonIndex, std::vector<county::Stay>> stays_;
  std::vector<county::ExpectedAlert> expected_;
  county::County county_;
};

// Who is told what: a council's own agencies tell their partnership; the police and others who
// serve both tell that of whoever it is about, where they live then. What amends, goes after.
class Routes {
 public:
  explicit Routes(const WholeCounty& county) : county_(county) {}

  const std::set<int>& Of(const Sent& delivery) {
    const v1::Event& event = delivery.event;
    std::set<int>& towns = towns_[event.feed() + "/" + event.id()];
    if (towns.empty()) towns = Work(delivery);
    return towns;
  }
  const std::set<int>& OfEvent(const std::string& text) { return towns_[text]; }

 private:
  std::set<int> Work(const Sent& delivery) {
    const v1::Event& event = delivery.event;
    for (int town = 0; town < kTowns; ++town) {
      for (const county::Feed own : {county::CouncilFeed(town), county::EmergencyFeed(town),
                                     county::MaternityFeed(town), county::HousingFeed(town)}) {
        if (event.feed() == county::MannerOf(own).name) return {town};
      }
    }
    for (const std::string* const earlier :
         {&event.corrects(), &event.withdraws(), &event.risk_reviewed().asserted_event_id(),
          &event.risk_withdrawn().asserted_event_id(), &event.order_ended().order_event_id()}) {
      if (earlier->empty()) continue;
      const auto known = towns_.find(event.feed() + "/" + *earlier);
      if (known != towns_.end() && !known->second.empty()) return known->second;
    }
    std::set<int> towns;
    const auto day = static_cast<county::DayNumber>(delivery.delivered / county::kDaySeconds);
    for (const v1::Subject& subject : event.subjects()) {
      towns.merge(county_.TownsOf(county_.PersonOf({event.feed(), subject.record()}), day));
    }
    return towns.empty() ? std::set<int>{0} : towns;
  }

  const WholeCounty& county_;
  std::map<std::string, std::set<int>> towns_;
};

std::string RegistryOf(const std::string& partnership) {
  std::string registry(ingest::DefaultRegistryToml());
  const std::string line = "partnership = \"northmere\"";
  return registry.replace(registry.find(line), line.size(),
                          "partnership = \"" + partnership + "\"");
}

// Of whoever the hub holds the first record of the event to be.
std::set<PersonNumber> NumbersKnown(Town& town, const v1::Event& event) {
  const auto views = town.Views();
  const RecordId record{event.feed(), event.subjects(0).record()};
  std::set<PersonNumber> numbers;
  const identity::Person person = *identity::PersonOf(*views, record, std::nullopt);
  for (const RecordId& of : person.records) {
    numbers.merge(*NumbersOf(*views, of));
  }
  return numbers;
}

bool FromDirectory(const adults::Alert& alert) {
  return alert.rule <= 3 && !alert.child.empty() &&
         std::any_of(alert.causes.begin(), alert.causes.end(), [](const adults::Cause& cause) {
           return cause.trigger_feed == kDirectoryFeed;
         });
}

TEST(DirectoryCountyTest, EachPartnershipLearnsOfWhomTheOtherKnowsAndOfLittleElse) {
  county::CountySize size;
  size.people = 3'000;
  size.years = 2;
  if (const char* people = std::getenv("GT_COUNTY_PEOPLE")) {
    size.people = static_cast<uint32_t>(std::atoi(people));
  }
  const WholeCounty county(size);
  Routes routes(county);
  std::vector<std::unique_ptr<Town>> towns;
  for (const char* const name : {"northmere", "westmere"}) {
    towns.push_back(std::make_unique<Town>(name, RegistryOf(name)));
  }
  SharedTable::Rows rows;
  MapTable table(rows);
  // Whom it is about, and where they live: across partnerships, as it was seen once a week.
  using Across = std::tuple<PersonIndex, PersonIndex, int>;
  std::map<Across, bool> raised;  // Whether they truly had a home together when it was first seen.
  auto delivery = county.deliveries().begin();
  int64_t told = 0;
  for (county::DayNumber day = county.first_day() + kWeek; day < county.end() + kWeek;
       day += kWeek) {
    for (const auto& town : towns) {
      town->clock().Set(Instant(std::chrono::seconds(day * county::kDaySeconds)));
    }
    for (; delivery != county.deliveries().end() && delivery->delivered < day * county::kDaySeconds;
         ++delivery) {
      for (const int town : routes.Of(*delivery)) {
        const auto receipts = towns[static_cast<size_t>(town)]->Publishing()({&delivery->event, 1});
        ASSERT_TRUE(receipts.ok()) << receipts.status();
        told += receipts->at(0).has_accepted() ? 1 : 0;
      }
    }
    for (int turn = 0; turn < 2; ++turn) {
      for (const auto& town : towns) ASSERT_TRUE(town->Step(table).ok());
    }
    for (int town = 0; town < kTowns; ++town) {
      for (const adults::Alert& alert : towns[static_cast<size_t>(town)]->Alerts()) {
        if (!FromDirectory(alert)) continue;
        const PersonIndex adult = county.PersonOf(alert.adult.front());
        const PersonIndex child = county.PersonOf(alert.child.front());
        raised.try_emplace({adult, child, town}, county.Share(adult, child, day));
      }
    }
  }
  std::map<Across, const county::ExpectedAlert*> ought;
  for (const county::ExpectedAlert& alert : county.expected()) {
    // What comes and goes between two looks is not looked for.
    if (alert.rule > 3 || alert.stops_at - alert.fires_at < 2 * kWeek * county::kDaySeconds)
      continue;
    const int town = county.TownOf(alert.address);
    const std::set<int>& asserted = routes.OfEvent(county.EventText(alert.assertion));
    if (!asserted.contains(town)) ought[{alert.adult, alert.child, town}] = &alert;
  }
  int found = 0;
  int reachable = 0;
  int reached = 0;
  for (const auto& [across, alert] : ought) {
    const int town = std::get<int>(across);
    const bool is_found = raised.contains(across);
    // Whether it can be: of the record it is asserted of there and of that who lives here, each
    // hub's matching knows one number. What is asserted on intelligence alone is not announced.
    const v1::Event& asserted = county.EventOf(alert->assertion);
    const bool is_announced =
        asserted.risk_asserted().evidence() != v1::EVIDENCE_CLASS_INTELLIGENCE;
    const auto here =
        NumbersKnown(*towns[static_cast<size_t>(town)], county.EventOf(alert->adult_told));
    const auto there = NumbersKnown(*towns[static_cast<size_t>(1 - town)], asserted);
    const bool shared =
        is_announced && std::any_of(here.begin(), here.end(), [&](const PersonNumber& number) {
          return there.contains(number);
        });
    found += is_found ? 1 : 0;
    reachable += shared ? 1 : 0;
    reached += shared && is_found ? 1 : 0;
  }
  const auto together = std::count_if(raised.begin(), raised.end(), [&](const auto& one) {
    return one.second || ought.contains(one.first);
  });
  std::cout << fmt::format(
      "events told {} ought {} found {}; a number in common {} of them found {}; raised {} of whom "
      "truly together {}\n",
      told, ought.size(), found, reachable, reached, raised.size(), together);
  EXPECT_GT(reachable, 0);
  EXPECT_GE(reached, reachable * 0.99);
  EXPECT_GE(static_cast<double>(found), static_cast<double>(ought.size()) * 0.4);
  EXPECT_GE(static_cast<double>(together), static_cast<double>(raised.size()) * 0.98);
}

}  // namespace
}  // namespace goldthread::directory
