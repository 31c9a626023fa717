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
#include "goldthread/v1/people.pb.h"
#include "services/identity/identity_rows.h"
#include "services/identity/matching/portrait.h"
#include "services/identity/review_reason.h"

namespace goldthread::identity {

// A token claimed by more records than this is a default number that somebody's system
// fills in: it joins nobody. Withdrawn claims count too: a number once typed for everybody
// proves nothing of the few that are left.
inline constexpr int kClaimsMax = 50;

// Of a block the first who claimed it count, whoever comes later: a block of so many says no
// more than a common name, and the work of one record stays bounded.
inline constexpr int kBlockClaimsMax = 50;

// All that stands of what was said of a record.
struct Evidence {
  std::set<std::string> tokens;
  std::set<std::string> birth_dates;
  std::set<v1::Sex> sexes;
  std::vector<uint64_t> blocks;  // Sorted.
  matching::Portrait portrait;
  bool shielded = false;  // Matched by nothing but numbers and people.
};

// Both give a birth date and none is the same, or both give a sex and none is the same.
// Silence is no conflict. A record that says two things agrees with either.
std::optional<ReviewReason> Conflict(const Evidence& a, const Evidence& b);

// By other record, in tenths of a bit: those weighed as one person or as perhaps one.
using Alikes = std::map<RecordId, int>;

// By what the hub received before an instant. Errors are those of its rows. Threads: one.
class EvidenceSource {
 public:
  EvidenceSource(RowReader& rows, int64_t before_us) : rows_(rows), before_us_(before_us) {}
  virtual ~EvidenceSource() = default;

  StatusOr<Evidence> Of(const RecordId& record);
  // Records that ever claimed it, whether or not that claim stands; none when too many did.
  StatusOr<std::vector<RecordId>> Claimants(const std::string& token);
  // Those who claimed it first, whether or not that claim stands.
  StatusOr<std::vector<RecordId>> FirstClaimants(uint64_t block);
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
  StatusOr<std::vector<RecordId>> ClaimantsIn(std::string_view key);
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
v1::IdentityAlikeRow ToRow(const Alikes& alikes);

}  // namespace goldthread::identity
