#include "services/alerts/seen_alert.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <map>

#include "services/alerts/rule_words.h"
#include "services/chronology/shields.h"
#include "services/identity/person.h"
#include "services/vocabulary/calendar.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::alerts {
namespace {

using access::Outcome;
using google::protobuf::util::TimeUtil;

google::protobuf::Timestamp At(Instant instant) {
  return TimeUtil::MicrosecondsToTimestamp(instant.time_since_epoch().count());
}

bool Has(const std::vector<RecordId>& records, const RecordId& record) {
  return std::ranges::find(records, record) != records.end();
}

// One step, and what the caller may see of it.
struct Step {
  const adults::PathStep* says = nullptr;
  std::string agency;
  Outcome outcome = Outcome::kNothing;
  bool shielded = false;  // It says where somebody is of whom nobody may know that.
};

class Looker {
 public:
  Looker(const Reading& reading, const adults::Alert& alert) : reading_(reading), alert_(alert) {}

  StatusOr<std::optional<SeenAlert>> See() {
    if (alert_.from > DayInLondon(reading_.now)) return std::optional<SeenAlert>();
    adult_ = reading_.door.SightOf(reading_.caller, alert_.adult);
    child_ = reading_.door.SightOf(reading_.caller, alert_.child);
    GT_RETURN_IF_ERROR(ReadSteps());
    GT_RETURN_IF_ERROR(FindShields());
    const bool hidden = std::ranges::any_of(steps_, [this](const Step& step) {
      return step.outcome == Outcome::kNothing || (step.shielded && !IsKnownToCaller(step));
    });
    if (steps_.empty() || hidden) return std::optional<SeenAlert>();
    GT_ASSIGN_OR_RETURN(SeenAlert seen, Show());
    return std::optional<SeenAlert>(std::move(seen));
  }

 private:
  // A fact about no record is the hub's own, about the adult.
  StatusOr<access::Sight> SightOfPerson(const RecordId& record) {
    if (Has(alert_.child, record)) return child_;
    if (record == RecordId{} || Has(alert_.adult, record)) return adult_;
    GT_ASSIGN_OR_RETURN(const auto person,
                        identity::PersonOf(reading_.views, record, std::nullopt));
    return reading_.door.SightOf(reading_.caller, person.records);
  }

  Status ReadSteps() {
    for (const adults::PathStep& says : alert_.path) {
      GT_ASSIGN_OR_RETURN(const access::Sight sight, SightOfPerson(says.record));
      std::string agency = reading_.door.OwnerOf(says.feed);
      const Outcome outcome = sight.Of(says.category, agency);
      steps_.push_back({&says, std::move(agency), outcome});
    }
    return OkStatus();
  }

  // As things are today, of a change of long ago too.
  Status FindShields() {
    chronology::Shields shields(reading_.views);
    for (Step& step : steps_) {
      if (!step.says->says_place) continue;
      GT_ASSIGN_OR_RETURN(step.shielded, shields.IsShielded(step.says->record));
    }
    return OkStatus();
  }

  // Whoever recorded where the shielded person is knows it anyhow.
  bool IsKnownToCaller(const Step& step) const {
    const auto is_callers = [this](const std::string& feed) {
      return reading_.door.OwnerOf(feed) == reading_.caller.agency();
    };
    return is_callers(step.says->feed) || std::ranges::any_of(step.says->said_by, is_callers);
  }

  bool ShowsAll() const {
    return std::ranges::all_of(steps_,
                               [](const Step& step) { return step.outcome == Outcome::kContent; });
  }

  // A record of the person that the caller knows of anyhow: its own agency's, or a shown fact's.
  std::optional<RecordId> KnownRecord(const std::vector<RecordId>& records) const {
    for (const RecordId& record : records) {
      if (reading_.door.OwnerOf(record.feed) == reading_.caller.agency()) return record;
    }
    for (const Step& step : steps_) {
      if (step.outcome != Outcome::kContent) continue;
      if (Has(records, step.says->record)) return step.says->record;
    }
    return std::nullopt;
  }

  void AddPath(v1::Alert* alert) const {
    std::map<std::string, int> withheld;
    for (const Step& step : steps_) {
      if (step.outcome != Outcome::kContent) {
        ++withheld[step.agency];
        continue;
      }
      v1::AlertStep& shown = *alert->add_path();
      shown.set_feed(step.says->feed);
      shown.set_event_id(step.says->event_id);
      shown.set_agency(step.agency);
      shown.set_category(step.says->category);
      shown.set_clause(step.says->clause);
      if (step.says->record != RecordId{}) *shown.mutable_record() = ToRef(step.says->record);
    }
    for (const auto& [agency, steps] : withheld) {
      v1::AlertWithheld& each = *alert->add_withheld();
      each.set_agency(agency);
      each.set_ring(reading_.door.policy().RingOf(agency));
      each.set_steps(steps);
    }
  }

  void AddLife(const Life& life, const std::vector<Decided>& decided, v1::Alert* alert) const {
    alert->set_state(life.state);
    alert->set_historic(life.historic);
    alert->set_overdue(life.overdue);
    alert->set_new_evidence(life.new_evidence);
    *alert->mutable_raised_at() = At(life.raised_at);
    *alert->mutable_acknowledge_by() = At(life.acknowledge_by);
    alert->set_etag(life.etag);
    const bool shows_all = ShowsAll();
    for (const Decided& each : decided) {
      v1::AlertDecision& shown = *alert->add_decisions() = each.decision;
      // Whoever decided may have written what they were shown.
      if (!shows_all) shown.clear_reason();
    }
  }

  StatusOr<SeenAlert> Show() const {
    SeenAlert seen;
    for (const adults::Cause& cause : alert_.causes) seen.causes.push_back(cause.id);
    GT_ASSIGN_OR_RETURN(const auto decided, DecisionsOn(reading_.views, seen.causes));
    seen.life = LifeOf(alert_, decided, reading_.now);
    seen.records = alert_.child;
    seen.records.insert(seen.records.end(), alert_.adult.begin(), alert_.adult.end());
    seen.sight = alert_.child.empty() ? adult_ : child_;
    v1::Alert& alert = seen.alert;
    alert.set_id(alert_.id);
    const RuleWords words = WordsOfRule(alert_.rule);
    alert.set_rule(std::string(words.name));
    alert.set_rule_version(alert_.rule_version);
    alert.set_headline(std::string(words.headline));
    if (const auto record = KnownRecord(alert_.adult)) *alert.mutable_adult() = ToRef(*record);
    if (const auto record = KnownRecord(alert_.child)) *alert.mutable_child() = ToRef(*record);
    AddPath(&alert);
    alert.set_owner(reading_.door.policy().alerts().owner);
    alert.set_merged_into(alert_.merged_into);
    if (ShowsAll()) {
      alert.set_confidence(alert_.confidence);
      alert.set_since(DayText(alert_.since));
      alert.set_withdrawn_because(alert_.why_broken);
      const bool shielded = std::ranges::any_of(steps_, &Step::shielded);
      if (!shielded) alert.set_place(alert_.place);
    }
    AddLife(seen.life, decided, &alert);
    return seen;
  }

  const Reading& reading_;
  const adults::Alert& alert_;
  access::Sight adult_;
  access::Sight child_;
  std::vector<Step> steps_;
};

}  // namespace

StatusOr<std::optional<SeenAlert>> SeeAlert(const Reading& reading, const adults::Alert& alert) {
  return Looker(reading, alert).See();
}

}  // namespace goldthread::alerts
