#include "connectors/adults/people.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "connectors/adults/adult_rows.h"
#include "connectors/adults/ties.h"
#include "connectors/adults/worries.h"

namespace goldthread::adults {
namespace {

constexpr int kGrownUpYears = 18;

// The 29th of February comes of age on the 1st of March.
int GrownUpFrom(int birth) {
  Day day = DayOfNumber(birth);
  day += std::chrono::years(kGrownUpYears);
  if (!day.ok()) day = Day(day.year(), std::chrono::March, std::chrono::day(1));
  return DayNumber(day);
}

bool IsBefore(const v1::RecordRef& ref, const RecordId& id) {
  return std::tie(ref.feed(), ref.record()) < std::tie(id.feed, id.record);
}

}  // namespace

StatusOr<RecordId> People::PersonOf(const RecordId& record) {
  GT_ASSIGN_OR_RETURN(const auto* row, rows_.Get<v1::AdultMemberRow>(MemberKey(record)));
  return row->has_person() ? FromRef(row->person()) : record;
}

StatusOr<Persons> People::PersonsOf(const std::set<RecordId>& records) {
  Persons persons;
  for (const RecordId& record : records) {
    GT_ASSIGN_OR_RETURN(RecordId person, PersonOf(record));
    persons.insert(std::move(person));
  }
  return persons;
}

StatusOr<const v1::AdultPersonRow*> People::Row(const RecordId& person) {
  return rows_.Get<v1::AdultPersonRow>(PersonKey(person));
}

StatusOr<v1::AdultPersonRow*> People::EditRow(const RecordId& person) {
  return rows_.Edit<v1::AdultPersonRow>(PersonKey(person));
}

StatusOr<std::vector<RecordId>> People::RecordsOf(const RecordId& person) {
  GT_ASSIGN_OR_RETURN(const auto* row, Row(person));
  std::vector<RecordId> records;
  for (const v1::RecordRef& ref : row->records()) records.push_back(FromRef(ref));
  if (records.empty()) records.push_back(person);
  return records;
}

StatusOr<const std::vector<Held>*> People::FactsOf(const RecordId& person) {
  const auto [at, is_new] = told_.try_emplace(person);
  Told& told = at->second;
  if (!is_new) return &told.facts;
  GT_ASSIGN_OR_RETURN(told.records, RecordsOf(person));
  for (const RecordId& record : told.records) {
    GT_RETURN_IF_ERROR(AddFacts(record, FactsKey(record), &told.facts));
  }
  return &told.facts;
}

StatusOr<People::Told> People::WorriesSince(const RecordId& person, int day) {
  Told told;
  GT_ASSIGN_OR_RETURN(told.records, RecordsOf(person));
  for (const RecordId& record : told.records) {
    GT_ASSIGN_OR_RETURN(const auto* member, rows_.Get<v1::AdultMemberRow>(MemberKey(record)));
    const auto& all = member->worried_fortnights();
    for (auto at = std::lower_bound(all.begin(), all.end(), FortnightOf(day)); at != all.end();
         ++at) {
      std::vector<Held> fortnight;
      GT_RETURN_IF_ERROR(AddFacts(record, WorriesKey(record, *at), &fortnight));
      KeepThoseThatCount(&fortnight);
      told.facts.insert(told.facts.end(), fortnight.begin(), fortnight.end());
    }
  }
  std::erase_if(told.facts, [day](const Held& held) { return held.fact->day() < day; });
  std::sort(told.facts.begin(), told.facts.end(), IsEarlierHeld);
  return told;
}

Status People::AddFacts(const RecordId& record, const std::string& key, std::vector<Held>* facts) {
  GT_ASSIGN_OR_RETURN(const auto* row, rows_.Get<v1::AdultRecordRow>(key));
  for (const v1::AdultFact& fact : row->facts()) {
    if (!fact.void_()) facts->push_back({&record, &fact});
  }
  return OkStatus();
}

StatusOr<People::Household> People::HouseholdAt(const std::string& place, int since) {
  GT_ASSIGN_OR_RETURN(const auto* row, rows_.Get<v1::AdultPlaceRow>(PlaceKey(place)));
  const auto open = std::count_if(row->occupants().begin(), row->occupants().end(),
                                  [](const v1::AdultOccupant& one) { return !one.shielded(); });
  Household household;
  household.crowded = open > kHouseholdMax;
  for (const v1::AdultOccupant& one : row->occupants()) {
    RecordId person = FromRef(one.person());
    if (one.shielded() || !household.crowded) {
      household.persons.push_back(std::move(person));
    } else if (!household.with_child) {
      GT_ASSIGN_OR_RETURN(household.with_child, MayBeChild(person, since));
    }
  }
  return household;
}

StatusOr<bool> People::MayBeChild(const RecordId& person, int since) {
  GT_ASSIGN_OR_RETURN(const auto* row, Row(person));
  const bool is_parent = std::any_of(row->ties().begin(), row->ties().end(),
                                     [](const auto& ties) { return !ties.children().empty(); });
  if (is_parent) return true;
  GT_ASSIGN_OR_RETURN(const Age age, AgeOf(person));
  return age.adult_from.has_value() ? *age.adult_from > since : age.as_child;
}

StatusOr<bool> People::HasDied(const RecordId& person) {
  GT_ASSIGN_OR_RETURN(const auto* facts, FactsOf(person));
  return std::any_of(facts->begin(), facts->end(), [](const Held& held) {
    return held.fact->kind() == v1::ADULT_FACT_KIND_DIED;
  });
}

StatusOr<People::Age> People::AgeOf(const RecordId& person) {
  GT_ASSIGN_OR_RETURN(const std::vector<RecordId> records, RecordsOf(person));
  Age age;
  std::map<int, int> said;
  for (const RecordId& record : records) {
    GT_ASSIGN_OR_RETURN(const auto* row, rows_.Get<v1::AdultMemberRow>(MemberKey(record)));
    age.as_child = age.as_child || row->as_child();
    for (const int birth : row->births()) ++said[birth];
  }
  int most = 0;
  for (const auto& [birth, times] : said) {
    if (times < most) continue;
    most = times;
    age.adult_from = GrownUpFrom(birth);
  }
  return age;
}

StatusOr<std::string> People::PlaceSpelt(const std::string& spelling) {
  if (spelling.empty()) return std::string();
  GT_ASSIGN_OR_RETURN(const auto* row, rows_.Get<v1::AdultSpellingRow>(SpellingKey(spelling)));
  return row->uprns_size() == 1 ? "u" + std::to_string(row->uprns(0)) : "s" + spelling;
}

StatusOr<std::string> People::PlaceOf(const v1::AdultFact& fact) {
  if (fact.shared()) return std::string();
  if (fact.uprn() != 0) return "u" + std::to_string(fact.uprn());
  return PlaceSpelt(fact.address());
}

StatusOr<std::vector<Word>> People::WordsIn(const std::vector<Held>& facts) {
  std::vector<Word> words;
  for (const Held& held : facts) {
    if (!IsWord(*held.fact)) continue;
    GT_ASSIGN_OR_RETURN(std::string place, PlaceOf(*held.fact));
    words.push_back({std::move(place), held});
  }
  return words;
}

StatusOr<std::string> People::LivedOn(const RecordId& person, int day) {
  GT_ASSIGN_OR_RETURN(const auto* facts, FactsOf(person));
  GT_ASSIGN_OR_RETURN(std::vector<Word> words, WordsIn(*facts));
  return adults::LivedOn(std::move(words), day);
}

Status People::AddTied(const RecordId& person, const Names& (v1::AdultTies::*how)() const,
                       Persons* tied) {
  GT_ASSIGN_OR_RETURN(const auto* row, Row(person));
  for (const v1::AdultTies& ties : row->ties()) {
    for (const std::string& record : (ties.*how)()) {
      GT_ASSIGN_OR_RETURN(RecordId other, PersonOf({ties.feed(), record}));
      if (other != person) tied->insert(std::move(other));
    }
  }
  return OkStatus();
}

StatusOr<Persons> People::ParentsOf(const RecordId& person) {
  Persons parents;
  GT_RETURN_IF_ERROR(AddTied(person, &v1::AdultTies::parents, &parents));
  return parents;
}

Status People::AddWatchedWith(const Persons& persons, Persons* watched) {
  std::set<std::string_view> places;  // A family's are few.
  for (const RecordId& person : persons) {
    GT_ASSIGN_OR_RETURN(const auto* row, Row(person));
    for (const v1::AdultHome& home : row->homes()) places.insert(home.place());
  }
  for (const std::string_view name : places) {
    GT_ASSIGN_OR_RETURN(const auto* place, rows_.Get<v1::AdultPlaceRow>(PlaceKey(name)));
    for (const v1::AdultOccupant& one : place->occupants()) {
      if (one.watched()) watched->insert(FromRef(one.person()));
    }
  }
  return OkStatus();
}

// By living with the person; by being its partner or its parent, or the partner of that; by what
// was done to it. Of a child also who lives with its mother, and of a parent who lives with its
// children.
StatusOr<Persons> People::Depending(const RecordId& person) {
  GT_ASSIGN_OR_RETURN(const auto* row, Row(person));
  Persons near;
  if (!row->has_facts()) return near;
  Persons kin;
  GT_RETURN_IF_ERROR(AddTied(person, &v1::AdultTies::parents, &kin));
  GT_RETURN_IF_ERROR(AddTied(person, &v1::AdultTies::children, &kin));
  near = kin;
  near.insert(person);
  kin.insert(person);
  GT_RETURN_IF_ERROR(AddWatchedWith(kin, &near));
  for (const RecordId& one : kin) {
    GT_RETURN_IF_ERROR(AddTied(one, &v1::AdultTies::partners, &near));
  }
  GT_RETURN_IF_ERROR(AddTied(person, &v1::AdultTies::hurt_by, &near));
  for (auto one = near.begin(); one != near.end();) {
    GT_ASSIGN_OR_RETURN(const auto* one_row, Row(*one));
    one = one_row->watched() ? std::next(one) : near.erase(one);
  }
  return near;
}

// Whether something is known that an alert could come of. One allegation is no pattern; of somebody
// whose child was lost, another child may come.
StatusOr<bool> People::IsWatched(const RecordId& person, const std::vector<Held>& facts) {
  int alleged = 0;
  for (const Held& held : facts) {
    const v1::AdultFactKind kind = held.fact->kind();
    if (kind == v1::ADULT_FACT_KIND_ASSERTION || kind == v1::ADULT_FACT_KIND_ORDER ||
        kind == v1::ADULT_FACT_KIND_KNOWN_ELSEWHERE ||
        (kind == v1::ADULT_FACT_KIND_HURT && ++alleged > 1)) {
      return true;
    }
  }
  Persons children;
  GT_RETURN_IF_ERROR(AddTied(person, &v1::AdultTies::children, &children));
  for (const RecordId& child : children) {
    GT_ASSIGN_OR_RETURN(const auto* row, Row(child));
    if (row->lost()) return true;
  }
  return false;
}

Status People::Occupy(const RecordId& person, const v1::AdultPersonRow& now) {
  GT_ASSIGN_OR_RETURN(const auto* before, Row(person));
  // By place: was there, is there.
  std::map<std::string_view, std::pair<bool, bool>> places;
  for (const v1::AdultHome& home : before->homes()) places[home.place()].first = true;
  for (const v1::AdultHome& home : now.homes()) places[home.place()].second = true;
  for (const auto& [name, there] : places) {
    if (there.first && there.second && before->watched() == now.watched() &&
        before->shielded() == now.shielded()) {
      continue;
    }
    GT_ASSIGN_OR_RETURN(auto* place, rows_.Edit<v1::AdultPlaceRow>(PlaceKey(std::string(name))));
    auto* occupants = place->mutable_occupants();
    const auto at = std::lower_bound(
        occupants->begin(), occupants->end(), person,
        [](const auto& one, const RecordId& id) { return IsBefore(one.person(), id); });
    const bool found = at != occupants->end() && IsOf(at->person(), person);
    if (!there.second) {
      if (found) occupants->erase(at);
      continue;
    }
    if (found) {
      at->set_watched(now.watched());
      at->set_shielded(now.shielded());
      continue;
    }
    const int index = static_cast<int>(at - occupants->begin());
    v1::AdultOccupant* const one = occupants->Add();
    *one->mutable_person() = ToRef(person);
    one->set_watched(now.watched());
    one->set_shielded(now.shielded());
    for (int i = occupants->size() - 1; i > index; --i) occupants->SwapElements(i, i - 1);
  }
  return OkStatus();
}

void People::TakeOver(const v1::AdultPersonRow& now, v1::AdultPersonRow* row) {
  *row->mutable_homes() = now.homes();
  row->set_watched(now.watched());
  row->set_has_own_home(now.has_own_home());
  row->set_lost(now.lost());
  row->set_shielded(now.shielded());
  row->set_has_facts(now.has_facts());
}

StatusOr<bool> People::Refresh(const RecordId& person) {
  GT_ASSIGN_OR_RETURN(const RecordId of, PersonOf(person));
  if (of != person) return false;  // It became part of another; Join has cleared what it was.
  GT_ASSIGN_OR_RETURN(const auto* facts, FactsOf(person));
  GT_ASSIGN_OR_RETURN(std::vector<Word> words, WordsIn(*facts));
  v1::AdultPersonRow now;
  now.set_has_facts(!facts->empty());
  GT_ASSIGN_OR_RETURN(const bool died, HasDied(person));
  for (const Held& held : *facts) {
    const v1::AdultFactKind kind = held.fact->kind();
    if (kind == v1::ADULT_FACT_KIND_SHIELDED) now.set_shielded(true);
    if (kind == v1::ADULT_FACT_KIND_DIED || kind == v1::ADULT_FACT_KIND_TAKEN_INTO_CARE) {
      now.set_lost(true);
    }
    if (kind == v1::ADULT_FACT_KIND_DIED ||
        (kind == v1::ADULT_FACT_KIND_RESIDENCE && held.fact->residence() == v1::RESIDENCE_LIVES)) {
      now.set_has_own_home(true);
    }
  }
  for (v1::AdultHome& home : HomesNow(std::move(words), died)) *now.add_homes() = std::move(home);
  GT_ASSIGN_OR_RETURN(auto* row, EditRow(person));
  row->clear_ties();
  AddTies(*facts, row);
  GT_ASSIGN_OR_RETURN(const bool watched, IsWatched(person, *facts));
  now.set_watched(watched);
  GT_RETURN_IF_ERROR(Occupy(person, now));
  const bool was_lost = row->lost();
  TakeOver(now, row);
  return was_lost != row->lost();
}

StatusOr<Persons> People::LearnSpelling(uint64_t uprn, const std::string& spelling) {
  Persons persons;
  if (uprn == 0 || spelling.empty()) return persons;
  GT_ASSIGN_OR_RETURN(const auto* row, rows_.Get<v1::AdultSpellingRow>(SpellingKey(spelling)));
  if (std::find(row->uprns().begin(), row->uprns().end(), uprn) != row->uprns().end()) {
    return persons;
  }
  GT_ASSIGN_OR_RETURN(const std::string meant, PlaceSpelt(spelling));
  for (const std::string& place : {"s" + spelling, meant, "u" + std::to_string(uprn)}) {
    GT_ASSIGN_OR_RETURN(const auto* at, rows_.Get<v1::AdultPlaceRow>(PlaceKey(place)));
    for (const v1::AdultOccupant& one : at->occupants()) persons.insert(FromRef(one.person()));
  }
  GT_ASSIGN_OR_RETURN(auto* edited, rows_.Edit<v1::AdultSpellingRow>(SpellingKey(spelling)));
  auto* uprns = edited->mutable_uprns();
  uprns->Add(uprn);
  std::sort(uprns->begin(), uprns->end());
  if (uprns->size() > 2) uprns->RemoveLast();
  return persons;
}

}  // namespace goldthread::adults
