// Identity's rows as messages, each taken apart once for all that ask for it.
#pragma once

#include <absl/container/node_hash_map.h>
#include <absl/strings/string_view.h>
#include <google/protobuf/message_lite.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eventstore/base/status.h"

namespace goldthread::identity {

// A message out of this thread's spare ones, where it goes back to: to parse into a used one
// costs half.
struct GiveBack {
  void (*back)(google::protobuf::MessageLite*) = nullptr;
  void operator()(google::protobuf::MessageLite* message) const { back(message); }
};
using LentMessage = std::unique_ptr<google::protobuf::MessageLite, GiveBack>;

template <class Row>
LentMessage LendMessage() {
  constexpr size_t kSpareMax = 32;
  static thread_local std::vector<std::unique_ptr<Row>> spare;
  if (spare.empty()) spare.push_back(std::make_unique<Row>());
  Row* const lent = spare.back().release();
  spare.pop_back();
  return LentMessage(lent, GiveBack{[](google::protobuf::MessageLite* message) {
                       std::unique_ptr<Row> back(static_cast<Row*>(message));
                       if (spare.size() == kSpareMax) return;
                       back->Clear();
                       spare.push_back(std::move(back));
                     }});
}

// State rows by key, without the fold's space byte, as they are for as long as it lives. Threads:
// one.
class RowReader {
 public:
  virtual ~RowReader() = default;

  // Valid until the next call.
  virtual StatusOr<std::optional<std::string_view>> Get(std::string_view key) = 0;

  // An empty row where there is none; it stays. A key is always read as the same kind of row.
  // kDataLoss when it does not parse.
  template <class Row>
  StatusOr<const Row*> Read(std::string_view key) {
    GT_ASSIGN_OR_RETURN(Kept* const kept, KeptAt<Row>(key));
    return static_cast<const Row*>(kept->message.get());
  }

 protected:
  struct Kept {
    LentMessage message;
    bool changed = false;
  };
  using KeptRows = absl::node_hash_map<std::string, Kept>;

  template <class Row>
  StatusOr<Kept*> KeptAt(std::string_view key) {
    Kept& kept = kept_[absl::string_view(key.data(), key.size())];
    if (kept.message != nullptr) return &kept;
    GT_ASSIGN_OR_RETURN(const std::optional<std::string_view> bytes, Get(key));
    LentMessage row = LendMessage<Row>();
    if (bytes.has_value() && !row->ParseFromArray(bytes->data(), static_cast<int>(bytes->size()))) {
      return Error(Code::kDataLoss, "identity row does not parse");
    }
    kept.message = std::move(row);
    return &kept;
  }

  KeptRows kept_;
};

}  // namespace goldthread::identity
