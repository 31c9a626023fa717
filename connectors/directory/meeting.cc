#include "connectors/directory/meeting.h"

#include <fmt/format.h>

#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "connectors/adults/asserted_reader.h"
#include "eventstore/base/digest.h"
#include "eventstore/base/key.h"
#include "services/identity/person.h"
#include "services/search/numbers.h"
#include "services/vocabulary/decisions_feed.h"
#include "services/vocabulary/hub_facts.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::directory {
namespace {

constexpr size_t kNameDigits = 32;

// The person of a record that bears an announced number.
struct Known {
  std::string person;
  bool near_child = false;
};

class Meeter {
 public:
  Meeter(const ViewSnapshot& views, const Others& others, Day today)
      : views_(views), others_(others), today_(today) {}

  StatusOr<std::map<std::string, Meeting>> Run();

 private:
  Status Look(std::string_view form, const RecordId& record);
  StatusOr<Known> Know(const RecordId& record);
  void Meet(const std::string& person, Meeting meeting);

  const ViewSnapshot& views_;
  const Others& others_;
  const Day today_;
  std::string form_;  // The last, and who is announced by it.
  std::optional<PersonNumber> number_;
  std::vector<TheirEntry> about_;
  std::map<RecordId, Known> known_;
  // By person and partnership.
  std::map<std::pair<std::string, std::string>, Meeting> met_;
};

StatusOr<Known> Meeter::Know(const RecordId& record) {
  const auto found = known_.find(record);
  if (found != known_.end()) return found->second;
  GT_ASSIGN_OR_RETURN(const identity::Person person,
                      identity::PersonOf(views_, record, std::nullopt));
  Known known{person.id, false};
  GT_ASSIGN_OR_RETURN(known.near_child, adults::IsNearChild(views_, record, today_));
  for (const RecordId& one : person.records) known_[one] = known;
  return known;
}

// The smallest, whatever order they are found in.
void Meeter::Meet(const std::string& person, Meeting meeting) {
  const auto key = [](const Meeting& one) {
    return std::tie(one.record, one.entry.ring, one.entry.id);
  };
  const auto [at, is_new] = met_.try_emplace({person, meeting.entry.partnership}, meeting);
  if (!is_new && key(meeting) < key(at->second)) at->second = std::move(meeting);
}

Status Meeter::Look(std::string_view form, const RecordId& record) {
  if (form != form_) {
    form_ = form;
    number_ = NumberSpelt(form);
    about_ = number_.has_value() ? others_.About(*number_) : std::vector<TheirEntry>();
  }
  if (about_.empty()) return OkStatus();
  GT_ASSIGN_OR_RETURN(const std::set<PersonNumber> standing, NumbersOf(views_, record));
  if (!standing.contains(*number_)) return OkStatus();
  GT_ASSIGN_OR_RETURN(const Known known, Know(record));
  if (!known.near_child) return OkStatus();
  for (const TheirEntry& entry : about_) Meet(known.person, {record, entry});
  return OkStatus();
}

StatusOr<std::map<std::string, Meeting>> Meeter::Run() {
  std::map<std::string, Meeting> by_name;
  if (!others_.HasEntries()) return by_name;
  GT_RETURN_IF_ERROR(search::EachNumber(
      views_,
      [this](std::string_view form, const RecordId& record) { return Look(form, record); }));
  for (auto& [of, meeting] : met_) {
    std::string name = meeting.Name();
    by_name.emplace(std::move(name), std::move(meeting));
  }
  return by_name;
}

v1::Event FactOf(const Meeting& meeting, std::string id, Instant now) {
  v1::Event event =
      HubFact(kDirectoryFeed, std::move(id), v1::INFORMATION_CATEGORY_ADULT_RISK, now);
  v1::AdultKnownElsewhere& known = *event.mutable_adult_known_elsewhere();
  *known.mutable_adult() = ToRef(meeting.record);
  known.set_partnership(meeting.entry.partnership);
  known.set_ring(meeting.entry.ring);
  known.set_entry(meeting.entry.id);
  return event;
}

v1::Event WithdrawalOf(const std::string& event_id, Instant now) {
  v1::Event event =
      HubFact(kDirectoryFeed, "withdrawn-" + event_id, v1::INFORMATION_CATEGORY_ADULT_RISK, now);
  event.set_withdraws(event_id);
  event.mutable_event_withdrawn()->set_reason("the directory says so no more");
  return event;
}

// An id is a meeting's name and how often it was met before.
std::string NameIn(const std::string& event_id) { return event_id.substr(0, kNameDigits); }

}  // namespace

std::string Meeting::Name() const {
  const std::string text = KeyWriter()
                               .Text(record.feed)
                               .Text(record.record)
                               .Text(entry.partnership)
                               .Text(entry.ring)
                               .Take();
  return Hex(Sha256(text)).substr(0, kNameDigits);
}

StatusOr<std::map<std::string, Meeting>> MeetingsOf(const ViewSnapshot& views, const Others& others,
                                                    Day today) {
  return Meeter(views, others, today).Run();
}

StatusOr<std::vector<v1::Event>> FactsBetween(const ViewSnapshot& views, const Others& others,
                                              const std::map<std::string, Meeting>& met,
                                              Instant now) {
  std::vector<v1::Event> facts;
  std::set<std::string> standing;
  std::map<std::string, int> times;
  GT_ASSIGN_OR_RETURN(const auto records, adults::RecordsEverAsserted(views));
  for (const RecordId& record : records) {
    GT_ASSIGN_OR_RETURN(const auto told, adults::KnownElsewhereOf(views, record));
    for (const adults::KnownElsewhere& known : told) {
      const std::string name = NameIn(known.event_id);
      ++times[name];
      if (!known.stands) continue;
      if (met.contains(name)) {
        standing.insert(name);
      } else if (others.Hears(known.partnership)) {
        facts.push_back(WithdrawalOf(known.event_id, now));
      }
    }
  }
  for (const auto& [name, meeting] : met) {
    if (standing.contains(name)) continue;
    facts.push_back(FactOf(meeting, fmt::format("{}-{}", name, times[name]), now));
  }
  return facts;
}

}  // namespace goldthread::directory
