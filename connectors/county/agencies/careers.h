// Some careers that every county has, however small: a man is asserted to be a risk in one family
// and, for four weeks, under an order that protects it, leaves it, is no longer thought one by the
// agency that said so, and comes to another family of the other council, of whose child a
// protection plan tells; there it happens again, when several agencies have seen a little of that
// child, and a child of the first family is taken into care. So each rule by which the hub should
// raise an alert has something to raise.
//
// All that happens goes through the same lives and agencies as everything else; a career ends
// where life goes another way. Three, and one more for each 50,000 people.
// Source: domain/adults-posing-risk.md §6; of the small worries, experience notes §5.4.
#pragma once

#include <vector>

#include "connectors/county/agencies/casework.h"
#include "connectors/county/agencies/orders.h"
#include "connectors/county/agencies/risk.h"
#include "connectors/county/agencies/services.h"
#include "connectors/county/people/life.h"

namespace goldthread::county {

class Careers {
 public:
  // All outlive it.
  Careers(World& world, Life& life, Services& services, Casework& casework, Orders& orders,
          Risk& risk)
      : world_(world),
        life_(life),
        services_(services),
        casework_(casework),
        orders_(orders),
        risk_(risk) {}

  // After everybody has been considered: what these careers bring in the month.
  void Live(const Month& month);

 private:
  struct Career {
    uint32_t number = 0;
    PersonIndex man = kNobody;
    PersonIndex first = kNobody;   // Mother of his children.
    PersonIndex lost = kNobody;    // One of them.
    PersonIndex second = kNobody;  // Mother of the other family.
    PersonIndex child = kNobody;   // Hers.
    bool over = false;
  };

  bool LiveOne(Career& career, uint32_t month, DayNumber day);
  bool FindFirst(Career& career, DayNumber day) const;
  bool FindSecond(Career& career, DayNumber day) const;
  bool IsFit(PersonIndex adult, DayNumber day) const;
  bool AreFree(const Career& career) const;
  bool IsCast(PersonIndex person) const;
  std::vector<PersonIndex> ChildrenOf(PersonIndex mother, PersonIndex father, DayNumber day) const;
  // Of all at home, by the practice they are with.
  void TellHome(PersonIndex member, DayNumber day);

  World& world_;
  Life& life_;
  Services& services_;
  Casework& casework_;
  Orders& orders_;
  Risk& risk_;
  std::vector<Career> careers_;
};

}  // namespace goldthread::county
