// How fast tables are read: rows of two shipped mappings, a police export with times, codes and
// several events a row, and the widest of the school census, made from a seed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace goldthread::bench {

struct TableRate {
  std::string mapping;
  int64_t rows = 0;
  int64_t events = 0;
  int64_t bytes = 0;
  double cpu_seconds = 0;
};

// Reads `rows` rows by each mapping, into nothing.
std::vector<TableRate> MeasureTables(int64_t rows, uint64_t seed);

}  // namespace goldthread::bench
