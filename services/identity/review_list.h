// What waits for a person's decision: pairs of records that share an identifier, and
// identifiers shared by too many. Ids and reasons only: who may see more is for access.
#pragma once

#include <optional>
#include <vector>

#include "eventstore/base/status.h"
#include "eventstore/views/view_store.h"
#include "services/identity/review_reason.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::identity {

struct ReviewPair {
  RecordId first;  // The smaller. For kIdentifierOverused the two that claimed it first.
  RecordId second;
  ReviewReason reason = ReviewReason::kBirthDatesConflict;
  int tenths = 0;  // Of a bit: log2 odds of one person, where what they say was weighed.

  // The same question, however much it weighs by now.
  friend bool operator==(const ReviewPair& a, const ReviewPair& b) {
    return a.first == b.first && a.second == b.second && a.reason == b.reason;
  }
};

// Pairs by their records, then overused identifiers, each once: those after `after`, if it is
// given, at most `limit`. Where `after` is no longer listed, nothing that is passes unseen.
//
// Errors: kUnavailable, kDataLoss from the store.
StatusOr<std::vector<ReviewPair>> ListReview(const ViewSnapshot& views, size_t limit,
                                             const std::optional<ReviewPair>& after = {});

}  // namespace goldthread::identity
