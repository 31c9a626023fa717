#include "services/chronology/disclosure.h"

#include <google/protobuf/util/time_util.h>

#include <chrono>

#include "services/vocabulary/calendar.h"
#include "services/vocabulary/content.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::chronology {
namespace {

using google::protobuf::util::TimeUtil;

Day DayOfWall(int64_t wall_us) {
  return Day(std::chrono::floor<std::chrono::days>(
      std::chrono::local_time<std::chrono::microseconds>(std::chrono::microseconds(wall_us))));
}

void AddAge(Day occurred, const identity::Person& person, v1::ChronologyEntry* message) {
  const std::optional<Day> birth = ParseDay(person.birth_date);
  if (!birth.has_value()) return;
  const std::optional<Age> age = AgeOn(*birth, occurred);
  if (!age.has_value()) return;
  message->set_age_years(age->years);
  message->set_age_months(age->months);
}

}  // namespace

StatusOr<v1::ChronologyEntry> ToMessage(const Entry& entry, const identity::Person& person,
                                        Shields& shields) {
  v1::ChronologyEntry message;
  v1::Event& event = *message.mutable_event();
  if (!event.ParseFromArray(entry.fact.body.data(), static_cast<int>(entry.fact.body.size()))) {
    return Error(Code::kDataLoss, "a chronology row's event does not parse; rebuild the views");
  }
  GT_RETURN_IF_ERROR(shields.Hide(&event));
  *event.mutable_received_at() = TimeUtil::MicrosecondsToTimestamp(entry.fact.received_us);
  message.set_kind(std::string(KindName(event)));
  *message.mutable_record() = ToRef(*entry.record);
  message.set_role(entry.fact.role);
  message.set_standing(entry.standing);
  message.mutable_amendments()->Assign(entry.amendments.begin(), entry.amendments.end());
  const Day occurred = DayOfWall(entry.fact.wall_us);
  AddAge(occurred, person, &message);
  const Day received = DayInLondon(Instant(std::chrono::microseconds(entry.fact.received_us)));
  const auto late = std::chrono::sys_days(received) - std::chrono::sys_days(occurred);
  message.set_days_late(static_cast<int32_t>(late.count()));
  return message;
}

v1::Person ToMessage(const identity::Person& person) {
  v1::Person message;
  message.set_id(person.id);
  for (const RecordId& record : person.records) *message.add_records() = ToRef(record);
  message.set_records_in_review(person.in_review);
  message.set_birth_date(person.birth_date);
  return message;
}

}  // namespace goldthread::chronology
