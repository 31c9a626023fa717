// The alerts that the rules make of the facts, for whoever tells people of them and keeps what
// they decide. What people decided is not here.
//
// An alert is about one adult and one child (rules 7, 10: the adult alone; 9: the child alone). It
// rests on one cause or several: a trigger (the assertion, order or loss that makes the adult
// matter) and a link (the place or kinship that leads to the child). A cause's id is a digest of
// the facts it names; the alert's id is that of its first cause, and every other cause's id leads
// to it. A cause that was found since anybody decided on it is new evidence.
//
// What rests on where a shielded person is, is an alert of its own, with ids of its own: nothing of
// it shows in the others. A step of its path says that person's place.
//
// Source: docs/decisions/0020-adults-exposures-and-alerts.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/position.h"
#include "eventstore/base/status.h"
#include "eventstore/views/view_store.h"
#include "goldthread/v1/event.pb.h"
#include "services/vocabulary/calendar.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::adults {

struct PathStep {
  std::string feed;
  std::string event_id;
  RecordId record;     // Whose fact it is; empty where the event is about no record.
  std::string clause;  // In plain words, without names or addresses.
  v1::InformationCategory category = v1::INFORMATION_CATEGORY_UNSPECIFIED;
  bool says_place = false;           // It is where somebody lives or stays.
  std::vector<std::string> said_by;  // Where that is somebody shielded: the feeds that say so.
};

struct Cause {
  std::string id;  // 32 lower-case hexadecimal digits.
  std::string trigger_feed;
  std::string trigger_event_id;
  int64_t found_us = 0;  // When the hub found it; if it did not stand in between, then anew.
};

struct Alert {
  std::string id;
  std::vector<Cause> causes;  // The first has the alert's id.
  int rule = 0;               // domain/adults-posing-risk.md §6.
  int rule_version = 0;
  std::vector<RecordId> adult;  // Sorted: all records of the person. Empty where there is none.
  std::vector<RecordId> child;  // Empty where there is none.
  std::string place;            // A digest; empty where kinship links them.
  std::vector<PathStep> path;   // From the adult to the child.
  std::string confidence;       // In words.
  Day since{};                  // Since when the path has held.
  Day from{};                   // Nobody is told before this day (rule 5: 28 days before the end).
  std::optional<Day> until;     // The first day on which it no longer holds: the child is 18.
  // From this day on history: a review of what it rests on is overdue.
  std::optional<Day> historic_from;
  bool stands = true;
  std::string why_broken;   // "the adult is elsewhere"; when it stands no more.
  std::string merged_into;  // The alert that goes on with its causes; else empty.
};

// What happened to an alert. Numbers go 1, 2, 3 … without gaps, in the order of the log.
struct AlertChange {
  // Kept in rows: numbers never change their meaning.
  enum class Kind : int32_t {
    kRaised = 1,
    kChanged = 2,    // Another path, rule or date; or a new cause.
    kBroken = 3,     // Its path stands no more: it is withdrawn.
    kRestored = 4,   // … and stands again.
    kMerged = 5,     // Another alert goes on with it.
    kContinued = 6,  // It is the one that goes on with another.
  };
  int64_t number = 0;
  Position position;  // Of the record of the log that did it,
  int64_t nth = 1;    // and which of those that it did to this alert.
  Kind kind = Kind::kRaised;
  Alert alert;  // As it was then.
};

// The day on which nobody will have taken on in time what was found then, and is told from `from`
// on: within one working day (domain/adults-posing-risk.md §6).
Day OverdueOn(int64_t found_us, Day from);

// By its id or any of its causes'. Nothing: never heard of. A broken one as it last stood.
// Errors of all: kUnavailable, kDataLoss from the store.
StatusOr<std::optional<Alert>> AlertOf(const ViewSnapshot& views, std::string_view id);

// Those that have this record among their adult's or child's, broken ones too; by id. For a
// person ask for each record, or for any: an alert has all records of both.
StatusOr<std::vector<Alert>> AlertsAbout(const ViewSnapshot& views, const RecordId& record);

// By id, those after `after`, at most `limit`; broken ones too.
StatusOr<std::vector<Alert>> ListAlerts(const ViewSnapshot& views, std::string_view after,
                                        size_t limit);

// Those numbered above `number`, at most `limit`.
StatusOr<std::vector<AlertChange>> ChangesAfter(const ViewSnapshot& views, int64_t number,
                                                size_t limit);

// The alerts that stand and of whose days (`from`, `historic_from`, `until`, and those on which a
// cause of theirs is overdue) one lies in [first, last]: what nobody sent, but a day brought.
StatusOr<std::vector<Alert>> DueBetween(const ViewSnapshot& views, Day first, Day last);

}  // namespace goldthread::adults
