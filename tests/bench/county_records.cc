#include "tests/bench/county_records.h"

#include <algorithm>

#include "connectors/county/agencies/feeds.h"
#include "eventstore/base/check.h"
#include "tests/bench/workload.h"

namespace goldthread::bench {
namespace {

// Three years of a county have 2.5 events a person; the smallest county has a thousand people.
county::CountySize SizeFor(int64_t events, uint32_t seed) {
  county::CountySize size;
  size.people = static_cast<uint32_t>(std::clamp<int64_t>(events / 2, 1'000, 10'000'000));
  size.seed = seed;
  return size;
}

}  // namespace

CountyRecords::CountyRecords(int64_t events, uint32_t seed)
    : county_(SizeFor(events, seed), nobody_asks_) {
  for (int feed = 0; feed < county::kFeeds; ++feed) {
    const county::FeedManner& manner = county::MannerOf(static_cast<county::Feed>(feed));
    agencies_.emplace(manner.name, manner.agency);
  }
}

v1::Event CountyRecords::NextNew() {
  do {
    GT_CHECK(county_.Next(&delivery_));
  } while (delivery_.again || !delivery_.event().corrects().empty() ||
           !delivery_.event().withdraws().empty());
  return delivery_.event();
}

NewRecord CountyRecords::Next() {
  GT_CHECK(county_.Next(&delivery_));
  delivery_.event().set_agency(agencies_.at(delivery_.event().feed()));
  delivery_.event().set_partnership("northmere");
  return ToRecord(delivery_.event(), delivery_.delivered * 1'000'000);
}

}  // namespace goldthread::bench
