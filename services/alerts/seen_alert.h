// An alert as one caller may see it.
//
// It is shown to whom the sharing policy tells, of every fact of its path, at least that it exists:
// a path with silent holes would mislead. Facts of which no more is told are withheld, with whom to
// ring. What rests on where a shielded person is, is shown to nobody but the agency that recorded
// where that is: to all others the hub must look the same wherever it is.
#pragma once

#include <optional>
#include <vector>

#include "connectors/adults/alert_reader.h"
#include "eventstore/base/status.h"
#include "eventstore/views/view_store.h"
#include "goldthread/v1/alert.pb.h"
#include "services/access/disclosed.h"
#include "services/alerts/alert_life.h"

namespace goldthread::alerts {

// Lent for one answer.
struct Reading {
  const ViewSnapshot& views;
  const access::Door& door;
  const v1::Caller& caller;
  Instant now;
};

struct SeenAlert {
  v1::Alert alert;
  Life life;
  std::vector<std::string> causes;
  std::vector<RecordId> records;  // Of its people: for the audit.
  access::Sight sight;            // Of the child, or of the adult where there is none.
};

// Nothing: the caller may not know of it. Also before its first day. Errors: of the store.
StatusOr<std::optional<SeenAlert>> SeeAlert(const Reading& reading, const adults::Alert& alert);

}  // namespace goldthread::alerts
