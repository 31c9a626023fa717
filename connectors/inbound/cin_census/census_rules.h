// What the Department's rules say of one child: every breach that can be told from the child
// and the file's header, each as a query beside its events (census_problem.h says why not as
// an error).
#pragma once

#include <optional>

#include "connectors/inbound/cin_census/census_child.h"
#include "connectors/inbound/cin_census/census_problem.h"
#include "services/vocabulary/calendar.h"

namespace goldthread::cin_census {

// All rules below. `reference` is the census year's last day; without it the year's rules are
// passed over. Dates that are missing or malformed are too: whoever needs them says so.
void CheckChild(const CensusChild& child, std::optional<Day> reference, ProblemList* problems);

// census_plan_rules.cc
void CheckPlans(const CensusChild& child, ProblemList* problems);
// census_year_rules.cc
void CheckYear(const CensusChild& child, Day reference, ProblemList* problems);

}  // namespace goldthread::cin_census
