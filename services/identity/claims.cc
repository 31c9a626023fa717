#include "services/identity/claims.h"

#include <algorithm>
#include <optional>
#include <queue>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "services/identity/sorted.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::identity {
namespace {

bool EarlierClaim(const v1::IdentityClaim& a, const v1::IdentityClaim& b) {
  const auto order = [](const v1::IdentityClaim& each) {
    return std::tuple(each.first_received_us(), std::string_view(each.record().feed()),
                      std::string_view(each.record().record()));
  };
  return order(a) < order(b);
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
  GT_ASSIGN_OR_RETURN(auto* row, rows.Edit<v1::IdentityAlikeRow>(AlikeKey(record)));
  WriteAlikes(alikes, row);
  return OkStatus();
}

using Claims = google::protobuf::RepeatedPtrField<v1::IdentityClaim>;

// Who is counted since the record is among them, and who is not any more.
void NoteMoved(uint64_t block, const Claims& claims, const RecordId& added,
               std::set<RecordId>* moved) {
  if (claims.size() <= kBlockClaimsMax) {
    moved->insert(added);
    return;
  }
  std::vector<std::pair<uint64_t, RecordId>> drawn;
  for (const v1::IdentityClaim& each : claims) {
    RecordId record = FromRef(each.record());
    const uint64_t lot = LotIn(block, record);
    drawn.emplace_back(lot, std::move(record));
  }
  std::sort(drawn.begin(), drawn.end());
  const auto end = drawn.begin() + std::min<ptrdiff_t>(std::ssize(drawn), kBlockClaimsMax);
  if (std::none_of(drawn.begin(), end, [&](const auto& each) { return each.second == added; })) {
    return;
  }
  moved->insert(added);
  if (end != drawn.end()) moved->insert(end->second);
}

// Of those heard of by the time each was, itself among them, so many have a smaller lot that it was
// not counted then, nor can be later.
void DropTheNeverCounted(uint64_t block, Claims* claims) {
  if (claims->size() <= kBlockClaimsMax) return;
  std::priority_queue<uint64_t> smallest;  // Of those so far, kBlockClaimsMax.
  Claims kept;
  for (auto at = claims->begin(); at != claims->end();) {
    const auto together = std::find_if(at, claims->end(), [&](const v1::IdentityClaim& each) {
      return each.first_received_us() != at->first_received_us();
    });
    for (auto each = at; each != together; ++each) {
      smallest.push(LotIn(block, each->record()));
      if (static_cast<int>(smallest.size()) > kBlockClaimsMax) smallest.pop();
    }
    for (; at != together; ++at) {
      if (LotIn(block, at->record()) <= smallest.top()) *kept.Add() = std::move(*at);
    }
  }
  *claims = std::move(kept);
}

// Where the record's claim is; the end where it has none.
int PlaceOf(const RecordId& record, const Claims& claims) {
  int place = 0;
  for (const v1::IdentityClaim& claim : claims) {
    if (claim.record().record() == record.record && claim.record().feed() == record.feed) break;
    ++place;
  }
  return place;
}

void Insert(const Claim& made, Claims* claims) {
  v1::IdentityClaim claim;
  claim.set_first_received_us(made.received_us);
  *claim.mutable_record() = ToRef(made.record);
  InsertSorted(claims, std::move(claim), EarlierClaim);
}

// At no instant: so many were heard of by then whose lots are smaller.
bool NeverCounted(uint64_t block, const Claim& made, const Claims& claims) {
  if (claims.size() < kBlockClaimsMax) return false;
  const uint64_t lot = LotIn(block, made.record);
  int before_it = 0;
  for (const v1::IdentityClaim& each : claims) {
    if (each.first_received_us() > made.received_us) break;
    before_it += LotIn(block, each.record()) < lot ? 1 : 0;
  }
  return before_it >= kBlockClaimsMax;
}

}  // namespace

StatusOr<bool> ClaimToken(StagedRows& rows, const std::string& token, const Claim& made) {
  const std::string key = ClaimsKey(token);
  GT_ASSIGN_OR_RETURN(const auto* row, rows.Read<v1::IdentityClaimsRow>(key));
  const int before = row->claims_size();
  const int known = PlaceOf(made.record, row->claims());
  if (known < before && row->claims(known).first_received_us() <= made.received_us) return false;
  GT_ASSIGN_OR_RETURN(auto* edited, rows.Edit<v1::IdentityClaimsRow>(key));
  auto* claims = edited->mutable_claims();
  if (known < before) claims->erase(claims->begin() + known);
  Insert(made, claims);
  if (claims->size() > kClaimsMax + 1) claims->RemoveLast();
  if (before > kClaimsMax || claims->size() <= kClaimsMax) return false;
  rows.PutMark(OverusedKey(token));
  return true;
}

Status ClaimBlock(StagedRows& rows, uint64_t block, const Claim& made, std::set<RecordId>* moved) {
  const std::string key = BlockKey(block);
  GT_ASSIGN_OR_RETURN(const auto* row, rows.Read<v1::IdentityClaimsRow>(key));
  const int known = PlaceOf(made.record, row->claims());
  const bool is_new = known == row->claims_size();
  if (!is_new && row->claims(known).first_received_us() <= made.received_us) return OkStatus();
  if (NeverCounted(block, made, row->claims())) return OkStatus();
  GT_ASSIGN_OR_RETURN(auto* edited, rows.Edit<v1::IdentityClaimsRow>(key));
  auto* claims = edited->mutable_claims();
  if (!is_new) claims->erase(claims->begin() + known);
  Insert(made, claims);
  if (is_new) NoteMoved(block, *claims, made.record, moved);
  DropTheNeverCounted(block, claims);
  return OkStatus();
}

Status PutAlikes(StagedRows& rows, const RecordId& record, const Alikes& alikes,
                 std::set<RecordId>* moved) {
  GT_ASSIGN_OR_RETURN(const Alikes before, ReadAlikes(rows, record));
  if (before == alikes) return OkStatus();
  GT_ASSIGN_OR_RETURN(auto* row, rows.Edit<v1::IdentityAlikeRow>(AlikeKey(record)));
  WriteAlikes(alikes, row);
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
