#include "eventstore/views/run_sorter.h"

#include <algorithm>
#include <cstddef>

namespace goldthread {
namespace {

constexpr size_t kHeadBytes = 8;

// The eight key bytes from `depth` as a number that compares as they do; zeros past the end.
uint64_t HeadAt(std::string_view key, size_t depth) {
  if (depth + kHeadBytes <= key.size()) {
    uint64_t head = 0;
    std::memcpy(&head, key.data() + depth, kHeadBytes);
    return __builtin_bswap64(head);
  }
  uint64_t head = 0;
  for (size_t i = 0; i < kHeadBytes; ++i) {
    const size_t at = depth + i;
    head = head << 8 | (at < key.size() ? static_cast<unsigned char>(key[at]) : 0u);
  }
  return head;
}

// Rows larger than this get a block of their own.
constexpr size_t kBlockBytes = size_t{1} << 20;

}  // namespace

char* RunSorter::Room(size_t size) {
  if (size > free_bytes_) {
    if (size > kBlockBytes) {
      blocks_.insert(blocks_.begin() + static_cast<ptrdiff_t>(block_),
                     std::make_unique_for_overwrite<char[]>(size));
      return blocks_[block_++].get();
    }
    if (block_ == blocks_.size()) {
      blocks_.push_back(std::make_unique_for_overwrite<char[]>(kBlockBytes));
    }
    free_ = blocks_[block_++].get();
    free_bytes_ = kBlockBytes;
  }
  char* const room = free_;
  free_ += size;
  free_bytes_ -= size;
  return room;
}

void RunSorter::Add(std::string_view key, std::string_view value) {
  const uint32_t sizes[2] = {static_cast<uint32_t>(key.size()),
                             static_cast<uint32_t>(value.size())};
  const size_t size = PackedSize({key, value});
  char* const at = Room(size);
  std::memcpy(at, sizes, sizeof sizes);
  std::memcpy(at + sizeof sizes, key.data(), key.size());
  std::memcpy(at + sizeof sizes + key.size(), value.data(), value.size());
  rows_.push_back({0, at});
  bytes_ += size;
}

void RunSorter::Clear() {
  rows_.clear();
  block_ = 0;
  free_bytes_ = 0;
  bytes_ = 0;
}

// Keys of one fold share long prefixes, so comparing whole keys reads the same bytes over
// and over. Instead: sort by eight bytes held beside the offset, then each group of equals
// by the next eight.
void RunSorter::SortFrom(Row* first, Row* last, size_t depth) {
  constexpr ptrdiff_t kSmall = 16;
  while (last - first > 1) {
    if (last - first <= kSmall) {
      std::sort(first, last, [](const Row& a, const Row& b) { return Key(a) < Key(b); });
      return;
    }
    uint64_t lowest = UINT64_MAX;
    uint64_t highest = 0;
    bool ascending = true;
    for (Row* row = first; row != last; ++row) {
      if (last - row > ptrdiff_t{kAhead}) __builtin_prefetch(row[kAhead].at);
      row->head = HeadAt(Key(*row), depth);
      ascending = ascending && row->head >= highest;
      lowest = std::min(lowest, row->head);
      highest = std::max(highest, row->head);
    }
    if (lowest != highest) {
      // Ids often come in order. Equals stay in the order they were added, so that the next
      // pass reads memory forwards.
      const auto before = [](const Row& a, const Row& b) {
        return a.head != b.head ? a.head < b.head : a.at < b.at;
      };
      if (!ascending) std::sort(first, last, before);
      for (Row* group = first; group != last;) {
        Row* end = group + 1;
        while (end != last && end->head == group->head) ++end;
        SortFrom(group, end, depth + kHeadBytes);
        group = end;
      }
      return;
    }
    // All alike so far: go deeper without recursion, unless every key has ended.
    const bool ended = std::all_of(
        first, last, [&](const Row& row) { return Key(row).size() <= depth + kHeadBytes; });
    if (ended) {
      std::sort(first, last, [](const Row& a, const Row& b) { return Key(a) < Key(b); });
      return;
    }
    depth += kHeadBytes;
  }
}

void RunSorter::Sort() { SortFrom(rows_.data(), rows_.data() + rows_.size(), 0); }

}  // namespace goldthread
