// A fold's rows as messages, for the time of one record of the log: each is read and parsed once,
// changed in place, and written at the end if its bytes are others.
#pragma once

#include <absl/container/flat_hash_map.h>
#include <google/protobuf/arena.h>

#include <array>
#include <string>
#include <string_view>

#include "eventstore/base/status.h"
#include "eventstore/projector/projection.h"

namespace goldthread::adults {

class KeptRows {
 public:
  explicit KeptRows(FoldRows& rows) : rows_(rows), arena_(block_.data(), block_.size()) {}

  // Empty where there is none; never nullptr. Stays where it is, and shows what Edit's caller does
  // to it. kDataLoss: it does not parse.
  template <class Row>
  StatusOr<const Row*> Get(const std::string& key) {
    GT_ASSIGN_OR_RETURN(Kept* const kept, Keep<Row>(key));
    return static_cast<const Row*>(kept->row);
  }
  // As Get, to be changed.
  template <class Row>
  StatusOr<Row*> Edit(const std::string& key) {
    GT_ASSIGN_OR_RETURN(Kept* const kept, Keep<Row>(key));
    kept->edited = true;
    return static_cast<Row*>(kept->row);
  }
  // Whether `row` is what is there, bytes and all.
  template <class Row>
  StatusOr<bool> IsKept(const std::string& key, const Row& row) {
    GT_ASSIGN_OR_RETURN(Kept* const kept, Keep<Row>(key));
    const std::string bytes = row.SerializeAsString();
    if (kept->edited) return kept->row->SerializeAsString() == bytes;
    return rows_.Get(key).value_or(std::string_view()) == bytes;
  }
  void Append(std::string_view key, std::string_view value) { rows_.Append(key, value); }

  // Writes what has changed. A row that has become empty is erased.
  void Write();

 private:
  static constexpr size_t kUsual = 24;
  struct Kept {
    google::protobuf::MessageLite* row = nullptr;
    bool edited = false;
  };
  template <class Row>
  StatusOr<Kept*> Keep(const std::string& key) {
    if (kept_.empty()) kept_.reserve(kUsual);
    Kept& kept = kept_[key];
    if (kept.row == nullptr) {
      kept.row = google::protobuf::Arena::CreateMessage<Row>(&arena_);
      GT_RETURN_IF_ERROR(Read(key, kept));
    }
    return &kept;
  }
  Status Read(const std::string& key, Kept& kept);

  FoldRows& rows_;
  // Most records of the log need no more.
  alignas(std::max_align_t) std::array<char, 8192> block_;
  google::protobuf::Arena arena_;
  absl::flat_hash_map<std::string, Kept> kept_;
};

}  // namespace goldthread::adults
