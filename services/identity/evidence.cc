#include "services/identity/evidence.h"

#include <algorithm>
#include <utility>

#include "eventstore/base/digest.h"
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
  GT_ASSIGN_OR_RETURN(const auto* row, rows_.Read<v1::IdentityRecordRow>(RecordKey(record)));
  Evidence evidence;
  if (row->contents().empty()) return evidence;
  GT_ASSIGN_OR_RETURN(const auto* texts, rows_.Read<v1::IdentitySayingsRow>(SayingsKey(record)));
  // Both are sorted by name, and hold the same names.
  if (texts->said_size() != row->contents_size()) {
    return Error(Code::kDataLoss, "identity's rows of a record do not agree");
  }
  int standing = 0;
  for (int i = 0; i < row->contents_size(); ++i) {
    GT_ASSIGN_OR_RETURN(const bool stands, Stands(record, row->contents(i)));
    if (!stands) continue;
    ++standing;
    const v1::IdentitySaying& saying = texts->said(i).saying();
    if (!saying.birth_date().empty()) evidence.birth_dates.insert(saying.birth_date());
    if (saying.sex() != v1::SEX_UNSPECIFIED) evidence.sexes.insert(saying.sex());
    evidence.tokens.insert(saying.tokens().begin(), saying.tokens().end());
    evidence.blocks.insert(evidence.blocks.end(), saying.blocks().begin(), saying.blocks().end());
    AddFrom(saying.portrait(), &evidence.portrait);
    evidence.shielded = evidence.shielded || saying.shielded();
  }
  if (standing <= 1) return evidence;  // Sorted and settled when it was said.
  std::sort(evidence.blocks.begin(), evidence.blocks.end());
  evidence.blocks.erase(std::unique(evidence.blocks.begin(), evidence.blocks.end()),
                        evidence.blocks.end());
  matching::Settle(evidence.portrait);
  return evidence;
}

StatusOr<Claimants> EvidenceSource::ClaimantsIn(std::string_view key) {
  GT_ASSIGN_OR_RETURN(const auto* row, rows_.Read<v1::IdentityClaimsRow>(key));
  Claimants claimants;
  claimants.reserve(static_cast<size_t>(row->claims_size()));
  for (const v1::IdentityClaim& claim : row->claims()) {
    if (claim.first_received_us() >= before_us_) break;
    claimants.push_back(&claim.record());
  }
  return claimants;
}

StatusOr<Claimants> EvidenceSource::ClaimantsOf(const std::string& token) {
  GT_ASSIGN_OR_RETURN(Claimants claimants, ClaimantsIn(ClaimsKey(token)));
  if (claimants.size() > kClaimsMax) claimants.clear();
  return claimants;
}

uint64_t LotIn(uint64_t block, const RecordId& record) {
  return Checksum(record.record, Checksum(record.feed, block));
}

uint64_t LotIn(uint64_t block, const v1::RecordRef& record) {
  return Checksum(record.record(), Checksum(record.feed(), block));
}

StatusOr<Claimants> EvidenceSource::Counted(uint64_t block) {
  GT_ASSIGN_OR_RETURN(Claimants claimants, ClaimantsIn(BlockKey(block)));
  if (claimants.size() <= kBlockClaimsMax) return claimants;
  std::nth_element(claimants.begin(), claimants.begin() + kBlockClaimsMax, claimants.end(),
                   [block](const v1::RecordRef* a, const v1::RecordRef* b) {
                     return LotIn(block, *a) < LotIn(block, *b);
                   });
  claimants.resize(kBlockClaimsMax);
  return claimants;
}

StatusOr<bool> EvidenceSource::Overused(const std::string& token) {
  GT_ASSIGN_OR_RETURN(const Claimants claimants, ClaimantsIn(ClaimsKey(token)));
  return claimants.size() > kClaimsMax;
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
  GT_ASSIGN_OR_RETURN(const auto* row, rows.Read<v1::IdentityAlikeRow>(AlikeKey(record)));
  Alikes alikes;
  for (const v1::IdentityAlike& each : row->alike()) {
    alikes.emplace(FromRef(each.other()), each.tenths());
  }
  return alikes;
}

void WriteAlikes(const Alikes& alikes, v1::IdentityAlikeRow* row) {
  row->clear_alike();
  for (const auto& [other, tenths] : alikes) {
    v1::IdentityAlike* each = row->add_alike();
    each->mutable_other()->set_feed(other.feed);
    each->mutable_other()->set_record(other.record);
    each->set_tenths(tenths);
  }
}

StatusOr<std::map<RecordId, bool>> EvidenceSource::Decisions(const RecordId& record) {
  GT_ASSIGN_OR_RETURN(const auto* row, rows_.Read<v1::IdentityDecisionsRow>(DecisionsKey(record)));
  std::map<RecordId, bool> latest;
  for (const v1::IdentityDecision& decision : row->decisions()) {
    if (decision.received_us() >= before_us_) break;
    GT_ASSIGN_OR_RETURN(const bool amended,
                        Amended(rows_, decision.feed(), decision.event_id(), before_us_));
    if (!amended) latest[FromRef(decision.other())] = decision.linked();
  }
  return latest;
}

}  // namespace goldthread::identity
