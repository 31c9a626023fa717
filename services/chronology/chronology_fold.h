// What happened to this child, across agencies: one row a fact a subject.
//
// Source: design §5.3. Corrections and withdrawals mark, never remove: "as known on" a past
// day must still show what was believed then.
#pragma once

#include "eventstore/projector/projection.h"

namespace goldthread::chronology {

class ChronologyFold final : public Projection {
 public:
  std::string_view Name() const override { return "chronology"; }
  char Space() const override;
  uint32_t Version() const override { return 2; }
  // kInvalidArgument: its date is not a date; kUnimplemented: its kind is newer.
  StatusOr<Onward> Apply(const Arrival& arrival, FoldRows& rows) const override;
};

}  // namespace goldthread::chronology
