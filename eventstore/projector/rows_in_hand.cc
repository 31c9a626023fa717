#include "eventstore/projector/rows_in_hand.h"

#include <utility>

namespace goldthread {
namespace {

// State beyond this is forgotten, and read again by who wants it.
constexpr size_t kStateBytesMax = size_t{32} << 20;
// A row that grew will grow again.
constexpr size_t kSpareShare = 4;

}  // namespace

char* RowsInHand::Place(std::string_view key, std::string_view value, uint32_t flags) {
  const bool appended = (flags & kAppended) != 0;
  const size_t capacity = appended ? value.size() : value.size() + value.size() / kSpareShare;
  const size_t size = kPacked + PackedSize({key, {}}) + capacity;
  char* const row = (appended ? appends_ : state_).Take(size);
  if (!appended) state_bytes_ += size;
  Write(row, kCapacity, static_cast<uint32_t>(capacity));
  Write(row, kFlags, flags);
  Pack({key, value}, row + kPacked);
  return row;
}

std::optional<std::string_view> RowsInHand::Get(std::string_view key) {
  if (const auto row = rows_.find(key); row != rows_.end()) {
    if ((Read(*row, kFlags) & kErased) != 0) return std::nullopt;
    return Value(*row);
  }
  const StatusOr<std::optional<std::string>> stored = store_.Get(key);
  if (!stored.ok()) store_error_.Update(stored.status());
  if (!stored.ok() || !stored->has_value()) return std::nullopt;
  char* const row = Place(key, **stored, 0);
  rows_.insert(row);
  return Value(row);
}

void RowsInHand::Change(std::string_view key, std::string_view value, uint32_t flags) {
  changed_bytes_ += key.size() + value.size();
  bool added = false;
  const auto found = rows_.lazy_emplace(key, [&](const auto& place) {
    added = true;
    changed_.push_back(Place(key, value, flags));
    place(changed_.back());
  });
  if (added) return;
  char* row = *found;
  const uint32_t was = Read(row, kFlags);
  if (value.size() > Read(row, kCapacity) || ((was ^ flags) & kAppended) != 0) {
    Write(row, kFlags, was | kLeft);
    rows_.erase(found);
    row = Place(key, value, flags);
    rows_.insert(row);
    changed_.push_back(row);
    return;
  }
  Write(row, kFlags, flags);
  Write(row, kValueSize, static_cast<uint32_t>(value.size()));
  // Where the key ends the value begins, whatever its size.
  std::memmove(row + kPacked + PackedSize({Key(row), {}}), value.data(), value.size());
  if ((was & kChanged) == 0) changed_.push_back(row);
}

const std::vector<RowChange>& RowsInHand::Changes() {
  sorter_.Clear();
  for (const char* const row : changed_) {
    if ((Read(row, kFlags) & kLeft) == 0) sorter_.AddInPlace(row + kPacked);
  }
  sorter_.Sort();
  changes_.clear();
  for (size_t i = 0; i < sorter_.size(); ++i) {
    const Row row = sorter_.At(i);
    const char* const packed = row.key.data() - PackedSize({{}, {}});
    const bool erased = (Read(packed - kPacked, kFlags) & kErased) != 0;
    changes_.push_back({row.key, erased ? std::nullopt : std::optional(row.value)});
  }
  return changes_;
}

void RowsInHand::Committed() {
  changes_.clear();
  if (state_bytes_ > kStateBytesMax) return Forget();
  for (char* const row : changed_) {
    const uint32_t flags = Read(row, kFlags);
    if ((flags & kLeft) != 0) continue;
    if ((flags & kAppended) != 0) rows_.erase(rows_.find(row));
    Write(row, kFlags, flags & ~kChanged);
  }
  changed_.clear();
  changed_bytes_ = 0;
  appends_.Clear();
}

void RowsInHand::Forget() {
  changes_.clear();
  rows_.clear();
  changed_.clear();
  changed_bytes_ = 0;
  state_.Clear();
  state_bytes_ = 0;
  appends_.Clear();
  store_error_ = OkStatus();
}

}  // namespace goldthread
