#include "connectors/county/json_text.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "connectors/county/people/dates.h"

namespace goldthread::county {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::Timestamp;

bool NeedsEscape(char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; }

void AppendText(std::string_view text, std::string* line) {
  constexpr char kHex[] = "0123456789abcdef";
  line->push_back('"');
  if (std::none_of(text.begin(), text.end(), NeedsEscape)) {
    line->append(text);
    line->push_back('"');
    return;
  }
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20) {
      line->append("\\u00");
      line->push_back(kHex[byte >> 4]);
      line->push_back(kHex[byte & 15]);
      continue;
    }
    if (NeedsEscape(c)) line->push_back('\\');
    line->push_back(c);
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

// What is looked up once of a kind of message.
struct Form {
  explicit Form(const Descriptor& kind) : is_time(&kind == Timestamp::descriptor()) {
    for (int i = 0; i < kind.field_count(); ++i) {
      names.push_back('"' + kind.field(i)->name() + "\":");
      if (kind.field(i)->real_containing_oneof() == nullptr) always.push_back(kind.field(i));
    }
  }
  const bool is_time;
  std::vector<std::string> names;  // By the field's index.
  std::vector<const FieldDescriptor*> always;
};

const Form& FormOf(const Descriptor& kind) {
  thread_local std::unordered_map<const Descriptor*, Form> forms;
  const auto found = forms.find(&kind);
  return found != forms.end() ? found->second : forms.emplace(&kind, Form(kind)).first->second;
}

void AppendField(const Message& message, const FieldDescriptor* field, std::string* line) {
  if (!field->is_repeated()) return AppendValue(message, field, -1, line);
  line->push_back('[');
  const int size = message.GetReflection()->FieldSize(message, field);
  for (int i = 0; i < size; ++i) {
    if (i > 0) line->push_back(',');
    AppendValue(message, field, i, line);
  }
  line->push_back(']');
}

void AppendMessage(const Message& message, std::string* line) {
  const Descriptor& kind = *message.GetDescriptor();
  const Reflection& reflection = *message.GetReflection();
  const Form& form = FormOf(kind);
  if (form.is_time) return AppendTime(static_cast<const Timestamp&>(message).seconds(), line);
  char before = '{';
  const auto append = [&](const FieldDescriptor* field) {
    line->push_back(before);
    before = ',';
    line->append(form.names[static_cast<size_t>(field->index())]);
    AppendField(message, field, line);
  };
  for (const FieldDescriptor* field : form.always) {
    const bool there = field->is_repeated() ? reflection.FieldSize(message, field) > 0
                                            : reflection.HasField(message, field);
    if (there) append(field);
  }
  // Of an event's forty kinds one is set: asked for by name, not tried in turn.
  for (int i = 0; i < kind.real_oneof_decl_count(); ++i) {
    const FieldDescriptor* const chosen =
        reflection.GetOneofFieldDescriptor(message, kind.oneof_decl(i));
    if (chosen != nullptr) append(chosen);
  }
  if (before == '{') line->push_back('{');
  line->push_back('}');
}

}  // namespace

void AppendJson(const v1::Event& event, std::string* line) { AppendMessage(event, line); }

}  // namespace goldthread::county
