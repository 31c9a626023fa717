// What the live path holds of the views' rows: those it has changed and the store has not been
// given yet, and state it has read or written lately.
//
// A look-up in the store costs more than a fold, and most of what a fold wants it had a moment ago.
// Rows lie end to end in blocks, as in a rebuild's tables (state_table.h).
#pragma once

#include <absl/container/flat_hash_set.h>

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/blocks.h"
#include "eventstore/projector/fold_pass.h"
#include "eventstore/projector/placed_row.h"
#include "eventstore/views/run_sorter.h"
#include "eventstore/views/view_store.h"

namespace goldthread {

class RowsInHand final : public RowBackend, PlacedRow<2> {
 public:
  // `store` is lent, and nobody else writes to it.
  explicit RowsInHand(const ViewStore& store) : store_(store) {}

  std::optional<std::string_view> Get(std::string_view key) override;
  void Put(std::string_view key, std::string_view value) override { Change(key, value, kChanged); }
  void Erase(std::string_view key) override { Change(key, "", kChanged | kErased); }
  void Append(std::string_view key, std::string_view value) override {
    Change(key, value, kChanged | kAppended);
  }

  // The first failure to read since Forget; nothing folded since is worth anything.
  const Status& store_error() const { return store_error_; }
  // Of changed rows: keys and values.
  size_t changed_bytes() const { return changed_bytes_; }

  // What is changed, in key order: RocksDB takes an unsorted batch half as dear again. Valid until
  // the next call of another.
  const std::vector<RowChange>& Changes();
  // The store has them now. State is kept to be read again, while there is not too much of it.
  void Committed();
  // As if nothing had been read or written.
  void Forget();

 private:
  // u32 room for the value, u32 flags, then the row as packed_row.h has it.
  static constexpr size_t kCapacity = 0;
  static constexpr size_t kFlags = 4;

  static constexpr uint32_t kChanged = 1;
  static constexpr uint32_t kErased = 2;
  static constexpr uint32_t kAppended = 4;  // No fold reads it back: not kept.
  static constexpr uint32_t kLeft = 8;      // It lies elsewhere now.

  char* Place(std::string_view key, std::string_view value, uint32_t flags);
  void Change(std::string_view key, std::string_view value, uint32_t flags);

  const ViewStore& store_;
  absl::flat_hash_set<char*, Hash, Equal> rows_;
  Blocks state_;
  Blocks appends_;              // Until they are committed.
  size_t state_bytes_ = 0;      // What was taken of state_.
  std::vector<char*> changed_;  // Each once; some have left.
  size_t changed_bytes_ = 0;
  RunSorter sorter_;
  std::vector<RowChange> changes_;
  Status store_error_;
};

}  // namespace goldthread
