#include "connectors/county/believed_homes.h"

namespace goldthread::county {

void BelievedHomes::Told(const Observation& seen) {
  if (seen.seen == Seen::kAddress) {
    ToldAddress(seen);
  } else if (seen.seen == Seen::kTenancyStarted) {
    tenancies_[seen.subject] = seen.address;
  } else if (seen.seen == Seen::kTenancyEnded) {
    ToldEnd(seen);
  } else if (seen.seen == Seen::kPregnancy) {
    expected_.emplace(seen.other, RefOf(seen));
  } else if (seen.seen == Seen::kBirth && world_.At(seen.subject).told_at == kNowhere) {
    expected_.emplace(seen.subject, RefOf(seen));
  }
}

// Not if the hub has been told of a later day.
void BelievedHomes::ToldAddress(const Observation& seen) {
  const DayNumber day = DayAt(seen.occurred);
  if (seen.code == kLives) {
    Person& who = world_.At(seen.subject);
    if (who.told_at == kNowhere) expected_.erase(seen.subject);
    if (day < who.told_on) return;
    who.told_at = seen.address;
    who.told_by = RefOf(seen);
    who.told_on = day;
    return;
  }
  Turns& turns = turns_[seen.subject];
  if (turns.told_by != 0 && day < turns.told_on) return;
  turns = {seen.code == kInTurn ? seen.address : kNowhere, RefOf(seen), day};
}

// Who was told to have moved before goes on there.
void BelievedHomes::ToldEnd(const Observation& seen) {
  const auto tenancy = tenancies_.find(seen.subject);
  if (tenancy == tenancies_.end()) return;
  const AddressIndex left = tenancy->second;
  tenancies_.erase(tenancy);
  const DayNumber day = DayAt(seen.occurred);
  Person& who = world_.At(seen.subject);
  if (who.told_at != left || day < who.told_on) return;
  who.told_at = kNowhere;
  who.told_on = day;
}

EventRef BelievedHomes::ToldOf(PersonIndex person, AddressIndex address) const {
  const Person& who = world_.At(person);
  if (who.told_at == address) return who.told_by;
  const auto turns = turns_.find(person);
  if (turns != turns_.end() && turns->second.address == address) return turns->second.told_by;
  const EventRef mothers = ToldToBeMothers(person);
  return mothers != 0 && ToldOf(who.mother, address) != 0 ? mothers : 0;
}

EventRef BelievedHomes::ToldToBeMothers(PersonIndex child) const {
  if (world_.At(child).told_at != kNowhere) return 0;
  const auto told = expected_.find(child);
  return told == expected_.end() ? 0 : told->second;
}

}  // namespace goldthread::county
