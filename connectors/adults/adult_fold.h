// Follows adults who may pose a risk from household to household: keeps who was told to live where,
// who is whose parent or partner, what is asserted of whom, and the alerts that the rules make of
// it all.
//
// What stands depends on the set of events alone, not on their order; only how it came to stand
// does. Who is one person it hears from identity, which must come before it.
//
// Source: design §5.4, D4, D7, D8; docs/decisions/0020-adults-exposures-and-alerts.md.
#pragma once

#include "eventstore/projector/projection.h"

namespace goldthread::adults {

class AdultFold final : public Projection {
 public:
  std::string_view Name() const override { return "adults"; }
  char Space() const override;
  uint32_t Version() const override { return 17; }

  // kUnimplemented: its kind is newer. kInvalidArgument: its date is not a date. kDataLoss: a row
  // does not parse.
  StatusOr<Onward> Apply(const Arrival& arrival, FoldRows& rows) const override;
  // A serialised v1::PersonAnnounced; what does not parse as one is not for this fold.
  Status Follow(const Arrival& arrival, std::string_view announcement,
                FoldRows& rows) const override;
};

}  // namespace goldthread::adults
