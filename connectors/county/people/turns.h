// Shared care: children of parents who live apart, at home with one and in turn with the other.
//
// How many share it is our own choice: England counts no such households.
#pragma once

#include "connectors/county/people/happening.h"

namespace goldthread::county {

class Turns {
 public:
  // Both outlive it.
  Turns(World& world, Witness& witness) : world_(world), witness_(witness) {}

  // Two parents no longer live together: `left` has gone, their children are still with `stayed`.
  void Parted(PersonIndex stayed, PersonIndex left, Chance& chance);
  // Moved, died or has come of age: the child, or the parent with the second home.
  void Moved(PersonIndex moved, DayNumber day);

 private:
  void Look(PersonIndex child, DayNumber day);

  World& world_;
  Witness& witness_;
};

}  // namespace goldthread::county
