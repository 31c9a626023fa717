#include <fmt/format.h>

#include <optional>

#include "services/ingest/catalogue.h"
#include "services/ingest/rules.h"
#include "services/vocabulary/calendar.h"

namespace goldthread::ingest {
namespace {

using google::protobuf::Timestamp;
using Start = v1::Occurred::StartCase;
using End = v1::Occurred::EndCase;

// 0001-01-01 to 9999-12-31, as protobuf defines the type.
constexpr int64_t kSecondsMin = -62'135'596'800;
constexpr int64_t kSecondsMax = 253'402'300'799;

bool IsReal(const Timestamp& time) {
  return time.seconds() >= kSecondsMin && time.seconds() <= kSecondsMax && time.nanos() >= 0 &&
         time.nanos() < 1'000'000'000;
}

Instant InstantOf(const Timestamp& time) {
  return Instant(std::chrono::seconds(time.seconds()) +
                 std::chrono::microseconds(time.nanos() / 1000));
}

bool IsAfterNow(const Timestamp& time, Instant now) {
  return IsReal(time) && InstantOf(time) > now + kClockSkew;
}

}  // namespace

void OccurredIsGiven(const Submission& sent, std::string_view field, Fields& broken) {
  if (sent.event.occurred().start_case() == Start::START_NOT_SET) broken.emplace_back(field);
}

void OccurredIsReal(const Submission& sent, std::string_view, Fields& broken) {
  const v1::Occurred& occurred = sent.event.occurred();
  if (occurred.has_instant() && !IsReal(occurred.instant())) {
    broken.emplace_back("occurred.instant");
  }
  if (occurred.start_case() == Start::kDate && !ParseDay(occurred.date())) {
    broken.emplace_back("occurred.date");
  }
  if (occurred.has_end_instant() && !IsReal(occurred.end_instant())) {
    broken.emplace_back("occurred.end_instant");
  }
  if (occurred.end_case() == End::kEndDate && !ParseDay(occurred.end_date())) {
    broken.emplace_back("occurred.end_date");
  }
}

// Of the start only: an end may be fixed beforehand, as that of a tenancy. Dates a payload
// expects (a birth) are no occurrences.
void OccurredIsNotInFuture(const Submission& sent, std::string_view, Fields& broken) {
  const v1::Occurred& occurred = sent.event.occurred();
  if (occurred.has_instant() && IsAfterNow(occurred.instant(), sent.now)) {
    broken.emplace_back("occurred.instant");
  }
  const std::optional<Day> day =
      occurred.start_case() == Start::kDate ? ParseDay(occurred.date()) : std::nullopt;
  if (day.has_value() && *day > DayInLondon(sent.now + kClockSkew)) {
    broken.emplace_back("occurred.date");
  }
}

void PrecisionFitsTheForm(const Submission& sent, std::string_view field, Fields& broken) {
  const v1::Occurred& occurred = sent.event.occurred();
  const bool dated = occurred.start_case() == Start::kDate;
  const std::optional<Day> day = dated ? ParseDay(occurred.date()) : std::nullopt;
  if (occurred.start_case() == Start::START_NOT_SET || (dated && !day)) return;
  const std::chrono::day first{1};
  bool fits = true;
  switch (occurred.precision()) {
    case v1::PRECISION_INSTANT:
      fits = !dated;
      break;
    case v1::PRECISION_DAY:
      fits = dated;
      break;
    case v1::PRECISION_MONTH:
      fits = dated && day->day() == first;
      break;
    case v1::PRECISION_YEAR:
      fits = dated && day->day() == first && day->month() == std::chrono::January;
      break;
    default:  // As given, approximate, or newer than this hub (ValuesAreKnown).
      break;
  }
  if (!fits) broken.emplace_back(field);
}

void EndFitsTheStart(const Submission& sent, std::string_view field, Fields& broken) {
  const v1::Occurred& occurred = sent.event.occurred();
  if (occurred.end_case() == End::END_NOT_SET) return;
  const bool both_instants = occurred.has_instant() && occurred.has_end_instant();
  const bool both_dates =
      occurred.start_case() == Start::kDate && occurred.end_case() == End::kEndDate;
  if (!both_instants && !both_dates) broken.emplace_back(field);
}

void EndIsNotBeforeStart(const Submission& sent, std::string_view field, Fields& broken) {
  const v1::Occurred& occurred = sent.event.occurred();
  bool before = false;
  if (occurred.has_instant() && occurred.has_end_instant() && IsReal(occurred.instant()) &&
      IsReal(occurred.end_instant())) {
    before = InstantOf(occurred.end_instant()) < InstantOf(occurred.instant());
  }
  const std::optional<Day> start = ParseDay(occurred.date());
  const std::optional<Day> end = ParseDay(occurred.end_date());
  if (start && end) before = *end < *start;
  if (before) broken.emplace_back(field);
}

void RecordedAtIsGiven(const Submission& sent, std::string_view field, Fields& broken) {
  if (!sent.event.has_recorded_at()) broken.emplace_back(field);
}

void RecordedAtIsReal(const Submission& sent, std::string_view field, Fields& broken) {
  if (sent.event.has_recorded_at() && !IsReal(sent.event.recorded_at())) broken.emplace_back(field);
}

void RecordedAtIsNotInFuture(const Submission& sent, std::string_view field, Fields& broken) {
  if (sent.event.has_recorded_at() && IsAfterNow(sent.event.recorded_at(), sent.now)) {
    broken.emplace_back(field);
  }
}

}  // namespace goldthread::ingest
