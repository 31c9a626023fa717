#include "services/server/event_messages.h"

#include "eventstore/log/event_log.h"

namespace goldthread::server {
namespace {

// A base-128 number, lowest part first. Nothing: it goes on beyond any event's length, or ends.
std::optional<size_t> ReadLength(std::streambuf& in) {
  size_t length = 0;
  for (int shift = 0; shift < 21; shift += 7) {
    const int byte = in.sbumpc();
    if (byte == std::char_traits<char>::eof()) return std::nullopt;
    length |= static_cast<size_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) return length;
  }
  return std::nullopt;
}

}  // namespace

std::optional<EventLine> EventMessageReader::Next() {
  std::streambuf& in = *in_.rdbuf();
  if (ended_ || in.sgetc() == std::char_traits<char>::eof()) return std::nullopt;
  EventLine message;
  message.number = ++number_;
  const std::optional<size_t> length = ReadLength(in);
  if (length && *length <= kRecordBytesMax) {
    bytes_.resize(*length);
    const std::streamsize read = in.sgetn(bytes_.data(), static_cast<std::streamsize>(*length));
    if (read == static_cast<std::streamsize>(*length) && message.event.ParseFromString(bytes_)) {
      return message;
    }
  }
  ended_ = true;
  message.event.Clear();
  message.problem.emplace();
  message.problem->set_rule("MESSAGE_NOT_AN_EVENT");
  message.problem->set_remedy(
      "nothing from here on was read: the file is cut short, or is not goldthread.v1.Event "
      "messages, each after its length");
  return message;
}

}  // namespace goldthread::server
