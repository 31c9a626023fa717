// The one door out (design D10): nothing leaves the hub but as Disclosed<T>, and only a
// Door can make one, after the policy allowed it and the look is durable in the audit.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "eventstore/base/clock.h"
#include "eventstore/base/status.h"
#include "eventstore/log/event_log.h"
#include "goldthread/v1/caller.pb.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::access {

// A value that may leave. Handlers can return nothing else.
template <class T>
class Disclosed {
 public:
  const T& value() const& { return value_; }
  T&& value() && { return std::move(value_); }

 private:
  friend class Door;
  explicit Disclosed(T value) : value_(std::move(value)) {}
  T value_;
};

// What a caller is about to see: goes into the audit, so ids only.
struct Look {
  std::string action;             // "chronology.read", "feeds.list"
  std::vector<RecordId> records;  // Whose; empty when no person is shown.
  std::string question;           // Filters and as-known-on, as text without personal data.
  int64_t rows = 0;
  Position position;  // What the answer is true for.
};

class Door {
 public:
  // `audit` is a log of its own, not the events'. Both are lent and outlive the door.
  Door(EventAppender& audit, const Clock& clock) : audit_(audit), clock_(clock) {}

  // kUnauthenticated (agency, user, role or purpose missing) or kPermissionDenied. Ask
  // before any row is read, so that a refusal takes the same time whether or not there is
  // anything to see. A refusal is audited too.
  Status Admit(const v1::Caller& caller, const Look& intent) const;

  // Decides, records the look durably, then discloses. kUnavailable: the audit did not take
  // it; nothing is shown.
  template <class T>
  StatusOr<Disclosed<T>> Disclose(const v1::Caller& caller, const Look& look, T value) const {
    GT_RETURN_IF_ERROR(Record(caller, look));
    return Disclosed<T>(std::move(value));
  }

 private:
  Status Record(const v1::Caller& caller, const Look& look) const;

  EventAppender& audit_;
  const Clock& clock_;
};

}  // namespace goldthread::access
