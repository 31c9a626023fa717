// The persons of the rows: which records each has, what stands of them, where they live, and
// whose alerts may change when something about them does.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connectors/adults/homes.h"
#include "connectors/adults/kept_rows.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::adults {

// More people are no household: a block, a hostel, an address that stands for many. Who of them
// lives with whom nobody can tell: that is one alert (rule 10), and not one for each child there.
inline constexpr int kHouseholdMax = 40;

using Persons = std::set<RecordId>;  // Each by the smallest of its records.

// Errors: kDataLoss, a damaged row.
class People {
 public:
  explicit People(KeptRows& rows) : rows_(rows) {}

  StatusOr<RecordId> PersonOf(const RecordId& record);
  StatusOr<Persons> PersonsOf(const std::set<RecordId>& records);
  StatusOr<std::vector<RecordId>> RecordsOf(const RecordId& person);
  struct Told {
    std::vector<RecordId> records;
    std::vector<Held> facts;
  };
  // Those that stand. Lent until Forget or Join.
  StatusOr<const std::vector<Held>*> FactsOf(const RecordId& person);
  // Worries, which no rule but their own asks for: those that stand, of these days and later, in
  // the order of worries.h. Rests on the rows as they are.
  StatusOr<Told> WorriesSince(const RecordId& person, int day);
  // What FactsOf has found is other now.
  void Forget() { told_.clear(); }
  StatusOr<const v1::AdultPersonRow*> Row(const RecordId& person);
  StatusOr<v1::AdultPersonRow*> EditRow(const RecordId& person);
  // Who is at the place now. Of many who are no household those only who are shielded: how many
  // there are of them must not show, so they do not count as many. Who is no child after `since`,
  // was none.
  struct Household {
    std::vector<RecordId> persons;
    bool crowded = false;     // Others are there, who are too many,
    bool with_child = false;  // and a child may be among them.
  };
  StatusOr<Household> HouseholdAt(const std::string& place, int since);

  // The first day on which the person is grown up, by what most of its records say. Nothing:
  // nobody ever said how old it is.
  struct Age {
    std::optional<int> adult_from;
    bool as_child = false;
  };
  StatusOr<Age> AgeOf(const RecordId& person);

  StatusOr<bool> HasDied(const RecordId& person);

  // Where the person lived on the day, as far as was told; empty: unknown.
  StatusOr<std::string> LivedOn(const RecordId& person, int day);

  // By the rows, so not before Refresh.
  StatusOr<Persons> ParentsOf(const RecordId& person);

  // Whose alerts, as the adult, depend on something about the person.
  StatusOr<Persons> Depending(const RecordId& person);

  // Works out again what the rows say of the person as a whole, and of the places it is at.
  // Returns whether something changed that its parents' rows rest on.
  StatusOr<bool> Refresh(const RecordId& person);

  // The records become one person.
  struct Joined {
    Persons other;   // Whose facts are others than before: all need a Refresh.
    Persons judged;  // Whose alerts may be others, besides those who depend on `other`.
  };
  StatusOr<Joined> Join(const std::set<RecordId>& records);

  // A property without UPRN is known by another's with the same spelling. Returns who was at the
  // places that the spelling meant, if it means another now.
  StatusOr<Persons> LearnSpelling(uint64_t uprn, const std::string& spelling);

 private:
  using Names = google::protobuf::RepeatedPtrField<std::string>;

  StatusOr<std::string> PlaceOf(const v1::AdultFact& fact);
  StatusOr<std::string> PlaceSpelt(const std::string& spelling);
  // What these facts say of where somebody lives.
  StatusOr<std::vector<Word>> WordsIn(const std::vector<Held>& facts);
  StatusOr<bool> IsWatched(const RecordId& person, const std::vector<Held>& facts);
  // To whom the person is tied in this way.
  Status AddTied(const RecordId& person, const Names& (v1::AdultTies::*how)() const, Persons* tied);
  // Who is watched at a place where one of them is.
  Status AddWatchedWith(const Persons& persons, Persons* watched);
  Status Occupy(const RecordId& person, const v1::AdultPersonRow& now);
  // What is worked out of a person's facts, but for its ties.
  static void TakeOver(const v1::AdultPersonRow& now, v1::AdultPersonRow* row);
  // Of persons of whom one at most has facts, none of whom loses a record.
  StatusOr<Joined> JoinPlainly(const Persons& before, const std::set<RecordId>& records);
  Status SetMembers(const std::set<RecordId>& all, const std::set<RecordId>& joined);

  // Those of the persons that these records are now of whom somebody worries.
  Status AddWorried(const std::set<RecordId>& records, Persons* judged);
  // Or has one, of whom nobody need have told more.
  StatusOr<bool> MayBeChild(const RecordId& person, int since);
  // Those that stand in the record's row at `key`.
  Status AddFacts(const RecordId& record, const std::string& key, std::vector<Held>* facts);

  std::map<RecordId, Told> told_;
  KeptRows& rows_;
};

}  // namespace goldthread::adults
