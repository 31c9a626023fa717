#include "services/identity/review_list.h"

#include <string>

#include "eventstore/base/key.h"
#include "services/identity/identity_rows.h"

namespace goldthread::identity {
namespace {

Status DoesNotParse() { return Error(Code::kDataLoss, "identity's review row does not parse"); }

std::string SpacePrefix(char kind) { return KeyWriter().Byte(kSpace).Byte(kind).Take(); }

Status AddPairs(const ViewSnapshot& views, size_t limit, std::vector<ReviewPair>* list) {
  const std::string prefix = SpacePrefix(kReviewRows);
  const auto rows = views.Scan(PrefixRange(prefix), Direction::kForward);
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
      list->push_back({first, FromRef(pair.other()), static_cast<ReviewReason>(pair.reason())});
    }
  }
  return rows->status();
}

Status AddOverused(const ViewSnapshot& views, size_t limit, std::vector<ReviewPair>* list) {
  const std::string prefix = SpacePrefix(kOverusedRows);
  const auto rows = views.Scan(PrefixRange(prefix), Direction::kForward);
  for (; rows->Valid() && list->size() < limit; rows->Next()) {
    std::string token;
    v1::IdentityClaimsRow claims;
    if (!KeyReader(rows->key().substr(prefix.size())).Text(&token)) return DoesNotParse();
    GT_ASSIGN_OR_RETURN(const auto row, views.Get(kSpace + ClaimsKey(token)));
    if (!row.has_value() || !claims.ParseFromString(*row) || claims.claims_size() < 2) {
      return DoesNotParse();
    }
    list->push_back({FromRef(claims.claims(0).record()), FromRef(claims.claims(1).record()),
                     ReviewReason::kIdentifierOverused});
  }
  return rows->status();
}

}  // namespace

StatusOr<std::vector<ReviewPair>> ListReview(const ViewSnapshot& views, size_t limit) {
  std::vector<ReviewPair> list;
  GT_RETURN_IF_ERROR(AddPairs(views, limit, &list));
  GT_RETURN_IF_ERROR(AddOverused(views, limit, &list));
  return list;
}

}  // namespace goldthread::identity
