#include "tests/bench/workload.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "eventstore/base/digest.h"
#include "goldthread/v1/record.pb.h"
#include "services/vocabulary/content.h"

namespace goldthread::bench {
namespace {

constexpr int64_t kStartSeconds = 1'577'836'800;  // 2020-01-01
constexpr int64_t kSpanSeconds = int64_t{5} * 365 * 86'400;
constexpr int64_t kBusyEventsMax = 100'000;
constexpr std::array<int, 2> kPlanted = {10, 1'000};

struct FeedShape {
  const char* feed;
  const char* agency;
  v1::InformationCategory category;
};
constexpr std::array<FeedShape, 5> kFeeds = {{
    {"northmere-council/social-care", "northmere-council", v1::INFORMATION_CATEGORY_SOCIAL_CARE},
    {"northmere-police/incidents", "northmere-police", v1::INFORMATION_CATEGORY_POLICE},
    {"northmere-hospital/ed", "northmere-hospital", v1::INFORMATION_CATEGORY_HEALTH},
    {"northmere-school/attendance", "northmere-school", v1::INFORMATION_CATEGORY_EDUCATION},
    {"northmere-health-visiting/appointments", "northmere-health-visiting",
     v1::INFORMATION_CATEGORY_HEALTH},
}};

// An NHS number from the synthetic range; empty for the children whose check digit would
// be 10, which is never issued (domain/identifiers.md §1).
std::string NhsNumber(int64_t child) {
  const std::string nine = fmt::format("999{:06}", child % 1'000'000);
  int sum = 0;
  for (int i = 0; i < 9; ++i) sum += (nine[static_cast<size_t>(i)] - '0') * (10 - i);
  const int check = (11 - sum % 11) % 11;
  return check == 10 ? "" : nine + std::to_string(check);
}

void FillPayload(std::mt19937_64& rng, size_t feed, v1::Event* event) {
  switch (feed) {
    case 0:
      event->mutable_contact_received()->set_source("2A");
      event->mutable_contact_received()->set_reason("parent asked for support at the front door");
      break;
    case 1:
      event->mutable_incident_attended()->set_incident_type("domestic-abuse");
      event->mutable_incident_attended()->set_summary(fmt::format(
          "verbal argument heard by neighbour, log {}, no injury seen", rng() % 100000));
      event->mutable_incident_attended()->set_child_present(true);
      break;
    case 2:
      event->mutable_attendance_recorded()->set_setting("emergency-department");
      event->mutable_attendance_recorded()->set_site("RXX01");
      event->mutable_attendance_recorded()->set_presenting_complaint("injury to the left forearm");
      event->mutable_attendance_recorded()->set_accompanied_by("mother");
      break;
    case 3:
      event->mutable_attendance_concern()->set_concern("unexplained-absence");
      event->mutable_attendance_concern()->add_codes("N");
      event->mutable_attendance_concern()->set_sessions_missed(2);
      break;
    default:
      event->mutable_appointment_missed()->set_service("health-visitor");
      event->mutable_appointment_missed()->set_was_not_brought(true);
  }
}

}  // namespace

Workload::Workload(WorkloadSize size) : size_(size), rng_(size.seed) {
  const auto children = static_cast<size_t>(std::max<int64_t>(100, size.events / 25));
  double total = 0;
  for (size_t i = 0; i < children; ++i) {
    total += 1.0 / std::pow(static_cast<double>(i + 10), 0.8);
    zipf_.push_back(total);
  }
}

RecordId Workload::BusyChild() { return {kFeeds[0].feed, "BUSY"}; }
RecordId Workload::ChildWith(int facts) {
  return {kFeeds[0].feed, fmt::format("PLANTED{}", facts)};
}

int64_t Workload::DrawChild() {
  const double at = std::uniform_real_distribution<double>(0, zipf_.back())(rng_);
  return std::lower_bound(zipf_.begin(), zipf_.end(), at) - zipf_.begin();
}

void Workload::Describe(int64_t child, v1::Event* event) const {
  v1::PersonDescription* const described = event->mutable_subjects(0)->mutable_described();
  described->set_birth_date(
      fmt::format("20{:02}-{:02}-{:02}", 8 + child % 12, 1 + child % 12, 1 + child % 28));
  described->set_sex(child % 2 == 0 ? v1::SEX_FEMALE : v1::SEX_MALE);
  const std::string nhs_number = NhsNumber(child);
  if (nhs_number.empty()) return;
  v1::Identifier* const number = described->add_identifiers();
  number->set_type(v1::IDENTIFIER_TYPE_NHS_NUMBER);
  number->set_value(nhs_number);
}

Workload::Whose Workload::Draw(int64_t at) {
  int64_t planted_from = 0;
  for (const int facts : kPlanted) {
    if (at >= planted_from && at < planted_from + facts) return {0, ChildWith(facts).record, -1};
    planted_from += facts;
  }
  const int64_t busy_every = std::max<int64_t>(10, size_.events / kBusyEventsMax);
  if (at % busy_every == 0) return {0, BusyChild().record, -1};
  const size_t feed = rng_() % kFeeds.size();
  const int64_t child = DrawChild();
  return {feed, fmt::format("{}{:07}", "CPHSV"[feed], child), child};
}

v1::Event Workload::Next() {
  const int64_t at = made_++;
  const auto percent = rng_() % 100;
  if (percent < 2 && !recent_.empty()) return recent_[rng_() % recent_.size()];
  const Whose whose = Draw(at);
  const FeedShape& shape = kFeeds[whose.feed];
  v1::Event event;
  event.set_feed(shape.feed);
  event.set_agency(shape.agency);
  event.set_partnership("northmere");
  event.set_category(shape.category);
  event.set_id(fmt::format("{}-{:09}", "CPHSV"[whose.feed], at));
  const int64_t recorded = kStartSeconds + at * kSpanSeconds / size_.events;
  const int64_t late = percent < 7 ? 86'400 * static_cast<int64_t>(1 + rng_() % 90) : 0;
  event.mutable_occurred()->mutable_instant()->set_seconds(recorded - late -
                                                           static_cast<int64_t>(rng_() % 7200));
  event.mutable_recorded_at()->set_seconds(recorded);
  v1::Subject* const subject = event.add_subjects();
  subject->set_record(whose.record);
  subject->set_role(v1::SUBJECT_ROLE_CHILD);
  if (whose.child >= 0 && rng_() % 5 == 0) Describe(whose.child, &event);
  FillPayload(rng_, whose.feed, &event);
  event.mutable_contact()->set_team("duty team");
  if (percent == 99) Correct(&event);
  Remember(at, event);
  return event;
}

void Workload::Correct(v1::Event* event) {
  for (int tries = 0; tries < 20 && !recent_.empty(); ++tries) {
    const v1::Event& earlier = recent_[rng_() % recent_.size()];
    if (earlier.feed() != event->feed() || !earlier.corrects().empty()) continue;
    event->set_corrects(earlier.id());
    return;
  }
}

void Workload::Remember(int64_t at, const v1::Event& event) {
  constexpr size_t kRecent = 1000;
  if (recent_.size() < kRecent) {
    recent_.push_back(event);
  } else {
    recent_[static_cast<size_t>(at) % kRecent] = event;
  }
}

NewRecord ToRecord(const v1::Event& event, int64_t received_at_us) {
  NewRecord record;
  record.body = BodyOf(event);
  v1::RecordHeader header;
  header.set_version(1);
  header.set_feed(event.feed());
  header.set_event_id(event.id());
  header.set_partnership(event.partnership());
  header.set_received_at_us(received_at_us);
  header.set_body_digest(Sha256(record.body));
  record.header = header.SerializeAsString();
  return record;
}

}  // namespace goldthread::bench
