#include "connectors/adults/people.h"

#include <algorithm>
#include <map>

#include "connectors/adults/adult_rows.h"

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

StatusOr<v1::AdultPersonRow*> People::Row(const RecordId& person) {
  return rows_.Get<v1::AdultPersonRow>(PersonKey(person));
}

StatusOr<std::vector<RecordId>> People::RecordsOf(const RecordId& person) {
  GT_ASSIGN_OR_RETURN(const auto* row, Row(person));
  std::vector<RecordId> records;
  for (const v1::RecordRef& ref : row->records()) records.push_back(FromRef(ref));
  if (records.empty()) records.push_back(person);
  return records;
}

StatusOr<std::vector<Held>> People::FactsOf(const RecordId& person) {
  GT_ASSIGN_OR_RETURN(const std::vector<RecordId> records, RecordsOf(person));
  std::vector<Held> facts;
  for (const RecordId& record : records) {
    GT_ASSIGN_OR_RETURN(const auto* row, rows_.Get<v1::AdultRecordRow>(FactsKey(record)));
    for (const v1::AdultFact& fact : row->facts()) {
      if (!fact.void_()) facts.push_back({record, &fact});
    }
  }
  return facts;
}

StatusOr<std::vector<RecordId>> People::HouseholdAt(const std::string& place) {
  GT_ASSIGN_OR_RETURN(const auto* row, rows_.Get<v1::AdultPlaceRow>(PlaceKey(place)));
  std::vector<RecordId> persons;
  if (row->occupants_size() > kHouseholdMax) return persons;
  for (const v1::AdultOccupant& one : row->occupants()) persons.push_back(FromRef(one.person()));
  return persons;
}

