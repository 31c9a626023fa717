#include "services/access/glass.h"

#include <algorithm>
#include "services/vocabulary/record_ref.h"

namespace goldthread::access {
namespace {

bool IsSameUser(const v1::Caller& a, const v1::Caller& b) {
  return a.agency() == b.agency() && a.user() == b.user();
}

bool IsAboutOneOf(const v1::AuditRecord& broken, const std::vector<RecordId>& records) {
  return std::ranges::any_of(broken.records(), [&records](const v1::RecordRef& ref) {
    return std::ranges::find(records, FromRef(ref)) != records.end();
  });
}

}  // namespace

void GlassRegister::Enter(const v1::AuditRecord& broken) {
  const MutexLock lock(mutex_);
  broken_.push_back(broken);
}

std::optional<GlassRegister::Place> GlassRegister::Reserve(const v1::Caller& caller, Instant now) {
  const int64_t day_ago =
      std::chrono::duration_cast<std::chrono::microseconds>((now - kGlassDay).time_since_epoch())
          .count();
  const MutexLock lock(mutex_);
  std::erase_if(broken_, [day_ago](const auto& earlier) { return earlier.at_us() <= day_ago; });
  const auto of_user = std::ranges::count_if(
      broken_, [&caller](const auto& earlier) { return IsSameUser(earlier.caller(), caller); });
  const auto under_way = std::ranges::count_if(
      reserved_, [&caller](const auto& other) { return IsSameUser(other, caller); });
  if (of_user + under_way >= terms_.per_day) return std::nullopt;
  return Place(*this, reserved_.insert(reserved_.end(), caller));
}

GlassRegister::Place::~Place() {
  if (glass_ == nullptr) return;
  const MutexLock lock(glass_->mutex_);
  glass_->reserved_.erase(at_);
}

std::string GlassRegister::Find(const v1::Caller& caller, const std::vector<RecordId>& records,
                                Instant now) const {
  const MutexLock lock(mutex_);
  for (const v1::AuditRecord& broken : broken_) {
    const v1::Caller& by = broken.caller();
    if (IsSameUser(by, caller) && by.role() == caller.role() && by.purpose() == caller.purpose() &&
        now.time_since_epoch().count() < broken.glass().expires_at_us() &&
        IsAboutOneOf(broken, records)) {
      return broken.glass().grant();
    }
  }
  return {};
}

}  // namespace goldthread::access
