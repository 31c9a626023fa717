#include "connectors/county/event_files.h"

#include "connectors/county/json_text.h"

namespace goldthread::county {

EventFiles::EventFiles(const std::string& folder)
    : lines_(folder + "/events.ndjson"), bytes_(folder + "/events.binpb") {}

void EventFiles::Write(const v1::Event& event) {
  line_.clear();
  AppendJson(event, &line_);
  line_.push_back('\n');
  lines_.Write(line_);
  // As protobuf's delimited streams: the length as a base-128 number, then the message.
  event.SerializeToString(&body_);
  std::string length;
  size_t rest = body_.size();
  for (; rest >= 0x80; rest >>= 7) length.push_back(static_cast<char>(rest | 0x80));
  length.push_back(static_cast<char>(rest));
  bytes_.Write(length);
  bytes_.Write(body_);
}

Status EventFiles::Close() {
  GT_RETURN_IF_ERROR(lines_.Close());
  return bytes_.Close();
}

}  // namespace goldthread::county
