#include "services/identity/evidence.h"

#include <algorithm>
#include <utility>

#include "services/identity/saying.h"
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
  if (row.contents().empty()) return evidence;
  GT_ASSIGN_OR_RETURN(const auto texts, ReadRow<v1::IdentitySayingsRow>(rows_, SayingsKey(record)));
  // Both are sorted by name, and hold the same names.
  if (texts.said_size() != row.contents_size()) {
    return Error(Code::kDataLoss, "identity's rows of a record do not agree");
  }
  for (int i = 0; i < row.contents_size(); ++i) {
    GT_ASSIGN_OR_RETURN(const bool stands, Stands(record, row.contents(i)));
    if (!stands) continue;
    const v1::IdentitySaying& saying = texts.said(i).saying();
    if (!saying.birth_date().empty()) evidence.birth_dates.insert(saying.birth_date());
    if (saying.sex() != v1::SEX_UNSPECIFIED) evidence.sexes.insert(saying.sex());
    evidence.tokens.insert(saying.tokens().begin(), saying.tokens().end());
    evidence.blocks.insert(evidence.blocks.end(), saying.blocks().begin(), saying.blocks().end());
    AddFrom(saying.portrait(), &evidence.portrait);
    evidence.shielded = evidence.shielded || saying.shielded();
  }
  std::sort(evidence.blocks.begin(), evidence.blocks.end());
  evidence.blocks.erase(std::unique(evidence.blocks.begin(), evidence.blocks.end()),
                        evidence.blocks.end());
  matching::Settle(evidence.portrait);
  return evidence;
}

StatusOr<std::vector<RecordId>> EvidenceSource::ClaimantsIn(std::string_view key) {
  GT_ASSIGN_OR_RETURN(const auto row, ReadRow<v1::IdentityClaimsRow>(rows_, key));
  std::vector<RecordId> records;
  for (const v1::IdentityClaim& claim : row.claims()) {
    if (claim.first_received_us() >= before_us_) break;
    records.push_back(FromRef(claim.record()));
  }
  return records;
}

StatusOr<std::vector<RecordId>> EvidenceSource::Claimants(const std::string& token) {
  GT_ASSIGN_OR_RETURN(std::vector<RecordId> records, ClaimantsIn(ClaimsKey(token)));
  if (records.size() > kClaimsMax) records.clear();
  return records;
}

StatusOr<std::vector<RecordId>> EvidenceSource::FirstClaimants(uint64_t block) {
  return ClaimantsIn(BlockKey(block));
}

StatusOr<bool> EvidenceSource::Overused(const std::string& token) {
  GT_ASSIGN_OR_RETURN(const std::vector<RecordId> records, ClaimantsIn(ClaimsKey(token)));
  return records.size() > kClaimsMax;
}

StatusOr<bool> EvidenceNow::Overused(const std::string& token) {
  GT_ASSIGN_OR_RETURN(const auto mark, rows_.Get(OverusedKey(token)));
  return mark.has_value();
}

StatusOr<std::optional<Alikes>> EvidenceNow::KeptAlikes(const RecordId& record) {
  GT_ASSIGN_OR_RETURN(Alikes alikes, ReadAlikes(rows_, record));
  return std::optional<Alikes>(std::move(alikes));
}

StatusOr<Alikes> ReadAlikes(RowReader& rows, const RecordId& record) {
  GT_ASSIGN_OR_RETURN(const auto row, ReadRow<v1::IdentityAlikeRow>(rows, AlikeKey(record)));
  Alikes alikes;
  for (const v1::IdentityAlike& each : row.alike()) {
    alikes.emplace(FromRef(each.other()), each.tenths());
  }
  return alikes;
}

v1::IdentityAlikeRow ToRow(const Alikes& alikes) {
  v1::IdentityAlikeRow row;
  for (const auto& [other, tenths] : alikes) {
    v1::IdentityAlike* each = row.add_alike();
    *each->mutable_other() = ToRef(other);
    each->set_tenths(tenths);
  }
  return row;
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
