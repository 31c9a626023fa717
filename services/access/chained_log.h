// A log in which each record seals the one before it, so that nobody can change, remove or
// reorder what is behind without it showing: the audit.
//
// The link is in the record's header (`previous_digest`), and the header seals the body: a
// body may be erased one day and the chain still holds. What is cut off at the end leaves a
// shorter but sound chain; for that, keep its head somewhere else (AuditHead).
//
// Source: design D10, D15; experience notes §3.4.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "eventstore/base/mutex.h"
#include "eventstore/log/event_log.h"

namespace goldthread::access {

// As how long a reader waits: it gives what is there.
inline constexpr std::chrono::milliseconds kNoWait{0};

// How many records, and the digest of the last one's header; of none, 32 zero bytes.
struct ChainHead {
  int64_t entries = 0;
  std::string digest = std::string(32, '\0');
};

class ChainedLog final : public EventAppender {
 public:
  // Both lent and outlive it; `reader` is its own. Nobody else may append to `log`.
  ChainedLog(EventAppender& log, EventReader& reader) : log_(log), reader_(reader) {}

  // As EventAppender, whose callers share one fsync: those who come while one is under way are
  // chained and written together next. kInternal: a header does not parse.
  StatusOr<std::vector<Position>> Append(std::span<const NewRecord> batch) override;

 private:
  struct Waiting {
    std::span<const NewRecord> batch;
    StatusOr<std::vector<Position>> result = std::vector<Position>();
    bool done = false;
  };
  std::vector<Waiting*> TakeWaiting() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void WriteAll(const std::vector<Waiting*>& together);
  StatusOr<std::vector<Position>> Write(const std::vector<Waiting*>& together);

  EventAppender& log_;
  EventReader& reader_;
  Mutex mutex_;
  Condition changed_;
  std::vector<Waiting*> waiting_ ABSL_GUARDED_BY(mutex_);
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  // Only the one writer's. Nothing: read it from the log first.
  std::optional<ChainHead> head_;
};

// Where the chain ends. Errors: of the log.
StatusOr<ChainHead> ReadChainHead(EventReader& reader);

struct ChainReport {
  ChainHead head;
  bool sound = true;
  // When not sound: the first place that is wrong, and how. Ids only.
  int64_t broken_at = 0;
  std::string finding;
};

// Walks the whole chain up to its present end. `expected`: a head that was kept elsewhere, which
// the chain must still lead to. Errors: of the log, except damage, which is a finding.
StatusOr<ChainReport> VerifyChain(EventReader& reader, const std::optional<ChainHead>& expected);

}  // namespace goldthread::access
