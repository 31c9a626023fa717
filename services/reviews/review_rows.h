// The rows of reviews: where each lies. All are appends.
//
//   d record received feed event  MatchDecisionRow: a decision on a pair, under both records
//   u feed event undoing event    MatchUndoRow: who took a decision of the hub's own feed back
//   c record category             nothing: an event of it has the record as a child, born or not
//   r record category event       nothing: this event says that the record's person may be a risk
//   x feed event ending event     nothing: the assertion was ended by that event
//   m received event              ModelAdoptedRow: a model of matching adopted
//
// No row holds a log position, so the rows depend on the set of events and not on their order.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "goldthread/v1/event.pb.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::reviews {

inline constexpr char kSpace = 'M';

// Kept in rows: numbers never change their meaning.
enum class Answer : int32_t { kSame = 1, kDifferent = 2, kNotSure = 3 };

struct DecisionPlace {
  int64_t received_us = 0;
  std::string feed;
  std::string event_id;
};

// Keys without the space byte, as the fold writes them.
std::string DecisionKey(const RecordId& record, const DecisionPlace& place);
std::string UndoKey(std::string_view feed, std::string_view event_id, std::string_view undoing);
std::string ChildKey(const RecordId& record, v1::InformationCategory category);
std::string RiskKey(const RecordId& record, v1::InformationCategory category,
                    std::string_view event_id);
std::string RiskEndKey(std::string_view feed, std::string_view event_id, std::string_view ending);

std::string ModelKey(int64_t received_us, std::string_view event_id);

// Prefixes with the space byte, as a reader scans them, and what goes on after them.
std::string DecisionsPrefix(const RecordId& record);
bool ParseDecisionPlace(std::string_view after_prefix, DecisionPlace* place);
std::string ChildrenPrefix(const RecordId& record);
bool ParseChild(std::string_view after_prefix, v1::InformationCategory* category);
std::string RisksPrefix(const RecordId& record);
bool ParseRisk(std::string_view after_prefix, v1::InformationCategory* category,
               std::string* event_id);
std::string RiskEndsPrefix(std::string_view feed, std::string_view event_id);
std::string ModelsPrefix();

}  // namespace goldthread::reviews
