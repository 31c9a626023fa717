// The one door out (design D10): nothing leaves the hub but as Disclosed<T>, and only a
// Door can make one, after the policy allowed it and the look is durable in the audit.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "eventstore/base/clock.h"
#include "eventstore/base/status.h"
#include "eventstore/log/event_log.h"
#include "goldthread/v1/access_service.pb.h"
#include "goldthread/v1/audit.pb.h"
#include "goldthread/v1/caller.pb.h"
#include "services/access/glass.h"
#include "services/access/search_register.h"
#include "services/access/sharing_policy.h"
#include "services/access/sight.h"
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

// Whom the policy must let ask where no one person is named.
enum class Task {
  kNone,      // Of the person named; or of the hub, by those who run it.
  kMatching,  // Which records are one person.
  kSearch,    // Who somebody is.
  kAlerts,    // Which alerts there are.
  kModel,     // By which model records are matched: to whoever may look, or choose it.
  kAdoption,  // Learning a model, and putting it in force.
};

// What a caller is about to see: goes into the audit, so ids only.
struct Look {
  std::string action;             // "chronology.read", "feeds.list"
  std::vector<RecordId> records;  // Whose; empty when no person is shown.
  std::string question;           // Filters and as-known-on, as text without personal data.
  // What one agency sent, which nobody but that agency may ask about ("": nobody may).
  std::optional<std::string> only_agency;
  int64_t rows = 0;
  Position position;  // What the answer is true for.
  // By what right a person is shown, from Door::SightOf; without one no person leaves.
  std::optional<Sight> sight;
  std::vector<v1::Shown> shown;  // What each agency's records gave to the answer.
  Task task = Task::kNone;
};

// The agency whose feed it is; "" for a feed nobody owns.
using FeedOwner = std::function<std::string(std::string_view feed)>;

struct DoorTerms {
  const SharingPolicy* policy = &DefaultPolicy();  // Lent.
  FeedOwner owner = [](std::string_view) { return std::string(); };
};

class Door {
 public:
  // `audit` is a log of its own, not the events'. Both are lent and outlive the door.
  Door(EventAppender& audit, const Clock& clock, DoorTerms terms = {})
      : audit_(audit),
        clock_(clock),
        terms_(std::move(terms)),
        glass_(terms_.policy->glass()),
        searches_(terms_.policy->search()) {}

  // kUnauthenticated (agency, user, role or purpose missing) or kPermissionDenied. Ask
  // before any row is read, so that a refusal takes the same time whether or not there is
  // anything to see. A refusal is audited too.
  Status Admit(const v1::Caller& caller, const Look& intent) const;

  // Whether the caller may search for people, and once more within the hour; then it has.
  // Errors: as Admit; kResourceExhausted "SEARCH_LIMIT". Refusals are audited.
  Status AdmitToSearch(const v1::Caller& caller, const Look& intent) const;

  // What an admitted caller may see of the person who has these records. Depends on the policy,
  // the caller, whether one of the records is its agency's own, and a grant; on no fact.
  Sight SightOf(const v1::Caller& caller, const std::vector<RecordId>& records) const;

  // The same with what breaking the glass would open to the caller.
  Sight SightThroughGlass(const v1::Caller& caller, const std::vector<RecordId>& records) const;

  // Audits that a look found nothing to show, and gives the one answer to it: the same whether
  // there is nothing, or nothing for this caller.
  Status Refuse(const v1::Caller& caller, const Look& look) const;

  // Decides, records the look durably, then discloses. kUnavailable: the audit did not take
  // it; nothing is shown.
  template <class T>
  StatusOr<Disclosed<T>> Disclose(const v1::Caller& caller, const Look& look, T value) const {
    GT_RETURN_IF_ERROR(Record(caller, look));
    return Disclosed<T>(std::move(value));
  }

  // Whether the caller may break the glass at all, and once more today. Ask before any row is
  // read: of whom there is nothing must look like anybody else.
  // Errors: kInvalidArgument, kPermissionDenied, kResourceExhausted "GLASS_LIMIT", kUnavailable.
  StatusOr<GlassRegister::Place> AdmitToGlass(const v1::BreakGlassRequest& request,
                                              const Look& intent);
  // Opens one person's story to this caller for a while, in the place it was given; the look
  // names the records. Durable, with its notice to the agencies whose records they are, before
  // it returns. Errors: kUnavailable.
  StatusOr<Disclosed<v1::BreakGlassResponse>> BreakGlass(const v1::BreakGlassRequest& request,
                                                         const Look& look,
                                                         GlassRegister::Place place);
  // Grants that an earlier run of the hub gave and that still hold, and the searches of the last
  // hour. Errors: of the log.
  Status RestoreGrants(EventReader& audit);
  // An audit that is empty beside a log that is not began later than the hub, or was taken away:
  // that is its first entry. Whether it was so. Errors: of the log.
  StatusOr<bool> NoteBeginning(EventReader& audit, Position log_end);

  const SharingPolicy& policy() const { return *terms_.policy; }
  std::string OwnerOf(std::string_view feed) const { return terms_.owner(feed); }

 private:
  Status Record(const v1::Caller& caller, const Look& look) const;

  EventAppender& audit_;
  const Clock& clock_;
  const DoorTerms terms_;
  GlassRegister glass_;
  mutable SearchRegister searches_;
};

}  // namespace goldthread::access
