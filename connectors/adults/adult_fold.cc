#include "connectors/adults/adult_fold.h"

#include <set>

#include "connectors/adults/adult_rows.h"
#include "connectors/adults/alerts.h"
#include "connectors/adults/facts.h"
#include "connectors/adults/ledger.h"
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
  // What the rows say of these as persons, of whoever rests on it, and the alerts.
  Status Settle(const Persons& persons);

  const Arrival& arrival_;
  KeptRows rows_;
  People people_;
  Persons concerned_;
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
  for (const RecordId& person : persons) {
    GT_ASSIGN_OR_RETURN(const bool parents_too, people_.Refresh(person));
    if (!parents_too) continue;
    GT_ASSIGN_OR_RETURN(Persons parents, people_.ParentsOf(person));
    for (const RecordId& parent : parents) {
      if (persons.contains(parent)) continue;
      GT_RETURN_IF_ERROR(people_.Refresh(parent).status());
    }
    touched.merge(parents);
  }
  // One that was refreshed before its child was may rest on what the child's row said.
  for (const RecordId& person : touched) GT_RETURN_IF_ERROR(people_.Refresh(person).status());
  GT_RETURN_IF_ERROR(NoteDepending(touched));
  concerned_.merge(touched);
  GT_RETURN_IF_ERROR(Alerts(people_, rows_, arrival_.position).Judge(concerned_));
  rows_.Write();
  return OkStatus();
}

Status Turn::Take(const EventSays& says) {
  const std::string& feed = arrival_.event.feed();
  Ledger ledger(feed, arrival_.event.id(), says, rows_);
  GT_ASSIGN_OR_RETURN(const std::set<RecordId> records, ledger.Touches());
  if (records.empty() && !says.HasMore()) return OkStatus();
  GT_ASSIGN_OR_RETURN(Persons persons, people_.PersonsOf(records));
  GT_RETURN_IF_ERROR(NoteDepending(persons));
  GT_RETURN_IF_ERROR(ledger.Take());
  for (const auto& of : says.facts) {
    GT_ASSIGN_OR_RETURN(Persons spelt, people_.LearnSpelling(of.fact.uprn(), of.fact.address()));
    GT_RETURN_IF_ERROR(NoteDepending(spelt));
    persons.merge(spelt);
  }
  return Settle(persons);
}

Status Turn::Join(const v1::PersonAnnounced& announced) {
  std::vector<RecordId> records;
  for (const v1::RecordRef& ref : announced.records()) records.push_back(FromRef(ref));
  if (records.empty()) return OkStatus();
  GT_ASSIGN_OR_RETURN(const Persons before,
                      people_.PersonsOf(std::set<RecordId>(records.begin(), records.end())));
  GT_RETURN_IF_ERROR(NoteDepending(before));
  GT_ASSIGN_OR_RETURN(Persons touched, people_.Join(records));
  for (const RecordId& person : Persons(touched)) {
    GT_ASSIGN_OR_RETURN(Persons parents, people_.ParentsOf(person));
    touched.merge(parents);
  }
  return Settle(touched);
}

}  // namespace

char AdultFold::Space() const { return kSpace; }

StatusOr<Onward> AdultFold::Apply(const Arrival& arrival, FoldRows& rows) const {
  GT_ASSIGN_OR_RETURN(const EventSays says,
                      ReadEvent(arrival.event, arrival.header.received_at_us()));
  if (says.ages.empty() && !says.HasMore()) return Onward::kNextFold;
  GT_RETURN_IF_ERROR(Turn(arrival, rows).Take(says));
  return Onward::kNextFold;
}

Status AdultFold::Follow(const Arrival& arrival, std::string_view announcement,
                         FoldRows& rows) const {
  v1::PersonAnnounced announced;
  if (!announced.ParseFromArray(announcement.data(), static_cast<int>(announcement.size()))) {
    return Error(Code::kDataLoss, "an announcement does not parse");
  }
  return Turn(arrival, rows).Join(announced);
}

}  // namespace goldthread::adults
