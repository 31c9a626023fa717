#include "eventstore/log/event_log.h"

#include <fmt/format.h>

namespace goldthread {

void LogBatch::Clear() {
  bytes_.clear();
  extents_.clear();
  records_.clear();
}

void LogBatch::Add(Position position, std::string_view header, std::string_view body) {
  bytes_.append(header).append(body);
  extents_.push_back({header.size(), body.size()});
  records_.push_back({position, {}, {}});
}

void LogBatch::Seal() {
  std::string_view rest = bytes_;
  for (size_t i = 0; i < records_.size(); ++i) {
    const auto [header_size, body_size] = extents_[i];
    records_[i].header = rest.substr(0, header_size);
    records_[i].body = rest.substr(header_size, body_size);
    rest.remove_prefix(header_size + body_size);
  }
}

Status CheckBatch(std::span<const NewRecord> batch) {
  if (batch.empty()) return Error(Code::kInvalidArgument, "nothing to append");
  if (batch.size() > kAppendRecordsMax) {
    return Error(Code::kInvalidArgument, fmt::format("{} records in one append; at most {}",
                                                     batch.size(), kAppendRecordsMax));
  }
  for (size_t i = 0; i < batch.size(); ++i) {
    const size_t bytes = batch[i].header.size() + batch[i].body.size();
    if (bytes == 0) {
      return Error(Code::kInvalidArgument, fmt::format("record {} of the append is empty", i));
    }
    if (bytes > kRecordBytesMax) {
      return Error(Code::kInvalidArgument,
                   fmt::format("record {} of the append has {} bytes; at most {}", i, bytes,
                               kRecordBytesMax));
    }
  }
  return OkStatus();
}

}  // namespace goldthread
