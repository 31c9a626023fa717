// What every county has in the nights in which the clocks change, however small it is: a child that
// is missing from before the change until after it, and an attendance at A&E within an hour of it.
#pragma once

#include "connectors/county/agencies/notebook.h"

namespace goldthread::county {

class ClockNights {
 public:
  // Both outlive it.
  ClockNights(const World& world, Notebook& notebook) : world_(world), notebook_(notebook) {}

  // After everybody has been considered.
  void Live(const Month& month);

 private:
  void LiveOne(DayNumber day, Second change);
  // kNobody: none lives here.
  PersonIndex SomeYoung(DayNumber day, Chance& chance) const;

  const World& world_;
  Notebook& notebook_;
};

}  // namespace goldthread::county
