#include "connectors/adults/worries.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <span>
#include <string>

namespace goldthread::adults {
namespace {

constexpr size_t kWorries = 4;
constexpr size_t kAgencies = 3;
constexpr size_t kPictureMax = 4 * kWorries;
constexpr std::string_view kEmergency = "emergency-department";

bool IsSameEvent(const Held& a, const Held& b) {
  return a.fact->event_id() == b.fact->event_id() && a.record->feed == b.record->feed;
}

// At most so many: the latest of each agency that it needs, and the latest others; in their order.
std::vector<Held> LatestOf(std::span<const Held> worries, size_t most) {
  std::vector<bool> kept(worries.size());
  std::set<std::string_view> agencies;
  for (size_t i = worries.size(); i-- > 0 && agencies.size() < kAgencies;) {
    kept[i] = agencies.insert(worries[i].fact->agency()).second;
  }
  size_t count = agencies.size();
  for (size_t i = worries.size(); i-- > 0 && count < most;) {
    if (!kept[i]) ++count;
    kept[i] = true;
  }
  std::vector<Held> latest;
  for (size_t i = 0; i < worries.size(); ++i) {
    if (kept[i]) latest.push_back(worries[i]);
  }
  return latest;
}

bool IsPicture(std::span<const Held> worries) {
  if (worries.size() < kWorries) return false;
  std::set<std::string_view> agencies;
  for (const Held& worry : worries) {
    agencies.insert(worry.fact->agency());
    if (agencies.size() >= kAgencies) return true;
  }
  return false;
}

}  // namespace

int FortnightOf(int day) { return (day - (day < 0 ? kWorryDays - 1 : 0)) / kWorryDays; }

void KeepThoseThatCount(std::vector<Held>* worries) {
  if (worries->size() <= kWorriesMax) return;
  std::sort(worries->begin(), worries->end(), [](const Held& a, const Held& b) {
    if (a.fact->day() != b.fact->day()) return a.fact->day() > b.fact->day();
    return a.fact->event_id() < b.fact->event_id();
  });
  worries->resize(kWorriesMax);
}

std::vector<Picture> AddedUp(const std::vector<Held>& worries) {
  std::vector<Picture> pictures;
  if (worries.size() < kWorries) return pictures;
  std::vector<Held> all;
  std::unique_copy(worries.begin(), worries.end(), std::back_inserter(all), IsSameEvent);
  size_t first = 0;
  size_t taken = 0;  // So many of `all` are in a picture, or before one.
  for (size_t last = 0; last < all.size(); ++last) {
    while (all[last].fact->day() - all[first].fact->day() >= kWorryDays) ++first;
    const auto window = std::span(all).subspan(first, last - first + 1);
    if (!IsPicture(window)) continue;
    if (pictures.empty() || first >= taken) {
      Picture& picture = pictures.emplace_back();
      picture.worries = LatestOf(window, kPictureMax);
      picture.enough = picture.worries.size();
    } else {
      std::vector<Held>& picture = pictures.back().worries;
      auto more = std::span(all).subspan(taken, last + 1 - taken);
      more = more.last(std::min(more.size(), kPictureMax - picture.size()));
      picture.insert(picture.end(), more.begin(), more.end());
    }
    taken = last + 1;
    if (pictures.back().worries.size() >= kPictureMax) first = taken;
  }
  return pictures;
}

std::optional<v1::AdultWorry> WorryIn(const v1::Event& event) {
  if (event.has_attendance_concern()) return v1::ADULT_WORRY_ABSENCE;
  if (event.has_exclusion_recorded()) return v1::ADULT_WORRY_EXCLUSION;
  if (event.attendance_recorded().setting() == kEmergency) return v1::ADULT_WORRY_EMERGENCY;
  if (event.appointment_missed().was_not_brought()) return v1::ADULT_WORRY_NOT_BROUGHT;
  if (event.incident_attended().child_present()) return v1::ADULT_WORRY_INCIDENT;
  if (event.has_missing_episode_started()) return v1::ADULT_WORRY_MISSING;
  if (event.has_concern_recorded()) return v1::ADULT_WORRY_CONCERN;
  return std::nullopt;
}

std::string_view ClauseOf(v1::AdultWorry worry) {
  switch (worry) {
    case v1::ADULT_WORRY_ABSENCE:
      return "the school is concerned about the child's attendance";
    case v1::ADULT_WORRY_EXCLUSION:
      return "the child was excluded from school";
    case v1::ADULT_WORRY_EMERGENCY:
      return "the child was seen at an emergency department";
    case v1::ADULT_WORRY_NOT_BROUGHT:
      return "the child, or a brother or sister, was not brought to an appointment";
    case v1::ADULT_WORRY_INCIDENT:
      return "the police came to an incident, and the child was there";
    case v1::ADULT_WORRY_MISSING:
      return "the child went missing";
    case v1::ADULT_WORRY_CONCERN:
      return "a concern about the child was recorded";
    default:
      return "a worry about the child was recorded";
  }
}

}  // namespace goldthread::adults
