// What the Department's rules say of one child: every breach that can be told from the child
// alone, each as a query beside its events (census_problem.h says why not as an error).
#pragma once

#include "connectors/inbound/cin_census/census_child.h"
#include "connectors/inbound/cin_census/census_problem.h"

namespace goldthread::cin_census {

// Dates that are missing or malformed are passed over: whoever needs them says so.
void CheckChild(const CensusChild& child, ProblemList* problems);

}  // namespace goldthread::cin_census
