#include "connectors/adults/alert_reader.h"

#include <algorithm>
#include <set>
#include <utility>

#include "connectors/adults/adult_rows.h"
#include "eventstore/base/key.h"
#include "services/vocabulary/working_days.h"

namespace goldthread::adults {
namespace {

// Merged alerts lead on, but not in a circle.
constexpr int kMergesMax = 32;

template <class Row>
StatusOr<std::optional<Row>> Read(const ViewSnapshot& views, const std::string& key) {
  GT_ASSIGN_OR_RETURN(const auto bytes, views.Get(kSpace + key));
  if (!bytes.has_value()) return std::optional<Row>();
  Row row;
  if (row.ParseFromString(*bytes)) return std::optional<Row>(std::move(row));
  return Error(Code::kDataLoss, "a row of adults does not parse; rebuild the views");
}

std::vector<RecordId> RecordsIn(const google::protobuf::RepeatedPtrField<v1::RecordRef>& refs) {
  std::vector<RecordId> records;
  for (const v1::RecordRef& ref : refs) records.push_back(FromRef(ref));
  return records;
}

Alert FromRow(std::string id, const v1::AdultAlertRow& row) {
  Alert alert;
  alert.id = std::move(id);
  for (const v1::AdultCause& cause : row.causes()) {
    alert.causes.push_back(
        {cause.id(), cause.trigger().feed(), cause.trigger().event_id(), cause.found_us()});
  }
  alert.rule = row.rule();
  alert.rule_version = row.rule_version();
  alert.adult = RecordsIn(row.adult());
  alert.child = RecordsIn(row.child());
  alert.place = row.place();
  for (const v1::AdultStep& step : row.path()) {
    PathStep& said = alert.path.emplace_back();
    said.feed = step.feed();
    said.event_id = step.event_id();
    said.record = {step.record().empty() ? "" : step.feed(), step.record()};
    said.clause = step.clause();
    said.category = step.category();
    said.says_place = step.says_place();
    said.said_by.assign(step.said_by().begin(), step.said_by().end());
  }
  alert.confidence = row.confidence();
  alert.since = DayOfNumber(row.since());
  alert.from = DayOfNumber(row.from());
  if (row.has_until()) alert.until = DayOfNumber(row.until());
  if (row.has_historic_from()) alert.historic_from = DayOfNumber(row.historic_from());
  alert.stands = row.why_broken().empty();
  alert.why_broken = row.why_broken();
  alert.merged_into = row.merged_into();
  return alert;
}

// The alerts whose ids end the keys of a range, after `prefix`.
StatusOr<std::vector<Alert>> Listed(const ViewSnapshot& views, const std::string& prefix) {
  std::vector<Alert> alerts;
  const auto row = views.Scan(PrefixRange(prefix));
  for (; row->Valid(); row->Next()) {
    std::string id;
    if (!KeyReader(row->key().substr(prefix.size())).Text(&id)) {
      return Error(Code::kDataLoss, "a row of adults does not parse; rebuild the views");
    }
    GT_ASSIGN_OR_RETURN(const auto alert, Read<v1::AdultAlertRow>(views, AlertKey(id)));
    if (alert.has_value()) alerts.push_back(FromRow(std::move(id), *alert));
  }
  GT_RETURN_IF_ERROR(row->status());
  return alerts;
}

bool HasCause(const v1::AdultAlertRow& alert, const std::string& id) {
  return std::any_of(alert.causes().begin(), alert.causes().end(),
                     [&](const v1::AdultCause& cause) { return cause.id() == id; });
}

bool HasDayIn(const Alert& alert, Day first, Day last) {
  const auto in = [&](Day day) { return first <= day && day <= last; };
  const bool overdue =
      std::any_of(alert.causes.begin(), alert.causes.end(),
                  [&](const Cause& cause) { return in(OverdueOn(cause.found_us, alert.from)); });
  return overdue || in(alert.from) || (alert.until.has_value() && in(*alert.until)) ||
         (alert.historic_from.has_value() && in(*alert.historic_from));
}

}  // namespace

Day OverdueOn(int64_t found_us, Day from) {
  const Day found = DayInLondon(Instant(std::chrono::microseconds(found_us)));
  return std::chrono::sys_days(NextWorkingDay(std::max(found, from))) + std::chrono::days(1);
}

// One that stands has it now; else the one that went on with it; else the one that broke.
StatusOr<std::optional<Alert>> AlertOf(const ViewSnapshot& views, std::string_view id) {
  std::optional<Alert> broken;
  std::string at(id);
  for (int i = 0; i < kMergesMax; ++i) {
    GT_ASSIGN_OR_RETURN(const auto row, Read<v1::AdultAlertRow>(views, AlertKey(at)));
    if (row.has_value() && row->why_broken().empty()) return FromRow(std::move(at), *row);
    GT_ASSIGN_OR_RETURN(const auto alias, Read<v1::AdultAliasRow>(views, AliasKey(at)));
    if (alias.has_value()) {
      GT_ASSIGN_OR_RETURN(const auto with,
                          Read<v1::AdultAlertRow>(views, AlertKey(alias->alert_id())));
      if (with.has_value() && with->why_broken().empty() && HasCause(*with, at)) {
        return FromRow(alias->alert_id(), *with);
      }
      if (with.has_value() && !row.has_value()) broken = FromRow(alias->alert_id(), *with);
    }
    if (row.has_value()) broken = FromRow(at, *row);
    if (!row.has_value() || row->merged_into().empty()) break;
    at = row->merged_into();
  }
  return broken;
}

StatusOr<std::vector<Alert>> AlertsAbout(const ViewSnapshot& views, const RecordId& record) {
  GT_ASSIGN_OR_RETURN(const std::vector<Alert> named, Listed(views, kSpace + NamedPrefix(record)));
  std::vector<Alert> about;
  for (const Alert& alert : named) {
    const auto names = [&](const std::vector<RecordId>& records) {
      return std::find(records.begin(), records.end(), record) != records.end();
    };
    if (names(alert.adult) || names(alert.child)) about.push_back(alert);
  }
  return about;
}

StatusOr<std::vector<Alert>> ListAlerts(const ViewSnapshot& views, std::string_view after,
                                        size_t limit) {
  std::vector<Alert> alerts;
  const std::string prefix = std::string(1, kSpace) + "a";
  KeyRange range = PrefixRange(prefix);
  if (!after.empty()) range.first = kSpace + AlertKey(after);
  const auto row = views.Scan(range);
  for (; row->Valid() && alerts.size() < limit; row->Next()) {
    std::string id;
    v1::AdultAlertRow alert;
    if (!KeyReader(row->key().substr(prefix.size())).Text(&id) ||
        !alert.ParseFromArray(row->value().data(), static_cast<int>(row->value().size()))) {
      return Error(Code::kDataLoss, "a row of adults does not parse; rebuild the views");
    }
    if (id > after) alerts.push_back(FromRow(std::move(id), alert));
  }
  GT_RETURN_IF_ERROR(row->status());
  return alerts;
}

StatusOr<std::vector<AlertChange>> ChangesAfter(const ViewSnapshot& views, int64_t number,
                                                size_t limit) {
  std::vector<AlertChange> changes;
  const std::string prefix = std::string(1, kSpace) + "c";
  KeyRange range = PrefixRange(prefix);
  range.first = kSpace + ChangeKey(number + 1);
  const auto row = views.Scan(range);
  for (; row->Valid() && changes.size() < limit; row->Next()) {
    AlertChange change;
    v1::AdultAlertChange kept;
    if (!KeyReader(row->key().substr(prefix.size())).Number(&change.number) ||
        !kept.ParseFromArray(row->value().data(), static_cast<int>(row->value().size()))) {
      return Error(Code::kDataLoss, "a row of adults does not parse; rebuild the views");
    }
    change.position = {kept.position()};
    change.nth = kept.nth();
    change.kind = static_cast<AlertChange::Kind>(kept.kind());
    change.alert = FromRow(kept.alert_id(), kept.alert());
    changes.push_back(std::move(change));
  }
  GT_RETURN_IF_ERROR(row->status());
  return changes;
}

StatusOr<std::vector<Alert>> DueBetween(const ViewSnapshot& views, Day first, Day last) {
  std::vector<Alert> due;
  KeyRange range;
  range.first = kSpace + DuePrefix(DayNumber(first));
  range.last = kSpace + DuePrefix(DayNumber(last) + 1);
  std::set<std::string> ids;
  const auto row = views.Scan(range);
  for (; row->Valid(); row->Next()) {
    int64_t day = 0;
    std::string id;
    KeyReader key(row->key().substr(2));
    if (!key.Number(&day) || !key.Text(&id)) {
      return Error(Code::kDataLoss, "a row of adults does not parse; rebuild the views");
    }
    ids.insert(std::move(id));
  }
  GT_RETURN_IF_ERROR(row->status());
  for (const std::string& id : ids) {
    GT_ASSIGN_OR_RETURN(const auto kept, Read<v1::AdultAlertRow>(views, AlertKey(id)));
    if (!kept.has_value()) continue;
    Alert alert = FromRow(id, *kept);
    if (alert.stands && HasDayIn(alert, first, last)) due.push_back(std::move(alert));
  }
  return due;
}

}  // namespace goldthread::adults
