// The one cluster that all of these tests break in turn: starting it takes longer than most of
// them.
#pragma once

#include "tests/kafka/faults/fault_cluster.h"

namespace goldthread::faults {

inline FaultCluster*& TheCluster() {
  static FaultCluster* cluster = nullptr;
  return cluster;
}

// How often each fault is played: $GT_FAULT_ROUNDS, or so often.
int FaultRounds(int in_ci);

}  // namespace goldthread::faults
