#include "services/alerts/changes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <utility>

#include "services/identity/model_in_use.h"
#include "services/vocabulary/calendar.h"

namespace goldthread::alerts {
namespace {

using Kind = adults::AlertChange::Kind;

struct KindWords {
  char letter;
  v1::AlertChangeKind kind;
};
constexpr std::array<std::pair<Kind, KindWords>, 6> kKinds = {{
    {Kind::kRaised, {'r', v1::ALERT_CHANGE_KIND_RAISED}},
    {Kind::kChanged, {'c', v1::ALERT_CHANGE_KIND_CHANGED}},
    {Kind::kBroken, {'w', v1::ALERT_CHANGE_KIND_WITHDRAWN}},
    {Kind::kRestored, {'s', v1::ALERT_CHANGE_KIND_RESTORED}},
    {Kind::kMerged, {'m', v1::ALERT_CHANGE_KIND_MERGED}},
    {Kind::kContinued, {'g', v1::ALERT_CHANGE_KIND_CONTINUED}},
}};
constexpr char kOfADay = 'd';
constexpr char kOfADayTooLate = 'o';
constexpr size_t kChangesAtOnce = 10'000;

KindWords WordsOf(Kind kind) {
  for (const auto& [each, words] : kKinds) {
    if (each == kind) return words;
  }
  return {'c', v1::ALERT_CHANGE_KIND_CHANGED};
}

int64_t DayNumber(Day day) { return std::chrono::sys_days(day).time_since_epoch().count(); }
Day DayOf(int64_t number) { return Day(std::chrono::sys_days(std::chrono::days(number))); }
int64_t Today(Instant now) { return DayNumber(DayInLondon(now)); }

// One record of the log may change an alert more than once: who is one person, and then what it
// says.
std::string IdOf(const adults::AlertChange& change, char letter) {
  const std::string id = fmt::format("{}-{}{}", change.alert.id, letter, change.position.value);
  return change.nth == 1 ? id : fmt::format("{}.{}", id, change.nth);
}

// An alert is raised once, by a record of the log or by a day.
std::string RaisedId(const adults::Alert& alert) { return alert.id + "-raised"; }

Status See(const Reading& reading, std::string id, v1::AlertChangeKind kind, Told* told) {
  GT_ASSIGN_OR_RETURN(told->seen, SeeAlert(reading, told->alert));
  if (!told->seen.has_value()) return OkStatus();
  v1::AlertChange& change = told->change.emplace();
  change.set_id(std::move(id));
  change.set_kind(kind);
  *change.mutable_alert() = told->seen->alert;
  return OkStatus();
}

// Walks on from a place.
class Walk {
 public:
  Walk(const Reading& reading, Place place) : reading_(reading), place_(std::move(place)) {}

  StatusOr<std::vector<Told>> Next(size_t limit) {
    GT_ASSIGN_OR_RETURN(std::string model, identity::ModelMark(reading_.views));
    GT_RETURN_IF_ERROR(CheckPlace(model));
    place_.model = std::move(model);
    while (told_.size() < limit) {
      GT_ASSIGN_OR_RETURN(const bool numbered, NextOfTheLog(limit));
      if (numbered) continue;
      GT_ASSIGN_OR_RETURN(const bool brought, NextDay(limit));
      if (!brought) break;
    }
    return std::move(told_);
  }

 private:
  // Who was told of nothing yet has missed nothing.
  Status CheckPlace(const std::string& model) const {
    if (place_.number == 0) return OkStatus();
    GT_ASSIGN_OR_RETURN(const auto at, adults::ChangesAfter(reading_.views, place_.number - 1, 1));
    if (place_.model == model && !at.empty() && at.front().number == place_.number &&
        at.front().position.value == place_.position) {
      return OkStatus();
    }
    return Error(Code::kFailedPrecondition,
                 "RESUME_LOST: newer rules or another model of matching made other changes of the "
                 "same facts; begin anew, changes keep their ids");
  }

  Status Tell(std::string id, v1::AlertChangeKind kind, const adults::Alert& alert) {
    Told& told = told_.emplace_back();
    told.after = place_;
    told.alert = alert;
    return See(reading_, std::move(id), kind, &told);
  }

  // What the day makes of an alert that is due on it.
  Status TellOfDay(const adults::Alert& alert, Day day) {
    const auto id = [&](char letter) {
      return fmt::format("{}-{}{}", alert.id, letter, DayText(day));
    };
    if (alert.until == day || alert.historic_from == day) {
      return Tell(id(kOfADay), v1::ALERT_CHANGE_KIND_MADE_HISTORIC, alert);
    }
    if (alert.from == day) {
      GT_ASSIGN_OR_RETURN(const auto* told_of, ToldByTheLog());
      if (told_of->contains(alert.id)) return OkStatus();
      return Tell(RaisedId(alert), v1::ALERT_CHANGE_KIND_RAISED, alert);
    }
    GT_RETURN_IF_ERROR(Tell(id(kOfADayTooLate), v1::ALERT_CHANGE_KIND_OVERDUE, alert));
    const Told& told = told_.back();
    if (!told.seen.has_value() || !told.seen->life.overdue) told_.pop_back();
    return OkStatus();
  }

  // What a later day is to bring is told on that day.
  StatusOr<bool> NextOfTheLog(size_t limit) {
    GT_ASSIGN_OR_RETURN(const auto changes,
                        adults::ChangesAfter(reading_.views, place_.number, limit - told_.size()));
    if (!changes.empty()) told_by_the_log_.reset();
    const int64_t today = Today(reading_.now);
    for (const adults::AlertChange& change : changes) {
      place_.number = change.number;
      place_.position = change.position.value;
      if (place_.day >= today) place_.passed = change.number;
      if (DayNumber(change.alert.from) > today) continue;
      const KindWords words = WordsOf(change.kind);
      GT_RETURN_IF_ERROR(
          Tell(change.kind == Kind::kRaised ? RaisedId(change.alert) : IdOf(change, words.letter),
               words.kind, change.alert));
    }
    return !changes.empty();
  }

