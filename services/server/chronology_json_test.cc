#include "services/server/chronology_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "services/server/chronology_text.h"
#include "services/server/console.h"
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

// The same, with a mother in it and two markings.
v1::ChronologyEntry Marked() {
  v1::ChronologyEntry entry = Referral();
  v1::Event& event = *entry.mutable_event();
  event.add_subjects()->set_record("c1");
  event.mutable_subjects(0)->set_role(v1::SUBJECT_ROLE_CHILD);
  event.add_subjects()->set_record("m9");
  event.mutable_subjects(1)->set_role(v1::SUBJECT_ROLE_MOTHER);
  event.add_handling(v1::HANDLING_NOT_FOR_FAMILY);
  event.add_handling(v1::HANDLING_THIRD_PARTY);
  return entry;
}

TEST(ChronologyJsonTest, AnEntryHasEveryFieldInItsPlaceAndNullWhereNothingIsKnown) {
  const auto json = EntryJson(Referral());
  std::vector<std::string> names;
  for (const auto& [name, value] : json.items()) names.push_back(name);
  EXPECT_THAT(names, ElementsAre("occurred", "precision", "occurred_end", "kind", "agency", "feed",
                                 "event_id", "record", "role", "subjects", "age", "standing",
                                 "amendments", "recorded_at", "received_at", "days_late",
                                 "category", "handling", "corrects", "basis", "contact", "facts"));
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

TEST(ChronologyJsonTest, EverySubjectIsNamedWithItsRoleAndTheMarkingsAreThere) {
  const auto json = EntryJson(Marked());
  EXPECT_EQ(json["subjects"].dump(), R"([{"record":"cin-census/975/c1","role":"child"},)"
                                     R"({"record":"cin-census/975/m9","role":"mother"}])");
  EXPECT_EQ(json["handling"].dump(), R"(["not-for-family","third-party"])");
}

TEST(ChronologyJsonTest, AFractionOfASecondIsNotLost) {
  v1::ChronologyEntry entry = Referral();
  entry.mutable_event()->mutable_recorded_at()->set_nanos(120'000'000);
  EXPECT_EQ(EntryJson(entry)["recorded_at"], "2020-07-13T00:26:40.120Z");
}

TEST(ChronologyJsonTest, AControlOfAnySortLeavesEscapedAndComesBackTheSame) {
  v1::ChronologyEntry entry = Referral();
  const std::string text = "a\x1b[2J\x7f\u009b31m\u202eb\u2028é";
  entry.mutable_event()->mutable_contact_received()->set_reason(text);
  const std::string line = JsonLine(EntryJson(entry));
  EXPECT_EQ(Plain(line), line);
  EXPECT_EQ(nlohmann::json::parse(line)["facts"]["reason"], text);
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

TEST(ChronologyTextTest, ALineLeadsWithItsMarkingsAndNamesTheOthersInIt) {
  Chronology chronology;
  chronology.entries = {Marked()};
  const std::string text = ChronologyText({}, chronology);
  EXPECT_THAT(text, HasSubstr("  [not-for-family, third-party] Referral made: "));
  EXPECT_THAT(text, HasSubstr("; with mother m9\n"));
}

TEST(ChronologyTextTest, OfManyOthersTheFirstAreNamedAndTheRestCounted) {
  Chronology chronology;
  chronology.entries = {Marked()};
  for (int at = 0; at < 6; ++at) {
    v1::Subject& subject = *chronology.entries[0].mutable_event()->add_subjects();
    subject.set_record("s" + std::to_string(at));
    subject.set_role(v1::SUBJECT_ROLE_SIBLING);
  }
  EXPECT_THAT(ChronologyText({}, chronology),
              HasSubstr("; with mother m9, sibling s0, sibling s1, sibling s2, sibling s3 and 2 "
                        "more\n"));
}

TEST(ChronologyTextTest, AnAgencyIsCountedByWhatStandsWithTheRestBeside) {
  Chronology chronology;
  chronology.entries = {Referral()};
  v1::AgencySummary& agency = chronology.agencies.emplace_back();
  agency.set_agency("council/975");
  agency.set_amended(2);
  EXPECT_THAT(ChronologyText({}, chronology),
              HasSubstr("  council/975: nothing that stands; 2 more corrected or withdrawn\n"));
  agency.set_entries(3);
  agency.set_first_occurred("2020-07-13");
  agency.set_last_occurred("2020-07-13");
  EXPECT_THAT(ChronologyText({}, chronology), HasSubstr("  council/975: 3 on 2020-07-13; 2 more"));
  agency.set_last_occurred("2020-07-14");
  EXPECT_THAT(ChronologyText({}, chronology),
              HasSubstr("  council/975: 3 from 2020-07-13 to 2020-07-14; 2 more corrected"));
}

TEST(ChronologyTextTest, WhereOnlyExistenceMayBeToldItSaysWhomToRing) {
  Chronology chronology;
  v1::KnownTo& known = chronology.known_to.emplace_back();
  known.set_agency("northmere-police");
  known.set_ring("police desk");
  const std::string line = "  Also known to northmere-police: ring police desk\n";
  EXPECT_THAT(ChronologyText({}, chronology), HasSubstr(line));
  chronology.entries = {Referral()};
  EXPECT_THAT(ChronologyText({}, chronology), HasSubstr(line));
  const auto json = ChronologyJson({}, chronology)["known_to"];
  EXPECT_EQ(json.dump(), R"([{"agency":"northmere-police","ring":"police desk"}])");
}

TEST(ChronologyTextTest, WhatIsLackingIsSaidBeforeTheFirstFact) {
  Chronology chronology;
  EXPECT_THAT(ChronologyText({}, chronology), ::testing::Not(HasSubstr("Incomplete")));
  chronology.entries = {Referral()};
  chronology.incomplete.set_quarantined(2);
  v1::FeedHoles& holes = *chronology.incomplete.add_feeds();
  holes.set_feed("northmere-police/incidents");
  holes.set_missing(3);
  const std::string text = ChronologyText({}, chronology);
  EXPECT_THAT(text, HasSubstr("Incomplete: 2 records about this person cannot be shown yet\n"
                              "Incomplete: northmere-police/incidents lacks 3 of what it sent"));
  EXPECT_LT(text.find("Incomplete"), text.find("2020-07"));
  EXPECT_EQ(ChronologyJson({}, chronology)["incomplete"].dump(),
            R"({"quarantined":2,"feeds":[{"feed":"northmere-police/incidents","missing":3}]})");
}

TEST(ChronologyTextTest, NothingToShowSaysWhyThereIsNothing) {
  v1::ChronologyQuery query;
  query.set_as_known_on("2020-01-01");
  EXPECT_THAT(ChronologyText(query, {}), HasSubstr("Nothing was known about it by the end"));
  query.add_agencies("nobody");
  EXPECT_THAT(ChronologyText(query, {}), HasSubstr("nothing about it matches what was asked"));
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

// Whatever field of whatever hub it comes from.
TEST(ChronologyTextTest, ATextCannotDriveTheTerminal) {
  const std::string evil = "a\x1b[2J\x7f\u009b\u202e\n";
  Chronology chronology;
  chronology.entries = {Marked()};
  v1::ChronologyEntry& entry = chronology.entries[0];
  v1::Event& event = *entry.mutable_event();
  event.set_agency(evil);
  event.mutable_occurred()->set_date(evil);
  event.mutable_subjects(1)->set_record(evil);
  event.mutable_concern_recorded()->set_concern(evil);
  entry.set_kind(evil);
  chronology.person.set_birth_date(evil);
  v1::AgencySummary& agency = chronology.agencies.emplace_back();
  agency.set_agency(evil);
  agency.set_entries(1);
  agency.set_first_occurred(evil);
  v1::ChronologyQuery query;
  query.mutable_record()->set_record(evil);
  query.set_as_known_on(evil);
  std::istringstream text(ChronologyText(query, chronology));
  int lines = 0;
  for (std::string line; std::getline(text, line); ++lines) EXPECT_EQ(Plain(line), line);
  EXPECT_EQ(lines, 6);
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
