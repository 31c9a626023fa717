#include "connectors/county/agencies/services.h"

#include <algorithm>

#include "connectors/county/people/clocks.h"

namespace goldthread::county {
namespace {

// Per 100,000 and month. Some 40 attendances at A&E a year to 100 children; the others ours.
constexpr uint32_t kAbsences = 5'000;
constexpr uint32_t kExclusions = 250;
constexpr uint32_t kAttendances = 3'200;
constexpr uint32_t kAppointmentsMissed = 2'400;
constexpr uint32_t kMissingEpisodes = 160;
constexpr uint32_t kConcerns = 180;
constexpr uint32_t kAdultAttendances = 450;
constexpr uint32_t kTreatments = 60;
// More than all that may come to a child in a month; most rolls are beyond it.
constexpr uint32_t kNeedMost = 4;
constexpr uint32_t kAllOfChild =
    kAttendances + kNeedMost * (kAppointmentsMissed + kConcerns + kAbsences + kExclusions) +
    kMissingEpisodes;

Second At(DayNumber day, Chance& chance) {
  if (const auto night = NearClockChange(day, chance)) return *night;
  return day * kDaySeconds + chance.Between(0, 86'399);
}

// The calendar is asked only near the birthday.
bool IsMonthOfBirth(DayNumber birth, DayNumber day) {
  constexpr DayNumber kFourYears = 4 * 365 + 1;
  constexpr DayNumber kNear = 4 * 33;  // In quarters of a day; leap years shift it by one.
  const DayNumber quarters = (day - birth) * 4 % kFourYears;
  if (quarters > kNear && quarters < kFourYears - kNear) return false;
  return DayOf(birth).month() == DayOf(day).month();
}

Observation Dated(Feed feed, Seen seen, PersonIndex person, DayNumber day) {
  Observation note;
  note.feed = feed;
  note.seen = seen;
  note.subject = person;
  note.dated = true;
  note.occurred = day * kDaySeconds;
  return note;
}

// Who keeps a list of both homes.
Feed TurnsFeed(const World& world, PersonIndex child, DayNumber day) {
  if (world.At(child).Is(kOpenCase)) return CouncilFeed(world.CouncilOf(child));
  return (day - world.At(child).birth) / 365 >= 5 ? Feed::kSchools : Feed::kHealthVisiting;
}

}  // namespace

void Services::Consider(PersonIndex person, const Month& month) {
  const Person& who = world_.At(person);
  if (who.home == kHomeless) return;
  Chance chance(draws_, person, month.number);
  DayNumber day = month.first + chance.Between(0, month.days - 1);
  if (day < who.since) day = who.since;
  // In the month of the birthday a practice says some of its list again: one child in two, one
  // adult in eight.
  if (IsMonthOfBirth(who.birth, day)) {
    const Day today = DayOf(day);
    const bool child = world_.IsChildOn(person, day);
    const uint32_t turn = static_cast<uint32_t>(static_cast<int>(today.year())) + person;
    if (turn % (child ? 2 : 8) == 0) Register(Feed::kGps, person, world_.AddressOf(person), day);
    const int age = (day - who.birth + 15) / 365;
    if (child && (age == 5 || age == 11)) {
      Register(Feed::kSchools, person, world_.AddressOf(person), day);
    }
    const SharedCare* const care = world_.SharedCareOf(person);
    if (care != nullptr && care->since <= day) TellTurns(person, care->address, day);
  }
  if (world_.IsChildOn(person, day)) {
    ConsiderChild(person, day, chance);
  } else {
    ConsiderAdult(person, day, chance);
  }
}

void Services::ConsiderChild(PersonIndex child, DayNumber day, Chance& chance) {
  uint32_t roll = chance.Below(100'000);
  if (roll >= kAllOfChild) return;
  const Person& who = world_.At(child);
  const int age = (day - who.birth) / 365;
  const uint32_t need = 1U + world_.HouseholdAt(who.home).need;
  const bool at_school = age >= 5 && DayOf(Weekday(day)).month() != std::chrono::August;
  const auto falls = [&roll](uint32_t rate) {
    if (roll < rate) return true;
    roll -= rate;
    return false;
  };
  Observation note = Dated(EmergencyFeed(world_.CouncilOf(child)), Seen::kAttendance, child, day);
  note.code = static_cast<uint16_t>(chance.Below(64));
  if (falls(kAttendances)) {
    note.dated = false;
    note.occurred = At(day, chance);
  } else if (age < 5 && falls(kAppointmentsMissed * need)) {
    note.feed = Feed::kHealthVisiting;
    note.seen = Seen::kMissedAppointment;
  } else if (age < 5 && falls(kConcerns * need)) {
    note.feed = Feed::kHealthVisiting;
    note.seen = Seen::kConcern;
    note.code = kConcernNeglect;
  } else if (at_school && age < 16 && falls(kAbsences * need)) {
    note.feed = Feed::kSchools;
    note.seen = Seen::kAbsence;
    note.occurred = Weekday(day) * kDaySeconds;
  } else if (at_school && age >= 8 && age < 16 && falls(kExclusions * need)) {
    note.feed = Feed::kSchools;
    note.seen = Seen::kExclusion;
    note.occurred = Weekday(day) * kDaySeconds;
  } else if (at_school && falls(kConcerns * need)) {
    note.feed = Feed::kSchools;
    note.seen = Seen::kConcern;
    note.code = chance.PerMille(500) ? kConcernNeglect : kConcernDisclosure;
  } else if (age >= 11 && falls(kMissingEpisodes * need)) {
    note.feed = Feed::kPolice;
    note.seen = Seen::kMissingStarted;
    note.dated = false;
    note.occurred = At(day, chance);
    notebook_.Write(note);
    note.seen = Seen::kMissingEnded;
    note.occurred += chance.Between(2, 60) * 3'600;
  } else {
    return;
  }
  notebook_.Write(note);
}

void Services::SmallWorries(PersonIndex child, DayNumber last) {
  const bool at_school = (last - world_.At(child).birth) / 365 >= 5;
  const Feed feed = at_school ? Feed::kSchools : Feed::kHealthVisiting;
  notebook_.Write(
      Dated(feed, at_school ? Seen::kAbsence : Seen::kMissedAppointment, child, Weekday(last - 9)));
  Observation seen =
      Dated(EmergencyFeed(world_.CouncilOf(child)), Seen::kAttendance, child, last - 5);
  seen.dated = false;
  seen.occurred += 15 * 3'600;
  notebook_.Write(seen);
  Observation concern = Dated(feed, Seen::kConcern, child, last - 2);
  concern.code = kConcernNeglect;
  notebook_.Write(concern);
}

void Services::ConsiderAdult(PersonIndex adult, DayNumber day, Chance& chance) {
  uint32_t roll = chance.Below(100'000);
  if (roll >= kAdultAttendances + 10 * kTreatments) return;
  Observation note;
  note.subject = adult;
  note.code = static_cast<uint16_t>(chance.Below(64));
  if (roll < kAdultAttendances) {
    note.feed = EmergencyFeed(world_.CouncilOf(adult));
    note.seen = Seen::kAttendance;
    note.occurred = At(day, chance);
    notebook_.Write(note);
    return;
  }
  roll -= kAdultAttendances;
  if (roll >= (world_.At(adult).Is(kHarmful) ? 10 : 1) * kTreatments) return;
  note.feed = Feed::kRecovery;
  note.seen = Seen::kConcern;
  note.code = kConcernSubstance;
  note.dated = true;
  note.occurred = day * kDaySeconds;
  notebook_.Write(note);
}

void Services::Saw(const Happening& happening) {
  Chance chance(world_.seed(), Purpose::kService, happening.person,
                (static_cast<uint64_t>(happening.day) << 8) +
                    static_cast<uint64_t>(happening.change) + 1'000'000);
  switch (happening.change) {
    case Change::kMovedIn:
      return SawMove(happening, chance);
    case Change::kConceived: {
      Observation note = Dated(MaternityFeed(world_.CouncilOf(happening.person)), Seen::kPregnancy,
                               happening.person, happening.day);
      note.other = happening.other;
      note.other_day = world_.At(happening.other).birth;
      notebook_.Write(note);
      const PersonIndex father = world_.At(happening.other).father;
      const bool known = father != kNobody && world_.At(father).Is(kAsserted);
      // A case opens before the birth where somebody knows of him.
      if (known && chance.PerMille(400)) {
        casework_.Refer(happening.other, happening.day + 10, kSourceHealthVisitor);
      }
      return;
    }
    case Change::kBorn:
      return SawBirth(happening, chance);
    case Change::kNeverBorn:
      return casework_.Died(happening.person, happening.day);
    case Change::kDied:
      EndTenancy(happening);
      return SawDeath(happening);
    case Change::kShares:
    case Change::kSharesNot:
      return SawTurns(happening, chance);
    case Change::kPartnered:
    case Change::kParted:
      return SawCouple(happening, chance);
  }
}

void Services::SawMove(const Happening& happening, Chance& chance) {
  const PersonIndex person = happening.person;
  const AddressIndex address = happening.address;
  const DayNumber day = happening.day;
  const int council = world_.places().CouncilOf(address);
  const Person& who = world_.At(person);
  const bool child = world_.IsChildOn(person, day);
  EndTenancy(happening);
  // From there probation tells (orders.h).
  if (world_.places().KindOf(address) == PlaceKind::kPrison) return;
  if (chance.PerMille(720)) Register(Feed::kGps, person, address, day);
  if (!child && world_.places().TenureOf(address) == Tenure::kSocial) {
    if (world_.IsHead(person)) BeginTenancy(person, day);
    Register(HousingFeed(council), person, address, day);
  }
  const int age = (day - who.birth) / 365;
  if (child && age >= 5 && chance.PerMille(600)) Register(Feed::kSchools, person, address, day);
  if (who.Is(kAsserted) && chance.PerMille(500)) Register(Feed::kProbation, person, address, day);
  if (child) {
    casework_.Moved(person, day);
    if (world_.At(person).Is(kOpenCase)) Register(CouncilFeed(council), person, address, day);
  }
}

// The school's list of contacts, or the health visitor's; and the council's, of a case that is
// open.
void Services::SawTurns(const Happening& happening, Chance& chance) {
  const PersonIndex child = happening.person;
  if (happening.change == Change::kShares) {
    if (chance.PerMille(700)) TellTurns(child, happening.address, happening.day);
    return;
  }
  if (!chance.PerMille(600)) return;
  Observation note =
      Dated(TurnsFeed(world_, child, happening.day), Seen::kAddress, child, happening.day);
  note.address = happening.address;
  note.other_day = happening.since;
  note.code = kInTurnOver;
  notebook_.Write(note);
}

void Services::TellTurns(PersonIndex child, AddressIndex address, DayNumber day) {
  Observation note = Dated(TurnsFeed(world_, child, day), Seen::kAddress, child, day);
  note.address = address;
  note.code = kInTurn;
  notebook_.Write(note);
}

void Services::BeginTenancy(PersonIndex tenant, DayNumber day) {
  Person& who = world_.At(tenant);
  const AddressIndex address = world_.AddressOf(tenant);
  tenancies_[tenant] = {who.home, address, day};
  who.Set(kTenant);
  Note(HousingFeed(world_.places().CouncilOf(address)), Seen::kTenancyStarted, tenant, day);
}

void Services::EndTenancy(const Happening& happening) {
  Person& who = world_.At(happening.person);
  if (!who.Is(kTenant)) return;
  const Tenancy tenancy = tenancies_.at(happening.person);
  const bool died = happening.change == Change::kDied;
  if (!died && happening.address == tenancy.address) return;
  tenancies_.erase(happening.person);
  who.Clear(kTenant);
  Observation note = Dated(HousingFeed(world_.places().CouncilOf(tenancy.address)),
                           Seen::kTenancyEnded, happening.person, happening.day);
  note.code = died ? 1 : 0;
  notebook_.Write(note);
  // Who stays on takes it over.
  const Household& left = world_.HouseholdAt(tenancy.household);
  if (left.address != tenancy.address || left.first == kNobody) return;
  for (const PersonIndex member : world_.Members(tenancy.household)) {
    if (world_.IsChildOn(member, happening.day)) continue;
    return BeginTenancy(member, std::max(happening.day, world_.At(member).since));
  }
}

void Services::SawBirth(const Happening& happening, Chance& chance) {
  const Person& child = world_.At(happening.person);
  const Feed ward = MaternityFeed(world_.CouncilOf(happening.person));
  Observation note;
  note.feed = ward;
  note.seen = Seen::kBirth;
  note.subject = happening.person;
  note.other = happening.other;
  note.occurred = At(happening.day, chance);
  notebook_.Write(note);
  Relate(ward, happening.other, happening.person, happening.day, 2);
  if (child.father != kNobody && world_.At(child.father).partner == happening.other) {
    Relate(ward, child.father, happening.person, happening.day, 3);
  }
  if (chance.PerMille(930)) {
    Register(Feed::kHealthVisiting, happening.person, happening.address, happening.day + 12);
  }
}

void Services::SawCouple(const Happening& happening, Chance& chance) {
  const uint16_t code = happening.change == Change::kPartnered ? 0 : 1;
  const int council = world_.places().CouncilOf(happening.address);
  const auto children = world_.ChildrenIn(world_.At(happening.other).home, happening.day);
  if (children.empty() && !chance.PerMille(60)) return;
  const bool known = !children.empty() && world_.At(children.front()).Is(kOpenCase);
  const bool young =
      !children.empty() && happening.day - world_.At(children.back()).birth < 5 * 365;
  if (known && chance.PerMille(600)) {
    Relate(CouncilFeed(council), happening.person, happening.other, happening.day, code);
  } else if (young && chance.PerMille(400)) {
    Relate(Feed::kHealthVisiting, happening.person, happening.other, happening.day, code);
  } else if (chance.PerMille(100)) {
    Relate(Feed::kGps, happening.person, happening.other, happening.day, code);
  }
}

void Services::SawDeath(const Happening& happening) {
  const bool child = world_.IsChildOn(happening.person, happening.day);
  const int council = world_.places().CouncilOf(happening.address);
  if (child) casework_.Died(happening.person, happening.day);
  Note(child ? EmergencyFeed(council) : Feed::kGps, Seen::kDeath, happening.person, happening.day);
  const PersonIndex mother = world_.At(happening.person).mother;
  if (child && mother != kNobody) {
    Relate(EmergencyFeed(council), mother, happening.person, happening.day, 2);
  }
}

void Services::Note(Feed feed, Seen seen, PersonIndex person, DayNumber day) {
  Observation note = Dated(feed, seen, person, day);
  note.address = world_.AddressOf(person);
  notebook_.Write(note);
}

void Services::Register(Feed feed, PersonIndex person, AddressIndex address, DayNumber day) {
  Observation note = Dated(feed, Seen::kAddress, person, day);
  note.address = address;
  notebook_.Write(note);
}

void Services::Relate(Feed feed, PersonIndex one, PersonIndex other, DayNumber day, uint16_t code) {
  Observation note = Dated(feed, Seen::kRelationship, one, day);
  note.other = other;
  note.code = code;
  notebook_.Write(note);
}

}  // namespace goldthread::county
