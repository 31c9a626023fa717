// Test support: identity's state in memory, as in a rebuild; what it appends is dropped.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "eventstore/base/check.h"
#include "eventstore/base/digest.h"
#include "eventstore/projector/projection.h"
#include "eventstore/projector/state_table.h"
#include "eventstore/views/packed_row.h"

namespace goldthread::identity {

class TableRows final : public FoldRows {
 public:
  std::optional<std::string_view> Get(std::string_view key) override { return table_.Get(key); }
  void Put(std::string_view key, std::string_view value) override { table_.Put(key, value); }
  void Erase(std::string_view key) override { table_.Erase(key); }
  void Append(std::string_view, std::string_view) override {}

  // A growing table moves all it has, and somebody's event has to wait for it.
  void Reserve(size_t rows) { table_.Reserve(rows); }

  // Empty where there is none.
  template <class Row>
  Row At(std::string_view key) const {
    Row row;
    const auto bytes = table_.Get(key);
    if (bytes.has_value()) {
      GT_CHECK(row.ParseFromArray(bytes->data(), static_cast<int>(bytes->size())));
    }
    return row;
  }
  bool Has(std::string_view key) const { return table_.Get(key).has_value(); }

  // Of all rows, wherever they lie.
  uint64_t Sum() const {
    uint64_t sum = 0;
    ForEach([&sum](std::string_view key, std::string_view value) {
      sum += Checksum(value, Checksum(key, 0));
    });
    return sum;
  }
  int64_t Count() const {
    int64_t count = 0;
    ForEach([&count](std::string_view, std::string_view) { ++count; });
    return count;
  }
  // With the fold's space byte before each key, as a store has them.
  std::map<std::string, std::string> InSpace(char space) const {
    std::map<std::string, std::string> rows;
    ForEach([&](std::string_view key, std::string_view value) {
      rows.emplace(space + std::string(key), value);
    });
    return rows;
  }

 private:
  template <class Visit>
  void ForEach(Visit visit) const {
    const Status status = table_.ForEach([&visit](const char* packed) {
      const auto [key, value] = Unpack(packed);
      visit(key, value);
      return OkStatus();
    });
    GT_CHECK(status.ok());
  }

  StateTable table_;
};

}  // namespace goldthread::identity
