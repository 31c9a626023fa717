#include "connectors/adults/adult_rows.h"
#include "connectors/adults/people.h"

namespace goldthread::adults {

Status People::SetMembers(const std::set<RecordId>& all, const std::set<RecordId>& joined) {
  for (const RecordId& record : all) {
    const bool member = joined.contains(record) && record != *joined.begin();
    const std::string key = MemberKey(record);
    GT_ASSIGN_OR_RETURN(const auto* row, rows_.Get<v1::AdultMemberRow>(key));
    if (member == row->has_person() && (!member || FromRef(row->person()) == *joined.begin()))
      continue;
    GT_ASSIGN_OR_RETURN(auto* edited, rows_.Edit<v1::AdultMemberRow>(key));
    edited->clear_person();
    if (member) *edited->mutable_person() = ToRef(*joined.begin());
  }
  GT_ASSIGN_OR_RETURN(auto* row, EditRow(*joined.begin()));
  row->clear_records();
  if (joined.size() > 1) {
    for (const RecordId& record : joined) *row->add_records() = ToRef(record);
  }
  return OkStatus();
}

StatusOr<People::Joined> People::JoinPlainly(const Persons& before,
                                             const std::set<RecordId>& records) {
  Joined joined;
  const RecordId& person = *records.begin();
  for (const RecordId& one : before) {
    if (one == person) continue;
    GT_ASSIGN_OR_RETURN(auto* row, EditRow(one));
    if (row->has_facts()) {
      v1::AdultPersonRow now;
      TakeOver(*row, &now);
      *now.mutable_ties() = row->ties();
      GT_RETURN_IF_ERROR(Occupy(one, {}));
      GT_RETURN_IF_ERROR(Occupy(person, now));
      GT_ASSIGN_OR_RETURN(auto* other, EditRow(person));
      TakeOver(now, other);
      other->mutable_ties()->Swap(now.mutable_ties());
    }
    if (!row->alerts().empty() || !row->pictures().empty()) joined.judged.insert(one);
    TakeOver({}, row);
    row->clear_ties();
    row->clear_records();
  }
  GT_RETURN_IF_ERROR(SetMembers(records, records));
  GT_ASSIGN_OR_RETURN(Persons depending, Depending(person));
  joined.judged.merge(depending);
  GT_RETURN_IF_ERROR(AddWorried(records, &joined.judged));
  return joined;
}

Status People::AddWorried(const std::set<RecordId>& records, Persons* judged) {
  for (const RecordId& record : records) {
    GT_ASSIGN_OR_RETURN(const auto* row, rows_.Get<v1::AdultMemberRow>(MemberKey(record)));
    if (row->worried_fortnights().empty()) continue;
    GT_ASSIGN_OR_RETURN(RecordId person, PersonOf(record));
    judged->insert(std::move(person));
  }
  return OkStatus();
}

StatusOr<People::Joined> People::Join(const std::set<RecordId>& records) {
  GT_ASSIGN_OR_RETURN(Persons before, PersonsOf(records));
  // Whoever shared a person with one of them is a person of its own, until it is announced.
  std::set<RecordId> all = records;
  int with_facts = 0;
  for (const RecordId& person : before) {
    GT_ASSIGN_OR_RETURN(const std::vector<RecordId> members, RecordsOf(person));
    all.insert(members.begin(), members.end());
    GT_ASSIGN_OR_RETURN(const auto* row, Row(person));
    if (row->has_facts()) ++with_facts;
  }
  Forget();
  const bool parts = all.size() > records.size();
  if (!parts && before.size() == 1) return Joined{};
  if (!parts && with_facts <= 1) return JoinPlainly(before, records);
  Joined joined;
  Persons lost;
  for (const RecordId& person : before) {
    GT_ASSIGN_OR_RETURN(Persons depending, Depending(person));
    joined.judged.merge(depending);
    GT_ASSIGN_OR_RETURN(const auto* row, Row(person));
    if (row->lost()) lost.insert(person);
  }
  for (const RecordId& person : lost) {
    GT_ASSIGN_OR_RETURN(Persons parents, ParentsOf(person));
    joined.other.merge(parents);
  }
  for (const RecordId& person : before) {
    GT_RETURN_IF_ERROR(Occupy(person, {}));
    GT_ASSIGN_OR_RETURN(auto* row, EditRow(person));
    TakeOver({}, row);
    row->clear_ties();
    row->clear_records();
  }
  GT_RETURN_IF_ERROR(SetMembers(all, records));
  GT_RETURN_IF_ERROR(AddWorried(all, &joined.judged));
  joined.other.merge(before);
  joined.other.merge(all);
  return joined;
}

}  // namespace goldthread::adults
