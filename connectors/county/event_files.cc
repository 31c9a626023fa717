#include "connectors/county/event_files.h"

#include "connectors/county/json_text.h"

namespace goldthread::county {
namespace {

constexpr size_t kLengthBytes = 10;  // At most.

}  // namespace

EventFiles::EventFiles(const std::string& folder, bool lines, bool bytes) {
  if (lines) lines_.emplace(folder + "/events.ndjson");
  if (bytes) bytes_.emplace(folder + "/events.binpb");
}

void EventFiles::Write(const v1::Event& event) {
  if (lines_) {
    line_.clear();
    AppendJson(event, &line_);
    line_.push_back('\n');
    lines_->Write(line_);
  }
  if (!bytes_) return;
  // As protobuf's delimited streams: the length as a base-128 number, then the message.
  const size_t size = event.ByteSizeLong();
  if (body_.size() < size + kLengthBytes) body_.resize(size + kLengthBytes);
  auto* const begins = reinterpret_cast<uint8_t*>(body_.data());
  uint8_t* at = begins;
  size_t rest = size;
  for (; rest >= 0x80; rest >>= 7) *at++ = static_cast<uint8_t>(rest | 0x80);
  *at++ = static_cast<uint8_t>(rest);
  const uint8_t* const ends = event.SerializeWithCachedSizesToArray(at);
  bytes_->Write({body_.data(), static_cast<size_t>(ends - begins)});
}

Status EventFiles::Close() {
  Status closed = OkStatus();
  if (lines_) closed.Update(lines_->Close());
  if (bytes_) closed.Update(bytes_->Close());
  return closed;
}

}  // namespace goldthread::county
