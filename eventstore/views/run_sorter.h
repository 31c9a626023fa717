// Rows of one run, packed end to end and sorted by key: what a bulk load is made of.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
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
  size_t bytes() const { return bytes_.size() + rows_.size() * sizeof(Row); }
  size_t size() const { return rows_.size(); }
  void Clear();

  void Sort();
  // After Sort, in key order. Views live until the next Add or Clear.
  PackedRow At(size_t index) const { return Unpack(bytes_.data() + rows_[index].offset); }

  static PackedRow Unpack(const char* at);
  // Bytes a packed row takes.
  static size_t PackedSize(const PackedRow& row) {
    return 2 * sizeof(uint32_t) + row.key.size() + row.value.size();
  }

 private:
  struct Row {
    uint64_t head;  // Eight key bytes at the depth being compared, big-endian.
    uint64_t offset;
  };
  std::string_view Key(const Row& row) const { return Unpack(bytes_.data() + row.offset).key; }
  void SortFrom(Row* first, Row* last, size_t depth);

  std::string bytes_;
  std::vector<Row> rows_;
};

}  // namespace goldthread
