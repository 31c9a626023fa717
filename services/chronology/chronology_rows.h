// How the chronology's rows look in the view store. For this folder only.
//
//   'r' feed, record, wall clock, event id → FactRow     append; what a reader walks
//   'k' feed, record, event id             → ""          append; this event was amended
//   'm' feed, event id, amending event id  → AmendmentRow  append
//   's' feed, record, event id             → ""          append; no address of it may be shown
//   'e' feed, event id                     → the records it is about   state
//
// A row belongs to a source record, never to a person (design D7). No row holds a log
// position, so the rows depend on the set of facts and not on their order (D8).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "eventstore/views/view_store.h"
#include "goldthread/v1/chronology_service.pb.h"
#include "goldthread/v1/event.pb.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::chronology {

inline constexpr char kSpace = 'C';

// What a reader filters by, laid before the event's bytes so that most rows need no parsing.
struct FactRow {
  int64_t wall_us = 0;  // In the key: when it occurred, on the London clock.
  int64_t received_us = 0;
  int64_t recorded_us = 0;
  int kind = 0;  // v1::Event::PayloadCase
  v1::InformationCategory category = v1::INFORMATION_CATEGORY_UNSPECIFIED;
  v1::SubjectRole role = v1::SUBJECT_ROLE_UNSPECIFIED;
  std::string_view agency;
  std::string_view event_id;
  std::string_view body;  // The event as it lies in the log.
};

struct AmendmentRow {
  int64_t received_us = 0;
  int64_t recorded_us = 0;
  v1::Standing makes_it = v1::STANDING_UNSPECIFIED;
  std::string event_id;  // In the key: the amending event.
  std::string replacement_event_id;
  std::string reason;
};

// Keys without the space byte, as the fold writes them.
std::string FactKey(std::string_view feed, std::string_view record, int64_t wall_us,
                    std::string_view event_id);
std::string AmendedKey(std::string_view feed, std::string_view record, std::string_view event_id);
std::string AmendmentKey(std::string_view feed, std::string_view target, std::string_view amending);
std::string SubjectsKey(std::string_view feed, std::string_view event_id);
std::string ShieldKey(std::string_view feed, std::string_view record, std::string_view event_id);

// Values. Decode: false when malformed; views point into `value`.
std::string EncodeFact(const FactRow& row);
bool DecodeFact(std::string_view value, FactRow* row);
std::string EncodeAmendment(const AmendmentRow& row);
bool DecodeAmendment(std::string_view value, AmendmentRow* row);

// Prefixes and ranges with the space byte, as a reader scans them.
std::string FactPrefix(const RecordId& record);
KeyRange FactRange(const RecordId& record, int64_t from_us, int64_t before_us);
KeyRange AmendedRange(const RecordId& record);
KeyRange ShieldRange(const RecordId& record);
KeyRange AmendmentRange(std::string_view feed);
std::string AmendmentPrefix(std::string_view feed, std::string_view target);

}  // namespace goldthread::chronology
