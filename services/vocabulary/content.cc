#include "services/vocabulary/content.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/wire_format_lite.h>

#include <vector>

#include "eventstore/base/check.h"

namespace goldthread {
namespace {

// Serialised fields stand in the order of their numbers, so `received_at` is cut out of the
// bytes: cheaper than a copy of the whole event without it.
void CutReceivedAt(std::string* body) {
  using google::protobuf::internal::WireFormatLite;
  google::protobuf::io::CodedInputStream in(reinterpret_cast<const uint8_t*>(body->data()),
                                            static_cast<int>(body->size()));
  while (true) {
    const int begin = in.CurrentPosition();
    const uint32_t tag = in.ReadTag();
    if (tag == 0) return;
    GT_CHECK(WireFormatLite::SkipField(&in, tag));
    if (WireFormatLite::GetTagFieldNumber(tag) == v1::Event::kReceivedAtFieldNumber) {
      body->erase(static_cast<size_t>(begin), static_cast<size_t>(in.CurrentPosition() - begin));
      return;
    }
  }
}

std::vector<std::string_view> NamesByPayloadCase() {
  std::vector<std::string_view> names;
  const auto* payload = v1::Event::descriptor()->FindOneofByName("payload");
  GT_CHECK(payload != nullptr);
  for (int i = 0; i < payload->field_count(); ++i) {
    const auto number = static_cast<size_t>(payload->field(i)->number());
    if (names.size() <= number) names.resize(number + 1);
    names[number] = payload->field(i)->message_type()->name();
  }
  return names;
}

}  // namespace

std::string BodyOf(const v1::Event& event) {
  std::string body;
  body.reserve(event.ByteSizeLong());
  {
    google::protobuf::io::StringOutputStream bytes(&body);
    google::protobuf::io::CodedOutputStream out(&bytes);
    out.SetSerializationDeterministic(true);
    event.SerializeWithCachedSizes(&out);
  }
  if (event.has_received_at()) CutReceivedAt(&body);
  return body;
}

std::string_view KindName(const v1::Event& event) {
  static const std::vector<std::string_view> names = NamesByPayloadCase();
  return names[static_cast<size_t>(event.payload_case())];
}

}  // namespace goldthread
