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

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "connectors/county/agencies/casework.h"
#include "connectors/county/people/truth.h"
#include "goldthread/v1/event.pb.h"

namespace goldthread::county {

struct CountySize {
  uint32_t people = 20'000;  // To begin with; 1,000 to 10,000,000.
  int years = 3;
  uint64_t seed = 1;
  // It ends on 31 March of this year; years begin on 1 April, as the census counts them.
  int last_year = 2026;
};

struct Delivery {
  v1::Event event;        // Without `received_at`: that is the hub's.
  Second delivered = 0;   // When the hub would get it.
  bool again = false;     // A repeat of an event that was sent before.
  bool mistaken = false;  // A later event of the feed corrects or withdraws it.
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
