// Puts what an event says into the rows of its records, and keeps for every fact whether it
// stands: neither corrected nor withdrawn, by the one rule of vocabulary/withdrawal.h.
#pragma once

#include <set>
#include <string>

#include "connectors/adults/facts.h"
#include "connectors/adults/kept_rows.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::adults {

// For one event. Errors: kDataLoss, a damaged row.
class Ledger {
 public:
  Ledger(const std::string& feed, const std::string& event_id, const EventSays& says,
         KeptRows& rows)
      : feed_(feed), event_id_(event_id), says_(says), rows_(rows) {}

  // Of whom something may be said after it that was not before; to be asked before Take.
  StatusOr<std::set<RecordId>> Touches();
  Status Take();

 private:
  StatusOr<v1::AdultEventRow*> Event(const std::string& event_id);
  // The events whose standing may change: those it names, and those that these name.
  StatusOr<std::set<std::string>> Amends();
  StatusOr<bool> IsVoid(const std::string& event_id, int step);
  StatusOr<bool> IsAmended(const std::string& event_id);
  Status AddFacts();
  Status AddAges();
  Status AddSequel();
  Status Mark(const std::string& event_id);

  const std::string& feed_;
  const std::string& event_id_;
  const EventSays& says_;
  KeptRows& rows_;
};

}  // namespace goldthread::adults
