// Any bytes as a record of the log: folded or quarantined by every fold, never a crash; and
// the rows that come of it can be read.
#include <map>
#include <string>

#include "eventstore/base/digest.h"
#include "eventstore/projector/fold_pass.h"
#include "goldthread/v1/event.pb.h"
#include "goldthread/v1/record.pb.h"
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

std::string HeaderFor(std::string_view body) {
  goldthread::v1::Event event;
  (void)event.ParseFromArray(body.data(), static_cast<int>(body.size()));
  goldthread::v1::RecordHeader header;
  header.set_version(1);
  header.set_feed(event.feed());
  header.set_event_id(event.id());
  header.set_received_at_us(1'780'000'000'000'000);
  header.set_body_digest(goldthread::Sha256(body));
  return header.SerializeAsString();
}

}  // namespace

// The first byte says how much of the input is the header; the rest is the body. 255: all the
// rest is a body, under a header that fits it. Folded twice, so that what the first left behind
// is read.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  static const goldthread::feeds::FeedLedger ledger;
  static const goldthread::identity::IdentityFold identity;
  static const goldthread::chronology::ChronologyFold chronology;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  const size_t split = data[0] == 255 ? 0 : std::min<size_t>(data[0], bytes.size());
  const std::string_view body = bytes.substr(split);
  const std::string header = data[0] == 255 ? HeaderFor(body) : std::string(bytes.substr(0, split));
  MapBackend backend;
  goldthread::FoldPass pass({&ledger, &identity, &chronology});
  pass.Take({Position{0}, header, body}, backend);
  pass.Take({Position{1}, {}, body}, backend);
  return 0;
}
