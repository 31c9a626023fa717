#include "services/access/glass.h"

#include <algorithm>

namespace goldthread::access {
namespace {

bool IsSameUser(const v1::Caller& a, const v1::Caller& b) {
  return a.agency() == b.agency() && a.user() == b.user();
}

bool IsAboutOneOf(const v1::AuditRecord& broken, const std::vector<RecordId>& records) {
  return std::ranges::any_of(broken.records(), [&records](const v1::RecordRef& ref) {
    return std::ranges::find(records, RecordId{ref.feed(), ref.record()}) != records.end();
  });
}

}  // namespace

void GlassRegister::Enter(const v1::AuditRecord& broken) {
  const MutexLock lock(mutex_);
  broken_.push_back(broken);
}

bool GlassRegister::Reserve(v1::AuditRecord broken) {
  const MutexLock lock(mutex_);
  const int64_t day_ago =
      broken.at_us() - std::chrono::duration_cast<std::chrono::microseconds>(kGlassDay).count();
  std::erase_if(broken_, [day_ago](const auto& earlier) { return earlier.at_us() <= day_ago; });
  const auto of_user = std::ranges::count_if(broken_, [&broken](const auto& earlier) {
    return IsSameUser(earlier.caller(), broken.caller());
  });
  if (of_user >= terms_.per_day) return false;
  broken.mutable_glass()->set_expires_at_us(0);
  broken_.push_back(std::move(broken));
  return true;
}

void GlassRegister::Undo(const std::string& grant) {
  const MutexLock lock(mutex_);
  std::erase_if(broken_, [&grant](const auto& broken) {
    return broken.glass().expires_at_us() == 0 && broken.glass().grant() == grant;
  });
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
