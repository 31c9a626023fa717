// Keeps what people decided about pairs of records, in whose words and when, and what makes a
// pair that waits more pressing than another.
//
// Which decision holds is for identity to say (resolution.h); here is the history of it.
#pragma once

#include "eventstore/projector/projection.h"

namespace goldthread::reviews {

class ReviewFold final : public Projection {
 public:
  std::string_view Name() const override { return "reviews"; }
  char Space() const override;
  uint32_t Version() const override { return 2; }

  // kUnimplemented: its kind is newer than this build.
  StatusOr<Onward> Apply(const Arrival& arrival, FoldRows& rows) const override;
};

}  // namespace goldthread::reviews
