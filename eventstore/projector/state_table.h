// The state rows of a rebuild, in memory: every fold's point look-ups, with no store behind.
//
// Rows lie end to end in blocks and a hash set of their addresses finds them, which takes
// about half the memory and time of a map of strings. A value that grows is written anew.
#pragma once

#include <absl/container/flat_hash_set.h>

#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include "eventstore/base/blocks.h"
#include "eventstore/base/digest.h"
#include "eventstore/views/packed_row.h"

namespace goldthread {

class StateTable {
 public:
  // Valid until the row is put or erased.
  std::optional<std::string_view> Get(std::string_view key) const {
    const auto row = rows_.find(key);
    if (row == rows_.end() || Erased(*row)) return std::nullopt;
    return Value(*row);
  }

  void Put(std::string_view key, std::string_view value) {
    bool added = false;
    const auto row = rows_.lazy_emplace(key, [&](const auto& place) {
      added = true;
      place(Place(key, value));
    });
    if (added) return;
    if (value.size() <= Read(*row, kCapacity)) {
      Write(*row, kValueSize, static_cast<uint32_t>(value.size()));
      std::memcpy(*row + kPacked + PackedSize({key, {}}), value.data(), value.size());
    } else {
      Write(*row, kValueSize, kErased);
      rows_.erase(row);
      rows_.insert(Place(key, value));
    }
  }

  void Erase(std::string_view key) {
    const auto row = rows_.find(key);
    if (row != rows_.end()) Write(*row, kValueSize, kErased);
  }

  void Reserve(size_t rows) { rows_.reserve(rows); }

  // visit(packed row) for every row, in the order they were placed: reads memory forwards,
  // and gives a sorter what is nearly sorted. Rows stay where they are until the table is
  // written to. Stops at the first error.
  template <class Visit>
  auto ForEach(Visit visit) const {
    return blocks_.ForEach([&visit](const char* row, const char* end) {
      decltype(visit(nullptr)) status;
      for (; row != end && status.ok(); row += Size(row)) {
        if (!Erased(row)) status = visit(row + kPacked);
      }
      return status;
    });
  }

 private:
  // u32 room for the value, then the packed row; an erased one has kErased as value size.
  static constexpr size_t kCapacity = 0;
  static constexpr size_t kPacked = 4;
  static constexpr size_t kValueSize = 8;
  static constexpr uint32_t kErased = UINT32_MAX;

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
  static size_t Size(const char* row) {
    return kPacked + PackedSize({Key(row), {}}) + Read(row, kCapacity);
  }
  static bool Erased(const char* row) { return Read(row, kValueSize) == kErased; }

  char* Place(std::string_view key, std::string_view value) {
    char* const row = blocks_.Take(kPacked + PackedSize({key, value}));
    Write(row, kCapacity, static_cast<uint32_t>(value.size()));
    Pack({key, value}, row + kPacked);
    return row;
  }

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

  absl::flat_hash_set<char*, Hash, Equal> rows_;
  Blocks blocks_;
};

}  // namespace goldthread
