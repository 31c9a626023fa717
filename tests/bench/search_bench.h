// Finding a person among very many: how long each kind of question takes.
#pragma once

#include <cstdint>
#include <string>

namespace goldthread::bench {

struct SearchRun {
  uint32_t people = 0;
  int years = 1;
  uint32_t seed = 1;
  std::string dir;  // For the views.
};

// Prints the figures.
void MeasureSearch(const SearchRun& run);

}  // namespace goldthread::bench
