#include "connectors/adults/alerts.h"

#include <algorithm>

#include "connectors/adults/adult_rows.h"
#include "connectors/adults/alert_reader.h"
#include "connectors/adults/pictures.h"
#include "connectors/adults/worries.h"
#include "eventstore/base/digest.h"
#include "eventstore/base/key.h"

namespace goldthread::adults {
namespace {

constexpr size_t kIdBytes = 16;
constexpr int kPatternOfHarm = 4;

std::string ShortDigest(std::string_view bytes) {
  return Hex(std::string_view(Sha256(bytes)).substr(0, kIdBytes));
}

std::string CauseId(char family, const FoundCause& cause, bool shielded) {
  KeyWriter says;
  says.Byte(family)
      .Text(cause.trigger.feed())
      .Text(cause.trigger.root().empty() ? cause.trigger.event_id() : cause.trigger.root())
      .Text(cause.trigger.record())
      .Text(cause.link)
      .Text(cause.child_told.feed())
      .Text(cause.child_told.record());
  // Another than what all may see, and with decisions of its own.
  if (shielded) says.Text("shielded");
  return ShortDigest(says.view());
}

void Fill(const std::vector<RecordId>& records,
          google::protobuf::RepeatedPtrField<v1::RecordRef>* refs) {
  for (const RecordId& record : records) *refs->Add() = ToRef(record);
}

// Its id is its first cause's.
v1::AdultAlertRow AlertOfFinding(const Rule& rule, const Finding& finding,
                                 const Situation& situation) {
  v1::AdultAlertRow alert;
  std::set<std::string> known;
  const bool shielded = finding.child != nullptr && finding.child->shielded;
  for (const FoundCause& found : finding.causes) {
    std::string id = CauseId(rule.family, found, shielded);
    if (!known.insert(id).second) continue;
    v1::AdultCause& cause = *alert.add_causes();
    cause.set_id(std::move(id));
    *cause.mutable_trigger() = found.trigger;
  }
  alert.set_rule(finding.rule);
  alert.set_rule_version(rule.version);
  if (!finding.of_child_alone) Fill(situation.records, alert.mutable_adult());
  Fill(finding.child != nullptr ? finding.child->records : finding.other, alert.mutable_child());
  alert.set_place(PlaceDigest(finding.place));
  for (const Step& step : finding.path) {
    v1::AdultStep& said = *alert.add_path();
    said.set_feed(step.fact.feed());
    said.set_event_id(step.fact.event_id());
    said.set_clause(step.clause);
    said.set_record(step.fact.record());
    said.set_category(step.fact.category());
    said.set_says_place(step.says_place);
    said.mutable_said_by()->Assign(step.said_by.begin(), step.said_by.end());
  }
  alert.set_since(finding.since);
  alert.set_from(finding.from.value_or(finding.since));
  if (finding.until.has_value()) alert.set_until(*finding.until);
  if (finding.historic_from.has_value()) alert.set_historic_from(*finding.historic_from);
  alert.set_confidence(finding.confidence);
  return alert;
}

// On which it becomes something else.
std::set<int> DaysOf(const v1::AdultAlertRow& alert) {
  std::set<int> days;
  if (alert.causes().empty()) return days;
  days.insert(alert.from());
  for (const v1::AdultCause& cause : alert.causes()) {
    days.insert(DayNumber(OverdueOn(cause.found_us(), DayOfNumber(alert.from()))));
  }
  if (alert.has_until()) days.insert(alert.until());
  if (alert.has_historic_from()) days.insert(alert.historic_from());
  return days;
}

}  // namespace

std::string PlaceDigest(const std::string& place) {
  return place.empty() ? "" : ShortDigest("place " + place);
}

AlertRows AlertsIn(const Situation& situation) {
  AlertRows alerts;
  for (const Rule& rule : Rules()) {
    std::vector<Finding> findings;
    rule.look(situation, &findings);
    for (const Finding& finding : findings) {
      v1::AdultAlertRow alert = AlertOfFinding(rule, finding, situation);
      if (rule.of_harm && situation.grown_up_from.has_value()) {
        alert.set_from(std::max(alert.from(), *situation.grown_up_from));
        if (alert.has_until() && alert.until() <= alert.from()) continue;
      }
      std::string id = alert.causes(0).id();
      alerts.emplace(std::move(id), std::move(alert));
    }
  }
  return alerts;
}

Status Alerts::JudgeAdult(const RecordId& adult, std::set<std::string>* before, AlertRows* now) {
  GT_ASSIGN_OR_RETURN(const auto* known, people_.Row(adult));
  if (!known->watched() && known->alerts().empty()) return OkStatus();
  GT_ASSIGN_OR_RETURN(auto* row, people_.EditRow(adult));
  before->insert(row->alerts().begin(), row->alerts().end());
  row->clear_alerts();
  GT_ASSIGN_OR_RETURN(const RecordId person, people_.PersonOf(adult));
  if (!row->watched() || person != adult) return OkStatus();
  GT_ASSIGN_OR_RETURN(const Situation situation, SituationOf(adult, people_, rows_));
  AlertRows mine = AlertsIn(situation);
  for (const auto& [id, alert] : mine) row->add_alerts(id);
  now->merge(std::move(mine));
  return OkStatus();
}

Status Alerts::Judge(const Persons& persons, int worries_since) {
  std::set<std::string> before;
  AlertRows now;
  Pictures pictures(people_);
  for (const RecordId& person : persons) {
    GT_RETURN_IF_ERROR(JudgeAdult(person, &before, &now));
    if (worries_since == kNever) continue;
    GT_RETURN_IF_ERROR(pictures.JudgeSince(worries_since, person, &before, &now));
  }
  GT_RETURN_IF_ERROR(Date(before, &now));
  std::erase_if(before, [&now](const std::string& id) { return now.contains(id); });
  GT_RETURN_IF_ERROR(BreakAll(before, now));
  for (const auto& [id, alert] : now) GT_RETURN_IF_ERROR(Keep(id, alert));
  return OkStatus();
}

Status Alerts::Date(const std::set<std::string>& before, AlertRows* now) {
  std::vector<v1::AdultCause*> elsewhere;
  for (auto& [id, alert] : *now) {
    GT_ASSIGN_OR_RETURN(const auto* row, StandingRow(id));
    // Most are where they were.
    int at = 0;
    for (v1::AdultCause& cause : *alert.mutable_causes()) {
      if (at < row->causes_size() && row->causes(at).id() == cause.id()) {
        cause.set_found_us(row->causes(at++).found_us());
      } else {
        elsewhere.push_back(&cause);
      }
    }
  }
  if (elsewhere.empty()) return OkStatus();
  std::set<std::string> ids = before;
  for (const auto& [id, alert] : *now) ids.insert(id);
  std::map<std::string_view, int64_t> found;
  for (const std::string& id : ids) {
    GT_ASSIGN_OR_RETURN(const auto* row, StandingRow(id));
    for (const v1::AdultCause& cause : row->causes()) found.emplace(cause.id(), cause.found_us());
  }
  for (v1::AdultCause* const cause : elsewhere) {
    const auto known = found.find(cause->id());
    cause->set_found_us(known == found.end() ? received_us_ : known->second);
  }
  return OkStatus();
}

// What breaks and stands again with one record of the log never broke for anybody.
StatusOr<const v1::AdultAlertRow*> Alerts::StandingRow(const std::string& id) {
  GT_ASSIGN_OR_RETURN(const auto* row, rows_.Get<v1::AdultAlertRow>(AlertKey(id)));
  const bool stands = row->why_broken().empty() || row->broken_at() == position_.value;
  return stands ? row : &v1::AdultAlertRow::default_instance();
}

void Alerts::Index(const std::string& id, const v1::AdultAlertRow& alert,
                   const v1::AdultAlertRow& before) {
  const auto name = [&](const auto& refs, const auto& known) {
    for (const v1::RecordRef& ref : refs) {
      const RecordId record = FromRef(ref);
      const bool is_known = std::any_of(known.begin(), known.end(),
                                        [&](const auto& one) { return IsOf(one, record); });
      if (!is_known) rows_.Append(NamedKey(record, id), "");
    }
  };
  name(alert.adult(), before.adult());
  name(alert.child(), before.child());
  const std::set<int> known = DaysOf(before);
  for (const int day : DaysOf(alert)) {
    if (!known.contains(day)) rows_.Append(DueKey(day, id), "");
  }
}

Status Alerts::NameCauses(const std::string& id, const v1::AdultAlertRow& alert,
                          const v1::AdultAlertRow& before) {
  std::set<std::string_view> known;
  for (const v1::AdultCause& cause : before.causes()) known.insert(cause.id());
  for (int i = 1; i < alert.causes_size(); ++i) {
    if (known.contains(alert.causes(i).id())) continue;
    GT_ASSIGN_OR_RETURN(auto* alias, rows_.Edit<v1::AdultAliasRow>(AliasKey(alert.causes(i).id())));
    alias->set_alert_id(id);
  }
  return OkStatus();
}

Status Alerts::Note(int kind, const std::string& id, const v1::AdultAlertRow& alert) {
  GT_ASSIGN_OR_RETURN(auto* count, rows_.Edit<v1::AdultChangeCountRow>(ChangeCountKey()));
  if (count->position() != position_.value) {
    count->set_position(position_.value);
    count->clear_alert_ids();
  }
  count->set_count(count->count() + 1);
  count->add_alert_ids(id);
  v1::AdultAlertChange change;
  change.set_nth(std::count(count->alert_ids().begin(), count->alert_ids().end(), id));
  change.set_position(position_.value);
  change.set_kind(kind);
  change.set_alert_id(id);
  *change.mutable_alert() = alert;
  rows_.Append(ChangeKey(count->count()), change.SerializeAsString());
  return OkStatus();
}

Status Alerts::Keep(const std::string& id, const v1::AdultAlertRow& alert) {
  GT_ASSIGN_OR_RETURN(const bool is_same, rows_.IsKept<v1::AdultAlertRow>(AlertKey(id), alert));
  if (is_same) return OkStatus();
  GT_ASSIGN_OR_RETURN(auto* row, rows_.Edit<v1::AdultAlertRow>(AlertKey(id)));
  const bool is_new = row->causes().empty();
  const bool was_broken = !row->why_broken().empty();
  const auto kind = is_new && going_on_.contains(id) ? AlertChange::Kind::kContinued
                    : is_new                         ? AlertChange::Kind::kRaised
                    : was_broken                     ? AlertChange::Kind::kRestored
                                                     : AlertChange::Kind::kChanged;
  // While it was broken others may have gone on with its causes.
  if (was_broken) row->clear_causes();
  GT_RETURN_IF_ERROR(NameCauses(id, alert, *row));
  Index(id, alert, *row);
  *row = alert;
  return Note(static_cast<int>(kind), id, alert);
}

Status Alerts::BreakAll(const std::set<std::string>& ids, const AlertRows& now) {
  if (ids.empty()) return OkStatus();
  std::map<std::string, std::string> alert_of_cause;
  for (const auto& [id, alert] : now) {
    for (const v1::AdultCause& cause : alert.causes()) alert_of_cause[cause.id()] = id;
  }
  for (const std::string& id : ids) GT_RETURN_IF_ERROR(Break(id, alert_of_cause));
  return OkStatus();
}

Status Alerts::Break(const std::string& id,
                     const std::map<std::string, std::string>& alert_of_cause) {
  GT_ASSIGN_OR_RETURN(auto* row, rows_.Edit<v1::AdultAlertRow>(AlertKey(id)));
  row->set_broken_at(position_.value);
  const auto goes_on = std::find_if(
      row->causes().begin(), row->causes().end(),
      [&](const v1::AdultCause& cause) { return alert_of_cause.contains(cause.id()); });
  if (goes_on != row->causes().end()) {
    row->set_merged_into(alert_of_cause.at(goes_on->id()));
    going_on_.insert(row->merged_into());
    row->set_why_broken("another alert goes on with it");
    return Note(static_cast<int>(AlertChange::Kind::kMerged), id, *row);
  }
  GT_ASSIGN_OR_RETURN(const std::string why, WhyBroken(*row));
  row->set_why_broken(why);
  return Note(static_cast<int>(AlertChange::Kind::kBroken), id, *row);
}

StatusOr<bool> Alerts::HasDied(const google::protobuf::RepeatedPtrField<v1::RecordRef>& records) {
  if (records.empty()) return false;
  GT_ASSIGN_OR_RETURN(const RecordId person, people_.PersonOf(FromRef(records[0])));
  return people_.HasDied(person);
}

StatusOr<bool> Alerts::IsAt(const google::protobuf::RepeatedPtrField<v1::RecordRef>& records,
                            const std::string& place) {
  for (const v1::RecordRef& ref : records) {
    GT_ASSIGN_OR_RETURN(const RecordId person, people_.PersonOf(FromRef(ref)));
    GT_ASSIGN_OR_RETURN(const auto* row, people_.Row(person));
    if (row->shielded()) return true;  // Whether it is must not show.
    for (const v1::AdultHome& home : row->homes()) {
      if (PlaceDigest(home.place()) == place) return true;
    }
  }
  return false;
}

StatusOr<bool> Alerts::IsVoid(const v1::AdultStep& step, const v1::AdultEventRow& event) {
  std::vector<std::string> keys;
  for (const v1::RecordRef& ref : event.records()) keys.push_back(FactsKey(FromRef(ref)));
  for (const v1::RecordRef& ref : event.worried()) {
    keys.push_back(WorriesKey(FromRef(ref), FortnightOf(event.worry_day())));
  }
  for (const std::string& key : keys) {
    GT_ASSIGN_OR_RETURN(const auto* row, rows_.Get<v1::AdultRecordRow>(key));
    for (const v1::AdultFact& fact : row->facts()) {
      if (fact.event_id() == step.event_id() && fact.void_()) return true;
    }
  }
  return false;
}

StatusOr<std::string> Alerts::WhyBroken(const v1::AdultAlertRow& alert) {
  for (const v1::AdultStep& step : alert.path()) {
    GT_ASSIGN_OR_RETURN(const auto* event,
                        rows_.Get<v1::AdultEventRow>(EventKey(step.feed(), step.event_id())));
    GT_ASSIGN_OR_RETURN(const bool is_void, IsVoid(step, *event));
    if (is_void) return std::string("a fact it rests on was corrected or withdrawn");
    for (const v1::AdultSequel& sequel : event->sequels()) {
      if (sequel.void_()) continue;
      if (sequel.withdraws()) return std::string("the assertion was withdrawn");
      if (sequel.ends()) return std::string("what it rests on has ended");
    }
  }
  GT_ASSIGN_OR_RETURN(const bool adult_died, HasDied(alert.adult()));
  if (adult_died) return std::string("the adult has died");
  // Of a pattern of harm it is those who were hurt.
  GT_ASSIGN_OR_RETURN(const bool child_died, HasDied(alert.child()));
  if (child_died && alert.rule() != kPatternOfHarm) return std::string("the child has died");
  if (alert.adult().empty()) return std::string("the worries no longer add up");
  GT_ASSIGN_OR_RETURN(const RecordId adult, people_.PersonOf(FromRef(alert.adult(0))));
  GT_ASSIGN_OR_RETURN(const std::vector<RecordId> records, people_.RecordsOf(adult));
  if (records.size() < static_cast<size_t>(alert.adult_size())) {
    return std::string("records of the adult were separated");
  }
  if (alert.place().empty()) return std::string("what led to the child holds no more");
  GT_ASSIGN_OR_RETURN(const bool adult_there, IsAt(alert.adult(), alert.place()));
  if (!adult_there) return std::string("the adult is elsewhere");
  if (alert.child().empty()) return std::string("they are few enough to tell who lives with whom");
  GT_ASSIGN_OR_RETURN(const bool child_there, IsAt(alert.child(), alert.place()));
  if (!child_there) return std::string("the child is elsewhere");
  return std::string("its path holds no more");
}

}  // namespace goldthread::adults
