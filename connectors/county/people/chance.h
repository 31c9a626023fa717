// Chance that is the same on every machine: whole numbers only, and a stream for each purpose
// and each person, so that any part of the county can be made without the parts before it.
//
// The standard's distributions differ between libraries, and floats between machines; neither
// is used. The mixer is splitmix64's (Steele, Lea, Flood: "Fast splittable pseudorandom number
// generators", 2014).
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>

namespace goldthread::county {

// What a draw is for. Numbers are part of what a seed means: never reused, only added.
enum class Purpose : uint64_t {
  kPlace = 1,
  kFounding = 2,
  kPerson = 3,
  kLife = 4,
  kHousehold = 5,
  kPairing = 6,
  kTrouble = 7,
  kCareer = 8,
  kCase = 9,
  kObserving = 10,
  kWriting = 11,
  kRecord = 12,
  kOutage = 13,
  kName = 14,
  kService = 15,
  kOrder = 16,
};

constexpr uint64_t Mixed(uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

class Chance {
 public:
  // What all streams for one purpose have in common: for who draws from millions of them.
  class Purposeful {
   public:
    constexpr Purposeful(uint64_t seed, Purpose purpose)
        : state_(Mixed(seed ^ (static_cast<uint64_t>(purpose) << 56))) {}

   private:
    friend class Chance;
    uint64_t state_;
  };

  constexpr Chance(Purposeful of, uint64_t key, uint64_t time)
      : state_(Mixed(Mixed(of.state_ + key) + time)) {}
  constexpr Chance(uint64_t seed, Purpose purpose, uint64_t key, uint64_t time = 0)
      : Chance(Purposeful(seed, purpose), key, time) {}

  constexpr uint64_t Next() {
    state_ += 0x9e3779b97f4a7c15;
    return Mixed(state_);
  }
  // 0 … n-1; n at least 1.
  constexpr uint32_t Below(uint32_t n) {
    return static_cast<uint32_t>(((Next() >> 32) * uint64_t{n}) >> 32);
  }
  // Both included.
  constexpr int Between(int low, int high) {
    return low + static_cast<int>(Below(static_cast<uint32_t>(high - low + 1)));
  }
  constexpr bool PerMille(uint32_t share) { return Below(1'000) < share; }
  constexpr bool PerMillion(uint32_t share) { return Below(1'000'000) < share; }
  // The place of one of the weights, which need not add up to anything.
  template <class Weights>
  constexpr size_t Pick(const Weights& weights) {
    uint32_t total = 0;
    for (const auto weight : weights) total += static_cast<uint32_t>(weight);
    uint32_t at = Below(total);
    for (size_t i = 0; i < std::size(weights); ++i) {
      if (at < static_cast<uint32_t>(weights[i])) return i;
      at -= static_cast<uint32_t>(weights[i]);
    }
    return std::size(weights) - 1;
  }

 private:
  uint64_t state_;
};

}  // namespace goldthread::county
