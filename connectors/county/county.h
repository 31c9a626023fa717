// Northmere: an invented English county, from a seed. What its agencies would have sent to a
// hub, in that order, and the truth beside it.
//
//   County county({.people = 20'000, .years = 3, .seed = 1}, truth);
//   Delivery delivery;
//   while (county.Next(&delivery)) …
//
// The same size and seed give the same bytes on every machine. Memory: some 70 bytes for each
// person who ever lived there, and one month of what agencies wrote. All people are invented.
// Source: experience notes §5.3.
#pragma once

#include <google/protobuf/arena.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "connectors/county/agencies/casework.h"
#include "connectors/county/people/county_size.h"
#include "connectors/county/people/truth.h"
#include "goldthread/v1/event.pb.h"

namespace goldthread::county {

// One event on its way. Each is made in the memory of the one before: an event is thirty parts,
// and to get them one by one from the heap costs more than to draw what is in them.
class Delivery {
 public:
  Delivery();

  // Without `received_at`: that is the hub's. There until the next one.
  v1::Event& event() { return *event_; }
  const v1::Event& event() const { return *event_; }
  // An empty one in place of the last.
  v1::Event* Renew();

  Second delivered = 0;   // When the hub would get it.
  bool again = false;     // A repeat of an event that was sent before.
  bool mistaken = false;  // A later event of the feed corrects or withdraws it.

 private:
  static constexpr size_t kFirstBytes = 16 * 1024;  // Most need a quarter.

  const std::unique_ptr<char[]> first_;
  google::protobuf::Arena arena_;
  v1::Event* event_;
};

class County {
 public:
  // `truth` outlives it.
  County(const CountySize& size, Truth& truth);
  ~County();
  County(const County&) = delete;
  County& operator=(const County&) = delete;

  // False at the end. Reuses `delivery`. Threads: one.
  bool Next(Delivery* delivery);

  // Called at each 31 March with the episodes that were open in the year behind it.
  using TakeYear = std::function<void(DayNumber, const std::vector<Episode>&)>;
  void OnYearEnd(TakeYear take);

  DayNumber first_day() const;
  DayNumber end() const;  // The first day after it.
  const World& world() const;

 private:
  class Engine;
  std::unique_ptr<Engine> engine_;
};

}  // namespace goldthread::county
