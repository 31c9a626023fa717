// The county's events as records of a log: what a hub of a real area would hold, for the ladder
// of a rebuild. The canonical workload (workload.h) stays for what the county has not: one child
// with a hundred thousand facts.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "connectors/county/county.h"
#include "eventstore/log/event_log.h"

namespace goldthread::bench {

class CountyRecords {
 public:
  // A county of three years with as many people as `events` need.
  CountyRecords(int64_t events, uint32_t seed);

  // As ingest would hand it to the log. Not more often than `events`.
  NewRecord Next();
  // As a feed would send it: the next that is no repeat and neither corrects nor withdraws.
  v1::Event NextNew();

 private:
  county::NoTruth nobody_asks_;
  county::County county_;
  county::Delivery delivery_;
  std::map<std::string, std::string> agencies_;  // By feed.
};

}  // namespace goldthread::bench
