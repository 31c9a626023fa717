// A fold's rows as messages, for the time of one record of the log: each is read and parsed once,
// changed in place, and written at the end if its bytes are others.
#pragma once

#include <google/protobuf/message_lite.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "eventstore/base/status.h"
#include "eventstore/projector/projection.h"

namespace goldthread::adults {

class KeptRows {
 public:
  explicit KeptRows(FoldRows& rows) : rows_(rows) {}

  // Empty where there is none; never nullptr. Stays where it is. kDataLoss: it does not parse.
  template <class Row>
  StatusOr<Row*> Get(const std::string& key) {
    std::unique_ptr<Kept>& kept = kept_[key];
    if (kept == nullptr) {
      kept = std::make_unique<Kept>();
      kept->row = std::make_unique<Row>();
      GT_RETURN_IF_ERROR(Read(key, *kept));
    }
    return static_cast<Row*>(kept->row.get());
  }
  void Append(std::string_view key, std::string_view value) { rows_.Append(key, value); }

  // Writes what has changed. A row that has become empty is erased.
  void Write();

 private:
  struct Kept {
    std::unique_ptr<google::protobuf::MessageLite> row;
    std::string bytes;  // As it was read.
  };
  Status Read(const std::string& key, Kept& kept);

  FoldRows& rows_;
  std::map<std::string, std::unique_ptr<Kept>> kept_;
};

}  // namespace goldthread::adults
