// A council's Children in Need census of one year, made of the episodes it really had: the
// same facts as its feed sent, without what the feed got wrong on the way.
//
// Source: domain/formats.md §1.1 (the schema of 2022, which knows GenderCurrent).
#pragma once

#include <string>
#include <vector>

#include "connectors/county/agencies/casework.h"
#include "connectors/county/people/world.h"

namespace goldthread::county {

struct CensusOf {
  int council = 0;
  DayNumber reference = 0;  // The 31 March at the year's end.
};

// The whole file. "" when the council had no episode: the schema has no empty census.
std::string CensusXml(const World& world, const CensusOf& of, std::vector<Episode> episodes);

}  // namespace goldthread::county
