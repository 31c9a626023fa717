#include "connectors/adults/worries.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <tuple>

namespace goldthread::adults {
namespace {

constexpr int kDays = 14;
constexpr size_t kWorries = 4;
constexpr size_t kAgencies = 3;
constexpr std::string_view kEmergency = "emergency-department";

std::vector<Held> EachEventOnce(const std::vector<Held>& worries) {
  std::vector<Held> once;
  std::set<std::tuple<std::string_view, std::string_view>> known;
  for (const Held& worry : worries) {
    if (known.emplace(worry.record->feed, worry.fact->event_id()).second) once.push_back(worry);
  }
  return once;
}

// Of those in [first, last].
bool IsPicture(const std::vector<Held>& worries, size_t first, size_t last) {
  if (last - first + 1 < kWorries) return false;
  std::set<std::string_view> agencies;
  for (size_t i = first; i <= last; ++i) agencies.insert(worries[i].fact->agency());
  return agencies.size() >= kAgencies;
}

}  // namespace

std::vector<Picture> AddedUp(const std::vector<Held>& worries) {
  std::vector<Picture> pictures;
  if (worries.size() < kWorries) return pictures;
  const std::vector<Held> all = EachEventOnce(worries);
  size_t first = 0;
  size_t taken = 0;  // So many of `all` are in a picture, or before one.
  for (size_t last = 0; last < all.size(); ++last) {
    while (all[last].fact->day() - all[first].fact->day() >= kDays) ++first;
    if (!IsPicture(all, first, last)) continue;
    if (pictures.empty() || first >= taken) {
      pictures.push_back({{}, last - first + 1});
      taken = first;
    }
    for (; taken <= last; ++taken) pictures.back().worries.push_back(all[taken]);
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

int64_t SeenAt(const Picture& picture) {
  std::vector<int64_t> received;
  for (const Held& worry : picture.worries) received.push_back(worry.fact->received_us());
  std::sort(received.begin(), received.end());
  const auto is_none_by = [&picture](int64_t instant) {
    std::vector<Held> had;
    std::copy_if(picture.worries.begin(), picture.worries.end(), std::back_inserter(had),
                 [&](const Held& worry) { return worry.fact->received_us() <= instant; });
    return AddedUp(had).empty();
  };
  return *std::partition_point(received.begin(), received.end(), is_none_by);
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
