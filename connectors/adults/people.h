// The persons of the rows: which records each has, what stands of them, where they live, and
// whose alerts may change when something about them does.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connectors/adults/homes.h"
#include "connectors/adults/kept_rows.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::adults {

// More people are no household: a block, a hostel, an address that stands for many.
inline constexpr int kHouseholdMax = 40;

using Persons = std::set<RecordId>;  // Each by the smallest of its records.

// Errors: kDataLoss, a damaged row.
class People {
 public:
  explicit People(KeptRows& rows) : rows_(rows) {}

  StatusOr<RecordId> PersonOf(const RecordId& record);
  StatusOr<Persons> PersonsOf(const std::set<RecordId>& records);
  StatusOr<std::vector<RecordId>> RecordsOf(const RecordId& person);
  // Those that stand.
  StatusOr<std::vector<Held>> FactsOf(const RecordId& person);
  StatusOr<v1::AdultPersonRow*> Row(const RecordId& person);
  // Who is at the place now; none where it is no household.
  StatusOr<std::vector<RecordId>> HouseholdAt(const std::string& place);

  // The first day on which the person is grown up, by what most of its records say. Nothing:
  // nobody ever said how old it is.
  struct Age {
    std::optional<int> adult_from;
    bool as_child = false;
  };
  StatusOr<Age> AgeOf(const RecordId& person);

  // Where the person lived on the day, as far as was told; empty: unknown.
  StatusOr<std::string> LivedOn(const RecordId& person, int day);

  // To whom facts of these kinds tie the person.
  StatusOr<Persons> TiedBy(const RecordId& person, const std::set<v1::AdultFactKind>& kinds);
  StatusOr<Persons> ParentsOf(const RecordId& person);
  StatusOr<Persons> ChildrenOf(const RecordId& person);

  // Whose alerts, as the adult, depend on something about the person.
  StatusOr<Persons> Depending(const RecordId& person);

  // Works out again what the rows say of the person as a whole, and of the places it is at.
  // Returns whether something changed that its parents' rows rest on.
  StatusOr<bool> Refresh(const RecordId& person);

  // The records become one person. Returns the persons they were of; all need a Refresh.
  StatusOr<Persons> Join(const std::vector<RecordId>& records);

  // A property without UPRN is known by another's with the same spelling. Returns who was at the
  // places that the spelling meant, if it means another now.
  StatusOr<Persons> LearnSpelling(uint64_t uprn, const std::string& spelling);

 private:
  StatusOr<std::string> PlaceOf(const v1::AdultFact& fact);
  StatusOr<std::string> PlaceSpelt(const std::string& spelling);
  StatusOr<std::vector<Word>> WordsOn(const RecordId& person);
  StatusOr<bool> IsWatched(const std::vector<Held>& facts);
  StatusOr<Persons> WatchedAt(const v1::AdultPersonRow& row);
  Status Occupy(const RecordId& person, const std::vector<v1::AdultHome>& homes, bool watched);

  KeptRows& rows_;
};

}  // namespace goldthread::adults
