// Harm and what agencies say of it: incidents at home, children who come to notice, and adults
// of whom a risk is asserted, reviewed, wrongly asserted and withdrawn.
//
// Source: domain/adults-posing-risk.md §§1, 6. How many such adults there are, and how many
// nobody names, is our own choice: no published figure counts them.
#pragma once

#include <map>
#include <vector>

#include "connectors/county/agencies/casework.h"
#include "connectors/county/agencies/notebook.h"
#include "connectors/county/agencies/orders.h"
#include "connectors/county/people/life.h"

namespace goldthread::county {

// An assertion that stands, or once stood.
struct Assertion {
  uint32_t ordinal = 0;
  Feed feed = Feed::kPolice;
  DayNumber from = 0;
  DayNumber to = kNever;
  bool wrongly = false;
};

class Risk {
 public:
  // All outlive it.
  Risk(World& world, Notebook& notebook, Casework& casework, Life& life, Orders& orders)
      : world_(world),
        notebook_(notebook),
        casework_(casework),
        life_(life),
        orders_(orders),
        draws_(world.seed(), Purpose::kTrouble) {}

  // For each person, in order, after what happened to them.
  void Consider(PersonIndex person, const Month& month);
  // Reviews that fall due.
  void Review(const Month& month);

  // An incident at home that the police attend, and what they then note.
  void Incident(PersonIndex victim, PersonIndex alleged, DayNumber day, Chance& chance);
  // Ignored while an assertion about the adult stands.
  struct Says {
    Feed feed = Feed::kPolice;  // Or a council's, probation's, the MARAC's.
    bool wrongly = false;
  };
  void Assert(PersonIndex adult, DayNumber day, Says says, Chance& chance);
  // On review, or withdrawn.
  void End(PersonIndex adult, DayNumber day, Seen how);

  // By adult; the newest of each.
  const std::map<PersonIndex, Assertion>& assertions() const { return assertions_; }

 private:
  void ComesToNotice(PersonIndex head, DayNumber day, Chance& chance);
  void Precede(PersonIndex child, uint16_t source, DayNumber day, Chance& chance);
  void Hurts(PersonIndex adult, DayNumber day, Chance& chance);
  Feed WhoAsserts(PersonIndex adult, Chance& chance) const;
  PersonIndex PartnerOrParent(PersonIndex head, DayNumber day) const;

  World& world_;
  Notebook& notebook_;
  Casework& casework_;
  Life& life_;
  Orders& orders_;
  const Chance::Purposeful draws_;
  std::map<PersonIndex, Assertion> assertions_;
  std::map<DayNumber, std::vector<PersonIndex>> reviews_;
};

}  // namespace goldthread::county
