#include "services/alerts/subscription.h"

#include <fmt/format.h>
#include <google/protobuf/util/time_util.h>

#include "services/alerts/alert_questions.h"
#include "services/alerts/life_reader.h"

namespace goldthread::alerts {
namespace {

constexpr size_t kChangesTold = 200;

bool IsWanted(const Subscriber& subscriber, const v1::AlertChange& change) {
  const int64_t raised_us =
      google::protobuf::util::TimeUtil::TimestampToMicroseconds(change.alert().raised_at());
  const Instant from = StartOfDayInLondon(subscriber.since);
  return Instant(std::chrono::microseconds(raised_us)) >= from &&
         IsOfRules(change, subscriber.rules);
}

}  // namespace

StatusOr<Subscription::Batch> Subscription::Next(const std::string& place) {
  Batch batch;
  const auto from = Place::Parse(place);
  GT_ASSIGN_OR_RETURN(const auto views, parts_.views.At({0}));
  const Reading reading{*views, parts_.door, subscriber_.reads_as, parts_.clock.Now()};
  const auto add = [&](const Told& told) -> Status {
    if (!told.change.has_value() || !IsWanted(subscriber_, *told.change)) return OkStatus();
    GT_ASSIGN_OR_RETURN(const Telling telling,
                        TellingOf(*views, told.change->id(), subscriber_.name));
    if (telling.Settled()) return OkStatus();
    GT_ASSIGN_OR_RETURN(
        auto disclosed,
        parts_.door.Disclose(subscriber_.reads_as,
                             LookAt("alerts.deliver", *told.seen, views->NextPosition()),
                             Tidings{*told.change, telling.asked_again}));
    batch.tidings.push_back(std::move(disclosed));
    waiting_.insert_or_assign(told.change->id(), told);
    return OkStatus();
  };
  auto told = ChangesAfter(reading, from.value_or(Beginning(subscriber_.since)), kChangesTold);
  // Newer rules: what is settled is known by the changes' ids, so nothing is told twice.
  if (told.status().code() == Code::kFailedPrecondition) {
    told = ChangesAfter(reading, Beginning(subscriber_.since), kChangesTold);
  }
  GT_RETURN_IF_ERROR(told.status());
  for (const Told& each : *told) GT_RETURN_IF_ERROR(add(each));
  batch.place = told->empty() ? place : told->back().after.Text();
  GT_ASSIGN_OR_RETURN(const auto asked, AskedAgain(*views, subscriber_.name));
  for (const std::string& id : asked) {
    GT_ASSIGN_OR_RETURN(const auto again, ChangeById(reading, id));
    GT_ASSIGN_OR_RETURN(const Telling telling, TellingOf(*views, id, subscriber_.name));
    const std::string round = fmt::format("{}/{}", id, telling.asked_again);
    if (again.has_value() && handed_again_.insert(round).second) {
      GT_RETURN_IF_ERROR(add(*again));
    }
  }
  return batch;
}

StatusOr<std::optional<access::Disclosed<v1::AlertChange>>> Subscription::AsNow(
    const std::string& id) const {
  using Shown = std::optional<access::Disclosed<v1::AlertChange>>;
  GT_ASSIGN_OR_RETURN(const auto views, parts_.views.At({0}));
  const Reading reading{*views, parts_.door, subscriber_.reads_as, parts_.clock.Now()};
  const auto waiting = waiting_.find(id);
  if (waiting == waiting_.end()) return Shown();
  GT_ASSIGN_OR_RETURN(const Told told, AsToldNow(reading, waiting->second));
  if (!told.change.has_value()) return Shown();
  GT_ASSIGN_OR_RETURN(auto disclosed, parts_.door.Disclose(subscriber_.reads_as,
                                                           LookAt("alerts.deliver", *told.seen,
                                                                  views->NextPosition()),
                                                           *told.change));
  return Shown(std::move(disclosed));
}

}  // namespace goldthread::alerts
