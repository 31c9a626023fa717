#include "services/server/replica_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <optional>
#include <thread>
#include <tuple>
#include <utility>

#include "eventstore/base/mutex.h"
#include "services/access/reason.h"
#include "services/server/hub_client.h"
#include "services/server/newest_views.h"

namespace goldthread::server {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

constexpr std::chrono::milliseconds kLookEvery{500};
// What nobody saw for so long counts as gone.
constexpr std::chrono::milliseconds kSeenWithin{4'000};
// Older views are asked after fresher ones.
constexpr std::chrono::milliseconds kFreshWithin{5'000};

Status SaidAt(const std::string& address, const Status& status) {
  return Error(status.code(), fmt::format("{} (at {})", Message(status), address));
}

}  // namespace

// One replica, and what is known of it. Threads: any; its own looks after it.
class ReplicaSet::Replica {
 public:
  explicit Replica(const ReplicaPlace& place) : address(place.address), views(place.channel) {
    Look();
    looking_ = std::jthread([this] { Run(); });
  }
  ~Replica() {
    const MutexLock lock(mutex_);
    stopping_ = true;
    stop_.NotifyAll();
  }

  struct Seen {
    v1::GetStandingResponse standing;
    bool answers = false;
    Status failure;  // When it does not.

    // -1: not yet.
    bool FreshWithin(std::chrono::milliseconds age) const {
      return standing.fresh_ms_ago() >= 0 && standing.fresh_ms_ago() <= age.count();
    }
  };
  Seen Now() const {
    const MutexLock lock(mutex_);
    Seen seen = seen_;
    const auto ago = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - seen_at_);
    seen.answers = seen.answers && ago < kSeenWithin;
    if (seen.standing.fresh_ms_ago() >= 0) {
      seen.standing.set_fresh_ms_ago(seen.standing.fresh_ms_ago() + ago.count());
    }
    return seen;
  }
  // At once, for who has nobody else to ask.
  Seen LookAgain() {
    Look();
    return Now();
  }
  // A question found that it does not answer.
  void Missed(const Status& failure) {
    const MutexLock lock(mutex_);
    seen_.answers = false;
    seen_.failure = failure;
  }

  const std::string address;
  RemoteViews views;

 private:
  void Look() {
    const SteadyTime asked = std::chrono::steady_clock::now();
    auto standing = views.Standing();
    const MutexLock lock(mutex_);
    seen_.answers = standing.ok();
    seen_.failure = standing.status();
    if (!standing.ok()) return;
    seen_.standing = *std::move(standing);
    seen_at_ = asked;
  }
  void Run() {
    while (true) {
      {
        const MutexLock lock(mutex_);
        const auto next = std::chrono::steady_clock::now() + kLookEvery;
        while (!stopping_ && stop_.WaitUntil(mutex_, next)) {
        }
        if (stopping_) return;
      }
      Look();
    }
  }

  mutable Mutex mutex_;
  Condition stop_;
  Seen seen_ ABSL_GUARDED_BY(mutex_);
  SteadyTime seen_at_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::jthread looking_;  // Last: it uses the others.
};

ReplicaSet::ReplicaSet(const std::vector<ReplicaPlace>& places, std::chrono::seconds fresh)
    : fresh_(fresh) {
  for (const ReplicaPlace& place : places) replicas_.push_back(std::make_unique<Replica>(place));
}

ReplicaSet::~ReplicaSet() = default;

// Those that have what is asked and are fresh, in turn; then those that may get there; then those
// that did not answer when last asked, for nobody else is left.
std::vector<ReplicaSet::Replica*> ReplicaSet::InOrder(Position at_least) const {
  struct Candidate {
    std::tuple<bool, bool, bool, int64_t> rank;
    Replica* replica;
  };
  std::vector<Candidate> candidates;
  const size_t turn = turn_++;
  for (size_t i = 0; i < replicas_.size(); ++i) {
    Replica* const replica = replicas_[(turn + i) % replicas_.size()].get();
    const Replica::Seen seen = replica->Now();
    const int64_t next = seen.standing.next_position();
    const bool there = at_least.value >= 0 && next >= at_least.value;
    candidates.push_back(
        {{!seen.answers, !seen.FreshWithin(kFreshWithin), !there, there ? 0 : -next}, replica});
  }
  std::ranges::stable_sort(candidates, {}, &Candidate::rank);
  std::vector<Replica*> order;
  for (const Candidate& candidate : candidates) order.push_back(candidate.replica);
  return order;
}

StatusOr<std::shared_ptr<const ViewSnapshot>> ReplicaSet::At(Position at_least) const {
  Status last = OkStatus();
  Status silent = OkStatus();
  bool behind = false;
  bool stale = false;
  for (Replica* const replica : InOrder(at_least)) {
    Replica::Seen seen = replica->Now();
    if (!seen.answers) {
      if (behind) continue;
      seen = replica->LookAgain();
      if (!seen.answers) {
        last = Error(Code::kUnavailable,
                     fmt::format("{}: {}", replica->address, Message(seen.failure)));
        continue;
      }
    }
    if (fresh_.count() > 0 && !seen.FreshWithin(fresh_)) {
      stale = true;
      continue;
    }
    auto snapshot = replica->views.At(at_least);
    if (snapshot.ok()) return snapshot;
    last = snapshot.status();
    if (IsBehind(last)) {
      behind = true;
    } else if (access::ReasonOf(last) == kLogSilent) {
      silent = last;
    } else if (last.code() == Code::kUnavailable || last.code() == Code::kDeadlineExceeded) {
      replica->Missed(last);
      last = Error(last.code(), fmt::format("{}: {}", replica->address, Message(last)));
    }
  }
  if (behind) {
    // Not how far they are: that moves with what the caller may not see.
    return Error(Code::kFailedPrecondition,
                 fmt::format("BEHIND: of {} replicas none has reached {} yet. Ask again",
                             replicas_.size(), at_least.value));
  }
  if (!silent.ok()) return silent;
  if (stale) {
    return Error(Code::kUnavailable,
                 fmt::format("STALE: no replica is known to have held all of the log within the "
                             "last {} s, as fresh_seconds in [roles] demands; its projectors or "
                             "Kafka are in trouble",
                             fresh_.count()));
  }
  return Error(Code::kUnavailable, fmt::format("NO_REPLICA: none of {} replicas can be read; {}",
                                               replicas_.size(), Message(last)));
}

Status ReplicaSet::Rebuild(std::function<void(const RebuildProgress&)> progress) {
  for (const auto& replica : replicas_) {
    const Status built = replica->views.Rebuild(progress);
    if (!built.ok()) return SaidAt(replica->address, built);
  }
  return OkStatus();
}

StatusOr<ViewComparison> ReplicaSet::Verify() {
  ViewComparison comparison;
  for (const auto& replica : replicas_) {
    auto compared = [&]() -> StatusOr<ViewComparison> {
      GT_RETURN_IF_ERROR(replica->views.At({kNewest}).status());
      return replica->views.Verify();
    }();
    if (!compared.ok()) return SaidAt(replica->address, compared.status());
    comparison = *std::move(compared);
    if (comparison.equal) continue;
    comparison.first_difference =
        fmt::format("{} (at {})", comparison.first_difference, replica->address);
    return comparison;
  }
  return comparison;
}

StatusOr<RepairTally> ReplicaSet::Repair(std::vector<Position> positions) {
  std::optional<RepairTally> least;
  for (const auto& replica : replicas_) {
    const auto tally = replica->views.Repair(positions);
    if (!tally.ok()) return SaidAt(replica->address, tally.status());
    if (!least.has_value() || tally->repaired < least->repaired) least = *tally;
  }
  return least.value_or(RepairTally());
}

StatusOr<Position> ReplicaSet::LogEnd() const {
  std::optional<int64_t> end;
  Status failure = OkStatus();
  for (const auto& replica : replicas_) {
    const Replica::Seen seen = replica->Now();
    if (seen.answers) end = std::max(end.value_or(0), seen.standing.log_end());
    if (!seen.answers) failure = seen.failure;
  }
  if (end.has_value()) return Position{*end};
  return Error(Code::kUnavailable, fmt::format("NO_REPLICA: none of {} replicas answers; {}",
                                               replicas_.size(), Message(failure)));
}

Status ReplicaSet::Health() const {
  GT_RETURN_IF_ERROR(LogEnd().status());
  const bool any_follows = std::ranges::any_of(replicas_, [](const auto& replica) {
    const Replica::Seen seen = replica->Now();
    return seen.answers && seen.standing.follows();
  });
  if (any_follows) return OkStatus();
  return Error(Code::kUnavailable, "no replica follows the log; ask their logs why");
}

}  // namespace goldthread::server
