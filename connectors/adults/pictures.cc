#include "connectors/adults/pictures.h"

#include <algorithm>
#include <tuple>

#include "connectors/adults/worries.h"

namespace goldthread::adults {
namespace {

// How many there are that no worry of `day` or later can be part of.
int CountBefore(int day, const google::protobuf::RepeatedPtrField<v1::AdultPicture>& pictures) {
  const auto at = std::partition_point(
      pictures.begin(), pictures.end(),
      [day](const v1::AdultPicture& one) { return one.last().day() <= day - kWorryDays; });
  return static_cast<int>(at - pictures.begin());
}

// Under another record of the child it is the same event.
bool IsAfter(const Held& worry, const v1::AdultFactRef& last) {
  return std::tuple(worry.fact->day(), std::string_view(worry.record->feed),
                    std::string_view(worry.fact->event_id())) >
         std::tuple(last.day(), std::string_view(last.feed()), std::string_view(last.event_id()));
}

}  // namespace

Status Pictures::JudgeSince(int day, const RecordId& child, std::set<std::string>* before,
                            AlertRows* now) {
  GT_ASSIGN_OR_RETURN(const auto* row, people_.Row(child));
  const int kept = CountBefore(day, row->pictures());
  for (int i = kept; i < row->pictures_size(); ++i) before->insert(row->pictures(i).alert_id());
  GT_ASSIGN_OR_RETURN(const RecordId person, people_.PersonOf(child));
  AlertRows found;
  if (person == child) {
    int since = day - kWorryDays + 1;
    if (kept < row->pictures_size()) since = std::min(since, row->pictures(kept).first_day());
    GT_ASSIGN_OR_RETURN(People::Told told, people_.WorriesSince(child, since));
    if (kept > 0) {
      const v1::AdultFactRef& last = row->pictures(kept - 1).last();
      std::erase_if(told.facts, [&last](const Held& worry) { return !IsAfter(worry, last); });
    }
    GT_ASSIGN_OR_RETURN(found, AlertsOf(child, std::move(told)));
  }
  if (kept == row->pictures_size() && found.empty()) return OkStatus();
  GT_RETURN_IF_ERROR(Write(child, kept, found));
  now->merge(std::move(found));
  return OkStatus();
}

// Of who died there are none, nor of who was never said to be a child.
StatusOr<AlertRows> Pictures::AlertsOf(const RecordId& child, People::Told told) {
  if (AddedUp(told.facts).empty()) return AlertRows();
  GT_ASSIGN_OR_RETURN(const People::Age age, people_.AgeOf(child));
  if (!age.adult_from.has_value() && !age.as_child) return AlertRows();
  GT_ASSIGN_OR_RETURN(const bool died, people_.HasDied(child));
  if (died) return AlertRows();
  Situation situation;
  situation.adult = child;
  situation.records = std::move(told.records);
  situation.worries = std::move(told.facts);
  situation.grown_up_from = age.adult_from;
  return AlertsIn(situation);
}

Status Pictures::Write(const RecordId& child, int kept, const AlertRows& found) {
  std::vector<v1::AdultPicture> pictures;
  for (const auto& [id, alert] : found) {
    v1::AdultPicture& picture = pictures.emplace_back();
    picture.set_alert_id(id);
    picture.set_first_day(alert.causes(0).trigger().day());
    *picture.mutable_last() = alert.causes(alert.causes_size() - 1).trigger();
  }
  std::sort(pictures.begin(), pictures.end(),
            [](const auto& a, const auto& b) { return IsEarlierRef(a.last(), b.last()); });
  GT_ASSIGN_OR_RETURN(auto* row, people_.EditRow(child));
  row->mutable_pictures()->DeleteSubrange(kept, row->pictures_size() - kept);
  for (v1::AdultPicture& picture : pictures) *row->add_pictures() = std::move(picture);
  return OkStatus();
}

}  // namespace goldthread::adults
