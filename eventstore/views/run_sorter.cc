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

}  // namespace

void RunSorter::Add(std::string_view key, std::string_view value) {
  const uint32_t sizes[2] = {static_cast<uint32_t>(key.size()),
                             static_cast<uint32_t>(value.size())};
  rows_.push_back({0, bytes_.size()});
  bytes_.append(reinterpret_cast<const char*>(sizes), sizeof sizes).append(key).append(value);
}

void RunSorter::Clear() {
  bytes_.clear();
  rows_.clear();
}

PackedRow RunSorter::Unpack(const char* at) {
  uint32_t sizes[2];
  std::memcpy(sizes, at, sizeof sizes);
  at += sizeof sizes;
  return {{at, sizes[0]}, {at + sizes[0], sizes[1]}};
}

// Keys of one fold share long prefixes, so comparing whole keys reads the same bytes over
// and over. Instead: sort by eight bytes held beside the offset, then each group of equals
// by the next eight.
void RunSorter::SortFrom(Row* first, Row* last, size_t depth) {
  constexpr ptrdiff_t kSmall = 16;
  while (last - first > 1) {
    if (last - first <= kSmall) {
      std::sort(first, last, [this](const Row& a, const Row& b) { return Key(a) < Key(b); });
      return;
    }
    for (Row* row = first; row != last; ++row) row->head = HeadAt(Key(*row), depth);
    std::sort(first, last, [](const Row& a, const Row& b) { return a.head < b.head; });
    if (first->head != (last - 1)->head) {
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
      std::sort(first, last, [this](const Row& a, const Row& b) { return Key(a) < Key(b); });
      return;
    }
    depth += kHeadBytes;
  }
}

void RunSorter::Sort() { SortFrom(rows_.data(), rows_.data() + rows_.size(), 0); }

}  // namespace goldthread
