#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

#include "services/ingest/catalogue.h"
#include "services/ingest/sample_event.h"
#include "services/ingest/spoilt_event.h"

namespace goldthread::ingest {
namespace {

using E = v1::Event;
constexpr int64_t kNow = kSampleNowSeconds;

void AddNewerField(google::protobuf::Message& message, int number) {
  message.GetReflection()->MutableUnknownFields(&message)->AddVarint(number, 1);
}

class CatalogueTest : public ::testing::TestWithParam<Case> {};

TEST_P(CatalogueTest, FindsExactlyWhatIsWrong) {
  v1::Event event = SampleEvent();
  GetParam().spoil(event);
  const Verdict verdict = JudgeSample(event);
  EXPECT_EQ(Words(verdict.violations), GetParam().broken);
  EXPECT_EQ(Words(verdict.quality), GetParam().doubts);
}

INSTANTIATE_TEST_SUITE_P(
    Envelope, CatalogueTest,
    ::testing::Values(
        Case{"Good", [](E&) {}, {}}, Case{"NoId", [](E& e) { e.clear_id(); }, {"ID_MALFORMED id"}},
        Case{"LongId", [](E& e) { e.set_id(std::string(201, 'x')); }, {"ID_MALFORMED id"}},
        Case{"IdWithNewline", [](E& e) { e.set_id("a\nb"); }, {"ID_MALFORMED id"}},
        Case{"FeedInCapitals", [](E& e) { e.set_feed("School"); }, {"FEED_MALFORMED feed"}},
        Case{"UnknownFeed", [](E& e) { e.set_feed("nobody"); }, {"FEED_UNKNOWN feed"}},
        Case{"NegativeNumber",
             [](E& e) { e.set_feed_sequence(-1); },
             {"SEQUENCE_OUT_OF_RANGE feed_sequence"}},
        Case{"OwnAgencyAndPartnership",
             [](E& e) {
               e.set_agency("northmere-school");
               e.set_partnership("northmere");
             },
             {}},
        Case{"OtherAgency",
             [](E& e) { e.set_agency("northmere-police"); },
             {"AGENCY_NOT_THE_FEEDS agency"}},
        Case{"OtherPartnership",
             [](E& e) { e.set_partnership("southmere"); },
             {"PARTNERSHIP_OTHER partnership"}},
        Case{"NoCategory", [](E& e) { e.clear_category(); }, {"CATEGORY_REQUIRED category"}},
        Case{"ForeignCategory",
             [](E& e) { e.set_category(v1::INFORMATION_CATEGORY_HEALTH); },
             {"CATEGORY_NOT_ALLOWED category"}},
        Case{"ReceivedAt",
             [](E& e) { e.mutable_received_at()->set_seconds(1); },
             {"RECEIVED_AT_SET received_at"}},
        Case{"NoPayload", [](E& e) { e.clear_payload(); }, {"KIND_UNKNOWN payload"}},
        Case{"NewerKind",
             [](E& e) {
               e.clear_payload();
               AddNewerField(e, 999);
             },
             {"KIND_UNKNOWN payload"}},
        Case{"NewerEnvelope", [](E& e) { AddNewerField(e, 16); }, {"KIND_UNKNOWN payload"}},
        Case{"NewerPayload",
             [](E& e) { AddNewerField(*e.mutable_attendance_concern(), 99); },
             {"KIND_UNKNOWN payload"}},
        Case{"NewerMarking",
             [](E& e) { e.add_handling(static_cast<v1::Handling>(77)); },
             {"VALUE_UNKNOWN handling[0]"}},
        Case{"TooLarge",
             [](E& e) {
               for (int i = 0; i < 50; ++i) {
                 v1::Subject* s = i == 0 ? e.mutable_subjects(0) : e.add_subjects();
                 s->set_record(fmt::format("p{}", i));
                 s->set_role(v1::SUBJECT_ROLE_PRESENT);
                 for (int n = 0; n < 2; ++n) {
                   s->mutable_described()->add_names()->set_given(std::string(3000, 'x'));
                 }
               }
             },
             {"EVENT_TOO_LARGE "}},
        Case{"TextNotUtf8",
             [](E& e) { e.mutable_basis()->set_told_by("\xff"); },
             {"TEXT_NOT_UTF8 basis.told_by"}},
        Case{"TextTooLong",
             [](E& e) { e.mutable_basis()->set_told_by(std::string(4001, 'x')); },
             {"TEXT_TOO_LONG basis.told_by"}}),
    NameOf);

INSTANTIATE_TEST_SUITE_P(
    Amendments, CatalogueTest,
    ::testing::Values(
        Case{"CorrectsAnEarlierOne", [](E& e) { e.set_corrects("a-0"); }, {}},
        Case{"CorrectsItself", [](E& e) { e.set_corrects("a-1"); }, {"AMENDS_ITSELF corrects"}},
        Case{"MalformedReference",
             [](E& e) { e.set_corrects("a\n"); },
             {"REFERENCE_MALFORMED corrects"}},
        Case{"WithdrawsWithAnotherKind",
             [](E& e) { e.set_withdraws("a-0"); },
             {"WITHDRAWS_WITHOUT_DECISION withdraws"}},
        Case{"Withdraws",
             [](E& e) {
               e.clear_subjects();
               e.set_withdraws("a-0");
               e.mutable_event_withdrawn()->set_reason("wrong pupil");
             },
             {}},
        Case{"WithdrawsNothingForNoReason",
             [](E& e) {
               e.clear_subjects();
               e.mutable_event_withdrawn();
             },
             {"FIELD_REQUIRED withdraws", "FIELD_REQUIRED event_withdrawn.reason"}},
        Case{"CorrectsAndWithdraws",
             [](E& e) {
               e.clear_subjects();
               e.set_corrects("a-0");
               e.set_withdraws("a-0");
               e.mutable_event_withdrawn()->set_reason("wrong pupil");
             },
             {"AMENDS_TWICE withdraws"}},
        Case{"CorrectionOfNothing",
             [](E& e) {
               e.clear_subjects();
               e.mutable_event_corrected();
             },
             {"FIELD_REQUIRED corrects", "FIELD_REQUIRED event_corrected.reason"}},
        Case{"DecisionWithSubjects",
             [](E& e) { e.mutable_alert_acknowledged()->set_alert_id("x"); },
             {"SUBJECTS_NOT_ALLOWED subjects"}}),
    NameOf);

INSTANTIATE_TEST_SUITE_P(
    Clocks, CatalogueTest,
    ::testing::Values(
        Case{"NoOccurred", [](E& e) { e.clear_occurred(); }, {"OCCURRED_REQUIRED occurred"}},
        Case{"OccurredWithoutStart",
             [](E& e) { e.mutable_occurred()->Clear(); },
             {"OCCURRED_REQUIRED occurred"}},
        Case{"NoSuchDay",
             [](E& e) { e.mutable_occurred()->set_date("2026-02-29"); },
             {"OCCURRED_NOT_REAL occurred.date"}},
        Case{"NoSuchInstant",
             [](E& e) { e.mutable_occurred()->mutable_instant()->set_nanos(-1); },
             {"OCCURRED_NOT_REAL occurred.instant"}},
        Case{"EndlessInstant",
             [](E& e) { e.mutable_occurred()->mutable_instant()->set_seconds(INT64_MAX); },
             {"OCCURRED_NOT_REAL occurred.instant"}},
        Case{"Tomorrow",
             [](E& e) { e.mutable_occurred()->set_date("2026-03-10"); },
             {"OCCURRED_IN_FUTURE occurred.date"}},
        Case{"FiveMinutesAhead",
             [](E& e) { e.mutable_occurred()->mutable_instant()->set_seconds(kNow + 300); },
             {}},
        Case{"LaterThanThat",
             [](E& e) { e.mutable_occurred()->mutable_instant()->set_seconds(kNow + 301); },
             {"OCCURRED_IN_FUTURE occurred.instant"}},
        Case{"DayAsAnInstant",
             [](E& e) { e.mutable_occurred()->set_precision(v1::PRECISION_INSTANT); },
             {"PRECISION_NOT_OF_FORM occurred.precision"}},
        Case{"InstantAsADay",
             [](E& e) {
               e.mutable_occurred()->mutable_instant()->set_seconds(kNow);
               e.mutable_occurred()->set_precision(v1::PRECISION_DAY);
             },
             {"PRECISION_NOT_OF_FORM occurred.precision"}},
        Case{"MonthNotAtItsFirst",
             [](E& e) { e.mutable_occurred()->set_precision(v1::PRECISION_MONTH); },
             {"PRECISION_NOT_OF_FORM occurred.precision"}},
        Case{"Month",
             [](E& e) {
               e.mutable_occurred()->set_date("2026-03-01");
               e.mutable_occurred()->set_precision(v1::PRECISION_MONTH);
             },
             {}},
        Case{"YearNotAtItsFirst",
             [](E& e) {
               e.mutable_occurred()->set_date("2026-02-01");
               e.mutable_occurred()->set_precision(v1::PRECISION_YEAR);
             },
             {"PRECISION_NOT_OF_FORM occurred.precision"}},
        Case{"AboutADay",
             [](E& e) { e.mutable_occurred()->set_precision(v1::PRECISION_APPROXIMATE); },
             {}},
        Case{"NewerPrecision",
             [](E& e) { e.mutable_occurred()->set_precision(static_cast<v1::Precision>(9)); },
             {"VALUE_UNKNOWN occurred.precision"}},
        Case{"EndAlreadyFixed", [](E& e) { e.mutable_occurred()->set_end_date("2027-01-01"); }, {}},
        Case{"EndBeforeStart",
             [](E& e) { e.mutable_occurred()->set_end_date("2026-03-08"); },
             {"END_BEFORE_START occurred.end"}},
        Case{"EndOfAnotherForm",
             [](E& e) { e.mutable_occurred()->mutable_end_instant()->set_seconds(kNow); },
             {"END_NOT_OF_FORM occurred.end"}},
        Case{"NotRecorded",
             [](E& e) { e.clear_recorded_at(); },
             {"RECORDED_AT_REQUIRED recorded_at"}},
        Case{"RecordedNever",
             [](E& e) { e.mutable_recorded_at()->set_nanos(1'000'000'000); },
             {"RECORDED_AT_NOT_REAL recorded_at"}},
        Case{"RecordedAhead",
             [](E& e) { e.mutable_recorded_at()->set_seconds(kNow + 301); },
             {"RECORDED_AT_IN_FUTURE recorded_at"}}),
    NameOf);

}  // namespace
}  // namespace goldthread::ingest
