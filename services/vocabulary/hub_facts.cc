#include "services/vocabulary/hub_facts.h"

#include <fmt/format.h>
#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <utility>

namespace goldthread {

v1::Event HubFact(std::string_view feed, std::string id, v1::InformationCategory category,
                  Instant now) {
  v1::Event event;
  event.set_feed(std::string(feed));
  event.set_id(std::move(id));
  event.set_category(category);
  const auto at =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(now.time_since_epoch().count());
  *event.mutable_occurred()->mutable_instant() = at;
  *event.mutable_recorded_at() = at;
  return event;
}

StatusOr<Position> TakeDown(const Publish& publish, std::span<const v1::Event> facts) {
  GT_ASSIGN_OR_RETURN(const auto receipts, publish(facts));
  Position last;
  for (const v1::Receipt& receipt : receipts) {
    if (!receipt.has_accepted()) {
      const auto& violations = receipt.rejected().violations();
      return Error(Code::kInvalidArgument,
                   fmt::format("BAD_REQUEST: the hub refuses the decision: {}",
                               violations.empty() ? "" : violations[0].rule()));
    }
    last.value = std::max(last.value, receipt.accepted().position());
  }
  if (receipts.size() == facts.size()) return last;
  return Error(Code::kInvalidArgument, "BAD_REQUEST: the hub refuses the decision: ");
}

}  // namespace goldthread
