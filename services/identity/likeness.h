// How likely two records are of one person by what they say of themselves (matching/model.h), as
// the rules of resolution.h use it.
#pragma once

#include "services/identity/evidence.h"
#include "services/identity/matching/model.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::identity {

// The thresholds of matching/model.h, in tenths of a bit.
inline constexpr int kSameTenths = static_cast<int>(matching::kSameBits * 10);
inline constexpr int kReviewTenths = static_cast<int>(matching::kReviewBits * 10);
// Of two records of one feed that would be the same if they were of two.
inline constexpr int kSameOfOneFeedTenths =
    kSameTenths - static_cast<int>(matching::kOneFeedBits * 10);

// Names and a day hold two records of one feed together where they alone, by the model's odds, are
// one person's two to one: in a large place each has namesakes of their day.
inline constexpr double kHeldByNameAndDayBits = 1;

struct Likeness {
  int tenths = 0;
  bool kin = false;  // Rather of one household than of one person or strangers.
  // The given name is the same, or both names are alike and neither is the same: what keeps twins
  // apart is a given name beside a family name that their feed spells alike.
  bool one_name = false;
  bool other_number = false;  // Both have a number of a kind, and not the same.
  // Names and birth date are the same, nothing else that is a person's own or a home's is, and that
  // is not enough within one feed.
  bool maybe_namesakes = false;

  bool same() const { return tenths >= kSameTenths; }
  bool different() const { return tenths < kReviewTenths; }
};

// One record and what is known of it.
struct Witness {
  const RecordId& record;
  const Evidence& evidence;
};

// Symmetric. Numbers that are nobody's count for nothing. Errors are those of the source.
StatusOr<Likeness> Weigh(const matching::Model& model, EvidenceSource& source, const Witness& a,
                         const Witness& b);

}  // namespace goldthread::identity
