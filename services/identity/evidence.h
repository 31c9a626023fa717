// Where the rules find what is known: of a record, of a token, of a pair. The fold asks for
// now, a reader for any past instant, and both then decide by the same code (resolution.h).
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "eventstore/base/status.h"
#include "goldthread/v1/decisions.pb.h"
#include "goldthread/v1/people.pb.h"
#include "services/identity/identity_rows.h"
#include "services/identity/matching/portrait.h"
#include "services/identity/review_reason.h"

namespace goldthread::identity {

// A token claimed by more records than this is a default number that somebody's system
// fills in: it joins nobody. Withdrawn claims count too: a number once typed for everybody
// proves nothing of the few that are left.
inline constexpr int kClaimsMax = 50;

// Of a block so many are weighed against each other, drawn by lot: a larger one says no more than
// a common name, and the work of one record stays bounded. Who is drawn depends on who ever claimed
// the block, not on who came first.
inline constexpr int kBlockClaimsMax = 50;

// The record's lot in the block: the smallest count. Two records have never the same, but for one
// chance in 2^64, and then either counts.
uint64_t LotIn(uint64_t block, const RecordId& record);
uint64_t LotIn(uint64_t block, const v1::RecordRef& record);

// All that stands of what was said of a record.
struct Evidence {
  std::set<std::string> tokens;
  std::set<std::string> birth_dates;
  std::set<v1::Sex> sexes;
  std::vector<uint64_t> blocks;  // Sorted.
  matching::Portrait portrait;
  bool shielded = false;  // Matched by nothing but numbers and people.

  friend bool operator==(const Evidence&, const Evidence&) = default;
};

// Both give a birth date and none is the same, or both give a sex and none is the same.
// Silence is no conflict. A record that says two things agrees with either.
std::optional<ReviewReason> Conflict(const Evidence& a, const Evidence& b);

// By other record, in tenths of a bit: those weighed as one person or as perhaps one.
using Alikes = std::map<RecordId, int>;

using Claimants = std::vector<const v1::RecordRef*>;  // Of the rows, where they stay.

// By what the hub received before an instant. Errors are those of its rows. Threads: one.
class EvidenceSource {
 public:
  EvidenceSource(RowReader& rows, int64_t before_us) : rows_(rows), before_us_(before_us) {}
  virtual ~EvidenceSource() = default;

  StatusOr<Evidence> Of(const RecordId& record);
  // Records that ever claimed it, whether or not that claim stands; none when too many did.
  StatusOr<Claimants> ClaimantsOf(const std::string& token);
  // Those of its claimants who are drawn, whether or not that claim stands.
  StatusOr<Claimants> Counted(uint64_t block);
  // Whether too many claimed the token.
  virtual StatusOr<bool> Overused(const std::string& token);
  // What is kept of who is like it; nothing where it has to be weighed anew.
  virtual StatusOr<std::optional<Alikes>> KeptAlikes(const RecordId& record) = 0;
  // By the other record, whether the latest standing decision on the pair links it.
  StatusOr<std::map<RecordId, bool>> Decisions(const RecordId& record);

 protected:
  // Whether any event still says it.
  virtual StatusOr<bool> Stands(const RecordId& record, const v1::IdentityContent& content) = 0;

  RowReader& rows_;
  const int64_t before_us_;

 private:
  StatusOr<Claimants> ClaimantsIn(std::string_view key);
};

// As of all that is folded.
class EvidenceNow final : public EvidenceSource {
 public:
  explicit EvidenceNow(RowReader& rows)
      : EvidenceSource(rows, std::numeric_limits<int64_t>::max()) {}

  StatusOr<bool> Overused(const std::string& token) override;
  StatusOr<std::optional<Alikes>> KeptAlikes(const RecordId& record) override;

 protected:
  StatusOr<bool> Stands(const RecordId&, const v1::IdentityContent& content) override {
    return content.standing() > 0;
  }
};

StatusOr<Alikes> ReadAlikes(RowReader& rows, const RecordId& record);
void WriteAlikes(const Alikes& alikes, v1::IdentityAlikeRow* row);

}  // namespace goldthread::identity
