#include "connectors/directory/announcing.h"

#include <utility>

#include "connectors/adults/asserted_reader.h"
#include "goldthread/v1/directory.pb.h"
#include "services/identity/person.h"
#include "services/search/sayings.h"

namespace goldthread::directory {
namespace {

std::string MemberRow(const Membership& member) {
  v1::DirectoryRow row;
  row.mutable_member()->set_partnership(member.partnership);
  row.mutable_member()->set_left(member.leaves);
  for (const DirectoryKey& key : member.keys) {
    v1::DirectoryKeyCheck& check = *row.mutable_member()->add_keys();
    check.set_id(key.id);
    check.set_check(CheckOf(key));
  }
  return row.SerializeAsString();
}

std::string EntryRow(const Membership& member, const DirectoryKey& key,
                     const PersonNumber& number) {
  v1::DirectoryRow row;
  row.mutable_entry()->set_partnership(member.partnership);
  row.mutable_entry()->set_ring(member.ring);
  row.mutable_entry()->set_key_id(key.id);
  row.mutable_entry()->set_digest(DigestOf(key, number));
  return row.SerializeAsString();
}

}  // namespace

StatusOr<std::set<PersonNumber>> NumbersOf(const ViewSnapshot& views, const RecordId& record) {
  GT_ASSIGN_OR_RETURN(const auto sayings, search::SayingsOf(views, record));
  std::set<PersonNumber> numbers;
  for (const v1::SearchSaying& saying : sayings) {
    for (const v1::Identifier& identifier : saying.described().identifiers()) {
      if (auto number = NumberIn(identifier)) numbers.insert(*std::move(number));
    }
  }
  return numbers;
}

StatusOr<std::set<PersonNumber>> NumbersToAnnounce(const ViewSnapshot& views,
                                                   const Membership& member, Day today) {
  std::set<PersonNumber> numbers;
  if (member.leaves) return numbers;
  std::set<RecordId> done;
  GT_ASSIGN_OR_RETURN(const auto records, adults::RecordsEverAsserted(views));
  for (const RecordId& record : records) {
    if (done.contains(record)) continue;
    GT_ASSIGN_OR_RETURN(const identity::Person person,
                        identity::PersonOf(views, record, std::nullopt));
    done.insert(person.records.begin(), person.records.end());
    GT_ASSIGN_OR_RETURN(const adults::Asserted asserted, adults::AssertedOf(views, record, today));
    if (asserted == adults::Asserted::kNo) continue;
    if (asserted == adults::Asserted::kOnIntelligenceAlone && !member.announces_intelligence) {
      continue;
    }
    for (const RecordId& of : person.records) {
      GT_ASSIGN_OR_RETURN(std::set<PersonNumber> some, NumbersOf(views, of));
      numbers.merge(some);
    }
  }
  return numbers;
}

SharedTable::Rows RowsOf(const Membership& member, const std::set<PersonNumber>& numbers) {
  SharedTable::Rows rows = {{"member/" + member.partnership, MemberRow(member)}};
  for (const DirectoryKey& key : member.keys) {
    for (const PersonNumber& number : numbers) {
      rows[EntryIdOf(key, member.partnership, number)] = EntryRow(member, key, number);
    }
  }
  return rows;
}

std::vector<TableChange> ChangesBetween(const SharedTable::Rows& ours,
                                        const SharedTable::Rows& ought) {
  std::vector<TableChange> changes;
  for (const auto& [key, value] : ought) {
    const auto found = ours.find(key);
    if (found == ours.end() || found->second != value) changes.push_back({key, value});
  }
  for (const auto& [key, value] : ours) {
    if (!ought.contains(key)) changes.push_back({key, std::nullopt});
  }
  return changes;
}

}  // namespace goldthread::directory
