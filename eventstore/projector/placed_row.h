// A row as the tables in memory hold it: numbers of the table's own, u32 each, then the row as
// packed_row.h has it. A hash set of their addresses finds rows by their keys.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "eventstore/base/digest.h"
#include "eventstore/views/packed_row.h"

namespace goldthread {

// `kNumbers`: how many of the table's own.
template <size_t kNumbers>
struct PlacedRow {
  static constexpr size_t kPacked = kNumbers * sizeof(uint32_t);
  static constexpr size_t kValueSize = kPacked + sizeof(uint32_t);  // A field, as Read has it.

  static uint32_t Read(const char* row, size_t field) {
    uint32_t number = 0;
    std::memcpy(&number, row + field, sizeof number);
    return number;
  }
  static void Write(char* row, size_t field, uint32_t number) {
    std::memcpy(row + field, &number, sizeof number);
  }
  static std::string_view Key(const char* row) { return Unpack(row + kPacked).key; }
  static std::string_view Value(const char* row) { return Unpack(row + kPacked).value; }

  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view key) const { return Checksum(key); }
    size_t operator()(const char* row) const { return Checksum(Key(row)); }
  };
  struct Equal {
    using is_transparent = void;
    bool operator()(const char* a, const char* b) const { return Key(a) == Key(b); }
    bool operator()(const char* a, std::string_view b) const { return Key(a) == b; }
    bool operator()(std::string_view a, const char* b) const { return a == Key(b); }
  };
};

}  // namespace goldthread
