#include "services/ingest/feed_leases.h"

#include <algorithm>

namespace goldthread::ingest {

FeedLeases::Visit::~Visit() {
  for (const auto& [feed, admitted] : asked_) {
    if (admitted) leases_.Leave(feed);
  }
}

bool FeedLeases::Visit::Admits(const std::string& feed) {
  const auto known = asked_.find(feed);
  if (known != asked_.end()) return known->second;
  return asked_[feed] = leases_.Enter(feed, lease_);
}

StatusOr<int64_t> FeedLeases::Take(const std::string& feed) {
  const Instant now = clock_.Now();
  const MutexLock lock(mutex_);
  const auto held = leases_.find(feed);
  if (held != leases_.end() && now - held->second.used < kLeaseIdle) {
    return Error(Code::kFailedPrecondition,
                 "FEED_LEASED: another import of this feed is under way; run this one when that "
                 "is done, or half a minute after it died");
  }
  // From the clock, so that a number of before a restart is never given again.
  last_number_ = std::max<int64_t>(last_number_ + 1, now.time_since_epoch().count());
  const int64_t number = last_number_;
  leases_[feed] = {number, now};
  while (publishing_.contains(feed)) left_.Wait(mutex_);
  return number;
}

Status FeedLeases::Renew(const std::string& feed, int64_t lease) {
  const Instant now = clock_.Now();
  const MutexLock lock(mutex_);
  const auto held = leases_.find(feed);
  if (held == leases_.end() || held->second.number != lease) {
    return Error(Code::kFailedPrecondition,
                 "FEED_LEASED: this import was silent for too long and others have sent since, so "
                 "it ends; run it again");
  }
  held->second.used = now;
  return OkStatus();
}

void FeedLeases::Return(const std::string& feed, int64_t lease) {
  const MutexLock lock(mutex_);
  const auto held = leases_.find(feed);
  if (held != leases_.end() && held->second.number == lease) leases_.erase(held);
}

bool FeedLeases::Enter(const std::string& feed, int64_t lease) {
  const Instant now = clock_.Now();
  const MutexLock lock(mutex_);
  auto held = leases_.find(feed);
  const bool dead = held != leases_.end() && now - held->second.used >= kLeaseIdle;
  if (dead && lease == 0) {  // Its holder never returned it, and finds it gone when it wakes.
    leases_.erase(held);
    held = leases_.end();
  }
  const int64_t needed = held == leases_.end() ? 0 : held->second.number;
  if (needed != lease) return false;
  if (held != leases_.end()) held->second.used = now;
  ++publishing_[feed];
  return true;
}

void FeedLeases::Leave(const std::string& feed) {
  const MutexLock lock(mutex_);
  const auto count = publishing_.find(feed);
  if (--count->second > 0) return;
  publishing_.erase(count);
  left_.NotifyAll();
}

}  // namespace goldthread::ingest
