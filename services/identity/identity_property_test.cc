// Random histories: late, repeated, corrected, withdrawn, decided. Whatever the order of
// arrival the rows are the same, and every answer is what brute force says, now and for any
// instant before. GT_HISTORIES=10 tries ten times as many.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>

#include "services/identity/identity_fixture.h"
#include "services/identity/identity_oracle.h"

namespace goldthread::identity {
namespace {

constexpr int64_t kFarFuture = int64_t{1} << 60;

unsigned Histories(unsigned usual) {
  const char* const more = std::getenv("GT_HISTORIES");
  return more == nullptr ? usual : usual * static_cast<unsigned>(std::atoi(more));
}

const std::set<std::string>& GoodNumbers() {
  static const std::set<std::string> good = [] {
    std::set<std::string> numbers;
    for (int i = 0; i < 300; ++i) numbers.insert({NhsNumber(i), Upn(i)});
    return numbers;
  }();
  return good;
}

class RandomHistory {
 public:
  explicit RandomHistory(unsigned seed) : random_(seed), said_of_themselves_(seed % 3 > 0) {}

  std::vector<Told> Events(int count, int records) {
    std::vector<Told> events;
    int64_t received_us = 1;
    for (int i = 0; i < count; ++i) {
      received_us += Below(3);
      const std::string feed = Feed();
      Tell tell(feed, "e" + std::to_string(next_[feed]++), received_us);
      switch (Below(10)) {
        case 0:
          tell.Withdraws(AnyEvent(count));
          break;
        case 1:
          tell.Links(AnyRecord(records), AnyRecord(records));
          break;
        case 2:
          tell.Separates(AnyRecord(records), AnyRecord(records));
          break;
        case 3:
          Describe(tell.BirthOf(AnyRecord(records).record), records);
          break;
        default:
          Describe(tell, records);
      }
      if (Below(6) == 0) tell.Corrects(AnyEvent(count));
      events.push_back(tell);
    }
    return events;
  }

  std::vector<Told> Shuffled(std::vector<Told> events) {
    std::shuffle(events.begin(), events.end(), random_);
    return events;
  }
  int Below(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }
  RecordId AnyRecord(int records) {
    return {Feed(), std::string(1, static_cast<char>('p' + Below(records)))};
  }

 private:
  std::string Feed() { return std::string(1, static_cast<char>('a' + Below(3))); }
  // Of the same feed; perhaps one to come, one that never comes, or itself.
  std::string AnyEvent(int count) { return "e" + std::to_string(Below(count / 2 + 1)); }

  void Describe(Tell& tell, int records) {
    if (said_of_themselves_ && Below(3) > 0) {
      tell.Of(AnyRecord(records).record);
      return DescribeThemselves(tell);
    }
    for (int subject = Below(3); subject >= 0; subject -= 2) {
      tell.Of(AnyRecord(records).record,
              Below(4) == 0 ? v1::SUBJECT_ROLE_MOTHER : v1::SUBJECT_ROLE_CHILD);
      if (Below(2) == 0) tell.Nhs(NhsNumber(Below(5)));
      if (Below(3) == 0) {
        tell.Number(Below(2) == 0 ? v1::IDENTIFIER_TYPE_UPN : v1::IDENTIFIER_TYPE_FORMER_UPN,
                    Upn(Below(3)));
      }
      if (Below(5) == 0) {
        tell.Number(v1::IDENTIFIER_TYPE_LA_CHILD_ID, "X" + std::to_string(Below(2)), "801");
      }
      if (Below(5) == 0) tell.Nhs(Below(2) == 0 ? "3333333333" : "9912003890");
      if (Below(4) == 0) tell.Born(Below(5) > 0 ? "2015-02-03" : "2016-02-03");
      if (Below(8) == 0) tell.Born("2014");
      if (Below(4) == 0) tell.Sex(Below(5) > 0 ? v1::SEX_FEMALE : v1::SEX_MALE);
      if (Below(8) == 0) tell.Sex(v1::SEX_UNKNOWN);
    }
  }

