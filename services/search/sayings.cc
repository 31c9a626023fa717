#include "services/search/sayings.h"

#include <set>
#include <string>
#include <utility>

#include "eventstore/base/key.h"
#include "services/chronology/amendments.h"
#include "services/search/search_rows.h"

namespace goldthread::search {
namespace {

using Amended = std::set<std::string, std::less<>>;

Status DoesNotParse() {
  return Error(Code::kDataLoss, "a search row does not parse; rebuild the views");
}

// Whether any event that says it was neither corrected nor withdrawn.
StatusOr<bool> Stands(const ViewSnapshot& views, const RecordId& record, std::string_view digest,
                      const Amended& amended) {
  if (amended.empty()) return true;
  const std::string prefix = SaidByPrefix(record, digest);
  const auto rows = views.Scan(PrefixRange(prefix));
  const chronology::Question today;
  for (; rows->Valid(); rows->Next()) {
    std::string event_id;
    if (!KeyReader(rows->key().substr(prefix.size())).Text(&event_id)) return DoesNotParse();
    if (!amended.contains(event_id)) return true;
    chronology::Amendments amendments(views, record.feed, today);
    GT_ASSIGN_OR_RETURN(const auto how, amendments.Standing(event_id));
    if (how.standing == v1::STANDING_STANDS) return true;
  }
  GT_RETURN_IF_ERROR(rows->status());
  return false;
}

}  // namespace

StatusOr<std::vector<v1::SearchSaying>> SayingsOf(const ViewSnapshot& views,
                                                  const RecordId& record) {
  GT_ASSIGN_OR_RETURN(const Amended amended, chronology::AmendedEvents(views, record));
  std::vector<v1::SearchSaying> sayings;
  const std::string prefix = SayingsPrefix(record);
  const auto rows = views.Scan(PrefixRange(prefix));
  for (; rows->Valid(); rows->Next()) {
    std::string digest;
    v1::SearchSaying saying;
    if (!KeyReader(rows->key().substr(prefix.size())).Text(&digest) ||
        !saying.ParseFromArray(rows->value().data(), static_cast<int>(rows->value().size()))) {
      return DoesNotParse();
    }
    GT_ASSIGN_OR_RETURN(const bool stands, Stands(views, record, digest, amended));
    if (stands) sayings.push_back(std::move(saying));
  }
  GT_RETURN_IF_ERROR(rows->status());
  return sayings;
}

bool Shows(const access::Sight& sight, const v1::SearchSaying& saying, Depth depth) {
  if (sight.ShowsContent(saying.category(), saying.agency())) return true;
  return depth == Depth::kDescription &&
         sight.ShowsContent(v1::INFORMATION_CATEGORY_DEMOGRAPHIC, saying.agency()) &&
         sight.Of(saying.category(), saying.agency()) == access::Outcome::kExistence;
}

}  // namespace goldthread::search
