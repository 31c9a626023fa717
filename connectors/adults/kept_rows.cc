#include "connectors/adults/kept_rows.h"

#include <utility>
#include <vector>

namespace goldthread::adults {

Status KeptRows::Read(const std::string& key, Kept& kept) {
  const std::optional<std::string_view> bytes = rows_.Get(key);
  if (!bytes.has_value() ||
      kept.row->ParseFromArray(bytes->data(), static_cast<int>(bytes->size()))) {
    return OkStatus();
  }
  return Error(Code::kDataLoss, "a row of adults does not parse; rebuild the views");
}

void KeptRows::Write() {
  std::vector<std::pair<const std::string*, std::string>> changed;
  for (auto& [key, kept] : kept_) {
    if (!kept.edited) continue;
    kept.edited = false;
    std::string bytes = kept.row->SerializeAsString();
    if (bytes != rows_.Get(key).value_or(std::string_view())) {
      changed.emplace_back(&key, std::move(bytes));
    }
  }
  for (const auto& [key, bytes] : changed) {
    if (bytes.empty()) {
      rows_.Erase(*key);
    } else {
      rows_.Put(*key, bytes);
    }
  }
}

}  // namespace goldthread::adults
