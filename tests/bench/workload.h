// The canonical workload: seeded, so that every figure can be had again. For what the county
// (county_records.h) cannot play: a child with a thousand facts or a hundred thousand, and the
// budgets of the spine, which were set by it.
//
// Children are drawn from a Zipf distribution; one more child has a tenth of all events, at
// most 100,000. 5 % of events arrive late, 2 % twice, 1 % correct an earlier one. Five feeds
// of four agencies; a fifth of the records come with identifiers that join them. All
// synthetic. Source: engine-notes.md §9.5.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "eventstore/log/event_log.h"
#include "goldthread/v1/event.pb.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::bench {

struct WorkloadSize {
  int64_t events = 1'000'000;
  uint32_t seed = 1;
};

class Workload {
 public:
  explicit Workload(WorkloadSize size);

  // The next event as an agency would send it; a repeat is the same event again.
  v1::Event Next();

  // The child with the many events, as the first feed knows it.
  static RecordId BusyChild();
  // A child with `facts` events, 10 or 1,000; for read figures.
  static RecordId ChildWith(int facts);

 private:
  struct Whose {
    size_t feed = 0;
    std::string record;
    int64_t child = -1;  // -1: one of the planted children, who have no description.
  };
  Whose Draw(int64_t at);
  int64_t DrawChild();
  void Describe(int64_t child, v1::Event* event) const;
  void Correct(v1::Event* event);
  void Remember(int64_t at, const v1::Event& event);

  const WorkloadSize size_;
  std::mt19937_64 rng_;
  std::vector<double> zipf_;  // Cumulative weights.
  int64_t made_ = 0;
  std::vector<v1::Event> recent_;  // What repeats and corrections refer to.
};

// As ingest would hand it to the log.
NewRecord ToRecord(const v1::Event& event, int64_t received_at_us);

}  // namespace goldthread::bench
