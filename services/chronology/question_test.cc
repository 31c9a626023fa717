#include "services/chronology/question.h"

#include <gtest/gtest.h>

namespace goldthread::chronology {
namespace {

v1::ChronologyQuery Query() {
  v1::ChronologyQuery query;
  query.mutable_record()->set_feed("school");
  query.mutable_record()->set_record("child-7");
  return query;
}

std::string Refusal(const v1::ChronologyQuery& query) {
  const Status status = ParseQuestion(query).status();
  EXPECT_EQ(status.code(), Code::kInvalidArgument);
  return std::string(Message(status));
}

TEST(QuestionTest, APeriodIncludesBothItsDays) {
  v1::ChronologyQuery query = Query();
  query.set_occurred_from("1970-01-02");
  query.set_occurred_to("1970-01-02");
  const auto question = ParseQuestion(query);
  ASSERT_TRUE(question.ok());
  EXPECT_EQ(question->from_us, 86'400'000'000);
  EXPECT_EQ(question->before_us, 2 * 86'400'000'000);
}

TEST(QuestionTest, EachFieldThatIsWrongIsNamed) {
  v1::ChronologyQuery query = Query();
  query.mutable_record()->clear_record();
  EXPECT_TRUE(Refusal(query).starts_with("BAD_REQUEST: query.record"));
  query = Query();
  query.set_as_known_on("2024-02-30");
  EXPECT_TRUE(Refusal(query).starts_with("BAD_REQUEST: query.as_known_on"));
  query = Query();
  query.set_occurred_from("2024-03-02");
  query.set_occurred_to("2024-03-01");
  EXPECT_TRUE(Refusal(query).starts_with("BAD_REQUEST: query.occurred_to"));
  query = Query();
  query.add_kinds("SomethingElse");
  EXPECT_TRUE(Refusal(query).starts_with("BAD_REQUEST: query.kinds"));
}

TEST(QuestionTest, WhatIsTooLongOrTooManyIsRefusedWithItsFieldAndItsLimit) {
  const std::string longest(100, 'a');
  v1::ChronologyQuery query = Query();
  query.mutable_record()->set_feed(longest);
  query.mutable_record()->set_record(longest);
  query.set_known_to_agency(longest);
  for (int i = 0; i < 50; ++i) query.add_agencies(longest);
  for (int i = 0; i < 50; ++i) query.add_kinds("ReferralMade");
  for (int i = 0; i < 50; ++i) query.add_categories(v1::INFORMATION_CATEGORY_POLICE);
  ASSERT_TRUE(ParseQuestion(query).ok());
  EXPECT_LT(AuditText(query).size(), 10'000u);  // Well within what one audit record holds.

  const auto refused = [](auto spoil) {
    v1::ChronologyQuery spoilt = Query();
    spoil(spoilt);
    return Refusal(spoilt);
  };
  const std::string too_long = longest + "a";
  EXPECT_EQ(refused([&](auto& q) { q.mutable_record()->set_feed(too_long); }),
            "BAD_REQUEST: query.record.feed: has 101 bytes; at most 100");
  EXPECT_EQ(refused([&](auto& q) { q.mutable_record()->set_record(too_long); }),
            "BAD_REQUEST: query.record.record: has 101 bytes; at most 100");
  EXPECT_EQ(refused([&](auto& q) { q.set_known_to_agency(too_long); }),
            "BAD_REQUEST: query.known_to_agency: has 101 bytes; at most 100");
  EXPECT_EQ(refused([&](auto& q) { q.add_agencies(too_long); }),
            "BAD_REQUEST: query.agencies: has 101 bytes; at most 100");
  const auto many = [](auto add) {
    for (int i = 0; i < 51; ++i) add();
  };
  EXPECT_EQ(refused([&](auto& q) { many([&] { q.add_agencies("a"); }); }),
            "BAD_REQUEST: query.agencies: has 51 values; at most 50");
  EXPECT_EQ(refused([&](auto& q) { many([&] { q.add_kinds("ReferralMade"); }); }),
            "BAD_REQUEST: query.kinds: has 51 values; at most 50");
  EXPECT_EQ(
      refused([&](auto& q) { many([&] { q.add_categories(v1::INFORMATION_CATEGORY_POLICE); }); }),
      "BAD_REQUEST: query.categories: has 51 values; at most 50");
  EXPECT_TRUE(refused([](auto& q) {
                q.set_occurred_to(std::string(1'000'000, '1'));
              }).starts_with("BAD_REQUEST: query.occurred_to"));
}

TEST(QuestionTest, TheAuditTextNamesNoRecord) {
  v1::ChronologyQuery query = Query();
  query.set_as_known_on("2024-03-01");
  EXPECT_EQ(AuditText(query), R"({"as_known_on":"2024-03-01"})");
}

TEST(PageTokenTest, ComesBackAsItWasGiven) {
  const Place place{-5, "event", {"school", "child-7"}};
  const auto read = ParsePageToken(Query(), PageToken(Query(), place));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->wall_us, place.wall_us);
  EXPECT_EQ(read->event_id, place.event_id);
  EXPECT_EQ(read->record, place.record);
}

TEST(PageTokenTest, BelongsToOneQuestion) {
  const std::string token = PageToken(Query(), {1, "event", {"school", "child-7"}});
  v1::ChronologyQuery other = Query();
  other.set_as_known_on("2024-03-01");
  EXPECT_EQ(ParsePageToken(other, token).status().code(), Code::kInvalidArgument);
}

TEST(PageTokenTest, AnyChangedCharacterIsRefused) {
  const std::string token = PageToken(Query(), {1, "event", {"school", "child-7"}});
  for (size_t i = 0; i < token.size(); ++i) {
    for (const char other : {'0', 'f', 'z', ' '}) {
      if (token[i] == other) continue;
      std::string changed = token;
      changed[i] = other;
      EXPECT_FALSE(ParsePageToken(Query(), changed).ok()) << i;
    }
    EXPECT_FALSE(ParsePageToken(Query(), token.substr(0, i)).ok()) << i;
  }
}

}  // namespace
}  // namespace goldthread::chronology
