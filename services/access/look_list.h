// The audit as those may read it who watch over it: an agency is told the looks at its own
// records, and of each only its own part; the partnership's auditor is told all.
//
// Source: domain/sharing-law.md §4, §5; experience notes §3.4.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "eventstore/base/clock.h"
#include "eventstore/log/event_log.h"
#include "goldthread/v1/audit_service.pb.h"
#include "services/access/disclosed.h"

namespace goldthread::access {

struct LookQuestion {
  std::optional<RecordId> record{};  // Only looks at it.
  // Only looks that showed `record` and this one as one person's.
  std::optional<RecordId> joined_with{};
  std::string agency{};  // Only looks at its records, its own part of each; "": all.
  std::string user{};    // Only looks by this user; "": by anybody.
  // Only looks at or after the one and before the other.
  std::optional<Instant> since{};
  std::optional<Instant> until{};
  int64_t from = 0;  // A place in the audit.
  size_t limit = SIZE_MAX;
};

struct LookPage {
  std::vector<v1::AuditedLook> looks;
  std::optional<int64_t> next;  // Where to go on; nothing: that was all.
};

// Whose looks this caller may list, by the policy: its own agency, or "" for everybody's.
// `asked`: the agency it asks about; "": as much as it may. kPermissionDenied.
StatusOr<std::string> AgencyToList(const SharingPolicy& policy, const v1::Caller& caller,
                                   const std::string& asked);

// The agency's own part of a look; nothing: none of it is about the agency.
std::optional<v1::AuditRecord> PartOf(const v1::AuditRecord& look, const std::string& agency,
                                      const FeedOwner& owner);

// Reads at most some tens of thousands of entries; then `next` goes on, though the page is not
// full. Errors: of the log.
StatusOr<LookPage> ListLooks(EventReader& audit, const LookQuestion& question,
                             const FeedOwner& owner);

}  // namespace goldthread::access
