// Random histories: late, corrected, withdrawn, linked and separated. Whatever the order of
// arrival the same alerts stand, with the same ids, and they are those of brute force.
// GT_HISTORIES=10 tries ten times as many.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>

#include "connectors/adults/adult_fixture.h"
#include "connectors/adults/adult_oracle.h"

namespace goldthread::adults {
namespace {

unsigned Histories(unsigned usual) {
  const char* const more = std::getenv("GT_HISTORIES");
  return more == nullptr ? usual : usual * static_cast<unsigned>(std::atoi(more));
}

// Records a0 … a2 are adults', c0 … c2 children's, u0 an unborn child's; in each of two feeds.
class RandomStory {
 public:
  explicit RandomStory(unsigned seed) : random_(seed) {}

  std::vector<Told> Events(int count) {
    for (int i = 0; i < count; ++i) events_.push_back(Any());
    return events_;
  }

 private:
  int Below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  std::string Adult() { return "a" + std::to_string(Below(3)); }
  std::string Child() { return Below(5) == 0 ? "u0" : "c" + std::to_string(Below(3)); }
  uint64_t Place() { return 101 + static_cast<uint64_t>(Below(3)); }

  // An id of the feed that may be there already, or come later, or never.
  std::string AnyId() { return "e" + std::to_string(Below(next_ + 3)); }

  Tell New() {
    const int number = next_++;
    return Tell(feed_, "e" + std::to_string(number), number, Below(200));
  }
  Tell& OfAdult(Tell& tell) {
    const std::string record = Adult();
    tell.Of(record, v1::SUBJECT_ROLE_ADULT_OF_CONCERN);
    if (Below(3) == 0) tell.Born("1980-03-0" + std::to_string(1 + Below(2)));
    return tell;
  }
  Tell& OfChild(Tell& tell) {
    const std::string record = Child();
    const bool unborn = record == "u0" && Below(2) == 0;
    tell.Of(record, unborn ? v1::SUBJECT_ROLE_UNBORN_CHILD : v1::SUBJECT_ROLE_CHILD);
    // One of them comes of age meanwhile.
    if (!unborn && Below(2) == 0) tell.Born(record == "c0" ? "2007-04-10" : "2019-05-06");
    return tell;
  }
  v1::RecordRef Ref(const std::string& record) {
    return ToRef({Below(2) == 0 ? kPolice : kMarac, record});
  }

