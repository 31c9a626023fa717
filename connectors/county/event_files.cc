#include "connectors/county/event_files.h"

#include "connectors/county/json_text.h"

namespace goldthread::county {

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
  event.SerializeToString(&body_);
  std::string length;
  size_t rest = body_.size();
  for (; rest >= 0x80; rest >>= 7) length.push_back(static_cast<char>(rest | 0x80));
  length.push_back(static_cast<char>(rest));
  bytes_->Write(length);
  bytes_->Write(body_);
}

Status EventFiles::Close() {
  Status closed = OkStatus();
  if (lines_) closed.Update(lines_->Close());
  if (bytes_) closed.Update(bytes_->Close());
  return closed;
}

}  // namespace goldthread::county
