// A row's key and value laid end to end, as a rebuild's tables and runs hold them.
//
// u32 key size, u32 value size, key, value, in the machine's byte order: packed rows never
// leave the process that made them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace goldthread {

struct Row {
  std::string_view key;
  std::string_view value;
};

inline size_t PackedSize(const Row& row) {
  return 2 * sizeof(uint32_t) + row.key.size() + row.value.size();
}

// `at` has room for PackedSize(row).
inline void Pack(const Row& row, char* at) {
  const uint32_t sizes[2] = {static_cast<uint32_t>(row.key.size()),
                             static_cast<uint32_t>(row.value.size())};
  std::memcpy(at, sizes, sizeof sizes);
  std::memcpy(at + sizeof sizes, row.key.data(), row.key.size());
  std::memcpy(at + sizeof sizes + row.key.size(), row.value.data(), row.value.size());
}

inline Row Unpack(const char* packed) {
  uint32_t sizes[2];
  std::memcpy(sizes, packed, sizeof sizes);
  packed += sizeof sizes;
  return {{packed, sizes[0]}, {packed + sizes[0], sizes[1]}};
}

}  // namespace goldthread
