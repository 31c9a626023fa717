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

#include <absl/container/node_hash_map.h>

#include <map>
#include <memory>
#include <optional>
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
  // What has been worked out of a record. It stays where it is, and stands for the record.
  struct Known;
  using Members = std::vector<Known*>;  // By record.
  struct Tie {
    Known* other = nullptr;
    bool decided = false;
    bool joins = false;
    ReviewReason reason = ReviewReason::kOthersConflict;
  };
  using Ties = std::vector<Tie>;
  enum class By { kAnyTie, kDecision };
  struct Component {
    Members members;  // Incomplete when too many.
    bool too_many = false;
    std::optional<bool> clean;  // Once somebody has asked.
  };
  struct Known {
    const RecordId* record = nullptr;
    std::optional<Evidence> evidence;
    std::optional<Ties> ties;
    std::shared_ptr<Component> component;
    std::shared_ptr<const Members> person;
  };

  Known* Of(const RecordId& record);
  static Records RecordsOf(const Members& members);
  static Tie* FindTie(Ties& ties, const Known* other);
  static Tie& TieWith(Ties& ties, Known* other);
  static void Sort(Members& members);

  StatusOr<const Evidence*> EvidenceOf(Known* one);
  StatusOr<const Members*> StandingClaimants(const std::string& token);
  StatusOr<Ties*> TiesOf(Known* one);
  StatusOr<Ties> SharingToken(Known* one);
  StatusOr<Component> Reach(Known* one, By by);
  StatusOr<Component*> ComponentOf(Known* one);
  StatusOr<bool> IsClean(Component& component);
  StatusOr<bool> AnySeparated(const Members& members);
  StatusOr<bool> AnyConflict(const Members& members);
  StatusOr<const Members*> PersonWith(Known* one);
  StatusOr<std::map<RecordId, ReviewReason>> ReviewsOf(Known* one);

  EvidenceSource& source_;
  absl::node_hash_map<RecordId, Known> known_;
  std::map<std::string, Members> claimants_;  // Whose claim stands.
};

}  // namespace goldthread::identity
