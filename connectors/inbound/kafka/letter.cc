#include "connectors/inbound/kafka/letter.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "services/vocabulary/event_json.h"

namespace goldthread::inbox {
namespace {

using nlohmann::json;

constexpr std::string_view kProtobuf = "application/protobuf";
constexpr std::string_view kStructured = "application/cloudevents+json";

v1::Violation Problem(std::string_view field, std::string_view rule, std::string_view remedy) {
  v1::Violation violation;
  violation.set_field(std::string(field));
  violation.set_rule(std::string(rule));
  violation.set_remedy(std::string(remedy));
  return violation;
}

std::string HeaderOf(const InboxRecord& record, std::string_view name) {
  const auto found = std::ranges::find(record.headers, name, &KafkaHeaders::value_type::first);
  return found == record.headers.end() ? "" : found->second;
}

// "Application/CloudEvents+JSON; charset=UTF-8" → "application/cloudevents+json".
std::string MediaTypeOf(const InboxRecord& record) {
  std::string type = HeaderOf(record, "content-type");
  type.resize(std::min(type.find(';'), type.size()));
  while (type.ends_with(' ')) type.pop_back();
  for (char& c : type) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return type;
}

// The attributes every CloudEvent has, from wherever they stand.
struct Attributes {
  std::string specversion;
  std::string type;
  std::string source;
  std::string id;
};

// `prefix`: how attributes are named where they stand, for the sender to find them.
std::optional<v1::Violation> CheckAttributes(const Attributes& given, std::string_view prefix,
                                             const v1::Event& event) {
  const auto wrong = [&](std::string_view name, std::string_view remedy) {
    return Problem(fmt::format("{}{}", prefix, name), "ATTRIBUTE_WRONG", remedy);
  };
  if (given.specversion != "1.0") return wrong("specversion", "say 1.0");
  if (given.type != kEventType) return wrong("type", "say goldthread.v1.Event");
  if (given.source != "/feeds/" + event.feed()) {
    return wrong("source", "say /feeds/ and the event's feed");
  }
  if (given.id != event.id()) return wrong("id", "repeat the event's id");
  return std::nullopt;
}

v1::Violation Unreadable(std::string_view field, std::string_view remedy) {
  return Problem(field, "RECORD_UNREADABLE", remedy);
}

Letter ReadBinary(const InboxRecord& record) {
  Letter letter;
  if (record.value.empty() || !letter.event.ParseFromString(record.value)) {
    letter.event.Clear();
    letter.problem = Unreadable("value", "send a serialised goldthread.v1.Event as the value");
    return letter;
  }
  letter.problem = CheckAttributes({.specversion = HeaderOf(record, "ce_specversion"),
                                    .type = HeaderOf(record, "ce_type"),
                                    .source = HeaderOf(record, "ce_source"),
                                    .id = HeaderOf(record, "ce_id")},
                                   "ce_", letter.event);
  return letter;
}

std::string TextAt(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

Letter ReadStructured(const InboxRecord& record) {
  Letter letter;
  // One more bracket than the event alone.
  const bool readable = record.value.size() <= kEventJsonBytesMax &&
                        JsonDepth(record.value) <= kEventJsonDepthMax + 1;
  const json envelope = readable ? json::parse(record.value, nullptr, false) : json();
  if (!envelope.is_object()) {
    letter.problem = Unreadable("value", "send one CloudEvent as a JSON object");
    return letter;
  }
  const auto data = envelope.find("data");
  if (data == envelope.end() || !data->is_object()) {
    letter.problem = Unreadable("data", "send the event as proto JSON in data");
    return letter;
  }
  const std::string text = data->dump(-1, ' ', false, json::error_handler_t::replace);
  if (const auto problem = ReadEventJson(text, &letter.event)) {
    letter.problem = Unreadable(problem->field.empty() ? "data" : "data." + problem->field,
                                "check the field's name and form in docs/events.md");
    return letter;
  }
  letter.problem = CheckAttributes({.specversion = TextAt(envelope, "specversion"),
                                    .type = TextAt(envelope, "type"),
                                    .source = TextAt(envelope, "source"),
                                    .id = TextAt(envelope, "id")},
                                   "", letter.event);
  return letter;
}

}  // namespace

Letter ReadLetter(const InboxRecord& record, std::string_view feed) {
  const std::string type = MediaTypeOf(record);
  Letter letter;
  if (type == kProtobuf) {
    letter = ReadBinary(record);
  } else if (type == kStructured) {
    letter = ReadStructured(record);
  } else {
    letter.problem = Problem("content-type", "CONTENT_TYPE_UNKNOWN",
                             "send application/protobuf or application/cloudevents+json");
  }
  const bool read = letter.event.ByteSizeLong() > 0;  // As far as it is known whose it is.
  if (read && letter.event.feed() != feed) {
    letter.problem = Problem("feed", "FEED_OF_ANOTHER_INBOX", "send it to its own feed's inbox");
  }
  return letter;
}

OutboxRecord WriteLetter(const v1::Event& event, std::string topic) {
  return {.topic = std::move(topic),
          .headers = {{"ce_specversion", "1.0"},
                      {"ce_type", std::string(kEventType)},
                      {"ce_source", "/feeds/" + event.feed()},
                      {"ce_id", event.id()},
                      {"content-type", std::string(kProtobuf)}},
          .value = event.SerializeAsString()};
}

}  // namespace goldthread::inbox
