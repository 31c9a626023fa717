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
#include "eventstore/projector/placed_row.h"

namespace goldthread {

class StateTable : PlacedRow<1> {
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
  static constexpr uint32_t kErased = UINT32_MAX;

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

  absl::flat_hash_set<char*, Hash, Equal> rows_;
  Blocks blocks_;
};

}  // namespace goldthread
