#include "services/ingest/normalise.h"

#include <optional>
#include <utility>

namespace goldthread::ingest {

v1::Event Normalised(const Registry& registry, v1::Event event) {
  std::optional<FeedEntry> feed = registry.Find(event.feed());
  if (!feed.has_value()) return event;
  if (event.agency().empty()) event.set_agency(std::move(feed->agency));
  if (event.partnership().empty()) event.set_partnership(registry.partnership());
  return event;
}

}  // namespace goldthread::ingest
