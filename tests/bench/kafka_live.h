// The live path on Kafka: records come at a rate, and views follow. Writer and follower are
// processes of their own, so that what following costs can be told apart, and another follower can
// take ours' place (tests/bench/kafka_streams).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "eventstore/log/event_log.h"
#include "eventstore/projector/projection.h"

namespace goldthread::bench {

struct LiveRun {
  std::string brokers;
  std::string topic;
  std::string dir;  // Scratch, for views.
  int64_t events = 0;
  int per_second = 0;
};

// The topic, empty, of one copy.
void MakeLiveTopic(const LiveRun& run);
// Appends what `next` gives, at the rate, a hundred batches a second.
void ProduceLive(const LiveRun& run, const std::function<NewRecord()>& next);
// Says "following", folds what comes until all of it is in the views, and prints events per second
// of this process's CPU: of all, and of the second half.
void FollowLive(const LiveRun& run, const std::vector<const Projection*>& folds);

}  // namespace goldthread::bench
