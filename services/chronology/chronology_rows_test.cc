#include "services/chronology/chronology_rows.h"

#include <gtest/gtest.h>

namespace goldthread::chronology {
namespace {

FactRow Fact() {
  FactRow row;
  row.received_us = 1'700'000'000'000'000;
  row.recorded_us = -5;
  row.kind = v1::Event::kIncidentAttended;
  row.category = v1::INFORMATION_CATEGORY_POLICE;
  row.role = v1::SUBJECT_ROLE_PRESENT;
  row.agency = "northmere-police";
  row.event_id = "incident-1";
  row.body = "the event's bytes";
  return row;
}

TEST(ChronologyRowsTest, AFactComesBackAsItWasWritten) {
  const std::string value = EncodeFact(Fact());
  FactRow read;
  ASSERT_TRUE(DecodeFact(value, &read));
  EXPECT_EQ(EncodeFact(read), value);
  EXPECT_EQ(read.agency, "northmere-police");
  EXPECT_EQ(read.event_id, "incident-1");
  EXPECT_EQ(read.body, "the event's bytes");
  EXPECT_EQ(read.recorded_us, -5);
}

TEST(ChronologyRowsTest, AFactCutShortIsNotRead) {
  const std::string value = EncodeFact(Fact());
  FactRow read;
  const size_t shortest = value.size() - Fact().body.size();
  for (size_t size = 0; size < shortest; ++size) {
    EXPECT_FALSE(DecodeFact(std::string_view(value).substr(0, size), &read)) << size;
  }
}

TEST(ChronologyRowsTest, AnAmendmentComesBackAsItWasWritten) {
  AmendmentRow row;
  row.received_us = 7;
  row.recorded_us = 6;
  row.makes_it = v1::STANDING_CORRECTED;
  row.replacement_event_id = "b";
  row.reason = "wrong day";
  AmendmentRow read;
  ASSERT_TRUE(DecodeAmendment(EncodeAmendment(row), &read));
  EXPECT_EQ(EncodeAmendment(read), EncodeAmendment(row));
  EXPECT_FALSE(DecodeAmendment("short", &read));
}

TEST(ChronologyRowsTest, ARecordsRangeHoldsItsFactsAndNoOthers) {
  const auto contains = [](const KeyRange& range, const std::string& key) {
    const std::string full = kSpace + key;
    return range.first <= full && (range.last.empty() || full < range.last);
  };
  const KeyRange all = FactRange({"school", "child-7"}, INT64_MIN, INT64_MAX);
  EXPECT_TRUE(contains(all, FactKey("school", "child-7", -5, "a")));
  EXPECT_TRUE(contains(all, FactKey("school", "child-7", INT64_MAX, "a")));
  EXPECT_FALSE(contains(all, FactKey("school", "child-70", 5, "a")));
  EXPECT_FALSE(contains(all, FactKey("schools", "child-7", 5, "a")));
  const KeyRange some = FactRange({"school", "child-7"}, 10, 20);
  EXPECT_FALSE(contains(some, FactKey("school", "child-7", 9, "z")));
  EXPECT_TRUE(contains(some, FactKey("school", "child-7", 10, "a")));
  EXPECT_FALSE(contains(some, FactKey("school", "child-7", 20, "a")));
}

}  // namespace
}  // namespace goldthread::chronology
