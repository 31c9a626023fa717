#include "services/server/story_player.h"

#include <fmt/format.h>

#include <algorithm>

#include "goldthread/v1/adult_service.grpc.pb.h"
#include "goldthread/v1/audit_service.grpc.pb.h"
#include "services/feeds/page_token.h"
#include "services/server/chronology_client.h"
#include "services/server/story_events.h"
#include "services/server/words.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::server {
namespace {

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

RecordId RecordOf(const StoryStep& step) {
  return {step.event.feed(), step.event.subjects(0).record()};
}

StatusOr<std::vector<v1::Alert>> AlertsAbout(const Story& story, const HubClient& client) {
  const auto stub = v1::AdultService::NewStub(client.channel());
  v1::ListAlertsRequest list;
  *list.mutable_caller() = story.now.caller;
  list.mutable_caller()->set_purpose(v1::PURPOSE_SECTION_47);
  list.set_min_position(feeds::kNewest);
  *list.mutable_record() = ToRef(story.asked);
  GT_ASSIGN_OR_RETURN(const v1::ListAlertsResponse found, AskUntilFresh([&] {
                        return Ask(*stub, &v1::AdultService::Stub::ListAlerts, list);
                      }));
  std::vector<v1::Alert> alerts;
  for (const v1::Alert& each : found.alerts()) {
    v1::GetAlertRequest get;
    *get.mutable_caller() = list.caller();
    get.set_id(each.id());
    GT_ASSIGN_OR_RETURN(v1::GetAlertResponse alert,
                        Ask(*stub, &v1::AdultService::Stub::GetAlert, get));
    alerts.push_back(std::move(*alert.mutable_alert()));
  }
  return alerts;
}

StatusOr<size_t> LooksByNurse(const Story& story, const HubClient& client) {
  const auto stub = v1::AuditService::NewStub(client.channel());
  v1::ListLooksRequest request;
  *request.mutable_caller() =
      CallerOf(story.nurse.agency(), "guardian-1", "caldicott-guardian", v1::PURPOSE_AUDIT);
  *request.mutable_record() = ToRef(story.asked);
  request.set_user(story.nurse.user());
  GT_ASSIGN_OR_RETURN(const v1::ListLooksResponse list,
                      Ask(*stub, &v1::AuditService::Stub::ListLooks, request));
  return static_cast<size_t>(list.looks_size());
}

// Of several agencies, the alert is raised with the one that completes them.
void CompareAlerts(const Story& story, const Played& played,
                   std::vector<std::string>& differences) {
  if (played.alerts.size() != 1) {
    differences.push_back(fmt::format("expected one alert, saw {}", played.alerts.size()));
    return;
  }
  const v1::Alert& alert = played.alerts.front();
  if (alert.rule() != "small-worries" || alert.path_size() != 4) {
    differences.push_back(fmt::format("expected four small worries, saw {} and {} facts",
                                      alert.rule(), alert.path_size()));
  }
  for (const StoryStep& step : story.steps) {
    if (step.event.id() != story.alert_event_id) continue;
    if (InstantOf(alert.raised_at()) == ReceivedAt(step)) continue;
    differences.push_back(fmt::format("expected the alert with {}, raised {}", step.event.id(),
                                      TimeText(alert.raised_at())));
  }
}

// The school hears that the police know her, and not what they wrote.
void CompareTeacher(const Story& story, const Played& played,
                    std::vector<std::string>& differences) {
  const std::vector<std::string> shown = IdsOf(played.for_teacher);
  if (std::ranges::find(shown, story.withheld_event_id) != shown.end()) {
    differences.push_back("the school is shown " + story.withheld_event_id);
  }
  const auto& known_to = played.for_teacher.known_to;
  if (std::ranges::none_of(
          known_to, [](const auto& known) { return known.agency() == "northmere-police"; })) {
    differences.emplace_back("the school is not told that the police know her");
  }
}

}  // namespace

StatusOr<Played> Play(const Story& story, const HubClient& client, ManualClock& clock,
                      const std::function<void(const StoryStep&)>& before) {
  Played played;
  *played.now_query.mutable_record() = ToRef(story.asked);
  played.then_query = played.now_query;
  played.then_query.set_as_known_on(DayText(story.attendance_day));
  for (const StoryStep& step : story.steps) {
    before(step);
    clock.Set(ReceivedAt(step));
    GT_ASSIGN_OR_RETURN(v1::Receipt receipt, PublishOne(step.event, client));
    played.receipts.push_back(std::move(receipt));
    if (!step.event.has_attendance_recorded()) continue;
    GT_RETURN_IF_ERROR(FetchChronology(client, story.nurse, played.now_query).status());
  }
  GT_ASSIGN_OR_RETURN(played.now, FetchChronology(client, story.now.caller, played.now_query));
  GT_ASSIGN_OR_RETURN(played.then, FetchChronology(client, story.then.caller, played.then_query));
  v1::ChronologyQuery of_pupil;
  *of_pupil.mutable_record() = ToRef(RecordOf(story.steps.front()));
  GT_ASSIGN_OR_RETURN(played.for_teacher, FetchChronology(client, story.teacher, of_pupil));
  GT_ASSIGN_OR_RETURN(played.alerts, AlertsAbout(story, client));
  GT_ASSIGN_OR_RETURN(played.looks_by_nurse, LooksByNurse(story, client));
  return played;
}

std::vector<std::string> Differences(const Story& story, const Played& played) {
  std::vector<std::string> differences;
  Compare("today", story.now, played.now, differences);
  Compare("as known on " + DayText(story.attendance_day), story.then, played.then, differences);
  CompareAlerts(story, played, differences);
  CompareTeacher(story, played, differences);
  if (played.looks_by_nurse == 0) {
    differences.push_back("the look of the nurse is not in the access history");
  }
  for (const v1::ChronologyEntry& entry : played.now.entries) {
    const int expected = entry.event().id() == story.late_event_id ? story.late_days : 0;
    if (entry.days_late() == expected) continue;
    differences.push_back(fmt::format("{}: expected {} days late, saw {}", entry.event().id(),
                                      expected, entry.days_late()));
  }
  return differences;
}

}  // namespace goldthread::server
