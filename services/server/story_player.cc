#include "services/server/story_player.h"

#include <fmt/format.h>

#include "goldthread/v1/event_service.grpc.pb.h"
#include "services/server/chronology_client.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::server {
namespace {

StatusOr<v1::Receipt> Publish(const StoryStep& step, v1::EventService::Stub& stub) {
  v1::PublishBatchRequest request;
  *request.add_events() = step.event;
  GT_ASSIGN_OR_RETURN(v1::PublishBatchResponse response,
                      Ask(stub, &v1::EventService::Stub::PublishBatch, request));
  if (response.receipts_size() != 1) return Error(Code::kInternal, "one event, not one receipt");
  v1::Receipt& receipt = *response.mutable_receipts(0);
  if (receipt.has_accepted()) return std::move(receipt);
  std::string rules;
  for (const v1::Violation& violation : receipt.rejected().violations()) {
    rules += fmt::format(" {} {}", violation.field(), violation.rule());
  }
  return Error(Code::kInvalidArgument,
               fmt::format("the hub refuses {}:{}", step.event.id(), rules));
}

std::vector<std::string> IdsOf(const Chronology& chronology) {
  std::vector<std::string> ids;
  for (const v1::ChronologyEntry& entry : chronology.entries) ids.push_back(entry.event().id());
  return ids;
}

void Compare(std::string_view when, const StoryLook& look, const Chronology& seen,
             std::vector<std::string>& differences) {
  const std::vector<std::string> ids = IdsOf(seen);
  if (ids == look.event_ids) return;
  differences.push_back(fmt::format("{}: expected {}, saw {}", when, fmt::join(look.event_ids, " "),
                                    fmt::join(ids, " ")));
}

}  // namespace

StatusOr<Played> Play(const Story& story, const HubClient& client, ManualClock& clock,
                      const std::function<void(const StoryStep&)>& before) {
  const auto stub = v1::EventService::NewStub(client.channel());
  Played played;
  for (const StoryStep& step : story.steps) {
    before(step);
    clock.Set(ReceivedAt(step));
    GT_ASSIGN_OR_RETURN(v1::Receipt receipt, Publish(step, *stub));
    played.receipts.push_back(std::move(receipt));
  }
  *played.now_query.mutable_record() = ToRef(story.asked);
  played.then_query = played.now_query;
  played.then_query.set_as_known_on(DayText(story.attendance_day));
  GT_ASSIGN_OR_RETURN(played.now, FetchChronology(client, story.now.caller, played.now_query));
  GT_ASSIGN_OR_RETURN(played.then, FetchChronology(client, story.then.caller, played.then_query));
  return played;
}

std::vector<std::string> Differences(const Story& story, const Played& played) {
  std::vector<std::string> differences;
  Compare("today", story.now, played.now, differences);
  Compare("as known on " + DayText(story.attendance_day), story.then, played.then, differences);
  for (const v1::ChronologyEntry& entry : played.now.entries) {
    const int expected = entry.event().id() == story.late_event_id ? story.late_days : 0;
    if (entry.days_late() == expected) continue;
    differences.push_back(fmt::format("{}: expected {} days late, saw {}", entry.event().id(),
                                      expected, entry.days_late()));
  }
  return differences;
}

}  // namespace goldthread::server
