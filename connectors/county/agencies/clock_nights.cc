#include "connectors/county/agencies/clock_nights.h"

#include "connectors/county/people/clocks.h"

namespace goldthread::county {

void ClockNights::Live(const Month& month) {
  for (DayNumber day = month.first; day < month.end(); ++day) {
    if (const auto change = ClockChangeOn(day)) LiveOne(day, *change);
  }
}

void ClockNights::LiveOne(DayNumber day, Second change) {
  Chance chance(world_.seed(), Purpose::kService, kNobody, static_cast<uint64_t>(day));
  const PersonIndex child = SomeYoung(day, chance);
  if (child == kNobody) return;
  Observation note;
  note.subject = child;
  note.code = static_cast<uint16_t>(chance.Below(64));
  note.feed = Feed::kPolice;
  note.seen = Seen::kMissingStarted;
  note.occurred = change - chance.Between(1, 3'600);
  notebook_.Write(note);
  note.seen = Seen::kMissingEnded;
  note.occurred = change + chance.Between(0, 3'599);
  notebook_.Write(note);
  note.subject = SomeYoung(day, chance);
  note.feed = EmergencyFeed(world_.CouncilOf(note.subject));
  note.seen = Seen::kAttendance;
  note.occurred = change - 3'600 + chance.Between(0, 7'199);
  notebook_.Write(note);
}

PersonIndex ClockNights::SomeYoung(DayNumber day, Chance& chance) const {
  const PersonIndex people = world_.people();
  const PersonIndex start = chance.Below(people);
  for (PersonIndex i = 0; i < people; ++i) {
    const PersonIndex person = (start + i) % people;
    const int age = (day - world_.At(person).birth) / 365;
    if (age < 11 || age >= 17 || !world_.LivesHere(person)) continue;
    if (world_.At(person).since < day) return person;
  }
  return kNobody;
}

}  // namespace goldthread::county
