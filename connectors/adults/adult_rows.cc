#include "connectors/adults/adult_rows.h"

#include <chrono>

#include "eventstore/base/key.h"

namespace goldthread::adults {
namespace {

std::string KeyOf(char kind, const RecordId& record) {
  return KeyWriter().Byte(kind).Text(record.feed).Text(record.record).Take();
}

std::string KeyOf(char kind, std::string_view text) {
  return KeyWriter().Byte(kind).Text(text).Take();
}

}  // namespace

std::string FactsKey(const RecordId& record) { return KeyOf('f', record); }
std::string WorriesKey(const RecordId& record, int fortnight) {
  return KeyWriter(KeyOf('w', record)).Number(fortnight).Take();
}
std::string EventKey(std::string_view feed, std::string_view event_id) {
  return KeyWriter().Byte('e').Text(feed).Text(event_id).Take();
}
std::string MemberKey(const RecordId& record) { return KeyOf('m', record); }
std::string PersonKey(const RecordId& person) { return KeyOf('p', person); }
std::string PlaceKey(std::string_view place) { return KeyOf('h', place); }
std::string SpellingKey(std::string_view spelling) { return KeyOf('u', spelling); }
std::string AlertKey(std::string_view alert_id) { return KeyOf('a', alert_id); }
std::string AliasKey(std::string_view cause_id) { return KeyOf('i', cause_id); }
std::string ChangeCountKey() { return "n"; }
std::string ChangeKey(int64_t number) { return KeyWriter().Byte('c').Number(number).Take(); }
std::string NamedPrefix(const RecordId& record) { return KeyOf('k', record); }
std::string NamedKey(const RecordId& record, std::string_view alert_id) {
  return KeyWriter(NamedPrefix(record)).Text(alert_id).Take();
}
std::string TenantPrefix(std::string_view place) { return KeyOf('o', place); }
std::string TenantKey(std::string_view place, const RecordId& record) {
  return KeyWriter(TenantPrefix(place)).Text(record.feed).Text(record.record).Take();
}
std::string AssertedKey(const RecordId& record) { return KeyOf('r', record); }
std::string DuePrefix(int day) { return KeyWriter().Byte('d').Number(day).Take(); }
std::string DueKey(int day, std::string_view alert_id) {
  return KeyWriter(DuePrefix(day)).Text(alert_id).Take();
}

int DayNumber(Day day) {
  return static_cast<int>(std::chrono::sys_days(day).time_since_epoch().count());
}

Day DayOfNumber(int number) { return Day(std::chrono::sys_days(std::chrono::days(number))); }

bool IsOf(const v1::RecordRef& ref, const RecordId& record) {
  return ref.record() == record.record && ref.feed() == record.feed;
}

}  // namespace goldthread::adults
