// Latencies that people feel: an append, a fact becoming visible, a chronology opening.
#pragma once

#include <string>
#include <vector>

#include "eventstore/projector/live_views.h"
#include "tests/bench/measure.h"

namespace goldthread::bench {

struct Throughput {
  double events_per_s = 0;
  double cpu_s = 0;
};

// The county's events, one a message over loopback gRPC, `in_flight` awaiting receipts, each
// acknowledged after its fsync. A hub of its own in `dir`.
Throughput PublishOverGrpc(const std::string& dir, int64_t events, int in_flight);

// Of the county's events: microseconds from the intended moment of publishing to the moment a
// reader's snapshot holds the fact; open loop at `per_second`. A log and views of their own in
// `dir`.
std::vector<double> PublishToVisible(const std::string& dir, int64_t events, int per_second);

// Microseconds to read the whole chronology of the workload's planted child, in process:
// who the person is, the merged facts, how each stands.
std::vector<double> ReadChronologies(const LiveViews& views, int facts, int times);

}  // namespace goldthread::bench
