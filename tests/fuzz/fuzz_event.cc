// Any bytes as an event at the door: judged, never a crash; what is refused has a reason, and
// what is taken has a body that reads back as itself.
#include "eventstore/base/check.h"
#include "services/ingest/catalogue.h"
#include "services/vocabulary/content.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto registry =
      *goldthread::ingest::Registry::Parse(goldthread::ingest::DefaultRegistryToml());
  static constexpr goldthread::Instant kNow{std::chrono::seconds(1'780'000'000)};
  goldthread::v1::Event event;
  if (!event.ParseFromArray(data, static_cast<int>(size))) return 0;
  const auto verdict = goldthread::ingest::Judge(event, registry, kNow);
  for (const auto& violation : verdict.violations) GT_CHECK(!violation.rule().empty());
  if (!verdict.violations.empty()) return 0;
  goldthread::v1::Event again;
  const std::string body = goldthread::BodyOf(event);
  GT_CHECK(again.ParseFromString(body));
  GT_CHECK(goldthread::BodyOf(again) == body);
  return 0;
}
