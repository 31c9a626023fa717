// What holds or restrains adults who hurt others: bail, protection orders, prison, licence and
// tag, as the police and probation tell it, each with the day on which it is expected to end.
//
// How many are arrested, bailed and sentenced, and for how long, is our own choice: counts of
// orders by household are not published. A protection order lasts 14 to 28 days.
// Source: domain/adults-posing-risk.md §4.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "connectors/county/agencies/notebook.h"
#include "connectors/county/people/life.h"

namespace goldthread::county {

class Orders {
 public:
  // All outlive it.
  Orders(World& world, Notebook& notebook, Life& life)
      : world_(world), notebook_(notebook), life_(life) {}

  // The police attended an incident in which the adult is alleged to have hurt somebody.
  void Attended(PersonIndex adult, DayNumber day);
  // A protection order of so many days, unless an order holds already.
  void Protect(PersonIndex adult, DayNumber from, int days);
  // What ends in the month, and what follows from it. Before anything else of the month.
  void BeginMonth(const Month& month);

 private:
  struct Order {
    PersonIndex adult = kNobody;
    v1::OrderKind kind = v1::ORDER_KIND_UNSPECIFIED;
    Feed feed = Feed::kPolice;
    uint32_t ordinal = 0;
  };

  void Make(PersonIndex adult, v1::OrderKind kind, DayNumber from, DayNumber to);
  void End(const Order& order, DayNumber day);
  void Sentence(PersonIndex adult, DayNumber day, Chance& chance);
  void Free(PersonIndex adult, DayNumber day, Chance& chance);
  void TellAddress(PersonIndex adult, DayNumber day);

  World& world_;
  Notebook& notebook_;
  Life& life_;
  std::map<DayNumber, std::vector<Order>> ends_;
  std::set<PersonIndex> under_order_;
};

}  // namespace goldthread::county
