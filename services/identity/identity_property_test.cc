// Random histories: late, repeated, corrected, withdrawn, decided. Whatever the order of
// arrival the rows are the same, and every answer is what brute force says, now and for any
// instant before.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "services/identity/identity_fixture.h"
#include "services/identity/identity_oracle.h"

namespace goldthread::identity {
namespace {

constexpr int64_t kFarFuture = int64_t{1} << 60;

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
  explicit RandomHistory(unsigned seed) : random_(seed) {}

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

  std::mt19937 random_;
  std::map<std::string, int> next_;
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
};

// Every record's person by `views`, against brute force.
void ExpectAsByHand(const MapSnapshot& views, const std::vector<Told>& events,
                    std::optional<int64_t> before_us, Seen* seen) {
  const Oracle oracle(events, GoodNumbers(), before_us.value_or(kFarFuture));
  std::set<RecordId> records{{"never", "heard-of"}};
  for (const Told& told : events) {
    for (const auto& subject : told.event.subjects()) {
      records.insert({told.event.feed(), subject.record()});
    }
    for (const char record : std::string("pqrs")) {
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
  for (unsigned seed = 1; seed <= 150; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomHistory random(seed);
    const std::vector<Told> events = random.Events(3 + random.Below(40), 4);
    const MapSnapshot views = SnapshotOf(Folded(events));
    ExpectAsByHand(views, events, std::nullopt, &seen);
    ExpectAsByHand(views, events, kFarFuture, &seen);
    const int64_t last_us = events.back().header.received_at_us();
    for (int i = 0; i < 4; ++i) {
      ExpectAsByHand(views, events, random.Below(static_cast<int>(last_us) + 2), &seen);
    }
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(seen.joined, 1500);
  EXPECT_GT(seen.in_review, 1500);
  EXPECT_GT(seen.dated, 500);
}

TEST(IdentityPropertyTest, EveryOrderOfArrivalOfAFewEventsGivesTheSameRows) {
  for (unsigned seed = 1; seed <= 10; ++seed) {
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
  for (unsigned seed = 1; seed <= 25; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomHistory random(2000 + seed);
    const std::vector<Told> events = random.Events(50, 3);
    const auto rows = Folded(events).rows();
    for (int i = 0; i < 4; ++i) ASSERT_EQ(Folded(random.Shuffled(events)).rows(), rows);
  }
}

// Around fifty owners: claims that come, go and come back while the number is given up.
TEST(IdentityPropertyTest, AnOverusedNumberIsGivenUpInAnyOrderOfArrival) {
  for (unsigned seed = 1; seed <= 3; ++seed) {
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

// Chains of about two hundred records, cut and mended, with links and separations in them.
TEST(IdentityPropertyTest, AComponentOfTooManyRecordsFallsApartInAnyOrderOfArrival) {
  for (unsigned seed = 1; seed <= 2; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomHistory random(4000 + seed);
    const int length = 199 + random.Below(8);
    const auto link = [](int i) { return RecordId{"a", std::to_string(i)}; };
    std::vector<Told> events;
    for (int i = 0; i < length; ++i) {
      events.push_back(Tell("a", "x" + std::to_string(i), 10 + i)
                           .Of(link(i).record)
                           .Nhs(NhsNumber(i))
                           .Nhs(NhsNumber(i + 1)));
    }
    for (int i = 0; i < 12; ++i) {
      const std::string id = std::to_string(i);
      const RecordId one = link(random.Below(length));
      const RecordId two = link(random.Below(length));
      events.push_back(random.Below(4) > 0 ? Tell("b", id, 100 + 20 * i).Links(one, two)
                                           : Tell("b", id, 100 + 20 * i).Separates(one, two));
    }
    events.push_back(Tell("a", "cut", 260).Withdraws("x" + std::to_string(random.Below(length))));
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
