#include "connectors/county/standing_alerts.h"

namespace goldthread::county {

void StandingAlerts::Raise(const AlertKey& key, const ExpectedAlert& alert) {
  if (!standing_.emplace(key, alert).second) return;
  for (const PersonIndex person : {key.adult, key.child}) {
    if (person != kNobody) about_[person].insert(key);
  }
}

void StandingAlerts::Stop(const AlertKey& key, Second when, std::string_view why) {
  const auto found = standing_.find(key);
  if (found == standing_.end()) return;
  found->second.stops_at = when;
  found->second.why_it_stops = why;
  truth_.Expects(found->second);
  standing_.erase(found);
  for (const PersonIndex person : {key.adult, key.child}) {
    const auto about = about_.find(person);
    if (about == about_.end()) continue;
    about->second.erase(key);
    if (about->second.empty()) about_.erase(about);
  }
}

std::vector<AlertKey> StandingAlerts::About(PersonIndex person) const {
  const auto about = about_.find(person);
  if (about == about_.end()) return {};
  return {about->second.begin(), about->second.end()};
}

void StandingAlerts::Moved(PersonIndex person, const BelievedHomes& believed, Second when) {
  for (const AlertKey& key : About(person)) {
    const AddressIndex address = standing_.at(key).address;
    if (address == kNowhere || believed.ToldOf(person, address) != 0) continue;
    Stop(key, when, person == key.adult ? "adult is elsewhere" : "child is elsewhere");
  }
}

void StandingAlerts::Died(PersonIndex person, Second when) {
  for (const AlertKey& key : About(person)) {
    Stop(key, when, person == key.adult ? "adult has died" : "child has died");
  }
}

void StandingAlerts::StopGrown(const Month& month) {
  std::vector<std::pair<AlertKey, DayNumber>> grown;
  for (const auto& [key, alert] : standing_) {
    if (key.child == kNobody) continue;
    const DayNumber birthday = Birthday(world_.At(key.child).birth, 18);
    if (birthday < month.end()) grown.push_back({key, birthday});
  }
  for (const auto& [key, birthday] : grown) Stop(key, birthday * kDaySeconds, "child is 18");
}

void StandingAlerts::Finish() {
  for (const auto& [key, alert] : standing_) truth_.Expects(alert);
  standing_.clear();
  about_.clear();
}

}  // namespace goldthread::county
