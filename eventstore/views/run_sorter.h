// Rows of one run, packed end to end and sorted by key: what a bulk load is made of.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "eventstore/base/blocks.h"
#include "eventstore/views/packed_row.h"

namespace goldthread {

class RunSorter {
 public:
  void Add(const Row& row);
  // A packed row that stays where it is as long as it is in the run.
  void AddInPlace(const char* packed) { rows_.push_back({0, packed}); }
  // Of its own memory.
  size_t bytes() const { return bytes_ + rows_.size() * sizeof(Place); }
  size_t size() const { return rows_.size(); }
  // Keeps its memory for the next run.
  void Clear();

  void Sort();
  // After Sort, in key order. Views live until the next Add or Clear.
  Row At(size_t index) const {
    // Sorted rows lie anywhere: ask for the ones that come next.
    if (index + kAhead < rows_.size()) __builtin_prefetch(rows_[index + kAhead].at);
    return Unpack(rows_[index].at);
  }
  // The row as it is packed.
  std::string_view Packed(size_t index) const { return {rows_[index].at, PackedSize(At(index))}; }

 private:
  struct Place {
    uint64_t head;  // Eight key bytes at the depth being compared, big-endian.
    const char* at;
  };
  static std::string_view Key(const Place& row) { return Unpack(row.at).key; }
  class FewHeads;
  static size_t CommonDepth(const Place* first, const Place* last, size_t depth);
  void SortFrom(Place* first, Place* last, size_t depth);

  static constexpr size_t kAhead = 16;

  Blocks blocks_;
  size_t bytes_ = 0;
  std::vector<Place> rows_;
  std::vector<Place> scratch_;  // While sorting.
};

}  // namespace goldthread
