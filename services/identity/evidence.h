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
#include "services/identity/review_reason.h"

namespace goldthread::identity {

// A token claimed by more records than this is a default number that somebody's system
// fills in: it joins nobody. Withdrawn claims count too: a number once typed for everybody
// proves nothing of the few that are left.
inline constexpr int kClaimsMax = 50;

// All that stands of what was said of a record.
struct Evidence {
  std::set<std::string> tokens;
  std::set<std::string> birth_dates;
  std::set<v1::Sex> sexes;
};

// Both give a birth date and none is the same, or both give a sex and none is the same.
// Silence is no conflict. A record that says two things agrees with either.
std::optional<ReviewReason> Conflict(const Evidence& a, const Evidence& b);

// By what the hub received before an instant. Errors are those of its rows. Threads: one.
class EvidenceSource {
 public:
  EvidenceSource(RowReader& rows, int64_t before_us) : rows_(rows), before_us_(before_us) {}
  virtual ~EvidenceSource() = default;

  StatusOr<Evidence> Of(const RecordId& record);
  // Records that ever claimed it, whether or not that claim stands; none when too many did.
  StatusOr<std::vector<RecordId>> Claimants(const std::string& token);
  // By the other record, whether the latest standing decision on the pair links it.
  StatusOr<std::map<RecordId, bool>> Decisions(const RecordId& record);

 protected:
  // Whether any event still says it.
  virtual StatusOr<bool> Stands(const RecordId& record, const v1::IdentityContent& content) = 0;

  RowReader& rows_;
  const int64_t before_us_;
};

// As of all that is folded.
class EvidenceNow final : public EvidenceSource {
 public:
  explicit EvidenceNow(RowReader& rows)
      : EvidenceSource(rows, std::numeric_limits<int64_t>::max()) {}

 protected:
  StatusOr<bool> Stands(const RecordId&, const v1::IdentityContent& content) override {
    return content.standing() > 0;
  }
};

}  // namespace goldthread::identity
