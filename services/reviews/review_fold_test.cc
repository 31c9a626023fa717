#include "services/reviews/review_fold.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "eventstore/projector/map_rows.h"
#include "services/reviews/decision_event.h"

namespace goldthread::reviews {
namespace {

const Pair kBoys = PairOf({"school/pupils", "p-1"}, {"housing/tenancies", "t-1"});

v1::Caller Reviewer() {
  v1::Caller caller;
  caller.set_agency("council");
  caller.set_user("r-1");
  caller.set_role("match-reviewer");
  return caller;
}

std::map<std::string, std::string> RowsOf(const std::vector<v1::Event>& events) {
  MapRows rows;
  int64_t position = 0;
  for (const v1::Event& event : events) {
    v1::RecordHeader header;
    // When it was received is the event's own, whatever the order.
    header.set_received_at_us(std::hash<std::string>()(event.id()) % 1'000);
    EXPECT_TRUE(ReviewFold().Apply({{position++}, header, event}, rows).ok());
  }
  return rows.rows();
}

std::vector<v1::Event> Decisions() {
  const v1::Caller reviewer = Reviewer();
  const std::string reason = "rang the school";
  const Deciding deciding{reviewer, reason, Instant(std::chrono::hours(9'000))};
  const v1::Event same = DecisionOn(kBoys, v1::MATCH_ANSWER_SAME, 0, deciding);
  return {same, UndoOf(kBoys, same.id(), 1, deciding),
          DecisionOn(kBoys, v1::MATCH_ANSWER_NOT_SURE, 2, deciding),
          DecisionOn(kBoys, v1::MATCH_ANSWER_DIFFERENT, 3, deciding)};
}

TEST(ReviewFoldTest, RowsDoNotDependOnTheOrderOfEvents) {
  std::vector<v1::Event> events = Decisions();
  const auto rows = RowsOf(events);
  EXPECT_EQ(rows.size(), 7u) << "three decisions under two records each, and one undone";
  std::mt19937 rng(11);
  for (int i = 0; i < 6; ++i) {
    std::ranges::shuffle(events, rng);
    EXPECT_EQ(RowsOf(events), rows);
  }
}

TEST(ReviewFoldTest, ADecisionIsNamedByThePairAndWhatWasKnownOfIt) {
  const v1::Caller reviewer = Reviewer();
  const std::string reason = "other";
  const Deciding deciding{reviewer, reason, {}};
  const Pair turned = PairOf(kBoys.second, kBoys.first);
  const auto id = [&](const Pair& pair, v1::MatchAnswer answer, int facts) {
    return DecisionOn(pair, answer, facts, deciding).id();
  };
  // Two who decide on one state write under one id, whatever they say.
  EXPECT_EQ(id(kBoys, v1::MATCH_ANSWER_SAME, 2), id(turned, v1::MATCH_ANSWER_DIFFERENT, 2));
  EXPECT_NE(id(kBoys, v1::MATCH_ANSWER_SAME, 2), id(kBoys, v1::MATCH_ANSWER_SAME, 3));
  const Pair others = PairOf({"school/pupils", "p-2"}, {"housing/tenancies", "t-1"});
  EXPECT_NE(id(kBoys, v1::MATCH_ANSWER_SAME, 2), id(others, v1::MATCH_ANSWER_SAME, 2));
}

}  // namespace
}  // namespace goldthread::reviews
