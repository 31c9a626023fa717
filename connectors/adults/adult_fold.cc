#include "connectors/adults/adult_fold.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "connectors/adults/adult_rows.h"
#include "connectors/adults/alerts.h"
#include "connectors/adults/facts.h"
#include "connectors/adults/ledger.h"
#include "connectors/adults/worries.h"
#include "goldthread/v1/announcements.pb.h"

namespace goldthread::adults {
namespace {

// One record of the log, or one announcement, and whom it may concern before and after.
class Turn {
 public:
  Turn(const Arrival& arrival, FoldRows& rows) : arrival_(arrival), rows_(rows), people_(rows_) {}

  Status Take(const EventSays& says);
  Status Join(const v1::PersonAnnounced& announced);

 private:
  Status NoteDepending(const Persons& persons);
  Status TakeWorry(Ledger& ledger, bool says_age, Persons persons);
  Status TakeFacts(const EventSays& says, Ledger& ledger, Persons persons);
  Status LearnPlaces(const EventSays& says, Persons* persons);
  // For those who ask of whom anything was ever asserted.
  void NoteAsserted(const EventSays& says);
  // What the rows say of these as persons, of whoever rests on it, and the alerts.
  Status Settle(const Persons& persons);
  Status Judge();

  const Arrival& arrival_;
  KeptRows rows_;
  People people_;
  Persons concerned_;
  int worries_since_ = kNever;
};

Status Turn::NoteDepending(const Persons& persons) {
  for (const RecordId& person : persons) {
    GT_ASSIGN_OR_RETURN(Persons depending, people_.Depending(person));
    concerned_.merge(depending);
  }
  return OkStatus();
}

Status Turn::Settle(const Persons& persons) {
  Persons touched = persons;
  bool again = false;
  for (const RecordId& person : persons) {
    GT_ASSIGN_OR_RETURN(const bool parents_too, people_.Refresh(person));
    if (!parents_too) continue;
    again = true;
    GT_ASSIGN_OR_RETURN(Persons parents, people_.ParentsOf(person));
    for (const RecordId& parent : parents) {
      if (persons.contains(parent)) continue;
      GT_RETURN_IF_ERROR(people_.Refresh(parent).status());
    }
    touched.merge(parents);
  }
  // One that was refreshed before its child was may rest on what the child's row said.
  if (again) {
    for (const RecordId& person : touched) GT_RETURN_IF_ERROR(people_.Refresh(person).status());
  }
  GT_RETURN_IF_ERROR(NoteDepending(touched));
  concerned_.merge(touched);
  return Judge();
}

Status Turn::Judge() {
  Alerts alerts(people_, rows_, arrival_.position, arrival_.header.received_at_us());
  GT_RETURN_IF_ERROR(alerts.Judge(concerned_, worries_since_));
  rows_.Write();
  return OkStatus();
}

Status Turn::Take(const EventSays& says) {
  Ledger ledger(arrival_, says, rows_);
  GT_ASSIGN_OR_RETURN(const std::set<RecordId> records, ledger.Touches());
  if (records.empty() && !says.HasMore()) return OkStatus();
  GT_ASSIGN_OR_RETURN(const Persons persons, people_.PersonsOf(records));
  GT_ASSIGN_OR_RETURN(const bool ages, ledger.SaysNewAge());
  GT_ASSIGN_OR_RETURN(const bool corrected, ledger.IsCorrected());
  worries_since_ = ages || corrected ? kEver : says.WorriesSince();
  if (says.IsOnlyWorry()) return TakeWorry(ledger, ages, persons);
  if (says.HasMore()) return TakeFacts(says, ledger, persons);
  // An age moves nobody: who depends on the person is as before.
  GT_RETURN_IF_ERROR(ledger.Take());
  GT_RETURN_IF_ERROR(NoteDepending(persons));
  concerned_.insert(persons.begin(), persons.end());
  return Judge();
}

// Moves nobody either; but the age that it says besides may be news to others.
Status Turn::TakeWorry(Ledger& ledger, bool says_age, Persons persons) {
  GT_RETURN_IF_ERROR(ledger.Take());
  if (says_age) GT_RETURN_IF_ERROR(NoteDepending(persons));
  concerned_.merge(persons);
  return Judge();
}

Status Turn::TakeFacts(const EventSays& says, Ledger& ledger, Persons persons) {
  if (says.MayMove()) GT_RETURN_IF_ERROR(NoteDepending(persons));
  GT_RETURN_IF_ERROR(ledger.Take());
  people_.Forget();
  GT_RETURN_IF_ERROR(LearnPlaces(says, &persons));
  NoteAsserted(says);
  return Settle(persons);
}

void Turn::NoteAsserted(const EventSays& says) {
  for (const auto& of : says.facts) {
    if (of.fact.kind() == v1::ADULT_FACT_KIND_ASSERTION ||
        of.fact.kind() == v1::ADULT_FACT_KIND_KNOWN_ELSEWHERE) {
      rows_.Append(AssertedKey(of.record), "");
    }
  }
}

Status Turn::LearnPlaces(const EventSays& says, Persons* persons) {
  // Where somebody shielded is says nothing of anybody else's address.
  const bool shielded = std::any_of(says.facts.begin(), says.facts.end(), [](const auto& of) {
    return of.fact.kind() == v1::ADULT_FACT_KIND_SHIELDED;
  });
  for (const auto& of : says.facts) {
    if (of.fact.uprn() != 0) {
      rows_.Append(TenantKey("u" + std::to_string(of.fact.uprn()), of.record), "");
    }
    if (!of.fact.address().empty()) {
      rows_.Append(TenantKey("s" + of.fact.address(), of.record), "");
    }
    if (shielded) continue;
    GT_ASSIGN_OR_RETURN(Persons spelt, people_.LearnSpelling(of.fact.uprn(), of.fact.address()));
    GT_RETURN_IF_ERROR(NoteDepending(spelt));
    persons->merge(spelt);
  }
  return OkStatus();
}

Status Turn::Join(const v1::PersonAnnounced& announced) {
  std::set<RecordId> records;
  for (const v1::RecordRef& ref : announced.records()) records.insert(FromRef(ref));
  if (records.empty()) return OkStatus();
  GT_ASSIGN_OR_RETURN(People::Joined joined, people_.Join(records));
  concerned_ = std::move(joined.judged);
  worries_since_ = kEver;
  return Settle(joined.other);
}

StatusOr<v1::AdultMemberRow> MemberIn(FoldRows& rows, const RecordId& record) {
  v1::AdultMemberRow row;
  const std::optional<std::string_view> bytes = rows.Get(MemberKey(record));
  if (!bytes.has_value() || row.ParseFromArray(bytes->data(), static_cast<int>(bytes->size()))) {
    return row;
  }
  return Error(Code::kDataLoss, "a row of adults does not parse; rebuild the views");
}

// Most events say no more than an age, and that again.
StatusOr<bool> IsKnown(const std::string& feed, const std::vector<EventSays::Age>& ages,
                       FoldRows& rows) {
  for (const EventSays::Age& age : ages) {
    GT_ASSIGN_OR_RETURN(const v1::AdultMemberRow row, MemberIn(rows, {feed, age.record}));
    if (!Ledger::Knows(row, age)) return false;
  }
  return true;
}

// Alone it is a person already, and nobody else's record.
StatusOr<bool> IsAlone(const v1::PersonAnnounced& announced, FoldRows& rows) {
  if (announced.records_size() != 1) return false;
  const RecordId record = FromRef(announced.records(0));
  if (rows.Get(PersonKey(record)).has_value()) return false;
  GT_ASSIGN_OR_RETURN(const v1::AdultMemberRow row, MemberIn(rows, record));
  return !row.has_person();
}

}  // namespace

char AdultFold::Space() const { return kSpace; }

StatusOr<Onward> AdultFold::Apply(const Arrival& arrival, FoldRows& rows) const {
  GT_ASSIGN_OR_RETURN(const EventSays says,
                      ReadEvent(arrival.event, arrival.header.received_at_us()));
  if (!says.HasMore()) {
    GT_ASSIGN_OR_RETURN(const bool known, IsKnown(arrival.event.feed(), says.ages, rows));
    if (known) return Onward::kNextFold;
  }
  GT_RETURN_IF_ERROR(Turn(arrival, rows).Take(says));
  return Onward::kNextFold;
}

Status AdultFold::Follow(const Arrival& arrival, std::string_view announcement,
                         FoldRows& rows) const {
  v1::PersonAnnounced announced;
  if (!announced.ParseFromArray(announcement.data(), static_cast<int>(announcement.size()))) {
    return Error(Code::kDataLoss, "an announcement does not parse");
  }
  GT_ASSIGN_OR_RETURN(const bool alone, IsAlone(announced, rows));
  return alone ? OkStatus() : Turn(arrival, rows).Join(announced);
}

}  // namespace goldthread::adults
