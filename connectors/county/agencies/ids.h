// The ids by which agencies name what they record: the feed's letter, the county's mark, a number.
//
// Fifteen bytes each, as many as a string holds without memory of its own: well within the
// contract's 100 (event.proto) and the census's 20 letters and digits (domain/formats.md §1.1).
#pragma once

#include <string>

#include "connectors/county/agencies/feeds.h"
#include "connectors/county/people/county_size.h"

namespace goldthread::county {

// Of the event with that number: "Mk7q2-000000001".
std::string EventIdOf(const CountyMark& mark, Feed feed, uint32_t ordinal);

// A record of the person in the feed: the first, or the second that should not be there.
// Never the same for two people; says nothing of the person: "Mk7q23503655881".
std::string RecordOf(const World& world, Feed feed, PersonIndex person, int copy);

}  // namespace goldthread::county
