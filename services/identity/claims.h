// Who claimed a token or a block, and who was weighed as like whom: rows that one record's
// arrival changes for others too.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "services/identity/evidence.h"
#include "services/identity/staged_rows.h"

namespace goldthread::identity {

struct Claim {
  const RecordId& record;
  int64_t received_us = 0;
};

// Keeps the kClaimsMax + 1 first claims: enough to know, for any instant, whether there were
// too many by then. True when by this one there are.
StatusOr<bool> ClaimToken(StagedRows& rows, const std::string& token, const Claim& claim);

// Keeps whom EvidenceSource::Counted may need for any instant: in a crowd of n about
// kBlockClaimsMax * (1 + ln(n / kBlockClaimsMax)). Adds to `moved` who is counted now and was not,
// and who no longer is.
Status ClaimBlock(StagedRows& rows, uint64_t block, const Claim& claim, std::set<RecordId>* moved);

// From now on these are like the record, and it is like them. Adds to `moved` all to whom
// somebody is more or less like than before.
Status PutAlikes(StagedRows& rows, const RecordId& record, const Alikes& alikes,
                 std::set<RecordId>* moved);

}  // namespace goldthread::identity
