// What the rules look at: an adult of whom something is known, the children whom that may
// concern, and how they come together; or a child's worries. Worked out from the rows for one
// person; then plain values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connectors/adults/people.h"

namespace goldthread::adults {

// A fact that makes the adult matter, and how it stands by what was said of it later.
struct Trigger {
  Held held;
  bool stands = true;      // No review, withdrawal or end says otherwise.
  bool withdrawn = false;  // It never should have been said.
  bool disputed = false;   // The adult has said that it is not so.
  std::optional<int> due;  // When it is to be reviewed, or expected to end.
  v1::AdultFactRef over;   // What ended it, where it does not stand.
};

// What another person was alleged to have suffered from the adult.
struct Harm {
  Held held;
  RecordId victim;
  std::vector<RecordId> victim_records;
  bool of_partner = false;                // The victim is or was the adult's partner.
  bool victim_shielded = false;           // Nothing may rest on where it lived or lives.
  std::string victim_lived;               // On that day; empty: unknown.
  std::vector<std::string> victim_homes;  // Now.
};

// A child of the adult's died or was taken into care: one such fact.
struct Loss {
  RecordId child;
  Held kinship;
  v1::AdultFactRef lost;
  bool died = false;
};

struct Ground {
  enum class By { kPlace, kOwnChild, kPartner };
  By by = By::kPlace;
  std::string place;            // Of kPlace.
  v1::AdultFactRef adult_told;  // That the adult is there; that it is the parent, or the partner.
  std::vector<std::string> adult_said_by;  // Of shielded ones: the feeds that say where it is.
  int adult_since = 0;
  std::vector<v1::AdultFactRef> child_told;  // By day. Of kOwnChild: that it is its child.
  int child_since = 0;
  v1::AdultFactRef child_shown;            // The one of them that says it best.
  std::vector<std::string> other_said_by;  // Likewise of the child, or of its mother.
  bool through_mother = false;             // The child is where its mother is: nobody told more.
  v1::AdultFactRef mother_told;            // Of through_mother: that she is there.
  bool two_mothers = false;                // … on another record of her than the child's mother's.
  bool shielded = false;  // It rests on where somebody is of whom nobody may know that.
  v1::Residence weakest = v1::RESIDENCE_LIVES;
  std::optional<int> until;
};

// A place of too many to tell who lives with whom, where the adult is.
struct Crowd {
  std::string place;
  v1::AdultFactRef adult_told;
  int adult_since = 0;
  std::optional<int> until;
};

struct Young {
  RecordId person;
  std::vector<RecordId> records;
  std::optional<int> adult_from;  // Nothing: unborn, or nobody ever said.
  bool born = true;
  Persons parents;
  std::optional<v1::AdultFactRef> plan;  // Of child protection, that runs.
  std::vector<Ground> grounds;           // By place; kinship last.
  // All of these grounds are shielded, or none is: a child may be here twice. Readers who may not
  // know where somebody is are shown what follows from the others, and nothing else may show in it.
  bool shielded = false;
};

struct Situation {
  RecordId adult;
  std::vector<RecordId> records;
  std::optional<int> grown_up_from;  // When its age is known.
  std::vector<Trigger> assertions;   // Each by Earlier.
  std::vector<Trigger> orders;
  std::vector<Harm> harms;
  std::vector<Loss> losses;
  std::vector<Crowd> crowds;
  Persons partners;
  std::vector<Young> young;
  // Of a child, and nothing else then: in their order, from some day on (pictures.h).
  std::vector<Held> worries;
};

// Errors: kDataLoss, a damaged row.
StatusOr<Situation> SituationOf(const RecordId& adult, People& people, KeptRows& rows);
// With the children who would matter if something were known of the adult. Nothing of somebody who
// died.
StatusOr<Situation> SurroundingsOf(const RecordId& adult, People& people, KeptRows& rows);

}  // namespace goldthread::adults
