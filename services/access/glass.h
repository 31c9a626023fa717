// Who has broken the glass: which caller may for a short while see more of which person, and how
// often somebody did. Its truth is the audit; here is only what still holds.
//
// Source: experience notes §3.3 (break-glass); domain/sharing-law.md §4.
#pragma once

#include <chrono>
#include <list>
#include <optional>
#include <string>
#include <utility>
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

  // One of the caller's places of the day, until it is destroyed. It opens nothing.
  class Place {
   public:
    Place(Place&& other) noexcept : glass_(std::exchange(other.glass_, nullptr)), at_(other.at_) {}
    Place& operator=(Place&&) = delete;
    ~Place();

   private:
    friend class GlassRegister;
    Place(GlassRegister& glass, std::list<v1::Caller>::iterator at) : glass_(&glass), at_(at) {}

    GlassRegister* glass_;  // None: moved from.
    std::list<v1::Caller>::iterator at_;
  };

  // Takes the audit's word for a grant.
  void Enter(const v1::AuditRecord& broken);

  // Nothing: as many already as a user may have in a day. Depends on the caller alone.
  std::optional<Place> Reserve(const v1::Caller& caller, Instant now);

  // The caller's grant for a person with one of these records, or "".
  std::string Find(const v1::Caller& caller, const std::vector<RecordId>& records,
                   Instant now) const;

 private:
  mutable Mutex mutex_;
  const GlassTerms& terms_;
  std::vector<v1::AuditRecord> broken_ ABSL_GUARDED_BY(mutex_);  // Of the last day.
  std::list<v1::Caller> reserved_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace goldthread::access
