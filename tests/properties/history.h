// Random histories as agencies make them, and the answer worked out by hand.
//
// Late, repeated, corrected and withdrawn facts, amendments that come before what they amend,
// withdrawals of withdrawals, and records that turn out to be one person.
#pragma once

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "eventstore/log/event_log.h"
#include "goldthread/v1/event.pb.h"
#include "services/vocabulary/calendar.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::properties {

struct Delivery {
  v1::Event event;
  int received_day = 0;  // After kFirstDay.
};

inline constexpr std::chrono::sys_days kFirstDay{std::chrono::year{2024} / 3 / 1};

Day DayAt(int number);
// Noon, UTC, of that day.
int64_t NoonUs(int number);

// In the order received: `received_day` never falls.
std::vector<Delivery> RandomHistory(std::mt19937& rng, int count);

// Two feeds that know one child by its number, and withdrawals of withdrawals of it, up to
// `longest`, in any order of arrival. As RandomHistory.
std::vector<Delivery> WithdrawalChains(std::mt19937& rng, int longest);

// As ingest would have put it into the log.
NewRecord ToRecord(const Delivery& delivery);

// Every record that occurs.
std::set<RecordId> RecordsOf(const std::vector<Delivery>& history);

// The chronology of `record` as known at the end of `known_day`, worked out from the plain
// list: "2024-03-04 police/p3 withdrawn" a line. Knows nothing of views.
std::vector<std::string> ByHand(const std::vector<Delivery>& history, const RecordId& record,
                                int known_day);

}  // namespace goldthread::properties
