#include "services/vocabulary/record_id.h"

namespace goldthread {

std::optional<RecordId> ParseRecordId(std::string_view text) {
  const size_t slash = text.rfind('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == text.size()) {
    return std::nullopt;
  }
  return RecordId{std::string(text.substr(0, slash)), std::string(text.substr(slash + 1))};
}

}  // namespace goldthread
