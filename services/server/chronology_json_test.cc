#include "services/server/chronology_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "services/server/chronology_text.h"
#include "services/server/describe.h"

namespace goldthread::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

v1::ChronologyEntry Referral() {
  v1::ChronologyEntry entry;
  v1::Event& event = *entry.mutable_event();
  event.set_id("r1");
  event.set_feed("cin-census/975");
  event.set_agency("council/975");
  event.mutable_occurred()->set_date("2020-07-13");
  event.mutable_recorded_at()->set_seconds(1'594'600'000);
  event.mutable_received_at()->set_seconds(1'594'700'000);
  event.set_category(v1::INFORMATION_CATEGORY_SOCIAL_CARE);
  event.mutable_referral_made()->set_source("3E");
  event.mutable_referral_made()->set_primary_need("N1");
  entry.set_kind("ReferralMade");
  entry.mutable_record()->set_feed("cin-census/975");
  entry.mutable_record()->set_record("c1");
  entry.set_role(v1::SUBJECT_ROLE_CHILD);
  entry.set_age_years(3);
  entry.set_age_months(2);
  entry.set_standing(v1::STANDING_STANDS);
  return entry;
}

// The cells of one CSV line as RFC 4180 reads them: a reader of its own.
std::vector<std::string> Cells(const std::string& row) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (size_t at = 0; at + 2 < row.size() || quoted; ++at) {
    const char c = row.at(at);
    if (quoted && c == '"' && row[at + 1] == '"') {
      cells.back() += row[++at];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  return cells;
}

TEST(ChronologyJsonTest, AnEntryHasEveryFieldInItsPlaceAndNullWhereNothingIsKnown) {
  const auto json = EntryJson(Referral());
  std::vector<std::string> names;
  for (const auto& [name, value] : json.items()) names.push_back(name);
  EXPECT_THAT(names, ElementsAre("occurred", "precision", "occurred_end", "kind", "agency", "feed",
                                 "event_id", "record", "role", "age", "standing", "amendments",
                                 "recorded_at", "received_at", "days_late", "category", "handling",
                                 "corrects", "basis", "contact", "facts"));
  EXPECT_EQ(json["record"], "cin-census/975/c1");
  EXPECT_EQ(json["age"]["years"], 3);
  EXPECT_EQ(json["category"], "social-care");
  EXPECT_EQ(json["standing"], "stands");
  EXPECT_EQ(json["received_at"], "2020-07-14T04:13:20Z");
  EXPECT_EQ(json["facts"]["primary_need"], "N1");
  EXPECT_TRUE(json["corrects"].is_null());
  EXPECT_TRUE(json["basis"].is_null());
  v1::ChronologyEntry ageless = Referral();
  ageless.clear_age_years();
  EXPECT_TRUE(EntryJson(ageless)["age"].is_null());
}

TEST(ChronologyJsonTest, AmendmentsAreShownWithWhatTheyDid) {
  v1::ChronologyEntry entry = Referral();
  v1::Amendment& amendment = *entry.add_amendments();
  amendment.set_event_id("c2");
  amendment.set_makes_it(v1::STANDING_WITHDRAWN);
  amendment.set_void_(true);
  const auto json = EntryJson(entry)["amendments"];
  ASSERT_EQ(json.size(), 1u);
  EXPECT_EQ(json[0]["makes_it"], "withdrawn");
  EXPECT_EQ(json[0]["void"], true);
}

TEST(ChronologyJsonTest, ALineOfJsonHasNoLineBreakInIt) {
  v1::ChronologyEntry entry = Referral();
  entry.mutable_event()->mutable_contact_received()->set_reason("one\ntwo\r\"three\"");
  EXPECT_THAT(JsonLine(EntryJson(entry)), Not(HasSubstr("\n")));
}

TEST(ChronologyCsvTest, ARowHasAsManyCellsAsTheHeader) {
  EXPECT_EQ(Cells(CsvRow(Referral())).size(), Cells(CsvHeader()).size());
  EXPECT_EQ(Cells(CsvRow({})).size(), Cells(CsvHeader()).size());
}

TEST(ChronologyCsvTest, ACellNeverStartsAFormula) {
  for (const char* id : {"=HYPERLINK(\"x\")", "+1", "-1", "@x", "\t=1"}) {
    v1::ChronologyEntry entry = Referral();
    entry.mutable_event()->set_id(id);
    EXPECT_EQ(Cells(CsvRow(entry))[6], std::string("'") + id);
  }
}

TEST(ChronologyCsvTest, AnyTextSurvivesTheWayThroughCsv) {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    std::string text = "x";
    for (unsigned at = 0; at < random() % 20; ++at) text += ",\"\n\r ab"[random() % 7];
    v1::ChronologyEntry entry = Referral();
    entry.mutable_event()->set_id(text);
    EXPECT_EQ(Cells(CsvRow(entry))[6], text);
  }
}

TEST(ChronologyTextTest, ALineHasDateAgeSourceLatenessAndCodesInWords) {
  v1::ChronologyQuery query;
  query.mutable_record()->set_feed("cin-census/975");
  query.mutable_record()->set_record("c1");
  query.set_as_known_on("2020-08-01");
  Chronology chronology;
  chronology.entries = {Referral()};
  chronology.entries[0].set_days_late(4);
  const std::string text = ChronologyText(query, chronology);
  EXPECT_THAT(text, HasSubstr("Chronology of cin-census/975/c1 as known on 2020-08-01"));
  EXPECT_THAT(text, HasSubstr("2020-07-13  3y 2m  council/975  4 days late  Referral made: "
                              "source 3E "));
  EXPECT_THAT(text, HasSubstr("need N1 "));
}

TEST(ChronologyTextTest, AnUncertainDateIsNotMadeSharper) {
  Chronology chronology;
  chronology.entries = {Referral(), Referral(), Referral()};
  const auto set_precision = [&](size_t at, v1::Precision precision) {
    chronology.entries[at].mutable_event()->mutable_occurred()->set_precision(precision);
  };
  set_precision(0, v1::PRECISION_MONTH);
  set_precision(1, v1::PRECISION_YEAR);
  set_precision(2, v1::PRECISION_APPROXIMATE);
  const std::string text = ChronologyText({}, chronology);
  EXPECT_THAT(text, HasSubstr("\n2020-07  "));
  EXPECT_THAT(text, HasSubstr("\n2020  "));
  EXPECT_THAT(text, HasSubstr("\nabout 2020-07-13  "));
}

TEST(ChronologyTextTest, AWithdrawnEntryStaysVisibleAsWithdrawn) {
  Chronology chronology;
  chronology.entries = {Referral()};
  chronology.entries[0].set_standing(v1::STANDING_WITHDRAWN);
  EXPECT_THAT(ChronologyText({}, chronology), HasSubstr("withdrawn"));
}

TEST(ChronologyTextTest, ATextCannotDriveTheTerminal) {
  Chronology chronology;
  chronology.entries = {Referral()};
  v1::Event& event = *chronology.entries[0].mutable_event();
  event.set_agency("a\x1b[2Jb");
  event.mutable_concern_recorded()->set_concern("c\x1b]0;d\x07");
  EXPECT_THAT(ChronologyText({}, chronology), Not(HasSubstr("\x1b")));
}

TEST(DescribeTest, EveryKindOfTheContractHasWords) {
  const auto* payload = v1::Event::descriptor()->FindOneofByName("payload");
  for (int at = 0; at < payload->field_count(); ++at) {
    const auto* field = payload->field(at);
    v1::Event event;
    event.GetReflection()->MutableMessage(&event, field);
    (void)Describe(event);  // A kind that was forgotten does not compile; none may crash.
    EXPECT_THAT(KindWords(field->message_type()->name()), Not(HasSubstr("_")));
  }
  EXPECT_EQ(KindWords("AppointmentMissed"), "Appointment missed");
}

TEST(DescribeTest, LongTextIsCutBetweenCharacters) {
  v1::Event event;
  std::string concern;
  for (int at = 0; at < 100; ++at) concern += "é";
  event.mutable_concern_recorded()->set_concern("x" + concern);
  const std::string text = Describe(event);
  EXPECT_LT(text.size(), 90u);
  EXPECT_TRUE(text.ends_with("é..."));
}

TEST(DescribeTest, AnUnknownCodeIsShownAsSent) {
  v1::Event event;
  event.mutable_referral_made()->set_source("ZZ");
  EXPECT_EQ(Describe(event), "source ZZ");
}

}  // namespace
}  // namespace goldthread::server
