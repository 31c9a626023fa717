#include "services/identity/review_list.h"

#include <algorithm>
#include <string>
#include <utility>

#include "eventstore/base/key.h"
#include "services/identity/identity_rows.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::identity {
namespace {

Status DoesNotParse() { return Error(Code::kDataLoss, "identity's review row does not parse"); }

std::string SpacePrefix(char kind) { return KeyWriter().Byte(kSpace).Byte(kind).Take(); }

// Those of one record come in the order of the other.
Status AddPairs(const ViewSnapshot& views, size_t limit, const std::optional<ReviewPair>& after,
                std::vector<ReviewPair>* list) {
  const std::string prefix = SpacePrefix(kReviewRows);
  KeyRange range = PrefixRange(prefix);
  if (after) range.first = kSpace + ReviewKey(after->first);
  const auto rows = views.Scan(range, Direction::kForward);
  for (; rows->Valid() && list->size() < limit; rows->Next()) {
    KeyReader key(rows->key().substr(prefix.size()));
    RecordId first;
    v1::IdentityReviewRow row;
    if (!key.Text(&first.feed) || !key.Text(&first.record) ||
        !row.ParseFromArray(rows->value().data(), static_cast<int>(rows->value().size()))) {
      return DoesNotParse();
    }
    for (const v1::IdentityReviewPair& pair : row.pairs()) {
      if (list->size() == limit) break;
      RecordId other = FromRef(pair.other());
      if (after && first == after->first && other <= after->second) continue;
      list->push_back(
          {first, std::move(other), static_cast<ReviewReason>(pair.reason()), pair.tenths()});
    }
  }
  return rows->status();
}

// In the order of the identifiers, which no answer tells: so `after` is looked for among them all.
// They are few: default numbers.
Status AddOverused(const ViewSnapshot& views, size_t limit, const std::optional<ReviewPair>& after,
                   std::vector<ReviewPair>* list) {
  const std::string prefix = SpacePrefix(kOverusedRows);
  const auto rows = views.Scan(PrefixRange(prefix), Direction::kForward);
  std::vector<ReviewPair> overused;
  for (; rows->Valid() && (after || overused.size() < limit); rows->Next()) {
    std::string token;
    v1::IdentityClaimsRow claims;
    if (!KeyReader(rows->key().substr(prefix.size())).Text(&token)) return DoesNotParse();
    GT_ASSIGN_OR_RETURN(const auto row, views.Get(kSpace + ClaimsKey(token)));
    if (!row.has_value() || !claims.ParseFromString(*row) || claims.claims_size() < 2) {
      return DoesNotParse();
    }
    overused.push_back({FromRef(claims.claims(0).record()), FromRef(claims.claims(1).record()),
                        ReviewReason::kIdentifierOverused});
    // Several may have the same two records: all of them have been seen.
    if (after && overused.back() == *after) overused.clear();
  }
  const auto end = overused.begin() + static_cast<ptrdiff_t>(std::min(limit, overused.size()));
  list->insert(list->end(), overused.begin(), end);
  return rows->status();
}

}  // namespace

StatusOr<std::vector<ReviewPair>> ListReview(const ViewSnapshot& views, size_t limit,
                                             const std::optional<ReviewPair>& after) {
  std::vector<ReviewPair> list;
  if (!after || after->reason != ReviewReason::kIdentifierOverused) {
    GT_RETURN_IF_ERROR(AddPairs(views, limit, after, &list));
    GT_RETURN_IF_ERROR(AddOverused(views, limit - list.size(), std::nullopt, &list));
    return list;
  }
  GT_RETURN_IF_ERROR(AddOverused(views, limit, after, &list));
  return list;
}

}  // namespace goldthread::identity
