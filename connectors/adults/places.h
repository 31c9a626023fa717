// Which property an address means, and whether it is a household's.
//
// A UPRN names a property; where none is given the text does, brought to one spelling: postcode,
// house number (or name) and flat. Flat and house number never stand for each other. What cannot be
// told from other properties of its postcode has no spelling, and is a place to nobody.
//
// Source: design §5.4; domain/identifiers.md §6.
#pragma once

#include <cstdint>
#include <string>

#include "goldthread/v1/people.pb.h"

namespace goldthread::adults {

struct Property {
  uint64_t uprn = 0;     // 0: not given.
  std::string spelling;  // "QN11AA/14/3": postcode, number, flat. Empty: not to be told.
  // One door for many who are no household: a prison, a hospital; a hostel or a refuge of which no
  // room is named.
  bool shared = false;
};

Property PropertyAt(const v1::Address& address);

}  // namespace goldthread::adults
