#include "services/search/finder.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "eventstore/base/key.h"
#include "services/chronology/shields.h"
#include "services/identity/person.h"
#include "services/search/fact_agreement.h"
#include "services/search/sayings.h"
#include "services/search/search_rows.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::search {
namespace {

struct Candidates {
  std::set<RecordId> records;
  bool more = false;
};

// A token that too many share says no more than a common name.
Status AddSharing(const ViewSnapshot& views, const std::string& token, Candidates* candidates) {
  const std::string prefix = TokenPrefix(token);
  const auto rows = views.Scan(PrefixRange(prefix));
  std::vector<RecordId> sharing;
  for (; rows->Valid(); rows->Next()) {
    if (sharing.size() == kRecordsOfTokenMax ||
        candidates->records.size() + sharing.size() >= kCandidatesMax) {
      candidates->more = true;
      break;
    }
    RecordId record;
    KeyReader key(rows->key().substr(prefix.size()));
    if (!key.Text(&record.feed) || !key.Text(&record.record)) {
      return Error(Code::kDataLoss, "a search row does not parse; rebuild the views");
    }
    sharing.push_back(std::move(record));
  }
  GT_RETURN_IF_ERROR(rows->status());
  candidates->records.insert(sharing.begin(), sharing.end());
  return OkStatus();
}

// One person, as far as the caller may see.
struct Seen {
  std::vector<RecordId> records;  // Of which something is seen.
  std::vector<v1::SearchSaying> sayings;
  bool address_shielded = false;
  access::Sight sight;
  Agreement agreement;
};

StatusOr<Seen> SeenOf(const ViewSnapshot& views, const access::Door& door, const v1::Caller& caller,
                      const identity::Person& person) {
  Seen seen;
  seen.sight = door.SightOf(caller, person.records);
  GT_ASSIGN_OR_RETURN(seen.address_shielded,
                      chronology::Shields(views).IsShielded(person.records.front()));
  for (const RecordId& record : person.records) {
    GT_ASSIGN_OR_RETURN(auto sayings, SayingsOf(views, record));
    std::erase_if(sayings, [&](const v1::SearchSaying& saying) {
      return !Shows(seen.sight, saying, Depth::kFact);
    });
    if (sayings.empty()) continue;
    seen.records.push_back(record);
    std::ranges::move(sayings, std::back_inserter(seen.sayings));
  }
  return seen;
}

void AddOnce(const v1::Address& address, std::set<std::string>& known, v1::FoundPerson* person) {
  if (address.ByteSizeLong() == 0 || !known.insert(address.SerializeAsString()).second) return;
  *person->add_addresses() = address;
}

v1::FoundPerson ToMessage(const Seen& seen) {
  v1::FoundPerson person;
  std::set<std::string> names;
  std::set<std::string> births;
  std::set<std::string> addresses;
  for (const RecordId& record : seen.records) *person.add_records() = ToRef(record);
  *person.mutable_record() = person.records(0);
  for (const v1::SearchSaying& saying : seen.sayings) {
    for (const v1::PersonName& name : saying.described().names()) {
      if (names.insert(name.SerializeAsString()).second) *person.add_names() = name;
    }
    births.insert(saying.described().birth_date());
    if (seen.address_shielded) continue;
    for (const auto& address : saying.described().addresses()) AddOnce(address, addresses, &person);
    AddOnce(saying.observed(), addresses, &person);
  }
  births.erase("");
  person.mutable_birth_dates()->Assign(births.begin(), births.end());
  person.set_strength(seen.agreement.strength());
  for (const FactAgreement& fact : seen.agreement.facts) {
    person.add_agreed(fmt::format("{}: {}", fact.fact, fact.how));
  }
  person.set_address_shielded(seen.address_shielded);
  return person;
}

// Likeliest first; equals by record, so that one question has one answer.
auto PlaceOf(const Seen& seen) {
  return std::tuple(static_cast<int>(seen.agreement.strength()), -seen.agreement.points(),
                    seen.records.front());
}

std::vector<v1::Shown> ShownOf(const std::vector<Seen>& people) {
  std::map<std::string, int64_t> rows;
  for (const Seen& seen : people) {
    for (const v1::SearchSaying& saying : seen.sayings) ++rows[saying.agency()];
  }
  std::vector<v1::Shown> shown;
  for (const auto& [agency, count] : rows) {
    shown.emplace_back().set_agency(agency);
    shown.back().set_rows(count);
  }
  return shown;
}

}  // namespace

StatusOr<Finding> Find(const ViewSnapshot& views, const access::Door& door,
                       const v1::Caller& caller, const Query& query, size_t limit) {
  Candidates candidates;
  for (const std::string& token : TokensOf(query)) {
    GT_RETURN_IF_ERROR(AddSharing(views, token, &candidates));
  }
  std::set<std::string> looked_at;
  std::vector<Seen> people;
  for (const RecordId& record : candidates.records) {
    GT_ASSIGN_OR_RETURN(const auto person, identity::PersonOf(views, record, std::nullopt));
    if (!looked_at.insert(person.id).second) continue;
    GT_ASSIGN_OR_RETURN(Seen seen, SeenOf(views, door, caller, person));
    seen.agreement = AgreementOf(query, seen.sayings, !seen.address_shielded);
    if (!seen.records.empty() && seen.agreement.agreeing() >= kFactsMin) {
      people.push_back(std::move(seen));
    }
  }
  std::ranges::sort(people, {}, PlaceOf);
  Finding finding;
  finding.more = candidates.more || people.size() > limit;
  if (people.size() > limit) people.resize(limit);
  for (const Seen& seen : people) {
    finding.persons.push_back(ToMessage(seen));
    finding.records.insert(finding.records.end(), seen.records.begin(), seen.records.end());
  }
  if (!people.empty()) finding.sight = people.front().sight;
  finding.shown = ShownOf(people);
  return finding;
}

}  // namespace goldthread::search
