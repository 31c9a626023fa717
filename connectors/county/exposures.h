// Which children shared a home with an adult of whom a risk was asserted, from which day to
// which: worked out from whole stays, so that a stay of some days within a month counts too.
//
// An exposure lies where a stay of the adult's, a stay of the child's at the same address (at home
// or in turn) and the newest assertion about the adult overlap, while the child is under 18. A
// child that is known to be expected is where its mother is. Those that touch are one.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <map>
#include <tuple>
#include <vector>

#include "connectors/county/agencies/risk.h"
#include "connectors/county/ended_stays.h"
#include "connectors/county/people/happening.h"

namespace goldthread::county {

class Exposures {
 public:
  using Assertions = std::map<PersonIndex, Assertion>;

  // All outlive it.
  Exposures(const World& world, const Assertions& assertions, EndedStays& stays, Truth& truth)
      : world_(world), assertions_(assertions), stays_(stays), truth_(truth) {}

  void Saw(const Happening& happening);
  // Tells Truth of those that ended in the month.
  void Reconcile(const Month& month);
  // … and of those that go on after the day before `end`.
  void Finish(DayNumber end);

 private:
  using Key = std::tuple<PersonIndex, PersonIndex, AddressIndex>;  // Adult, child.
  struct Expected {
    PersonIndex child = kNobody;
    DayNumber known = 0;  // Since when.
  };
  struct Ended {
    Stay stay;
    bool unborn = false;
  };
  // One that goes on: its last part begins when that joined what had ended before.
  struct Begun {
    DayNumber joins = 0;
    Exposure exposure;
  };

  void TakeEnded();
  void AddUnborn(const Expected& expected, Stay mothers);
  void AddAdult(PersonIndex adult, const Assertion& assertion);
  void AddOverlaps(const Stay& adult, const Assertion& assertion);
  void AddOverlap(const Stay& adult, const Assertion& assertion, const Ended& other);
  void Tell(const Month& month);
  void TellEnded(const Exposure& exposure, const Month& month);

  const World& world_;
  const Assertions& assertions_;
  EndedStays& stays_;
  Truth& truth_;
  std::map<PersonIndex, std::vector<Expected>> unborn_;  // By mother.
  std::vector<PersonIndex> never_bore_;                  // Mothers who died in the month.
  absl::flat_hash_map<AddressIndex, std::vector<Ended>> ended_at_;  // In the month.
  absl::flat_hash_map<PersonIndex, std::vector<Stay>> ended_of_;    // Of adults with an assertion.
  std::map<Key, std::vector<Exposure>> found_;
  std::map<Key, Begun> begun_;
};

}  // namespace goldthread::county
