// Who is who of a county, record by record: how fast the fold resolves, and how well.
#pragma once

#include <cstdint>
#include <string>

namespace goldthread::bench {

struct IdentityRun {
  uint32_t people = 10'000;
  int years = 3;
  uint32_t seed = 1;
  // The first description of each record as a line of a table, with whose it is; empty: none.
  std::string table{};
  // A model as `goldthread match learn` writes it; empty: the one that ships.
  std::string model{};
  std::string model_out{};   // Where to write the one that was learnt, else the one in use.
  bool learn = false;        // And again with the model learnt from what was folded.
  bool list_errors = false;  // The pairs that were joined wrongly, or missed; by their records.
};

// Prints the figures.
void MeasureIdentity(const IdentityRun& run);

}  // namespace goldthread::bench
