// What a record says of a person: what the agency asks for, as it was heard, spelt and typed.
#pragma once

#include "connectors/county/agencies/feeds.h"
#include "connectors/county/people/world.h"
#include "goldthread/v1/people.pb.h"

namespace goldthread::county {

struct RecordKey {
  Feed feed = Feed::kPolice;
  PersonIndex person = kNobody;
  int copy = 0;  // 1: the second record of one person, with less in it and another spelling.
};

// The same for the same record, as long as the person's own name and numbers on `today` stay.
// `address`: written too, unless kNowhere.
void Describe(const World& world, RecordKey key, AddressIndex address, DayNumber today,
              v1::PersonDescription* described);

void FillAddress(const Place& place, v1::Address* address);

// "" before the year in which the child starts school, and for who never had one. It stays with
// the child from school to school.
std::string UpnOf(const World& world, PersonIndex child, DayNumber today);

}  // namespace goldthread::county
