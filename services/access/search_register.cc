#include "services/access/search_register.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace goldthread::access {

bool SearchRegister::Count(const v1::Caller& caller, Instant now) {
  const MutexLock lock(mutex_);
  // Who has not searched for an hour takes no room.
  for (auto user = of_user_.begin(); user != of_user_.end();) {
    std::erase_if(user->second, [now](Instant at) { return at <= now - kSearchHour; });
    user = user->second.empty() ? of_user_.erase(user) : std::next(user);
  }
  std::deque<Instant>& searches = of_user_[{caller.agency(), caller.user()}];
  if (searches.size() >= static_cast<size_t>(terms_.per_hour)) return false;
  searches.push_back(now);
  return true;
}

void SearchRegister::Enter(const v1::Caller& caller, Instant at) {
  const MutexLock lock(mutex_);
  of_user_[{caller.agency(), caller.user()}].push_back(at);
}

}  // namespace goldthread::access
