// For tests: a story told in events, folded by the real folds, read back as lines.
#pragma once

#include <fmt/format.h>
#include <google/protobuf/util/time_util.h>

#include <map>
#include <string>
#include <vector>

#include "eventstore/base/check.h"
#include "eventstore/projector/map_rows.h"
#include "eventstore/views/map_snapshot.h"
#include "goldthread/v1/event.pb.h"
#include "services/chronology/chronology_fold.h"
#include "services/chronology/chronology_reader.h"
#include "services/identity/identity_fold.h"
#include "services/vocabulary/calendar.h"
#include "services/vocabulary/content.h"

namespace goldthread::chronology {

// An event of `feed` about `record` on `day`, recorded on that day too.
inline v1::Event FactOn(const std::string& day, const std::string& feed, const std::string& id,
                        const std::string& record = "child-7") {
  v1::Event event;
  event.set_feed(feed);
  event.set_agency(feed);
  event.set_id(id);
  event.mutable_occurred()->set_date(day);
  *event.mutable_recorded_at() = google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(
      StartOfDayInLondon(*ParseDay(day)).time_since_epoch().count());
  event.set_category(v1::INFORMATION_CATEGORY_EDUCATION);
  event.add_subjects()->set_record(record);
  event.mutable_subjects(0)->set_role(v1::SUBJECT_ROLE_CHILD);
  event.mutable_concern_recorded()->set_concern("worry");
  return event;
}

inline v1::Event WithdrawalOf(const std::string& target, const std::string& feed,
                              const std::string& id) {
  v1::Event event;
  event.set_feed(feed);
  event.set_agency(feed);
  event.set_id(id);
  event.set_withdraws(target);
  event.mutable_event_withdrawn()->set_reason("recorded against the wrong pupil");
  return event;
}

class StoryFixture {
 public:
  // Folds `event` as received at noon (UTC) of `day`.
  Status Receive(const std::string& day, const v1::Event& event) {
    v1::RecordHeader header;
    header.set_feed(event.feed());
    header.set_event_id(event.id());
    header.set_received_at_us(StartOfDayInLondon(*ParseDay(day)).time_since_epoch().count() +
                              int64_t{12} * 3600 * 1'000'000);
    const std::string body = BodyOf(event);
    const Arrival arrival{next_, header, event, body};
    next_ = next_.Next();
    GT_RETURN_IF_ERROR(identity_.Apply(arrival, identity_rows_).status());
    return chronology_.Apply(arrival, chronology_rows_).status();
  }

  MapSnapshot Views() const {
    std::map<std::string, std::string> rows;
    for (const auto& [key, value] : identity_rows_.rows()) rows[identity_.Space() + key] = value;
    for (const auto& [key, value] : chronology_rows_.rows()) {
      rows[chronology_.Space() + key] = value;
    }
    return {std::move(rows), next_};
  }
  const std::map<std::string, std::string>& ChronologyRows() const {
    return chronology_rows_.rows();
  }

  static v1::ChronologyQuery About(const std::string& feed, const std::string& record) {
    v1::ChronologyQuery query;
    query.mutable_record()->set_feed(feed);
    query.mutable_record()->set_record(record);
    return query;
  }

  // "2024-03-01 school a", with "(withdrawn)" or "(corrected)" behind what does not stand.
  std::vector<std::string> Read(const v1::ChronologyQuery& query) const {
    const MapSnapshot views = Views();
    const auto question = ParseQuestion(query);
    GT_CHECK(question.ok());
    const auto page = ReadChronology(views, *question, {}, std::nullopt);
    GT_CHECK(page.ok());
    std::vector<std::string> lines;
    for (const Entry& entry : page->entries) lines.push_back(Line(entry));
    return lines;
  }

  static std::string Line(const Entry& entry) {
    const auto day =
        std::chrono::floor<std::chrono::days>(std::chrono::sys_time<std::chrono::microseconds>(
            std::chrono::microseconds(entry.fact.wall_us)));
    std::string standing;
    if (entry.standing == v1::STANDING_WITHDRAWN) standing = " (withdrawn)";
    if (entry.standing == v1::STANDING_CORRECTED) standing = " (corrected)";
    return fmt::format("{} {} {}{}", DayText(Day(day)), entry.fact.agency, entry.fact.event_id,
                       standing);
  }

 private:
  const identity::IdentityFold identity_;
  const ChronologyFold chronology_;
  MapRows identity_rows_;
  MapRows chronology_rows_;
  Position next_;
};

}  // namespace goldthread::chronology
