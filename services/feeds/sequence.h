// Which of a feed's numbers were seen, so that every hole is known exactly, whatever the order
// of arrival and however many holes there are (design D14).
//
// A feed that arrives in order is one number that grows. Behind a hole, the run that ends at
// the greatest number grows likewise, within its chunk of 1,024 numbers; the rest stands as
// one bit a number in chunk rows, which go as the hole is filled. The rows depend on the set
// of numbers only.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "eventstore/projector/projection.h"
#include "services/feeds/feed_rows.h"

namespace goldthread::feeds {

inline constexpr int64_t kChunkNumbers = 1024;

// One bit a number: of 1,024 × place, and so on.
class SequenceChunk {
 public:
  // Nothing: the row is damaged.
  static std::optional<SequenceChunk> Parse(std::string_view row);
  std::string_view row() const { return {bytes_.data(), bytes_.size()}; }

  bool Has(int64_t number) const { return (Byte(number) >> (number % 8) & 1) != 0; }
  void Set(int64_t number);
  void Clear(int64_t number);
  bool empty() const;

 private:
  static size_t Place(int64_t number) { return static_cast<size_t>(number % kChunkNumbers / 8); }
  unsigned Byte(int64_t number) const { return static_cast<unsigned char>(bytes_[Place(number)]); }
  std::array<char, kChunkNumbers / 8> bytes_{};
};

// Adds `number` (1 or more) to what `runs` and the feed's chunk rows say was seen. False: it
// was seen before, nothing changes. kDataLoss: a chunk row is damaged.
//
// Costs no row in order, one read and write of 128 bytes out of order; filling the first hole
// takes the chunks above it away, one write for each 1,024 numbers, once.
StatusOr<bool> SeeNumber(std::string_view feed, int64_t number, SequenceRuns& runs, FoldRows& rows);

}  // namespace goldthread::feeds
