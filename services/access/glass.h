// Who has broken the glass: which caller may for a short while see more of which person, and how
// often somebody did. Its truth is the audit; here is only what still holds.
//
// Source: experience notes §3.3 (break-glass); domain/sharing-law.md §4.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "eventstore/base/clock.h"
#include "eventstore/base/mutex.h"
#include "eventstore/base/status.h"
#include "goldthread/v1/audit.pb.h"
#include "services/access/sharing_policy.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::access {

inline constexpr size_t kExplanationBytesMin = 20;
inline constexpr size_t kExplanationBytesMax = 500;
// Over which a user's grants are counted.
inline constexpr std::chrono::hours kGlassDay{24};

class GlassRegister {
 public:
  // Lent.
  explicit GlassRegister(const GlassTerms& terms) : terms_(terms) {}

  // Takes the audit's word for a grant.
  void Enter(const v1::AuditRecord& broken);

  // Counts one more for the caller, before it is written. It opens nothing until it is entered.
  // False: as many already as a user may have in a day. Undo it before entering, or when it
  // could not be written.
  bool Reserve(v1::AuditRecord broken);
  void Undo(const std::string& grant);

  // The caller's grant for a person with one of these records, or "".
  std::string Find(const v1::Caller& caller, const std::vector<RecordId>& records,
                   Instant now) const;

 private:
  mutable Mutex mutex_;
  const GlassTerms& terms_;
  std::vector<v1::AuditRecord> broken_ ABSL_GUARDED_BY(mutex_);  // Of the last day.
};

}  // namespace goldthread::access
