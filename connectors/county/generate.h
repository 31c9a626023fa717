// The county's files in one folder: events, census, tables, and the truth beside them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "connectors/county/county.h"
#include "eventstore/base/status.h"

namespace goldthread::county {

struct Generated {
  int64_t events = 0;  // Repeats too.
  int64_t repeats = 0;
  int64_t late = 0;  // With the hub more than a day after they were recorded.
  int64_t corrections = 0;
  int64_t withdrawals = 0;
  int64_t census_files = 0;
  uint32_t people = 0;  // Who ever lived there.
};

// `days_done` of `days` are written.
using GenerateProgress = std::function<void(int64_t days_done, int64_t days)>;

// The events alone take a third of the time of all files.
enum class Wanted {
  kAll,
  kLines,  // events.ndjson alone.
  kBytes,  // events.binpb alone.
};

// `folder` is made, and is this run's alone (out_folder.h). All that an earlier run wrote there is
// removed first, so that nothing of two counties lies side by side; nothing else is touched. Files
// have their names when all are whole, truth/people.csv last; of a run that fails none is left, of
// one that is broken off the folder `unfinished` tells, which the next run removes.
// Errors: as OutFolder and OutFile::Close.
StatusOr<Generated> Generate(const CountySize& size, const std::string& folder,
                             const GenerateProgress& progress, Wanted wanted = Wanted::kAll);

}  // namespace goldthread::county
