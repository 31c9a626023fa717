// The state rows of a rebuild, in memory: every fold's point look-ups, with no store behind.
//
// Rows lie end to end in blocks and a hash set of their addresses finds them, which takes
// about half the memory and time of a map of strings. A value that grows is written anew.
#pragma once

#include <absl/container/flat_hash_set.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "eventstore/base/digest.h"

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
      std::memcpy(*row + kFixed + key.size(), value.data(), value.size());
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

  // visit(key, value) for every row, in the order they were placed: reads memory forwards,
  // and gives a sorter what is nearly sorted. Stops at the first error.
  template <class Visit>
  auto ForEach(Visit visit) const {
    decltype(visit({}, {})) status;
    for (const Block& block : blocks_) {
      const char* const end = &block == &blocks_.back() ? at_ : block.end;
      for (const char* row = block.bytes.get(); row != end; row += Size(row)) {
        if (Erased(row)) continue;
        status = visit(Key(row), Value(row));
        if (!status.ok()) return status;
      }
    }
    return status;
  }

 private:
  // u32 key size, u32 value size, u32 room for the value, key, value.
  static constexpr size_t kKeySize = 0;
  static constexpr size_t kValueSize = 4;
  static constexpr size_t kCapacity = 8;
  static constexpr size_t kFixed = 12;
  static constexpr uint32_t kErased = UINT32_MAX;
  static constexpr size_t kBlockBytes = size_t{1} << 20;

  static uint32_t Read(const char* row, size_t field) {
    uint32_t number = 0;
    std::memcpy(&number, row + field, sizeof number);
    return number;
  }
  static void Write(char* row, size_t field, uint32_t number) {
    std::memcpy(row + field, &number, sizeof number);
  }
  static std::string_view Key(const char* row) { return {row + kFixed, Read(row, kKeySize)}; }
  static std::string_view Value(const char* row) {
    return {row + kFixed + Read(row, kKeySize), Read(row, kValueSize)};
  }
  static size_t Size(const char* row) {
    return kFixed + Read(row, kKeySize) + Read(row, kCapacity);
  }
  static bool Erased(const char* row) { return Read(row, kValueSize) == kErased; }

  char* Place(std::string_view key, std::string_view value) {
    const size_t size = kFixed + key.size() + value.size();
    if (size > left_) {
      if (!blocks_.empty()) blocks_.back().end = at_;
      left_ = size > kBlockBytes ? size : kBlockBytes;
      blocks_.push_back({std::make_unique_for_overwrite<char[]>(left_), nullptr});
      at_ = blocks_.back().bytes.get();
    }
    char* const row = at_;
    at_ += size;
    left_ -= size;
    Write(row, kKeySize, static_cast<uint32_t>(key.size()));
    Write(row, kValueSize, static_cast<uint32_t>(value.size()));
    Write(row, kCapacity, static_cast<uint32_t>(value.size()));
    std::memcpy(row + kFixed, key.data(), key.size());
    std::memcpy(row + kFixed + key.size(), value.data(), value.size());
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
  struct Block {
    std::unique_ptr<char[]> bytes;
    const char* end;  // Of the rows in it; of the last block, at_.
  };
  std::vector<Block> blocks_;
  char* at_ = nullptr;
  size_t left_ = 0;
};

}  // namespace goldthread
