// Whether the log still holds what views were made of.
//
// A log may lose its end after all, and have others in the same places: brokers that lose what they
// acknowledged, an older log that was put back. Who only reads on may see nothing of it. So what
// was folded last is read again, now and then, by a reader of its own, and must be what it was.
//
// Source: design D1, D5; docs/decisions/0014-the-log-on-kafka.md.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "eventstore/log/event_log.h"

namespace goldthread {

// OK: the record that `mark` is of (MarkOf) is in the log, where it was; or nothing is marked.
// Errors: kOutOfRange "LOG_BEHIND_VIEWS": it is not, or another is; else the log's: it cannot be
// read now, or is damaged there, and nobody knows.
Status CheckMarked(EventReader& log, std::string_view mark);

// Threads: one.
class LogWitness {
 public:
  // `log`: nobody else's. `mark`: what it held a moment ago, if anything.
  LogWitness(std::unique_ptr<EventReader> log, std::string mark)
      : log_(std::move(log)), held_to_(std::move(mark)) {}

  // Whether the log holds what it was last seen to hold, and the record that `mark` is of, if any.
  // What is not there is asked for from then on, however far the marks have moved: who folds on in
  // another log does not make it the same one. Errors: as CheckMarked.
  Status Look(std::string_view mark);

  // What must be in the log. Empty: nothing yet.
  const std::string& held_to() const { return held_to_; }

 private:
  const std::unique_ptr<EventReader> log_;
  std::string held_to_;
};

}  // namespace goldthread