  // The alerts that were told of as changes of the log since the day of the place.
  StatusOr<const std::set<std::string>*> ToldByTheLog() {
    if (told_by_the_log_.has_value()) return &*told_by_the_log_;
    std::set<std::string>& ids = told_by_the_log_.emplace();
    for (int64_t number = place_.passed; number < place_.number;) {
      GT_ASSIGN_OR_RETURN(const auto changes,
                          adults::ChangesAfter(reading_.views, number, kChangesAtOnce));
      if (changes.empty()) break;
      for (const adults::AlertChange& change : changes) ids.insert(change.alert.id);
      number = changes.back().number;
    }
    return &ids;
  }

  StatusOr<bool> NextDay(size_t limit) {
    const int64_t today = Today(reading_.now);
    if (place_.day >= today) return false;
    const Day day = DayOf(place_.day + 1);
    GT_ASSIGN_OR_RETURN(auto due, adults::DueBetween(reading_.views, day, day));
    std::ranges::sort(due, {}, &adults::Alert::id);
    for (const adults::Alert& alert : due) {
      if (alert.id <= place_.alert) continue;
      if (told_.size() == limit) return true;
      place_.alert = alert.id;
      GT_RETURN_IF_ERROR(TellOfDay(alert, day));
    }
    ++place_.day;
    place_.alert.clear();
    if (place_.day == today) place_.passed = place_.number;
    return true;
  }

  const Reading& reading_;
  Place place_;
  std::vector<Told> told_;
  std::optional<std::set<std::string>> told_by_the_log_;  // Until more of the log is told.
};

}  // namespace

std::string Place::Text() const {
  return fmt::format("{}.{}.{}.{}.{}.{}", number, position, day, passed, model, alert);
}

std::optional<Place> Place::Parse(std::string_view text) {
  Place place;
  for (int64_t* number : {&place.number, &place.position, &place.day, &place.passed}) {
    const auto read = std::from_chars(text.data(), text.data() + text.size(), *number);
    if (read.ec != std::errc() || *number < 0) return std::nullopt;
    text.remove_prefix(static_cast<size_t>(read.ptr - text.data()));
    if (!text.starts_with('.')) return std::nullopt;
    text.remove_prefix(1);
  }
  constexpr int64_t kDayMax = 1'000'000;
  if (place.day > kDayMax || text.size() > 96) return std::nullopt;
  // A place of before there were other models says nothing of one.
  const size_t dot = text.find('.');
  if (dot != std::string_view::npos) {
    place.model = std::string(text.substr(0, dot));
    text.remove_prefix(dot + 1);
  }
  place.alert = std::string(text);
  return place;
}

Place Beginning(Day day) {
  Place place;
  place.day = DayNumber(day);
  return place;
}

StatusOr<Place> Now(const ViewSnapshot& views, Instant now) {
  Place place = Beginning(DayInLondon(now));
  GT_ASSIGN_OR_RETURN(place.model, identity::ModelMark(views));
  while (true) {
    GT_ASSIGN_OR_RETURN(const auto changes,
                        adults::ChangesAfter(views, place.number, kChangesAtOnce));
    if (changes.empty()) return place;
    place.number = changes.back().number;
    place.passed = place.number;
    place.position = changes.back().position.value;
  }
}

StatusOr<std::vector<Told>> ChangesAfter(const Reading& reading, const Place& place, size_t limit) {
  return Walk(reading, place).Next(limit);
}

bool IsOfRules(const v1::AlertChange& change, const std::vector<std::string>& rules) {
  const bool may_begin = change.kind() == v1::ALERT_CHANGE_KIND_RAISED ||
                         change.kind() == v1::ALERT_CHANGE_KIND_CONTINUED ||
                         change.kind() == v1::ALERT_CHANGE_KIND_OVERDUE ||
                         change.kind() == v1::ALERT_CHANGE_KIND_CHANGED;
  return rules.empty() || !may_begin ||
         std::ranges::find(rules, change.alert().rule()) != rules.end();
}

StatusOr<std::optional<Told>> ChangeById(const Reading& reading, const std::string& id) {
  const size_t dash = id.find('-');
  if (dash == std::string::npos || dash + 1 >= id.size()) return std::optional<Told>();
  GT_ASSIGN_OR_RETURN(const auto alert, adults::AlertOf(reading.views, id.substr(0, dash)));
  if (!alert.has_value()) return std::optional<Told>();
  v1::AlertChangeKind kind = id[dash + 1] == kOfADayTooLate ? v1::ALERT_CHANGE_KIND_OVERDUE
                                                            : v1::ALERT_CHANGE_KIND_MADE_HISTORIC;
  for (const auto& [each, words] : kKinds) {
    if (words.letter == id[dash + 1]) kind = words.kind;
  }
  Told told;
  told.alert = *alert;
  GT_RETURN_IF_ERROR(See(reading, id, kind, &told));
  if (!told.change.has_value()) return std::optional<Told>();
  return std::optional<Told>(std::move(told));
}

StatusOr<Told> AsToldNow(const Reading& reading, const Told& told) {
  Told now;
  now.after = told.after;
  now.alert = told.alert;
  GT_RETURN_IF_ERROR(See(reading, told.change->id(), told.change->kind(), &now));
  return now;
}

}  // namespace goldthread::alerts
