// For tests of what the truth expects: a small world, notes of it, and the alerts that come.
#pragma once

#include <gtest/gtest.h>

#include <vector>

#include "connectors/county/ended_stays.h"
#include "connectors/county/expected_alerts.h"

namespace goldthread::county {

// Keeps exposures, and the alerts of some rules.
class KeptTruth final : public Truth {
 public:
  KeptTruth(int first_rule, int last_rule) : first_(first_rule), last_(last_rule) {}
  void Lived(const Stay&) override {}
  void Recorded(PersonIndex, int, std::string_view) override {}
  void Lost(int, int64_t) override {}
  void Exposed(const Exposure& exposure) override { exposures.push_back(exposure); }
  void Expects(const ExpectedAlert& alert) override {
    if (alert.rule >= first_ && alert.rule <= last_) alerts.push_back(alert);
  }

  std::vector<Exposure> exposures;
  std::vector<ExpectedAlert> alerts;

 private:
  const int first_;
  const int last_;
};

class WatchedWorldTest : public ::testing::Test {
 protected:
  // Of these rules the alerts are kept.
  explicit WatchedWorldTest(int first_rule = 1, int last_rule = 9)
      : truth_(first_rule, last_rule) {}

  PersonIndex Adult(int year) {
    Person person;
    person.birth = Number(year, 1, 1);
    return world_.Add(person);
  }
  // What ended in it is looked up from then on.
  void MonthEnds(DayNumber first) {
    stays_.Take();
    alerts_.EndMonth({first, 30, 0});
  }
  // With the next number; the hub has it 100 seconds later.
  Observation NoteOn(DayNumber day, Seen seen, PersonIndex person) {
    Observation note;
    note.seen = seen;
    note.subject = person;
    note.address = world_.AddressOf(person);
    note.ordinal = ++last_;
    note.occurred = day * kDaySeconds;
    note.delivered = note.occurred + 100;
    return note;
  }

  static constexpr DayNumber kStart = Number(2024, 4, 1);
  KeptTruth truth_;
  EndedStays stays_{truth_};
  World world_{{.people = 1'000, .seed = 1}, stays_};
  Chance chance_{1, Purpose::kLife, 1};
  ExpectedAlerts alerts_{world_, stays_, truth_};
  uint32_t last_ = 0;
};

}  // namespace goldthread::county
