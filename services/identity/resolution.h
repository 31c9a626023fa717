// Who is one person, by the rules, from whatever source of evidence.
//
// Two records are *tied* when they share a token or a person has decided on the pair. A tie
// *joins* when it was decided so, or when nobody has decided and the two do not conflict.
// Records that hang together by joining ties are a *component*, and a component is one
// person, unless
//   - it has more than kRecordsMax records, or
//   - two of its members conflict without having been linked, or were separated.
// Then no rule joins within it: only decided links do, and where even those lead from one
// record to another from which it was separated, nothing does. So a doubt anywhere in a
// component dissolves it. That joins too little rather than wrongly: a person who is missing
// a record has a pair in the review list, a wrongly joined person is a wrong story about a
// child, and nobody is asked.
//
// A tied pair that was not separated and yet is not in one person is in review.
//
// The unborn record that a birth names is the child's, unless births name it for several
// children: then it is nobody's until a person decides (twins expected as one).
//
// Source: design D7, §5.2; domain/identifiers.md §§9, 11.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "eventstore/base/status.h"
#include "services/identity/evidence.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::identity {

// Far more records than agencies hold of one person; bounds every answer.
inline constexpr size_t kRecordsMax = 200;

using Records = std::vector<RecordId>;  // Sorted.

struct Resolved {
  Records records;
  int in_review = 0;
  std::string birth_date;  // The only full date that the records give; else empty.
};

// Remembers what it has read: one is good for one state of the rows. Errors are those of the
// source. Threads: one.
class Resolution {
 public:
  explicit Resolution(EvidenceSource& source) : source_(source) {}

  StatusOr<Resolved> PersonOf(const RecordId& record);
  // The other record of each pair in review.
  StatusOr<std::map<RecordId, ReviewReason>> Reviews(const RecordId& record);
  // All who have the token now; none when it is overused.
  StatusOr<Records> Holders(const std::string& token);
  // Whose person may change when the record's evidence, or a decision on it, does.
  StatusOr<Records> ChangesWith(const RecordId& record);
  // Whether more than kRecordsMax hang together with it.
  StatusOr<bool> TooMany(const RecordId& record);

 private:
  struct Tie {
    bool decided = false;
    bool joins = false;
    ReviewReason reason = ReviewReason::kOthersConflict;
  };
  using Ties = std::map<RecordId, Tie>;
  enum class By { kAnyTie, kDecision };
  struct Component {
    Records records;  // Incomplete when too many.
    bool too_many = false;
    std::optional<bool> clean;  // Once somebody has asked.
  };

  StatusOr<const Evidence*> EvidenceOf(const RecordId& record);
  StatusOr<const Records*> StandingClaimants(const std::string& token);
  StatusOr<const Ties*> TiesOf(const RecordId& record);
  StatusOr<std::map<RecordId, bool>> SharingToken(const RecordId& record);
  StatusOr<Component> Reach(const RecordId& record, By by);
  StatusOr<Component*> ComponentOf(const RecordId& record);
  StatusOr<bool> IsClean(Component& component);
  StatusOr<bool> AnySeparated(const Records& records);
  StatusOr<bool> AnyConflict(const Records& records);
  StatusOr<const Records*> RecordsWith(const RecordId& record);

  EvidenceSource& source_;
  std::map<RecordId, Evidence> evidence_;
  std::map<RecordId, Ties> ties_;
  std::map<std::string, Records> claimants_;  // Whose claim stands.
  std::map<RecordId, std::shared_ptr<Component>> components_;
  std::map<RecordId, std::shared_ptr<const Records>> persons_;
};

}  // namespace goldthread::identity
