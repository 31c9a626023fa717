#include "services/identity/claims.h"

#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

#include "services/identity/sorted.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::identity {
namespace {

bool EarlierClaim(const v1::IdentityClaim& a, const v1::IdentityClaim& b) {
  return std::tuple(a.first_received_us(), FromRef(a.record())) <
         std::tuple(b.first_received_us(), FromRef(b.record()));
}

// In the row of the one, what it is to the other; nothing: nobody.
Status PutAlike(StagedRows& rows, const RecordId& record, const RecordId& other,
                std::optional<int> tenths) {
  GT_ASSIGN_OR_RETURN(Alikes alikes, ReadAlikes(rows, record));
  if (tenths.has_value()) {
    alikes[other] = *tenths;
  } else {
    alikes.erase(other);
  }
  rows.Put(AlikeKey(record), ToRow(alikes));
  return OkStatus();
}

}  // namespace

StatusOr<bool> ClaimToken(StagedRows& rows, const std::string& token, const Claim& made) {
  const std::string key = ClaimsKey(token);
  GT_ASSIGN_OR_RETURN(auto row, ReadRow<v1::IdentityClaimsRow>(rows, key));
  auto* claims = row.mutable_claims();
  const int before = claims->size();
  for (int i = 0; i < claims->size(); ++i) {
    if (FromRef(claims->Get(i).record()) != made.record) continue;
    if (claims->Get(i).first_received_us() <= made.received_us) return false;
    claims->erase(claims->begin() + i);
    break;
  }
  v1::IdentityClaim claim;
  claim.set_first_received_us(made.received_us);
  *claim.mutable_record() = ToRef(made.record);
  InsertSorted(claims, std::move(claim), EarlierClaim);
  if (claims->size() > kClaimsMax + 1) claims->RemoveLast();
  rows.Put(key, row);
  if (before > kClaimsMax || claims->size() <= kClaimsMax) return false;
  rows.PutMark(OverusedKey(token));
  return true;
}

Status ClaimBlock(StagedRows& rows, uint64_t block, const Claim& made, std::set<RecordId>* moved) {
  const std::string key = BlockKey(block);
  GT_ASSIGN_OR_RETURN(auto row, ReadRow<v1::IdentityClaimsRow>(rows, key));
  auto* claims = row.mutable_claims();
  v1::IdentityClaim claim;
  claim.set_first_received_us(made.received_us);
  *claim.mutable_record() = ToRef(made.record);
  if (claims->size() == kBlockClaimsMax && !EarlierClaim(claim, *claims->rbegin())) {
    return OkStatus();
  }
  bool is_new = true;
  for (int i = 0; i < claims->size() && is_new; ++i) {
    const v1::RecordRef& claimant = claims->Get(i).record();
    if (claimant.record() != made.record.record || claimant.feed() != made.record.feed) continue;
    if (claims->Get(i).first_received_us() <= made.received_us) return OkStatus();
    claims->erase(claims->begin() + i);
    is_new = false;
  }
  InsertSorted(claims, std::move(claim), EarlierClaim);
  if (is_new) moved->insert(made.record);
  if (claims->size() > kBlockClaimsMax) {
    moved->insert(FromRef(claims->rbegin()->record()));
    claims->RemoveLast();
  }
  rows.Put(key, row);
  return OkStatus();
}

Status PutAlikes(StagedRows& rows, const RecordId& record, const Alikes& alikes,
                 std::set<RecordId>* moved) {
  GT_ASSIGN_OR_RETURN(const Alikes before, ReadAlikes(rows, record));
  if (before == alikes) return OkStatus();
  rows.Put(AlikeKey(record), ToRow(alikes));
  moved->insert(record);
  for (const auto& [other, was] : before) {
    if (alikes.contains(other)) continue;
    GT_RETURN_IF_ERROR(PutAlike(rows, other, record, std::nullopt));
    moved->insert(other);
  }
  for (const auto& [other, tenths] : alikes) {
    const auto was = before.find(other);
    if (was != before.end() && was->second == tenths) continue;
    GT_RETURN_IF_ERROR(PutAlike(rows, other, record, tenths));
    moved->insert(other);
  }
  return OkStatus();
}

}  // namespace goldthread::identity
