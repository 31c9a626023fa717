// Northmere as it truly is on one day: who is alive, who lives with whom and where. Some eighty
// bytes a person, so that ten million fit in memory; what has passed is told to Truth and
// forgotten.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <array>
#include <cstdint>
#include <vector>

#include "connectors/county/people/chance.h"
#include "connectors/county/people/county_size.h"
#include "connectors/county/people/dates.h"
#include "connectors/county/people/names.h"
#include "connectors/county/people/numbers.h"
#include "connectors/county/people/places.h"
#include "connectors/county/people/truth.h"

namespace goldthread::county {

inline constexpr PersonIndex kNobody = UINT32_MAX;
using HouseholdIndex = uint32_t;
inline constexpr HouseholdIndex kHomeless = UINT32_MAX;

enum PersonFlag : uint16_t {
  kFemale = 1,
  kUnborn = 2,
  kHarmful = 4,      // Truly hurts those he lives with, whether or not anybody says so.
  kUnspoken = 8,     // … and nobody will ever say so.
  kProtective = 16,  // Leaves, or asks for help, to keep a child safe.
  kAsserted = 32,    // Some agency's assertion about the person stands.
  kWatched = 64,     // The hub was told of an assertion about the adult, and of no end.
  kOpenCase = 128,   // Children's social care has an open episode.
  kShared = 256,     // A child at home with two parents in turn, or the second of them.
  kHidden = 512,     // Lives where nobody may learn of it: a refuge.
  kPregnant = 1024,
  kOnPlan = 2048,       // A child protection plan is open.
  kInCare = 4096,       // Looked after by a council.
  kHasPast = 8192,      // The hub was told of somebody this adult hurt, or a child it lost.
  kUnderOrder = 16384,  // The hub was told of an order about the adult.
  kTenant = 32768,      // Housing was told of a tenancy that has not ended.
};

// One to a line of the cache, which is where a large county spends its time.
struct alignas(64) Person {
  DayNumber birth = 0;       // Of an unborn child: when it is due.
  DayNumber death = kNever;  // Of an unborn child: its mother's; it will never be born.
  DayNumber since = 0;       // At home there since.
  HouseholdIndex home = kHomeless;
  PersonIndex next = kNobody;  // Of the same household.
  PersonIndex mother = kNobody;
  PersonIndex father = kNobody;
  PersonIndex partner = kNobody;
  // Where the hub was last told that the person lives, by which event, true from which day.
  EventRef told_by = 0;
  AddressIndex told_at = kNowhere;
  DayNumber told_on = 0;
  uint32_t records = 0;  // One bit a record that some feed has of the person.
  NameIndex given = 0;
  NameIndex family = 0;
  NameIndex former_family = 0;  // Before a marriage; the same where there was none.
  uint16_t flags = 0;
  Community community = Community::kWbri;

  bool Is(PersonFlag flag) const { return (flags & flag) != 0; }
  void Set(PersonFlag flag) { flags = static_cast<uint16_t>(flags | flag); }
  void Clear(PersonFlag flag) { flags = static_cast<uint16_t>(flags & ~flag); }
};

static_assert(sizeof(Person) == 64);

struct Household {
  AddressIndex address = kNowhere;
  PersonIndex first = kNobody;
  // How often such a family comes to notice: 0 hardly ever … 3 again and again.
  uint8_t need = 0;
};

// A child whose parents live apart is at home with one and in turn with the other.
struct SharedCare {
  PersonIndex with = kNobody;  // Whose home is the second.
  AddressIndex address = kNowhere;
  DayNumber since = 0;  // At that address in turn since.
};

struct Couple {
  PersonIndex mother = kNobody;
  PersonIndex father = kNobody;
};

class World {
 public:
  World(const CountySize& size, Truth& truth);

  const Places& places() const { return places_; }
  uint64_t seed() const { return seed_; }
  const CountyMark& mark() const { return mark_; }
  uint32_t people() const { return static_cast<uint32_t>(people_.size()); }
  uint32_t households() const { return static_cast<uint32_t>(households_.size()); }
  Person& At(PersonIndex person) { return people_[person]; }
  const Person& At(PersonIndex person) const { return people_[person]; }
  const Household& HouseholdAt(HouseholdIndex household) const { return households_[household]; }

