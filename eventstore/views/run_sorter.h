// Rows of one run, packed end to end and sorted by key: what a bulk load is made of.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace goldthread {

struct PackedRow {
  std::string_view key;
  std::string_view value;
};

// Each row is u32 key size, u32 value size, key, value, in the machine's byte order: runs
// never leave the process that wrote them.
class RunSorter {
 public:
  void Add(std::string_view key, std::string_view value);
  size_t bytes() const { return bytes_ + rows_.size() * sizeof(Row); }
  size_t size() const { return rows_.size(); }
  // Keeps its memory for the next run.
  void Clear();

  void Sort();
  // After Sort, in key order. Views live until the next Add or Clear.
  PackedRow At(size_t index) const {
    // Sorted rows lie anywhere: ask for the ones that come next.
    if (index + kAhead < rows_.size()) __builtin_prefetch(rows_[index + kAhead].at);
    return Unpack(rows_[index].at);
  }
  // The row as it is packed.
  std::string_view Packed(size_t index) const { return {rows_[index].at, PackedSize(At(index))}; }

  static PackedRow Unpack(const char* at) {
    uint32_t sizes[2];
    std::memcpy(sizes, at, sizeof sizes);
    at += sizeof sizes;
    return {{at, sizes[0]}, {at + sizes[0], sizes[1]}};
  }
  static size_t PackedSize(const PackedRow& row) {
    return 2 * sizeof(uint32_t) + row.key.size() + row.value.size();
  }

 private:
  struct Row {
    uint64_t head;  // Eight key bytes at the depth being compared, big-endian.
    const char* at;
  };
  static std::string_view Key(const Row& row) { return Unpack(row.at).key; }
  static void SortFrom(Row* first, Row* last, size_t depth);

  static constexpr size_t kAhead = 16;

  char* Room(size_t size);

  std::vector<std::unique_ptr<char[]>> blocks_;
  size_t block_ = 0;  // The next one to fill.
  char* free_ = nullptr;
  size_t free_bytes_ = 0;
  size_t bytes_ = 0;
  std::vector<Row> rows_;
};

}  // namespace goldthread
