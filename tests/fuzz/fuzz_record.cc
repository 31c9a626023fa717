// Any bytes as a record of the log: folded or quarantined by every fold, never a crash; and
// the rows that come of it can be read.
#include <map>
#include <string>

#include "eventstore/projector/fold_pass.h"
#include "services/chronology/chronology_fold.h"
#include "services/feeds/feed_ledger.h"
#include "services/identity/identity_fold.h"

namespace {

using goldthread::LogRecord;
using goldthread::Position;

class MapBackend final : public goldthread::RowBackend {
 public:
  std::optional<std::string_view> Get(std::string_view key) override {
    const auto row = rows_.find(key);
    if (row == rows_.end()) return std::nullopt;
    return row->second;
  }
  void Put(std::string_view key, std::string_view value) override {
    rows_[std::string(key)] = value;
  }
  void Erase(std::string_view key) override { rows_.erase(std::string(key)); }
  void Append(std::string_view key, std::string_view value) override { Put(key, value); }

 private:
  std::map<std::string, std::string, std::less<>> rows_;
};

}  // namespace

// The first byte says how much of the input is the header; the rest is the body. Folded
// twice, so that what the first left behind is read.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  static const goldthread::feeds::FeedLedger ledger;
  static const goldthread::identity::IdentityFold identity;
  static const goldthread::chronology::ChronologyFold chronology;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  const size_t header = std::min<size_t>(data[0], bytes.size());
  MapBackend backend;
  goldthread::FoldPass pass({&ledger, &identity, &chronology});
  pass.Take({Position{0}, bytes.substr(0, header), bytes.substr(header)}, backend);
  pass.Take({Position{1}, {}, bytes.substr(header)}, backend);
  return 0;
}