  Told Any() {
    feed_ = Below(2) == 0 ? kPolice : kMarac;
    Tell tell = New();
    switch (Below(28)) {
      case 0:
      case 1:
      case 2:
        OfAdult(tell).At(Place(), Below(4) == 0 ? v1::RESIDENCE_STAYS : v1::RESIDENCE_LIVES);
        break;
      case 3:
      case 4:
      case 5:
        OfChild(tell).At(Place(), Below(3) == 0 ? v1::RESIDENCE_STAYS : v1::RESIDENCE_LIVES);
        if (Below(6) == 0) {
          tell.Until(180 + Below(40));
          // When it was over; or before.
          if (Below(2) == 0) tell->mutable_recorded_at()->set_seconds(1'800'000'000 + next_);
        }
        break;
      case 6:
      case 7:
        (Below(6) == 0 ? OfChild(tell) : OfAdult(tell)).Risk();
        break;
      case 8:
        OfAdult(tell)->mutable_risk_reviewed()->set_asserted_event_id(AnyId());
        tell->mutable_risk_reviewed()->set_outcome(Below(2) == 0 ? "no-longer" : "confirmed");
        break;
      case 9:
        if (Below(2) == 0) {
          OfAdult(tell)->mutable_order_made()->set_expected_end(Date(100 + Below(200)));
        } else {
          OfAdult(tell)->mutable_order_ended()->set_order_event_id(AnyId());
        }
        break;
      case 10:
        OfAdult(tell).Of(Below(2) == 0 ? Adult() : Child())->mutable_incident_attended();
        tell->mutable_subjects(0)->set_role(v1::SUBJECT_ROLE_ALLEGED_PERPETRATOR);
        tell->mutable_subjects(1)->set_role(v1::SUBJECT_ROLE_ALLEGED_VICTIM);
        break;
      case 11:
      case 12:
        OfAdult(tell).Of(Child(), v1::SUBJECT_ROLE_CHILD);
        tell->mutable_relationship_observed()->set_relationship(Below(2) == 0 ? "mother"
                                                                              : "father");
        break;
      case 13:
        OfAdult(tell).Of(Adult());
        tell->mutable_relationship_observed()->set_relationship(Below(3) == 0 ? "ex-partner"
                                                                              : "partner");
        break;
      case 14:
        tell.Of(Adult(), v1::SUBJECT_ROLE_MOTHER).Of("u0", v1::SUBJECT_ROLE_UNBORN_CHILD);
        tell->mutable_pregnancy_recorded();
        break;
      case 15:
        OfChild(tell)->mutable_plan_started()->set_kind(
            Below(3) == 0 ? v1::PLAN_KIND_LOOKED_AFTER : v1::PLAN_KIND_CHILD_PROTECTION);
        break;
      case 16:
        if (Below(2) == 0) {
          OfChild(tell)->mutable_plan_ended()->set_kind(v1::PLAN_KIND_CHILD_PROTECTION);
        } else {
          OfAdult(tell)->mutable_risk_withdrawn()->set_asserted_event_id(AnyId());
        }
        break;
      case 17:
        tell->mutable_event_withdrawn();
        tell->set_withdraws(AnyId());
        return tell;
      case 18:
        return Decided(tell);
      case 26:
        OfAdult(tell)->mutable_tenancy_started();
        tell->mutable_subjects(0)->mutable_described()->add_addresses()->set_uprn(Place());
        break;
      case 27:
        OfAdult(tell)->mutable_tenancy_ended();
        break;
      case 25:
        (Below(3) == 0 ? OfAdult(tell) : OfChild(tell)).At(Place());
        tell->add_handling(v1::HANDLING_SHIELDED_ADDRESS);
        break;
      case 20:
      case 21:
      case 22:
      case 23:
      case 24:
        Worry(tell);
        break;
      default:
        if (Below(4) == 0) {
          OfChild(tell)->mutable_person_died();
        } else {
          OfAdult(tell).At(Place());
        }
    }
    if (Below(8) == 0) tell->set_corrects(AnyId());
    return tell;
  }

  // Of four agencies; near each other, so that some add up, and some when a child comes of age.
  void Worry(Tell& tell) {
    OfChild(tell);
    tell->mutable_occurred()->set_date(Date(75 + Below(40)));
    tell->set_agency("agency-" + std::to_string(Below(4)));
    switch (Below(4)) {
      case 0:
        tell->mutable_attendance_concern();
        break;
      case 1:
        tell->mutable_attendance_recorded()->set_setting(Below(5) == 0 ? "ward"
                                                                       : "emergency-department");
        break;
      case 2:
        tell->mutable_appointment_missed()->set_was_not_brought(Below(5) != 0);
        break;
      default:
        tell->mutable_incident_attended()->set_child_present(true);
        tell->mutable_subjects(0)->set_role(v1::SUBJECT_ROLE_PRESENT);
    }
  }

  Told Decided(Tell& tell) {
    const std::string kind = Below(3) == 0 ? "c" : "a";
    const std::string first = kind + std::to_string(Below(3));
    const std::string second =
        Below(6) == 0 && kind == "c" ? "u0" : kind + std::to_string(Below(3));
    if (Below(4) == 0) {
      *tell->mutable_records_separated()->mutable_first() = ToRef({kPolice, first});
      *tell->mutable_records_separated()->mutable_second() = ToRef({kMarac, second});
    } else {
      *tell->mutable_records_linked()->mutable_first() = ToRef({kPolice, first});
      *tell->mutable_records_linked()->mutable_second() = ToRef({kMarac, second});
    }
    return tell;
  }

  std::mt19937 random_;
  int next_ = 0;
  const char* feed_ = kPolice;
  std::vector<Told> events_;
};

std::set<std::string> LinesOf(const std::vector<Alert>& alerts) {
  std::set<std::string> lines;
  for (const Alert& alert : alerts) lines.insert(Line(alert.rule, alert.adult, alert.child));
  return lines;
}

class AdultPropertyTest : public ::testing::TestWithParam<unsigned> {};

TEST_P(AdultPropertyTest, TheAlertsThatStandAreThoseOfBruteForce) {
  for (unsigned i = 0; i < Histories(3); ++i) {
    const unsigned seed = GetParam() * 10'000 + i;
    SCOPED_TRACE(fmt::format("seed {}", seed));
    const std::vector<Told> events = RandomStory(seed).Events(20 + static_cast<int>(seed % 40));
    AdultViews views;
    views.Take(events);
    std::string story;
    for (const Told& told : events) story += told.event.ShortDebugString() + "\n";
    ASSERT_EQ(LinesOf(views.Standing()), Oracle(events).Lines()) << story;
  }
}

TEST_P(AdultPropertyTest, WhateverTheOrderOfArrivalTheSameAlertsStandWithTheSameIds) {
  for (unsigned i = 0; i < Histories(3); ++i) {
    const unsigned seed = GetParam() * 10'000 + i;
    SCOPED_TRACE(fmt::format("seed {}", seed));
    std::vector<Told> events = RandomStory(seed).Events(20 + static_cast<int>(seed % 40));
    AdultViews in_turn;
    in_turn.Take(events);
    std::mt19937 random(seed);
    std::shuffle(events.begin(), events.end(), random);
    AdultViews shuffled;
    shuffled.Take(events);
    ASSERT_EQ(InFull(shuffled), InFull(in_turn));
  }
}

// Whoever is shielded is so from the beginning; in the other world they are wherever else.
std::pair<std::vector<Told>, std::vector<Told>> TwoWorlds(unsigned seed) {
  std::vector<Told> one;
  std::mt19937 random(seed);
  std::set<RecordId> shielded;
  for (const char* const feed : {kPolice, kMarac}) {
    for (const char* const record : {"a0", "a1", "c0", "c1", "u0"}) {
      if (random() % 3 != 0) continue;
      shielded.insert({feed, record});
      Tell tell(feed, std::string("s-") + record, 0, 0);
      tell.Of(record)->add_handling(v1::HANDLING_SHIELDED_ADDRESS);
      one.push_back(tell);
    }
  }
  for (const Told& told : RandomStory(seed).Events(60)) one.push_back(told);
  std::vector<Told> other = one;
  for (Told& told : other) {
    v1::Event& event = told.event;
    const bool marked = event.handling_size() > 0;
    if (!event.has_address_observed() && !event.has_tenancy_started()) continue;
    if (!marked && !shielded.contains({event.feed(), event.subjects(0).record()})) continue;
    v1::Address* const address =
        event.has_address_observed()
            ? event.mutable_address_observed()->mutable_address()
            : event.mutable_subjects(0)->mutable_described()->mutable_addresses(0);
    address->set_uprn(101 + random() % 5);
  }
  return {std::move(one), std::move(other)};
}

// The alerts that those are shown who may not know where anybody shielded is.
std::map<std::string, std::string> Open(const AdultViews& views) {
  const auto row_at = [&](const std::string& key, auto row) {
    const auto at = views.rows().rows().find(key);
    if (at != views.rows().rows().end()) GT_CHECK(row.ParseFromString(at->second));
    return row;
  };
  const auto is_shielded = [&](const v1::AdultStep& step) {
    const RecordId record{step.feed(), step.record()};
    const auto member = row_at(MemberKey(record), v1::AdultMemberRow());
    const RecordId person = member.has_person() ? FromRef(member.person()) : record;
    return step.says_place() && row_at(PersonKey(person), v1::AdultPersonRow()).shielded();
  };
  std::map<std::string, std::string> open;
  for (const auto& [id, without_clock] : InFull(views)) {
    const auto alert = row_at(AlertKey(id), v1::AdultAlertRow());
    if (std::none_of(alert.path().begin(), alert.path().end(), is_shielded)) {
      open[id] = alert.DebugString();
    }
  }
  return open;
}

TEST_P(AdultPropertyTest, WhereAShieldedPersonIsChangesNothingOfTheAlertsThatOthersAreShown) {
  int differ = 0;
  for (unsigned i = 0; i < Histories(20); ++i) {
    const unsigned seed = GetParam() * 10'000 + i;
    SCOPED_TRACE(fmt::format("seed {}", seed));
    const auto [events, others] = TwoWorlds(seed);
    AdultViews one;
    AdultViews other;
    one.Take(events);
    other.Take(others);
    ASSERT_EQ(Open(one), Open(other));
    if (InFull(one) != InFull(other)) ++differ;
  }
  EXPECT_GT(differ, 0) << "and something does follow from where they are";
}

TEST_P(AdultPropertyTest, TheHistoryOfAlertsEndsAsTheyStandAndNumbersNoneTwice) {
  for (unsigned i = 0; i < Histories(2); ++i) {
    const unsigned seed = GetParam() * 10'000 + i;
    SCOPED_TRACE(fmt::format("seed {}", seed));
    AdultViews views;
    views.Take(RandomStory(seed).Events(60));
    std::map<std::string, bool> stands;
    int64_t number = 0;
    for (const AlertChange& change : views.Changes()) {
      ASSERT_EQ(change.number, ++number);
      const bool known = stands.contains(change.alert.id);
      ASSERT_EQ(known, change.kind != AlertChange::Kind::kRaised &&
                           change.kind != AlertChange::Kind::kContinued);
      stands[change.alert.id] = change.alert.stands;
    }
    std::set<std::string> left;
    for (const auto& [id, does] : stands) {
      if (does) left.insert(id);
    }
    std::set<std::string> standing;
    for (const Alert& alert : views.Standing()) {
      standing.insert(alert.id);
      for (const Cause& cause : alert.causes) {
        const auto found = AlertOf(views.Views(), cause.id);
        ASSERT_TRUE(found.ok() && found->has_value());
        ASSERT_EQ((*found)->id, alert.id);
      }
    }
    ASSERT_EQ(left, standing);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, AdultPropertyTest, ::testing::Range(1u, 7u));

}  // namespace
}  // namespace goldthread::adults
