// How often each user has searched for people within the hour: trying name after name is slow.
// Its truth is the audit, as far as this hub keeps it.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <string>
#include <utility>

#include "eventstore/base/clock.h"
#include "eventstore/base/mutex.h"
#include "goldthread/v1/caller.pb.h"
#include "services/access/sharing_policy.h"

namespace goldthread::access {

inline constexpr const char* kSearchAction = "persons.search";
inline constexpr std::chrono::hours kSearchHour{1};

class SearchRegister {
 public:
  // Lent.
  explicit SearchRegister(const SearchTerms& terms) : terms_(terms) {}

  // False: as many already as a user may within the hour. Else one more is counted. Depends on
  // the caller alone.
  bool Count(const v1::Caller& caller, Instant now) ABSL_LOCKS_EXCLUDED(mutex_);

  // Takes the audit's word for a search.
  void Enter(const v1::Caller& caller, Instant at) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  using User = std::pair<std::string, std::string>;  // Agency and user.

  const SearchTerms& terms_;
  Mutex mutex_;
  std::map<User, std::deque<Instant>> of_user_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace goldthread::access
