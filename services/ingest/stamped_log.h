// Stamps records with the time the hub received them, so that the order of stamps is the
// order of the log: "as known on" is then a prefix of the log, exactly.
//
// One append is under way at a time, and all who come meanwhile share the next one; so the
// log's fsync is shared as it would be by many callers, and no stamp overtakes another.
// Where several processes write one log (Kafka), each keeps its own order only.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "eventstore/base/clock.h"
#include "eventstore/base/mutex.h"
#include "eventstore/base/status.h"
#include "eventstore/log/event_log.h"
#include "goldthread/v1/record.pb.h"

namespace goldthread::ingest {

// A record before it is stamped.
struct Draft {
  v1::RecordHeader header;
  std::string body;
};

class StampedLog {
 public:
  // Both lent. A clock that is set back while the process runs does not turn the stamps
  // back; `not_before` is for the same across a restart.
  StampedLog(EventAppender& log, const Clock& clock, Instant not_before)
      : log_(log), clock_(clock), last_stamp_(not_before) {}

  // The position of each, in order, once all are durable. None: OK, empty.
  //
  // Errors: as EventAppender::Append; a part may be in the log all the same.
  // Threads: any. Blocks.
  StatusOr<std::vector<Position>> Append(std::vector<Draft> drafts) ABSL_LOCKS_EXCLUDED(mutex_);

  // How many callers wait for the append after the one under way.
  size_t Waiting() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  // One caller's drafts, waiting. Lives on the caller's stack.
  struct Turn {
    std::vector<Draft> drafts;
    std::vector<Position> positions;
    Status status;
    bool done = false;
  };

  std::vector<Turn*> NextGroup() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Only the leader calls these, so they need no lock.
  Status Write(const std::vector<Turn*>& group);
  Status Flush(std::vector<NewRecord>* batch, std::vector<Position>* positions);

  EventAppender& log_;
  const Clock& clock_;
  Instant last_stamp_;  // The leader's.

  Mutex mutex_;
  Condition turn_over_;
  std::deque<Turn*> waiting_ ABSL_GUARDED_BY(mutex_);
  bool led_ ABSL_GUARDED_BY(mutex_) = false;  // Some caller is appending for all.
};

}  // namespace goldthread::ingest
