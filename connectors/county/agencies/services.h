// What agencies see of ordinary life: registrations, births, tenancies, absences, attendances,
// appointments missed.
#pragma once

#include <map>

#include "connectors/county/agencies/casework.h"
#include "connectors/county/agencies/notebook.h"
#include "connectors/county/people/happening.h"
#include "connectors/county/people/life.h"

namespace goldthread::county {

// What an absence, attendance, appointment or concern was about.
enum ConcernCode : uint16_t {
  kConcernNeglect,
  kConcernInjury,
  kConcernDisclosure,
  kConcernSubstance,
  kConcernMarac,
  kConcernDomestic,
};

class Services {
 public:
  Services(World& world, Notebook& notebook, Casework& casework)
      : world_(world), notebook_(notebook), casework_(casework) {}

  // For each person, in order, after what happened to them.
  void Consider(PersonIndex person, const Month& month);
  void Saw(const Happening& happening);

 private:
  void ConsiderChild(PersonIndex child, DayNumber day, Chance& chance);
  void ConsiderAdult(PersonIndex adult, DayNumber day, Chance& chance);
  void SawMove(const Happening& happening, Chance& chance);
  void SawBirth(const Happening& happening, Chance& chance);
  void SawCouple(const Happening& happening, Chance& chance);
  void SawDeath(const Happening& happening);
  void Note(Feed feed, Seen seen, PersonIndex person, DayNumber day);
  void Register(Feed feed, PersonIndex person, AddressIndex address, DayNumber day);
  void Relate(Feed feed, PersonIndex one, PersonIndex other, DayNumber day, uint16_t code);

  World& world_;
  Notebook& notebook_;
  Casework& casework_;
};

}  // namespace goldthread::county
