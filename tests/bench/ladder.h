// The ladder of a rebuild: what each step adds, beside what RocksDB can do at all.
#pragma once

#include <string>
#include <vector>

#include "eventstore/log/embedded_log.h"
#include "eventstore/projector/projection.h"
#include "tests/bench/measure.h"

namespace goldthread::bench {

struct Rung {
  std::string name;
  Cost cost;
};

// One round, every rung over the whole log. `scratch` is a directory for stores.
std::vector<Rung> ClimbLadder(EmbeddedLog& log, const std::vector<const Projection*>& folds,
                              const std::string& scratch);

}  // namespace goldthread::bench