StatusOr<People::Age> People::AgeOf(const RecordId& person) {
  GT_ASSIGN_OR_RETURN(const std::vector<RecordId> records, RecordsOf(person));
  Age age;
  std::map<int, int> said;
  for (const RecordId& record : records) {
    GT_ASSIGN_OR_RETURN(const auto* row, rows_.Get<v1::AdultAgeRow>(AgeKey(record)));
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

StatusOr<std::vector<Word>> People::WordsOn(const RecordId& person) {
  GT_ASSIGN_OR_RETURN(const std::vector<Held> facts, FactsOf(person));
  std::vector<Word> words;
  for (const Held& held : facts) {
    if (held.fact->kind() != v1::ADULT_FACT_KIND_RESIDENCE) continue;
    GT_ASSIGN_OR_RETURN(std::string place, PlaceOf(*held.fact));
    words.push_back({std::move(place), held});
  }
  return words;
}

StatusOr<std::string> People::LivedOn(const RecordId& person, int day) {
  GT_ASSIGN_OR_RETURN(std::vector<Word> words, WordsOn(person));
  return adults::LivedOn(std::move(words), day);
}

StatusOr<Persons> People::TiedBy(const RecordId& person, const std::set<v1::AdultFactKind>& kinds) {
  GT_ASSIGN_OR_RETURN(const std::vector<Held> facts, FactsOf(person));
  Persons tied;
  for (const Held& held : facts) {
    if (!kinds.contains(held.fact->kind())) continue;
    GT_ASSIGN_OR_RETURN(RecordId other, PersonOf({held.record.feed, held.fact->other()}));
    tied.insert(std::move(other));
  }
  tied.erase(person);
  return tied;
}

StatusOr<Persons> People::ParentsOf(const RecordId& person) {
  return TiedBy(person, {v1::ADULT_FACT_KIND_CHILD_OF, v1::ADULT_FACT_KIND_BORN_TO,
                         v1::ADULT_FACT_KIND_EXPECTED_BY});
}

StatusOr<Persons> People::ChildrenOf(const RecordId& person) {
  return TiedBy(person, {v1::ADULT_FACT_KIND_MOTHER_OF, v1::ADULT_FACT_KIND_FATHER_OF,
                         v1::ADULT_FACT_KIND_BORE, v1::ADULT_FACT_KIND_EXPECTS});
}

StatusOr<Persons> People::WatchedAt(const v1::AdultPersonRow& row) {
  Persons watched;
  for (const v1::AdultHome& home : row.homes()) {
    GT_ASSIGN_OR_RETURN(const auto* place, rows_.Get<v1::AdultPlaceRow>(PlaceKey(home.place())));
    for (const v1::AdultOccupant& one : place->occupants()) {
      if (one.watched()) watched.insert(FromRef(one.person()));
    }
  }
  return watched;
}

// By living with the person; by being its partner or its parent, or the partner of that; by what
// was done to it. Of a child also who lives with its mother, and of a parent who lives with its
// children.
StatusOr<Persons> People::Depending(const RecordId& person) {
  GT_ASSIGN_OR_RETURN(const auto* row, Row(person));
  GT_ASSIGN_OR_RETURN(Persons watched, WatchedAt(*row));
  watched.insert(person);
  GT_ASSIGN_OR_RETURN(const Persons parents, ParentsOf(person));
  GT_ASSIGN_OR_RETURN(const Persons children, ChildrenOf(person));
  Persons kin = parents;
  kin.insert(children.begin(), children.end());
  for (const RecordId& one : kin) {
    GT_ASSIGN_OR_RETURN(const auto* kin_row, Row(one));
    GT_ASSIGN_OR_RETURN(Persons near, WatchedAt(*kin_row));
    watched.merge(near);
  }
  kin.insert(person);
  for (const RecordId& one : kin) {
    GT_ASSIGN_OR_RETURN(Persons near,
                        TiedBy(one, {v1::ADULT_FACT_KIND_PARTNER, v1::ADULT_FACT_KIND_EX_PARTNER}));
    watched.merge(near);
  }
  watched.insert(parents.begin(), parents.end());
  watched.insert(children.begin(), children.end());
  GT_ASSIGN_OR_RETURN(Persons alleged, TiedBy(person, {v1::ADULT_FACT_KIND_HURT_BY}));
  watched.merge(alleged);
  for (auto one = watched.begin(); one != watched.end();) {
    GT_ASSIGN_OR_RETURN(const auto* one_row, Row(*one));
    one = one_row->watched() ? std::next(one) : watched.erase(one);
  }
  return watched;
}

// Of somebody whose child was lost: another child may come.
StatusOr<bool> People::IsWatched(const std::vector<Held>& facts) {
  for (const Held& held : facts) {
    const v1::AdultFactKind kind = held.fact->kind();
    if (kind == v1::ADULT_FACT_KIND_ASSERTION || kind == v1::ADULT_FACT_KIND_ORDER ||
        kind == v1::ADULT_FACT_KIND_HURT || kind == v1::ADULT_FACT_KIND_KNOWN_ELSEWHERE) {
      return true;
    }
    if (kind != v1::ADULT_FACT_KIND_MOTHER_OF && kind != v1::ADULT_FACT_KIND_FATHER_OF &&
        kind != v1::ADULT_FACT_KIND_EXPECTS && kind != v1::ADULT_FACT_KIND_BORE) {
      continue;
    }
    GT_ASSIGN_OR_RETURN(const RecordId child, PersonOf({held.record.feed, held.fact->other()}));
    GT_ASSIGN_OR_RETURN(const auto* row, Row(child));
    if (row->lost()) return true;
  }
  return false;
}

Status People::Occupy(const RecordId& person, const std::vector<v1::AdultHome>& homes,
                      bool watched) {
  GT_ASSIGN_OR_RETURN(const auto* row, Row(person));
  std::set<std::string> places;
  for (const v1::AdultHome& home : row->homes()) places.insert(home.place());
  std::set<std::string> now;
  for (const v1::AdultHome& home : homes) now.insert(home.place());
  places.insert(now.begin(), now.end());
  for (const std::string& name : places) {
    GT_ASSIGN_OR_RETURN(auto* place, rows_.Get<v1::AdultPlaceRow>(PlaceKey(name)));
    auto* occupants = place->mutable_occupants();
    auto at = std::lower_bound(
        occupants->begin(), occupants->end(), person,
        [](const auto& one, const RecordId& id) { return FromRef(one.person()) < id; });
    const bool there = at != occupants->end() && FromRef(at->person()) == person;
    if (!now.contains(name)) {
      if (there) occupants->erase(at);
      continue;
    }
    if (there) {
      at->set_watched(watched);
      continue;
    }
    const auto index = at - occupants->begin();
    v1::AdultOccupant* const one = occupants->Add();
    *one->mutable_person() = ToRef(person);
    one->set_watched(watched);
    std::rotate(occupants->begin() + index, occupants->end() - 1, occupants->end());
  }
  return OkStatus();
}

StatusOr<bool> People::Refresh(const RecordId& person) {
  GT_ASSIGN_OR_RETURN(const RecordId of, PersonOf(person));
  if (of != person) return false;  // It became part of another; Join has cleared what it was.
  GT_ASSIGN_OR_RETURN(const std::vector<Held> facts, FactsOf(person));
  GT_ASSIGN_OR_RETURN(std::vector<Word> words, WordsOn(person));
  GT_ASSIGN_OR_RETURN(const bool watched, IsWatched(facts));
  const auto has = [&](v1::AdultFactKind kind) {
    return std::any_of(facts.begin(), facts.end(),
                       [kind](const Held& held) { return held.fact->kind() == kind; });
  };
  const bool died = has(v1::ADULT_FACT_KIND_DIED);
  const bool has_own_home = died || std::any_of(facts.begin(), facts.end(), [](const Held& held) {
                              return held.fact->kind() == v1::ADULT_FACT_KIND_RESIDENCE &&
                                     held.fact->residence() == v1::RESIDENCE_LIVES;
                            });
  const std::vector<v1::AdultHome> homes = HomesNow(std::move(words), died);
  GT_RETURN_IF_ERROR(Occupy(person, homes, watched));
  GT_ASSIGN_OR_RETURN(auto* row, Row(person));
  row->clear_homes();
  for (const v1::AdultHome& home : homes) *row->add_homes() = home;
  row->set_watched(watched);
  row->set_has_own_home(has_own_home);
  const bool was_lost = row->lost();
  row->set_lost(died || has(v1::ADULT_FACT_KIND_TAKEN_INTO_CARE));
  return was_lost != row->lost();
}

StatusOr<Persons> People::Join(const std::vector<RecordId>& records) {
  GT_ASSIGN_OR_RETURN(Persons before,
                      PersonsOf(std::set<RecordId>(records.begin(), records.end())));
  // Whoever shared a person with one of them is a person of its own, until it is announced.
  std::set<RecordId> all(records.begin(), records.end());
  for (const RecordId& person : before) {
    GT_ASSIGN_OR_RETURN(const std::vector<RecordId> members, RecordsOf(person));
    all.insert(members.begin(), members.end());
    GT_RETURN_IF_ERROR(Occupy(person, {}, false));
    GT_ASSIGN_OR_RETURN(auto* row, Row(person));
    row->clear_homes();
    row->clear_records();
    row->clear_watched();
    row->clear_has_own_home();
    row->clear_lost();
  }
  const std::set<RecordId> joined(records.begin(), records.end());
  for (const RecordId& record : all) {
    GT_ASSIGN_OR_RETURN(auto* row, rows_.Get<v1::AdultMemberRow>(MemberKey(record)));
    row->clear_person();
    if (joined.contains(record) && record != *joined.begin()) {
      *row->mutable_person() = ToRef(*joined.begin());
    }
  }
  GT_ASSIGN_OR_RETURN(auto* row, Row(*joined.begin()));
  if (joined.size() > 1) {
    for (const RecordId& record : joined) *row->add_records() = ToRef(record);
  }
  before.insert(all.begin(), all.end());
  return before;
}

StatusOr<Persons> People::LearnSpelling(uint64_t uprn, const std::string& spelling) {
  Persons persons;
  if (uprn == 0 || spelling.empty()) return persons;
  GT_ASSIGN_OR_RETURN(auto* row, rows_.Get<v1::AdultSpellingRow>(SpellingKey(spelling)));
  auto* uprns = row->mutable_uprns();
  if (std::find(uprns->begin(), uprns->end(), uprn) != uprns->end()) return persons;
  GT_ASSIGN_OR_RETURN(const std::string meant, PlaceSpelt(spelling));
  for (const std::string& place : {"s" + spelling, meant, "u" + std::to_string(uprn)}) {
    GT_ASSIGN_OR_RETURN(const auto* at, rows_.Get<v1::AdultPlaceRow>(PlaceKey(place)));
    for (const v1::AdultOccupant& one : at->occupants()) persons.insert(FromRef(one.person()));
  }
  uprns->Add(uprn);
  std::sort(uprns->begin(), uprns->end());
  if (uprns->size() > 2) uprns->RemoveLast();
  return persons;
}

}  // namespace goldthread::adults