  // A person of two families in two houses, with twins and with a father of his son's name; said
  // with slips, and with less than all.
  void DescribeThemselves(Tell& tell) {
    const int who = Below(5);
    const char* given[] = {"Jasper", "Rowena", "Tobias", "Jasper", "Corwin"};
    const char* slips[] = {"Jaspar", "Rowina", "Toby", "J", "Corwyn"};
    const char* births[] = {"2015-02-13", "2015-02-13", "2011-09-30", "1984-05-21", "2013-01-17"};
    tell.Called(Below(4) == 0 ? slips[who] : given[who], who == 4 ? "Thistlewood" : "Quenby");
    if (Below(5) > 0) tell.Born(Below(6) == 0 ? "2015-02-14" : births[who]);
    if (Below(4) > 0) tell.At(who == 4 ? "9 Gannet Lane" : "4 Saltmarsh Row", "XW1 4AB");
    if (Below(15) == 0) tell.Shielded();
  }

  std::mt19937 random_;
  std::map<std::string, int> next_;
  bool said_of_themselves_;
};

MapRows Folded(const std::vector<Told>& events) {
  MapRows rows;
  for (const Told& told : events) EXPECT_TRUE(Fold(told, rows).ok());
  return rows;
}

// What happened in the histories, so that a property is not true for want of cases.
struct Seen {
  int joined = 0;
  int in_review = 0;
  int dated = 0;
  int weighed_together = 0;
};

// Every record's person by `views`, against brute force.
void ExpectAsByHand(const MapSnapshot& views, const std::vector<Told>& events,
                    std::optional<int64_t> before_us, Seen* seen) {
  const Oracle oracle(events, GoodNumbers(), before_us.value_or(kFarFuture));
  seen->weighed_together += oracle.weighed_together();
  std::set<RecordId> records{{"never", "heard-of"}};
  for (const Told& told : events) {
    for (const auto& subject : told.event.subjects()) {
      records.insert({told.event.feed(), subject.record()});
    }
    for (const char record : std::string("pqrstuvwx")) {
      records.insert({told.event.feed(), std::string(1, record)});
    }
  }
  std::optional<Instant> before;
  if (before_us.has_value()) before = At(*before_us);
  for (const RecordId& record : records) {
    const auto person = PersonOf(views, record, before);
    ASSERT_TRUE(person.ok()) << person.status();
    const Oracle::Answer answer = oracle.Of(record);
    SCOPED_TRACE(record.Text() + " before " + std::to_string(before_us.value_or(-1)));
    ASSERT_EQ(Texts(person->records), Texts(answer.records));
    ASSERT_EQ(person->in_review, answer.in_review);
    ASSERT_EQ(person->birth_date, answer.birth_date);
    seen->joined += person->records.size() > 1 ? 1 : 0;
    seen->in_review += person->in_review > 0 ? 1 : 0;
    seen->dated += person->birth_date.empty() ? 0 : 1;
  }
  if (before_us.has_value()) return;
  const auto list = ListReview(views, 100'000);
  ASSERT_TRUE(list.ok()) << list.status();
  std::set<std::pair<RecordId, RecordId>> pairs;
  size_t overused = 0;
  for (const ReviewPair& pair : *list) {
    if (pair.reason == ReviewReason::kIdentifierOverused) {
      ++overused;
    } else {
      ASSERT_TRUE(pairs.insert({pair.first, pair.second}).second);
    }
  }
  ASSERT_EQ(pairs, oracle.Review());
  ASSERT_EQ(overused, oracle.overused());
}

TEST(IdentityPropertyTest, AnswersAreWhatBruteForceSaysNowAndForAnyInstant) {
  Seen seen;
  for (unsigned seed = 1; seed <= Histories(40); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomHistory random(seed);
    const std::vector<Told> events = random.Events(3 + random.Below(40), 4 + random.Below(5));
    const MapSnapshot views = SnapshotOf(Folded(events));
    ExpectAsByHand(views, events, std::nullopt, &seen);
    ExpectAsByHand(views, events, kFarFuture, &seen);
    const int64_t last_us = events.back().header.received_at_us();
    for (int i = 0; i < 4; ++i) {
      ExpectAsByHand(views, events, random.Below(static_cast<int>(last_us) + 2), &seen);
    }
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(seen.joined, 400);
  EXPECT_GT(seen.in_review, 400);
  EXPECT_GT(seen.dated, 130);
  EXPECT_GT(seen.weighed_together, 25);
}

TEST(IdentityPropertyTest, EveryOrderOfArrivalOfAFewEventsGivesTheSameRows) {
  for (unsigned seed = 1; seed <= Histories(2); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const std::vector<Told> events = RandomHistory(1000 + seed).Events(6, 2);
    const auto rows = Folded(events).rows();
    std::vector<size_t> order{0, 1, 2, 3, 4, 5};
    do {
      MapRows permuted;
      for (const size_t i : order) ASSERT_TRUE(Fold(events[i], permuted).ok());
      ASSERT_EQ(permuted.rows(), rows) << ::testing::PrintToString(order);
    } while (std::next_permutation(order.begin(), order.end()));
  }
}

TEST(IdentityPropertyTest, ShuffledArrivalOfManyEventsGivesTheSameRows) {
  for (unsigned seed = 1; seed <= Histories(6); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomHistory random(2000 + seed);
    const std::vector<Told> events = random.Events(50, 3);
    const auto rows = Folded(events).rows();
    for (int i = 0; i < 4; ++i) ASSERT_EQ(Folded(random.Shuffled(events)).rows(), rows);
  }
}

// All that answers are made of; what happened stays on record.
std::map<std::string, std::string> Conclusions(const MapRows& rows) {
  std::map<std::string, std::string> conclusions;
  for (const auto& [key, value] : rows.rows()) {
    if (key.find_first_of("rva") == 0) conclusions.emplace(key, value);
  }
  return conclusions;
}

TEST(IdentityPropertyTest, ADecisionAndItsUndoLeaveEveryConclusionAsItWas) {
  int changed = 0;
  for (unsigned seed = 1; seed <= Histories(30); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomHistory random(6000 + seed);
    MapRows rows = Folded(random.Events(3 + random.Below(30), 5));
    const auto before = Conclusions(rows);
    const RecordId one = random.AnyRecord(5);
    const RecordId other = random.AnyRecord(5);
    const Told decision = random.Below(2) == 0
                              ? Told(Tell("desk", "1", 1000).Links(one, other))
                              : Told(Tell("desk", "1", 1000).Separates(one, other));
    ASSERT_TRUE(Fold(decision, rows).ok());
    changed += Conclusions(rows) == before ? 0 : 1;
    ASSERT_TRUE(Fold(Tell("desk", "2", 1001).Withdraws("1"), rows).ok());
    auto after = Conclusions(rows);
    // A record nobody had heard of before the decision has an empty row.
    std::erase_if(
        after, [&](const auto& row) { return !before.contains(row.first) && row.second.empty(); });
    ASSERT_EQ(after, before);
  }
  EXPECT_GT(changed, 10);
}

// Around fifty owners: claims that come, go and come back while the number is given up.
TEST(IdentityPropertyTest, AnOverusedNumberIsGivenUpInAnyOrderOfArrival) {
  for (unsigned seed = 1; seed <= Histories(1); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomHistory random(3000 + seed);
    const int owners = 48 + random.Below(8);
    std::vector<Told> events;
    for (int i = 0; i < owners; ++i) {
      const std::string id = std::to_string(i);
      events.push_back(Tell("a", "x" + id, 10 + i / 2).Of(id).Nhs(NhsNumber(1)));
      if (random.Below(4) == 0) {
        events.push_back(Tell("a", "w" + id, 20 + i).Withdraws("x" + id));
      }
      if (random.Below(4) == 0) {
        events.push_back(Tell("b", "y" + id, 15 + i).Of(id).Nhs(NhsNumber(i)));
        events.push_back(Tell("a", "y" + id, 15 + i).Of(id).Nhs(NhsNumber(i)));
      }
      if (random.Below(6) == 0) {
        events.push_back(Tell("a", "z" + id, 5 + i).Of(id).Nhs(NhsNumber(1)));
      }
    }
    const auto rows = Folded(events).rows();
    for (int i = 0; i < 2; ++i) {
      const std::vector<Told> shuffled = random.Shuffled(events);
      ASSERT_EQ(Folded(shuffled).rows(), rows);
    }
    Seen seen;
    const MapSnapshot views = SnapshotOf(Folded(events));
    ExpectAsByHand(views, events, std::nullopt, &seen);
    ExpectAsByHand(views, events, kFarFuture, &seen);
    ExpectAsByHand(views, events, 20 + random.Below(40), &seen);
    if (HasFatalFailure()) return;
  }
}

// A common name in a hostel: claims that come, go and come earlier while the block is full.
std::vector<Told> Hostel(RandomHistory& random) {
  std::vector<Told> events;
  const int claimants = 55 + random.Below(30);
  for (int i = 0; i < claimants; ++i) {
    const std::string id = std::to_string(i);
    const auto say = [&](const std::string& event, int64_t received_us) {
      events.push_back(Tell(i % 2 == 0 ? "a" : "b", event + id, received_us)
                           .Of(id)
                           .Called(i % 9 == 0 ? "Rowena" : "Jasper", "Quenby")
                           .Born(i % 5 == 0 ? "1984-02-03" : "1990-07-1" + std::to_string(i % 7))
                           .At("4 Saltmarsh Row", "XW1 4AB"));
    };
    say("x", 10 + i / 2);
    if (random.Below(4) == 0) {
      events.push_back(Tell(i % 2 == 0 ? "a" : "b", "w" + id, 20 + i).Withdraws("x" + id));
    }
    if (random.Below(6) == 0) say("z", 5 + i);
  }
  return events;
}

TEST(IdentityPropertyTest, ACrowdedBlockCountsTheSameInAnyOrderOfArrival) {
  int crowded = 0;
  for (unsigned seed = 1; seed <= Histories(1); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomHistory random(5000 + seed);
    const std::vector<Told> events = Hostel(random);
    const auto rows = Folded(events).rows();
    for (int i = 0; i < 2; ++i) ASSERT_EQ(Folded(random.Shuffled(events)).rows(), rows);
    Seen seen;
    const MapSnapshot views = SnapshotOf(Folded(events));
    ExpectAsByHand(views, events, std::nullopt, &seen);
    ExpectAsByHand(views, events, 20 + random.Below(40), &seen);
    if (HasFatalFailure()) return;
    crowded += Oracle(events, GoodNumbers(), kFarFuture).crowded();
  }
  EXPECT_GT(crowded, 0);
}

// Not only the order in which the hub folds them, but when it heard of each.
TEST(IdentityPropertyTest, WhoIsOnePersonDoesNotDependOnWhenTheirRecordsCame) {
  const auto answers = [](const std::vector<Told>& events) {
    auto conclusions = Conclusions(Folded(events));
    std::erase_if(conclusions, [](const auto& row) { return row.first[0] == 'r'; });
    const MapSnapshot views = SnapshotOf(Folded(events));
    for (const Told& told : events) {
      for (const auto& subject : told.event.subjects()) {
        const RecordId record{told.event.feed(), subject.record()};
        conclusions[record.Text()] = PersonOf(views, record, std::nullopt)->id;
      }
    }
    return conclusions;
  };
  RandomHistory random(7001);
  std::vector<Told> events = Hostel(random);
  const auto before = answers(events);
  for (int i = 0; i < 2; ++i) {
    const std::vector<Told> times = random.Shuffled(events);
    for (size_t at = 0; at < events.size(); ++at) {
      events[at].header.set_received_at_us(times[at].header.received_at_us());
    }
    ASSERT_EQ(answers(events), before);
  }
}

// Chains of about two hundred records, cut and mended, with links and separations in them.
TEST(IdentityPropertyTest, AComponentOfTooManyRecordsFallsApartInAnyOrderOfArrival) {
  for (unsigned seed = 1; seed <= Histories(1); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomHistory random(4000 + seed);
    const int length = 199 + random.Below(8);
    const auto link = [](int i) { return RecordId{"a", std::to_string(i)}; };
    std::vector<Told> events;
    // Thirty links in one event: nobody waits for two hundred chains one link longer each.
    for (int first = 0; first < length; first += 30) {
      Tell tell("a", "x" + std::to_string(first), 10 + first);
      for (int i = first; i < std::min(first + 30, length); ++i) {
        tell.Of(link(i).record).Nhs(NhsNumber(i)).Nhs(NhsNumber(i + 1));
      }
      events.push_back(tell);
    }
    for (int i = 0; i < 12; ++i) {
      const std::string id = std::to_string(i);
      const RecordId one = link(random.Below(length));
      const RecordId two = link(random.Below(length));
      events.push_back(random.Below(4) > 0 ? Tell("b", id, 100 + 20 * i).Links(one, two)
                                           : Tell("b", id, 100 + 20 * i).Separates(one, two));
    }
    events.push_back(Tell("a", "cut", 260).Withdraws("x" + std::to_string(30 * random.Below(6))));
    events.push_back(Tell("a", "mend", 300).Withdraws("cut"));
    const auto rows = Folded(events).rows();
    ASSERT_EQ(Folded(random.Shuffled(events)).rows(), rows);
    Seen seen;
    const MapSnapshot views = SnapshotOf(Folded(events));
    ExpectAsByHand(views, events, std::nullopt, &seen);
    ExpectAsByHand(views, events, 270, &seen);
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace goldthread::identity
