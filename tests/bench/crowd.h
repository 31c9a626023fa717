// What a fact costs where an adult has most to do with: one with five households and fifty
// children, whom four agencies know; a house of two hundred residents, sixty of them children;
// twenty years of moves. The county has nobody like them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "eventstore/projector/projection.h"

namespace goldthread::bench {

// Microseconds from the log to committed rows, one fact at a time, through `folds`, by what the
// fact is about. A log and views of its own in `dir`.
std::map<std::string, std::vector<double>> FoldCrowd(const std::string& dir,
                                                     const std::vector<const Projection*>& folds,
                                                     uint32_t seed);

}  // namespace goldthread::bench
