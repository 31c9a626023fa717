#include "connectors/county/json_text.h"

#include <vector>

#include "connectors/county/people/dates.h"

namespace goldthread::county {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void AppendText(const std::string& text, std::string* line) {
  constexpr char kHex[] = "0123456789abcdef";
  line->push_back('"');
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      line->push_back('\\');
      line->push_back(c);
    } else if (byte < 0x20) {
      line->append("\\u00");
      line->push_back(kHex[byte >> 4]);
      line->push_back(kHex[byte & 15]);
    } else {
      line->push_back(c);
    }
  }
  line->push_back('"');
}

void AppendTime(int64_t seconds, std::string* line) {
  const auto of_day = static_cast<unsigned>(seconds % kDaySeconds);
  const auto two = [line](unsigned value, char after) {
    line->push_back(static_cast<char>('0' + value / 10));
    line->push_back(static_cast<char>('0' + value % 10));
    line->push_back(after);
  };
  line->push_back('"');
  line->append(DateText(DayAt(seconds)));
  line->push_back('T');
  two(of_day / 3'600, ':');
  two(of_day / 60 % 60, ':');
  two(of_day % 60, 'Z');
  line->push_back('"');
}

void AppendMessage(const Message& message, std::string* line);

// Of the forms the contract uses; `at` -1 where the field is not repeated.
void AppendValue(const Message& message, const FieldDescriptor* field, int at, std::string* line) {
  const auto* reflection = message.GetReflection();
  const bool one = at < 0;
  std::string scratch;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return AppendText(one ? reflection->GetStringReference(message, field, &scratch)
                            : reflection->GetRepeatedStringReference(message, field, at, &scratch),
                        line);
    case FieldDescriptor::CPPTYPE_ENUM:
      return AppendText((one ? reflection->GetEnum(message, field)
                             : reflection->GetRepeatedEnum(message, field, at))
                            ->name(),
                        line);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return AppendMessage(one ? reflection->GetMessage(message, field)
                               : reflection->GetRepeatedMessage(message, field, at),
                           line);
    case FieldDescriptor::CPPTYPE_BOOL:
      line->append(reflection->GetBool(message, field) ? "true" : "false");
      return;
    case FieldDescriptor::CPPTYPE_INT32:
      line->append(std::to_string(reflection->GetInt32(message, field)));
      return;
    case FieldDescriptor::CPPTYPE_INT64:  // Beyond what a JSON number holds.
      return AppendText(std::to_string(reflection->GetInt64(message, field)), line);
    case FieldDescriptor::CPPTYPE_UINT64:
      return AppendText(std::to_string(reflection->GetUInt64(message, field)), line);
    default:
      line->append("null");
  }
}

void AppendMessage(const Message& message, std::string* line) {
  if (message.GetDescriptor() == google::protobuf::Timestamp::descriptor()) {
    return AppendTime(static_cast<const google::protobuf::Timestamp&>(message).seconds(), line);
  }
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  line->push_back('{');
  bool first = true;
  for (const FieldDescriptor* field : fields) {
    if (!first) line->push_back(',');
    first = false;
    AppendText(field->name(), line);
    line->push_back(':');
    if (!field->is_repeated()) {
      AppendValue(message, field, -1, line);
      continue;
    }
    line->push_back('[');
    const int size = message.GetReflection()->FieldSize(message, field);
    for (int i = 0; i < size; ++i) {
      if (i > 0) line->push_back(',');
      AppendValue(message, field, i, line);
    }
    line->push_back(']');
  }
  line->push_back('}');
}

}  // namespace

void AppendJson(const v1::Event& event, std::string* line) { AppendMessage(event, line); }

}  // namespace goldthread::county
