// Puts what an event says into the rows of its records, and keeps for every fact whether it
// stands: neither corrected nor withdrawn, by the one rule of vocabulary/withdrawal.h.
#pragma once

#include <set>
#include <string>

#include "connectors/adults/facts.h"
#include "connectors/adults/kept_rows.h"
#include "eventstore/projector/projection.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::adults {

// For one event. Errors: kDataLoss, a damaged row.
class Ledger {
 public:
  Ledger(const Arrival& arrival, const EventSays& says, KeptRows& rows)
      : feed_(arrival.event.feed()),
        event_id_(arrival.event.id()),
        received_us_(arrival.header.received_at_us()),
        says_(says),
        rows_(rows) {}

  // Whether it was said before.
  static bool Knows(const v1::AdultMemberRow& row, const EventSays::Age& age);

  // Of whom something may be said after it that was not before; to be asked before Take.
  StatusOr<std::set<RecordId>> Touches();
  // Whether it says of somebody's age what nobody said before; to be asked before Take.
  StatusOr<bool> SaysNewAge();
  Status Take();
  // Whether it was corrected before it came; to be asked before Take.
  StatusOr<bool> IsCorrected();

 private:
  StatusOr<const v1::AdultEventRow*> Event(const std::string& event_id);
  StatusOr<v1::AdultEventRow*> EditEvent(const std::string& event_id);
  // The events whose standing may change: those it names, and those that these name.
  StatusOr<std::set<std::string>> Amends();
  // Those that correct one of these, one after the other, besides.
  Status AddCorrecting(std::set<std::string>* events);
  // The first of the events that it corrects, one after the other; itself: it corrects none.
  StatusOr<std::string> RootOf(std::string event_id);
  StatusOr<bool> IsVoid(const std::string& event_id, int step);
  StatusOr<bool> IsAmended(const std::string& event_id);
  Status AddFacts();
  Status AddAges();
  Status AddFortnight(const RecordId& record, int fortnight);
  Status AddSequel();
  Status Mark(const std::string& event_id);

  const std::string& feed_;
  const std::string& event_id_;
  const int64_t received_us_;
  const EventSays& says_;
  KeptRows& rows_;
};

}  // namespace goldthread::adults
