#include "services/search/numbers.h"

#include <string>

#include "eventstore/base/key.h"
#include "services/search/search_rows.h"
#include "services/search/tokens.h"

namespace goldthread::search {

Status EachNumber(
    const ViewSnapshot& views,
    const std::function<Status(std::string_view number, const RecordId& record)>& take) {
  const std::string prefix = AllNumbersPrefix();
  const size_t kind = prefix.size() - 1;
  const auto rows = views.Scan(PrefixRange(prefix));
  for (; rows->Valid(); rows->Next()) {
    std::string token;
    RecordId record;
    KeyReader key(rows->key().substr(kind));
    if (!key.Text(&token) || !key.Text(&record.feed) || !key.Text(&record.record)) {
      return Error(Code::kDataLoss, "a search row does not parse; rebuild the views");
    }
    GT_RETURN_IF_ERROR(take(std::string_view(token).substr(1), record));
  }
  return rows->status();
}

}  // namespace goldthread::search
