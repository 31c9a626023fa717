#include "services/identity/evidence.h"

#include <algorithm>
#include "services/vocabulary/record_ref.h"

namespace goldthread::identity {
namespace {

template <class T>
bool NoneInCommon(const std::set<T>& a, const std::set<T>& b) {
  return !a.empty() && !b.empty() &&
         std::none_of(a.begin(), a.end(), [&](const T& value) { return b.contains(value); });
}

}  // namespace

std::optional<ReviewReason> Conflict(const Evidence& a, const Evidence& b) {
  if (NoneInCommon(a.birth_dates, b.birth_dates)) return ReviewReason::kBirthDatesConflict;
  if (NoneInCommon(a.sexes, b.sexes)) return ReviewReason::kSexConflicts;
  return std::nullopt;
}

StatusOr<Evidence> EvidenceSource::Of(const RecordId& record) {
  GT_ASSIGN_OR_RETURN(const auto row, ReadRow<v1::IdentityRecordRow>(rows_, RecordKey(record)));
  Evidence evidence;
  for (const v1::IdentityContent& content : row.contents()) {
    GT_ASSIGN_OR_RETURN(const bool stands, Stands(record, content));
    if (!stands) continue;
    v1::IdentitySaying saying;
    if (!saying.ParseFromString(content.saying())) {
      return Error(Code::kDataLoss, "identity saying does not parse");
    }
    if (!saying.birth_date().empty()) evidence.birth_dates.insert(saying.birth_date());
    if (saying.sex() != v1::SEX_UNSPECIFIED) evidence.sexes.insert(saying.sex());
    evidence.tokens.insert(saying.tokens().begin(), saying.tokens().end());
  }
  return evidence;
}

StatusOr<std::vector<RecordId>> EvidenceSource::Claimants(const std::string& token) {
  GT_ASSIGN_OR_RETURN(const auto row, ReadRow<v1::IdentityClaimsRow>(rows_, ClaimsKey(token)));
  std::vector<RecordId> records;
  for (const v1::IdentityClaim& claim : row.claims()) {
    if (claim.first_received_us() >= before_us_) break;
    records.push_back(FromRef(claim.record()));
  }
  if (records.size() > kClaimsMax) records.clear();
  return records;
}

StatusOr<std::map<RecordId, bool>> EvidenceSource::Decisions(const RecordId& record) {
  GT_ASSIGN_OR_RETURN(const auto row,
                      ReadRow<v1::IdentityDecisionsRow>(rows_, DecisionsKey(record)));
  std::map<RecordId, bool> latest;
  for (const v1::IdentityDecision& decision : row.decisions()) {
    if (decision.received_us() >= before_us_) break;
    GT_ASSIGN_OR_RETURN(const bool amended,
                        Amended(rows_, decision.feed(), decision.event_id(), before_us_));
    if (!amended) latest[FromRef(decision.other())] = decision.linked();
  }
  return latest;
}

}  // namespace goldthread::identity
