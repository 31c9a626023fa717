// Who is one person, by the rules, from whatever source of evidence.
//
// Two records are *tied* when they share a token, when what they say of themselves is weighed as
// *same* or *review* (likeness.h), or when a person has decided on the pair. A tie *joins* when it
// was decided so; and, where nobody has decided, when they share a token and do not conflict, or
// were weighed as same. Records that hang together by joining ties are a *component*, and a
// component is one person unless two of its members conflict; then it is parted at its weakest
// ties (partition.h): links hold longest, then tokens, then what was weighed, by its weight.
//
// Two members conflict
//   - when they were separated, always; when they were linked, never;
//   - when their birth dates or their sexes differ, unless all they say weighs kSlipTenths;
//   - where only weighing joins them: when they are weighed as kin (twins, father and son), one is
//     shielded, they have different numbers of a kind and are not weighed as same even so (two
//     namesakes of one day, and a record without a number that fits both), or they are two records
//     of one feed that are not like each other even so, unless they give one name (likeness.h) and
//     would be the same if they were of two feeds; or that are maybe namesakes.
// A component of more than kRecordsMax records holds by tokens alone, or by links alone.
//
// So a doubt dissolves what hangs on it. That joins too little rather than wrongly: a person who
// is missing a record has a pair in the review list, a wrongly joined person is a wrong story
// about a child, and nobody is asked.
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
#include <string_view>
#include <vector>

#include "eventstore/base/digest.h"
#include "eventstore/base/status.h"
#include "services/identity/evidence.h"
#include "services/identity/likeness.h"
#include "services/identity/partition.h"
#include "services/identity/review_reason.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::identity {

// Far more records than agencies hold of one person; bounds every answer.
inline constexpr size_t kRecordsMax = 200;

// A birth date or a sex that differs is a slip of the typist where all that is said, the slip
// among it, weighs so much. A number alone never does.
inline constexpr int kSlipTenths = 2 * kSameTenths;

using Records = std::vector<RecordId>;  // Sorted.

struct Resolved {
  Records records;
  int in_review = 0;
  std::string birth_date;  // The only full date that the records give; else empty.
};

struct Review {
  ReviewReason reason = ReviewReason::kOthersConflict;
  int tenths = 0;  // Of a bit, where what they say was weighed.
};
using Reviews = std::map<RecordId, Review>;

// Remembers what it has read: one is good for one state of the rows. Errors are those of the
// source. Threads: one.
class Resolution {
 public:
  // Both are lent.
  Resolution(EvidenceSource& source, const matching::Model& model)
      : source_(source), model_(model) {}

  StatusOr<Resolved> PersonOf(const RecordId& record);
  // By the other record of each pair in review.
  StatusOr<Reviews> ReviewsOf(const RecordId& record);
  // All who have the token now; none when it is overused.
  StatusOr<Records> Holders(const std::string& token);
  // Whose person may change when the record's evidence, or a decision on it, does.
  StatusOr<Records> ChangesWith(const RecordId& record);
  // Whether more than kRecordsMax hang together with it.
  StatusOr<bool> TooMany(const RecordId& record);
  // Weighed anew against all who share a block with it, whatever is kept. What is kept may be
  // written between these calls and the first of any other.
  StatusOr<Alikes> AlikesOf(const RecordId& record);
  // What stands of it; stays.
  StatusOr<const Evidence*> EvidenceOf(const RecordId& record) { return EvidenceOf(Of(record)); }

 private:
  // What has been worked out of a record. It stays where it is, and stands for the record.
  struct Known;
  using Members = std::vector<Known*>;  // By record.
  struct Tie {
    Known* other = nullptr;
    bool decided = false;
    bool joins = false;
    int strength = 0;  // Where it joins, as in partition.h.
    int tenths = 0;
    ReviewReason reason = ReviewReason::kOthersConflict;
  };
  using Ties = std::vector<Tie>;
  struct Component {
    Members members;  // Incomplete when too many.
    bool too_many = false;
  };
  struct Known {
    const RecordId* record = nullptr;
    std::optional<Evidence> evidence;
    std::optional<Ties> ties;
    std::shared_ptr<Component> component;
    std::shared_ptr<const Members> person;
  };

  // Finds by either without a copy.
  struct Hash {
    using is_transparent = void;
    size_t operator()(const RecordId& each) const { return Of(each.feed, each.record); }
    size_t operator()(const v1::RecordRef& each) const { return Of(each.feed(), each.record()); }
    static size_t Of(std::string_view feed, std::string_view record) {
      return Checksum(record, Checksum(feed, 0));
    }
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(const RecordId& a, const RecordId& b) const { return a == b; }
    bool operator()(const RecordId& a, const v1::RecordRef& b) const {
      return a.record == b.record() && a.feed == b.feed();
    }
  };

  Known* Of(const RecordId& record);
  Known* Of(const v1::RecordRef& record);
  static Records RecordsOf(const Members& members);
  static Tie* FindTie(Ties& ties, const Known* other);
  static Tie& TieWith(Ties& ties, Known* other);
  static void Sort(Members& members);

  StatusOr<const Evidence*> EvidenceOf(Known* one);
  StatusOr<Likeness> LikenessOf(Known* one, Known* other);
  StatusOr<std::optional<ReviewReason>> ConflictOf(Known* one, Known* other);
  StatusOr<const Members*> StandingClaimants(const std::string& token);
  StatusOr<Alikes> AlikesOf(Known* one);
  StatusOr<Ties*> TiesOf(Known* one);
  StatusOr<Ties> SharingToken(Known* one);
  StatusOr<Component> Reach(Known* one, int least_strength);
  StatusOr<Component*> ComponentOf(Known* one);
  // The component, or what of it holds together more strongly where that is too many.
  StatusOr<Component> Held(Known* one, int* least_strength);
  StatusOr<Accord> AccordOf(Known* one, Known* other, Bond bond);
  StatusOr<Accord> AccordByNumbers(Known* one, Known* other);
  StatusOr<Accord> AccordByWeight(Known* one, Known* other);
  Status Part(const Members& members, int least_strength);
  StatusOr<const Members*> PersonWith(Known* one);
  StatusOr<Reviews> ReviewsOf(Known* one);

  EvidenceSource& source_;
  const matching::Model& model_;
  absl::node_hash_map<RecordId, Known, Hash, Equal> known_;
  std::map<std::string, Members> claimants_;  // Whose claim stands.
};

}  // namespace goldthread::identity
