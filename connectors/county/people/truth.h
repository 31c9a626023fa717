// What is true, told as it comes to be known that it will not change. What the agencies made
// of it is another thing: that is what the hub gets.
#pragma once

#include <cstdint>
#include <string_view>

#include "connectors/county/people/dates.h"
#include "connectors/county/people/numbers.h"
#include "connectors/county/people/places.h"

namespace goldthread::county {

struct Stay {
  PersonIndex person = 0;
  AddressIndex address = 0;
  PlaceKind kind = PlaceKind::kHouse;
  DayNumber from = 0;
  DayNumber to = kNever;  // The first day elsewhere.
  bool in_turn = false;   // A child of parents who live apart, at the second home.
  uint32_t home = 0;      // The household; of a child in turn none.
};

// A child shared a home with an adult of whom a risk was asserted.
struct Exposure {
  PersonIndex adult = 0;
  PersonIndex child = 0;
  AddressIndex address = 0;
  DayNumber from = 0;
  DayNumber to = kNever;
  bool unborn = false;  // At its start.
};

// An event of the county, wherever it was sent from. 0: none.
using EventRef = uint64_t;
constexpr EventRef RefOf(int feed, uint32_t ordinal) {
  return (static_cast<EventRef>(feed) << 32) + ordinal;
}
constexpr int FeedOf(EventRef event) { return static_cast<int>(event >> 32); }
constexpr uint32_t OrdinalOf(EventRef event) { return static_cast<uint32_t>(event); }

struct ExpectedAlert {
  int rule = 0;           // 1 to 8: domain/adults-posing-risk.md §6; 9: worries.h.
  PersonIndex adult = 0;  // Of rule 9: nobody.
  PersonIndex child = 0;  // Of rule 4: the second person hurt.
  AddressIndex address = 0;
  Second fires_at = 0;  // When the hub got the last fact it needed.
  EventRef fired_by = 0;
  EventRef assertion = 0;  // The events it rests on.
  EventRef adult_told = 0;
  EventRef child_told = 0;
  EventRef earlier = 0;  // What came before, in another family; of rule 9 the first worry.
  EventRef kinship = 0;  // Of rule 8: that the child who was lost was the adult's.
  Second stops_at = INT64_MAX;
  std::string_view why_it_stops;
};

class Truth {
 public:
  virtual ~Truth() = default;
  virtual void Lived(const Stay& stay) = 0;
  virtual void Recorded(PersonIndex person, int feed, std::string_view record) = 0;
  // The event with that number in its feed never reached the hub.
  virtual void Lost(int feed, int64_t sequence) = 0;
  virtual void Exposed(const Exposure& exposure) = 0;
  virtual void Expects(const ExpectedAlert& alert) = 0;
};

// For who does not ask.
class NoTruth final : public Truth {
 public:
  void Lived(const Stay&) override {}
  void Recorded(PersonIndex, int, std::string_view) override {}
  void Lost(int, int64_t) override {}
  void Exposed(const Exposure&) override {}
  void Expects(const ExpectedAlert&) override {}
};

}  // namespace goldthread::county
