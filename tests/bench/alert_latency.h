// How soon somebody who watches hears of an adult's risk, while the hub takes in other events.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "goldthread/v1/event.pb.h"

namespace goldthread::bench {

struct RiskRun {
  int64_t events = 20'000;
  int per_second = 2'000;
  int risk_every = 20;  // One event in so many asserts a risk.
  int64_t before = 0;   // So many of the other events lie in the hub already.
};

// Microseconds from the intended moment of sending to the moment the watcher's stream brings the
// alert about an adult at whose home a child lives. The other events are `next`'s, each another.
// Open loop, over loopback gRPC, each event durable first. A hub of its own in `dir`.
std::vector<double> RiskToAlert(const std::string& dir, const RiskRun& run,
                                const std::function<v1::Event()>& next);

}  // namespace goldthread::bench
