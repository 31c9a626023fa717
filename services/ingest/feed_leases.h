// One importer a feed at a time. A connector asks what the hub has and then sends what is new;
// were another to send in between, the second content of one id would end as a conflict after
// its receipt had said accepted.
//
// A lease is kept in memory only: it guards what is under way, and after a restart nothing is.
// It is also a fence: whoever lost it is refused, however late its events come.
//
// Source: docs/decisions/0011-chains-of-revisions.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "eventstore/base/clock.h"
#include "eventstore/base/mutex.h"
#include "eventstore/base/status.h"

namespace goldthread::ingest {

// Unused for so long, a lease may be taken by another, and lapses when somebody publishes
// without one: its holder may be dead. As long as one publication may take, and a wait that a
// person bears.
inline constexpr std::chrono::seconds kLeaseIdle{30};

// The rule that an event breaks which comes for a feed leased to another.
inline constexpr std::string_view kFeedLeasedRule = "FEED_LEASED";

// What an importer does with them, wherever they are kept. Threads: any.
class Leases {
 public:
  virtual ~Leases() = default;

  // Takes the feed, then waits until nobody publishes into it any more. Never 0, never the
  // same twice, not after a restart either.
  //
  // Errors: kFailedPrecondition FEED_LEASED: another holds it. Ask again when that one is done.
  // kUnavailable: those who keep them do not answer. Blocks.
  virtual StatusOr<int64_t> Take(const std::string& feed) = 0;

  // kFailedPrecondition FEED_LEASED: `lease` is no longer the feed's. Begin again. kUnavailable.
  virtual Status Renew(const std::string& feed, int64_t lease) = 0;

  // Nothing happens when `lease` is no longer the feed's.
  virtual void Return(const std::string& feed, int64_t lease) = 0;
};

// Kept in this process's memory.
class FeedLeases final : public Leases {
 public:
  // Lent.
  explicit FeedLeases(const Clock& clock) : clock_(clock) {}

  // Who publishes into which feeds now; no lease on them is given meanwhile.
  class Visit {
   public:
    // `leases` is lent. `lease` 0: none.
    Visit(FeedLeases& leases, int64_t lease) : leases_(leases), lease_(lease) {}
    ~Visit();
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;

    // False: another holds the feed, or `lease` is no longer its. Asked again about a feed, the
    // answer is the same.
    bool Admits(const std::string& feed);

   private:
    FeedLeases& leases_;
    const int64_t lease_;
    std::map<std::string, bool, std::less<>> asked_;
  };

  StatusOr<int64_t> Take(const std::string& feed) override ABSL_LOCKS_EXCLUDED(mutex_);
  Status Renew(const std::string& feed, int64_t lease) override ABSL_LOCKS_EXCLUDED(mutex_);
  void Return(const std::string& feed, int64_t lease) override ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Lease {
    int64_t number = 0;
    Instant used;
  };

  // Whether `lease` may publish into `feed`; then it counts as publishing until it leaves.
  bool Enter(const std::string& feed, int64_t lease) ABSL_LOCKS_EXCLUDED(mutex_);
  void Leave(const std::string& feed) ABSL_LOCKS_EXCLUDED(mutex_);

  const Clock& clock_;
  Mutex mutex_;
  Condition left_;
  int64_t last_number_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<std::string, Lease> leases_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, int> publishing_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace goldthread::ingest
