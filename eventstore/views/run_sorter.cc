#include "eventstore/views/run_sorter.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <utility>

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

void RunSorter::Add(const Row& row) {
  const size_t size = PackedSize(row);
  char* const at = blocks_.Take(size);
  Pack(row, at);
  rows_.push_back({0, at});
  bytes_ += size;
}

void RunSorter::Clear() {
  rows_.clear();
  blocks_.Clear();
  bytes_ = 0;
}

// How many bytes all the keys share, of which `depth` are known.
size_t RunSorter::CommonDepth(const Place* first, const Place* last, size_t depth) {
  std::string_view common = Key(*first);
  for (const Place* row = first + 1; row != last && common.size() > depth; ++row) {
    if (last - row > ptrdiff_t{kAhead}) __builtin_prefetch(row[kAhead].at);
    const std::string_view key = Key(*row);
    common = common.substr(0, key.size());
    if (std::memcmp(key.data() + depth, common.data() + depth, common.size() - depth) == 0)
      continue;
    const auto parted = std::mismatch(common.begin() + static_cast<ptrdiff_t>(depth), common.end(),
                                      key.begin() + static_cast<ptrdiff_t>(depth));
    common = common.substr(0, static_cast<size_t>(parted.first - common.begin()));
  }
  return common.size();
}

// The heads of many rows when they are few, as where keys part by fold, kind or feed: then
// one pass puts every row in its place, where a sort takes many.
class RunSorter::FewHeads {
 public:
  void Count(uint64_t head) {
    if (heads_.size() <= kFew) ++Find(head).rows;
  }
  bool few() const { return heads_.size() <= kFew; }

  // Rows of one head stay in their order. `scratch` is for its memory.
  void Arrange(Place* first, Place* last, std::vector<Place>* scratch) {
    std::sort(heads_.begin(), heads_.end(),
              [](const Head& a, const Head& b) { return a.head < b.head; });
    size_t begin = 0;
    for (Head& head : heads_) begin = std::exchange(head.rows, begin) + begin;
    last_ = 0;
    scratch->resize(static_cast<size_t>(last - first));
    for (const Place* row = first; row != last; ++row) (*scratch)[Find(row->head).rows++] = *row;
    std::copy(scratch->begin(), scratch->end(), first);
  }

 private:
  static constexpr size_t kFew = 32;
  struct Head {
    uint64_t head;
    size_t rows;  // How many; in Arrange, the place of the next.
  };
  Head& Find(uint64_t head) {
    if (last_ < heads_.size() && heads_[last_].head == head) return heads_[last_];
    const auto known = std::find_if(heads_.begin(), heads_.end(),
                                    [head](const Head& one) { return one.head == head; });
    last_ = static_cast<size_t>(known - heads_.begin());
    if (known == heads_.end()) heads_.push_back({head, 0});
    return heads_[last_];
  }

  std::vector<Head> heads_;
  size_t last_ = 0;
};

// Keys of one fold share long prefixes, so comparing whole keys reads the same bytes over
// and over. Instead: sort by eight bytes held beside the address, then each group of equals
// from where its keys part.
void RunSorter::SortFrom(Place* first, Place* last, size_t depth) {
  constexpr ptrdiff_t kSmall = 16;
  bool parted = false;
  if (last - first > kSmall) {
    depth = CommonDepth(first, last, depth);
    FewHeads heads;
    bool ascending = true;
    for (Place* row = first; row != last; ++row) {
      if (last - row > ptrdiff_t{kAhead}) __builtin_prefetch(row[kAhead].at);
      row->head = HeadAt(Key(*row), depth);
      ascending = ascending && (row == first || row->head >= row[-1].head);
      parted = parted || row->head != first->head;
      heads.Count(row->head);
    }
    // Ids often come in order. Equals stay in the order they were added, so that the next
    // pass reads memory forwards.
    if (!ascending && heads.few()) {
      heads.Arrange(first, last, &scratch_);
    } else if (!ascending) {
      std::sort(first, last, [](const Place& a, const Place& b) {
        return a.head != b.head ? a.head < b.head : a.at < b.at;
      });
    }
  }
  if (!parted) {  // Few rows, or heads alike: zeros at one key's end, and another that ends.
    std::sort(first, last, [depth](const Place& a, const Place& b) {
      return Key(a).substr(depth) < Key(b).substr(depth);
    });
    return;
  }
  for (Place* group = first; group != last;) {
    Place* end = group + 1;
    while (end != last && end->head == group->head) ++end;
    SortFrom(group, end, depth);
    group = end;
  }
}

void RunSorter::Sort() {
  SortFrom(rows_.data(), rows_.data() + rows_.size(), 0);
  scratch_ = {};
}

}  // namespace goldthread
