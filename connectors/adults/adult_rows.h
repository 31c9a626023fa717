// The rows of adults: where each lies. For this folder only.
//
//   f record        AdultRecordRow: what was said of it
//   w record number AdultRecordRow: worries about it, of one fortnight
//   e feed event    AdultEventRow
//   m record        AdultMemberRow
//   p record        AdultPersonRow, under the smallest record of the person
//   h place         AdultPlaceRow
//   u spelling      AdultSpellingRow
//   a alert         AdultAlertRow: as it stands, or last stood
//   i cause         AdultAliasRow
//   n               AdultChangeCountRow
//   c number        AdultAlertChange      append
//   k record alert  nothing               append: the alert names, or named, the record
//   o place record  nothing               append: the record was told to be there, once
//   d day alert     nothing               append: the day is, or was, one of the alert's
//   r record        nothing               append: a risk was once asserted of it
//
// Facts belong to source records, which never move (design D7). All but c, k, d, n, when causes
// were found and what is left of broken alerts is a function of the set of events.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "goldthread/v1/adult_rows.pb.h"
#include "services/vocabulary/calendar.h"
#include "services/vocabulary/record_id.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::adults {

inline constexpr char kSpace = 'A';

// Keys without the space byte, as the fold writes them.
std::string FactsKey(const RecordId& record);
std::string WorriesKey(const RecordId& record, int fortnight);
std::string EventKey(std::string_view feed, std::string_view event_id);
std::string MemberKey(const RecordId& record);
std::string PersonKey(const RecordId& person);
std::string PlaceKey(std::string_view place);
std::string SpellingKey(std::string_view spelling);
std::string AlertKey(std::string_view alert_id);
std::string AliasKey(std::string_view cause_id);
std::string ChangeCountKey();
std::string ChangeKey(int64_t number);
std::string NamedKey(const RecordId& record, std::string_view alert_id);
std::string NamedPrefix(const RecordId& record);
std::string TenantKey(std::string_view place, const RecordId& record);
std::string TenantPrefix(std::string_view place);
std::string DueKey(int day, std::string_view alert_id);
std::string AssertedKey(const RecordId& record);
std::string DuePrefix(int day);

// Days since 1970-01-01, as rows have them.
int DayNumber(Day day);
Day DayOfNumber(int number);

// Whether the row's reference is to the record.
bool IsOf(const v1::RecordRef& ref, const RecordId& record);

}  // namespace goldthread::adults
