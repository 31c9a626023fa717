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
      : world_(world),
        notebook_(notebook),
        casework_(casework),
        draws_(world.seed(), Purpose::kService) {}

  // For each person, in order, after what happened to them.
  void Consider(PersonIndex person, const Month& month);
  void Saw(const Happening& happening);
  // The feed's agency writes down that the person lives there.
  void Register(Feed feed, PersonIndex person, AddressIndex address, DayNumber day);
  // What two agencies see of one child in the nine days until `last`, none of it much: not there
  // or not brought, at an emergency department, a concern.
  void SmallWorries(PersonIndex child, DayNumber last);

 private:
  struct Tenancy {
    HouseholdIndex household = kHomeless;
    AddressIndex address = kNowhere;
    DayNumber from = 0;
  };

  void ConsiderChild(PersonIndex child, DayNumber day, Chance& chance);
  void ConsiderAdult(PersonIndex adult, DayNumber day, Chance& chance);
  void SawMove(const Happening& happening, Chance& chance);
  void SawTurns(const Happening& happening, Chance& chance);
  void TellTurns(PersonIndex child, AddressIndex address, DayNumber day);
  void SawBirth(const Happening& happening, Chance& chance);
  void SawCouple(const Happening& happening, Chance& chance);
  void SawDeath(const Happening& happening);
  void Note(Feed feed, Seen seen, PersonIndex person, DayNumber day);
  void BeginTenancy(PersonIndex tenant, DayNumber day);
  // The tenant has left or died.
  void EndTenancy(const Happening& happening);
  void Relate(Feed feed, PersonIndex one, PersonIndex other, DayNumber day, uint16_t code);

  World& world_;
  Notebook& notebook_;
  Casework& casework_;
  const Chance::Purposeful draws_;
  std::map<PersonIndex, Tenancy> tenancies_;  // By tenant; those that began in these years.
};

}  // namespace goldthread::county
