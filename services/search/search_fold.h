// Keeps by what every source record can be found again, and what was said of it: for searches,
// and for whoever compares two records.
//
// Its rows depend on the set of events, never on their order. What is corrected or withdrawn
// stays in them: readers look at what stands (sayings.h).
#pragma once

#include "eventstore/projector/projection.h"

namespace goldthread::search {

// An event that says again what is known of a record costs one look-up and one row.
class SearchFold final : public Projection {
 public:
  std::string_view Name() const override { return "search"; }
  char Space() const override;
  uint32_t Version() const override { return 1; }

  // kUnimplemented: its kind is newer than this build.
  StatusOr<Onward> Apply(const Arrival& arrival, FoldRows& rows) const override;
};

}  // namespace goldthread::search
