#include "connectors/adults/kept_rows.h"

namespace goldthread::adults {

Status KeptRows::Read(const std::string& key, Kept& kept) {
  const std::optional<std::string_view> bytes = rows_.Get(key);
  if (!bytes.has_value()) return OkStatus();
  kept.bytes = *bytes;
  if (kept.row->ParseFromString(kept.bytes)) return OkStatus();
  return Error(Code::kDataLoss, "a row of adults does not parse; rebuild the views");
}

void KeptRows::Write() {
  for (auto& [key, kept] : kept_) {
    std::string bytes = kept->row->SerializeAsString();
    if (bytes == kept->bytes) continue;
    if (bytes.empty()) {
      rows_.Erase(key);
    } else {
      rows_.Put(key, bytes);
    }
    kept->bytes = std::move(bytes);
  }
}

}  // namespace goldthread::adults