  bool LivesHere(PersonIndex person) const { return people_[person].home != kHomeless; }
  bool InPrison(PersonIndex person) const {
    return LivesHere(person) && places_.IsPrison(AddressOf(person));
  }
  int AgeOn(PersonIndex person, DayNumber day) const {
    return YearsBetween(people_[person].birth, day);
  }
  bool IsChildOn(PersonIndex person, DayNumber day) const {
    // Of most it is clear without a calendar.
    constexpr DayNumber kEighteen = 18 * 365 + 4;
    const DayNumber lived = day - people_[person].birth;
    if (lived < kEighteen - 4) return true;
    return lived < kEighteen + 4 && day < Birthday(people_[person].birth, 18);
  }
  AddressIndex AddressOf(PersonIndex person) const {
    const HouseholdIndex home = people_[person].home;
    return home == kHomeless ? kNowhere : households_[home].address;
  }
  int CouncilOf(PersonIndex person) const { return places_.CouncilOf(AddressOf(person)); }
  // Of a household, oldest member first as they joined.
  std::vector<PersonIndex> Members(HouseholdIndex household) const;
  // Under 18 on that day and living there.
  std::vector<PersonIndex> ChildrenIn(HouseholdIndex household, DayNumber day) const;
  // Those, and who is there in turn.
  std::vector<PersonIndex> ChildrenAt(HouseholdIndex household, DayNumber day) const;
  // Null where the care is not shared.
  const SharedCare* SharedCareOf(PersonIndex child) const;
  std::vector<PersonIndex> InTurnWith(PersonIndex parent) const;
  // The person's homes: one, or of a child in shared care two; kHomeless where there is none.
  std::array<HouseholdIndex, 2> HomesOf(PersonIndex person) const;
  // The person's memory is wanted soon; then, once it is there, its home's.
  void Prefetch(PersonIndex person) const {
    if (person < people_.size()) __builtin_prefetch(&people_[person]);
  }
  void PrefetchHome(PersonIndex person) const {
    if (person >= people_.size() || !LivesHere(person)) return;
    __builtin_prefetch(&households_[people_[person].home]);
  }
  // The day since which it is a home of the person's; kNever where it is none.
  DayNumber AtHomeSince(PersonIndex person, AddressIndex address) const;
  bool IsHead(PersonIndex person) const {
    const HouseholdIndex home = people_[person].home;
    return home != kHomeless && households_[home].first == person;
  }

  PersonIndex Add(Person person);
  // A child of the couple; father kNobody where he is not known.
  PersonIndex AddChild(Couple parents, DayNumber birth, Chance& chance);
  HouseholdIndex Found(AddressIndex address, Chance& chance);
  // Nobody may live there yet.
  void Settle(PersonIndex person, HouseholdIndex household, DayNumber day);
  // Ends the stay; the last one out leaves the address empty.
  void Leave(PersonIndex person, DayNumber day);
  void Move(PersonIndex person, HouseholdIndex to, DayNumber day);
  void MoveAll(HouseholdIndex household, AddressIndex to, DayNumber day);
  // From then on the child is at home with that parent too, who lives elsewhere.
  void Share(PersonIndex child, PersonIndex with, DayNumber day);
  // The parent has moved.
  void ShareElsewhere(PersonIndex child, DayNumber day);
  void EndSharing(PersonIndex child, DayNumber day);

  // Who has left an address leaves it empty until then.
  void BeginMonth();
  // An empty home of that council, or of any (-1).
  AddressIndex EmptyHome(int council, Chance& chance) const;
  AddressIndex EmptyRefugeRoom(Chance& chance) const;
  AddressIndex EmptyHostelRoom(Chance& chance) const;
  // Tells Truth of all stays that have not ended.
  void TellOpenStays();

 private:
  bool HasSiblingOfThatName(const Person& child) const;
  void Vacate(HouseholdIndex household);
  void Occupy(AddressIndex address);
  void TellStay(PersonIndex person, DayNumber to);
  void TellTurn(PersonIndex child, DayNumber to);
  void MarkHidden(Person& who, AddressIndex address) const;

  const uint64_t seed_;
  const CountyMark mark_;
  Places places_;
  Truth& truth_;
  std::vector<Person> people_;
  std::vector<Household> households_;
  std::vector<HouseholdIndex> free_;
  std::vector<bool> taken_;
  std::vector<AddressIndex> emptied_;                    // In this month.
  absl::flat_hash_map<PersonIndex, SharedCare> shared_;  // By child.
  absl::flat_hash_map<PersonIndex, std::vector<PersonIndex>>
      in_turn_;  // By the parent with the second home.
};

}  // namespace goldthread::county
