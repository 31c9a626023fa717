#include "services/alerts/alert_life.h"

#include <fmt/format.h>
#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <map>
#include <string_view>

#include "eventstore/base/digest.h"
#include "eventstore/base/key.h"
#include "services/vocabulary/calendar.h"
#include "services/vocabulary/working_days.h"

namespace goldthread::alerts {
namespace {

using google::protobuf::util::TimeUtil;

constexpr size_t kEtagDigits = 12;

// Changes with what the rules say of it and with every decision.
std::string EtagOf(const adults::Alert& alert, size_t decisions) {
  KeyWriter says;
  says.Text(alert.id).Number(alert.stands ? 1 : 0).Text(alert.merged_into).Number(alert.rule);
  for (const adults::Cause& cause : alert.causes) says.Text(cause.id);
  for (const adults::PathStep& step : alert.path) says.Text(step.feed).Text(step.event_id);
  return fmt::format("{}.{}", decisions, Hex(Sha256(says.view())).substr(0, kEtagDigits));
}

// Decisions, one after the other.
class Story {
 public:
  void Add(const Decided& decided) {
    const v1::AlertDecision& decision = decided.decision;
    switch (decision.act()) {
      case v1::ALERT_ACT_ACKNOWLEDGED:
        return Become(v1::ALERT_STATE_ACKNOWLEDGED, decided);
      case v1::ALERT_ACT_ASSESSED:
        return Become(v1::ALERT_STATE_ASSESSED, decided);
      case v1::ALERT_ACT_CLOSED:
        return Become(v1::ALERT_STATE_CLOSED, decided);
      case v1::ALERT_ACT_SUPPRESSION_PROPOSED:
        if (const auto until = ParseDay(decision.until()); until.has_value()) {
          proposed_ = Proposal{decision.id(), decision.decider(), *until};
        }
        return;
      case v1::ALERT_ACT_SUPPRESSION_AGREED:
        if (!proposed_.has_value() || proposed_->event_id != decided.answers) return;
        Cover(decided);
        suppressed_until_ = proposed_->until;
        proposed_.reset();
        return;
      case v1::ALERT_ACT_SUPPRESSION_REFUSED:
        if (proposed_.has_value() && proposed_->event_id == decided.answers) proposed_.reset();
        return;
      default:
        return;
    }
  }

  bool Covers(const adults::Cause& cause) const {
    const auto decided = covered_.find(cause.id);
    return decided != covered_.end() && decided->second >= cause.found_us;
  }
  bool IsSuppressedOn(Day day) const {
    return suppressed_until_.has_value() && day < *suppressed_until_;
  }
  bool Decided() const { return !covered_.empty(); }
  v1::AlertState state() const { return state_; }
  const std::optional<Proposal>& proposed() const { return proposed_; }

 private:
  void Become(v1::AlertState state, const alerts::Decided& decided) {
    state_ = state;
    suppressed_until_.reset();
    proposed_.reset();
    Cover(decided);
  }
  void Cover(const alerts::Decided& decided) {
    const int64_t at = TimeUtil::TimestampToMicroseconds(decided.decision.received_at());
    for (const std::string& cause : decided.causes) covered_[cause] = at;
  }

  v1::AlertState state_ = v1::ALERT_STATE_RAISED;
  std::optional<Proposal> proposed_;
  std::optional<Day> suppressed_until_;
  std::map<std::string, int64_t> covered_;  // When somebody last decided on the cause.
};

// Of what nobody decided on, the first that was found; else of all. What is only proposed decides
// nothing.
Instant RaisedAt(const adults::Alert& alert, const Story& story) {
  std::optional<int64_t> first;
  std::optional<int64_t> undecided;
  const auto sooner = [](std::optional<int64_t> a, int64_t b) {
    return std::min(a.value_or(b), b);
  };
  for (const adults::Cause& cause : alert.causes) {
    first = sooner(first, cause.found_us);
    if (!story.Covers(cause)) undecided = sooner(undecided, cause.found_us);
  }
  return Instant(std::chrono::microseconds(undecided.value_or(first.value_or(0))));
}

int NextDecision(const adults::Alert& alert, const std::vector<Decided>& decided) {
  auto last = static_cast<int>(decided.size());
  const std::string prefix = alert.id + "-";
  for (const Decided& each : decided) {
    const std::string_view id = each.decision.id();
    if (!id.starts_with(prefix)) continue;
    int number = 0;
    std::from_chars(id.data() + prefix.size(), id.data() + id.size(), number);
    last = std::max(last, number);
  }
  return last + 1;
}

bool HasCome(const std::optional<Day>& day, Day today) { return day.has_value() && *day <= today; }

}  // namespace

Instant AcknowledgeBy(Instant raised_at) {
  return EndOfDayInLondon(NextWorkingDay(DayInLondon(raised_at)));
}

bool IsOpen(v1::AlertState state) {
  return state == v1::ALERT_STATE_RAISED || state == v1::ALERT_STATE_ACKNOWLEDGED ||
         state == v1::ALERT_STATE_ASSESSED;
}

Life LifeOf(const adults::Alert& alert, const std::vector<Decided>& decided, Instant now) {
  const Day today = DayInLondon(now);
  Story story;
  for (const Decided& each : decided) story.Add(each);
  Life life;
  life.state = story.state();
  life.proposed = story.proposed();
  if (story.IsSuppressedOn(today)) life.state = v1::ALERT_STATE_SUPPRESSED;
  life.new_evidence = story.Decided() && std::ranges::any_of(alert.causes, [&](const auto& cause) {
                        return !story.Covers(cause);
                      });
  // Who has taken it on and not yet assessed it sees the new evidence as it is.
  if (life.new_evidence && life.state != v1::ALERT_STATE_ACKNOWLEDGED) {
    life.state = v1::ALERT_STATE_RAISED;
  }
  if (!alert.stands) life.state = v1::ALERT_STATE_WITHDRAWN;
  life.historic = HasCome(alert.historic_from, today) || HasCome(alert.until, today);
  life.raised_at = std::max(RaisedAt(alert, story), StartOfDayInLondon(alert.from));
  life.acknowledge_by = AcknowledgeBy(life.raised_at);
  life.overdue =
      life.state == v1::ALERT_STATE_RAISED && !life.historic && now >= life.acknowledge_by;
  life.etag = EtagOf(alert, decided.size());
  life.next_decision = NextDecision(alert, decided);
  return life;
}

}  // namespace goldthread::alerts
