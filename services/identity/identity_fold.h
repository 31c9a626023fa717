// Keeps for every source record who its person is now, and what an answer for any past
// instant needs.
//
// Its rules are those of resolution.h: under-join and ask, never join on a doubt. Evidence
// is what stands: an event that was corrected or withdrawn says nothing any more, from when
// the correction was received, and says it again when that itself is withdrawn. The rows
// depend on the set of events and when each was received, never on their order or position.
//
// Source: design D7, D8, §5.2; domain/identifiers.md §§1, 2, 9, 11.
#pragma once

#include <string>

#include "eventstore/projector/projection.h"
#include "goldthread/v1/matching_model.pb.h"
#include "services/identity/matching/model.h"

namespace goldthread::identity {

// An event that says nothing of who is who costs no look-up. One that repeats what is known
// of a record costs two: whether it was withdrawn before it came, and the record's row. Only
// one that changes what stands resolves the records around it again.
class IdentityFold final : public Projection {
 public:
  // With the model that ships.
  IdentityFold();
  // With one that a partnership has adopted; it has no faults (vocabulary/matching_model.h).
  explicit IdentityFold(const v1::MatchingModel& adopted);

  std::string_view Name() const override { return "identity"; }
  char Space() const override;
  uint32_t Version() const override { return 7; }
  // The model: other weights decide otherwise, and so make other rows from the first record on.
  std::string Terms() const override { return terms_; }

  // kUnimplemented: its kind is newer than this build. kDataLoss: a row does not parse.
  StatusOr<Onward> Apply(const Arrival& arrival, FoldRows& rows) const override;

 private:
  const std::string terms_;
  const matching::Model model_;
};

}  // namespace goldthread::identity
