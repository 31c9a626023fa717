#include <fmt/format.h>

#include "services/ingest/rules.h"
#include "services/ingest/syntax.h"
#include "services/vocabulary/utf8.h"

namespace goldthread::ingest {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr size_t kTextBytesMax = 4'000;

// Calls visit(holder, field, place) for each text or enumeration that is set, `place` being
// -1 or where in the list; the field is broken when it returns true. Depth is that of our own
// messages, which do not nest in themselves.
template <class Visit>
void Walk(const Message& message, const std::string& prefix, Visit visit, Fields& broken) {
  std::vector<const FieldDescriptor*> fields;
  const auto* reflection = message.GetReflection();
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      const int place = field->is_repeated() ? i : -1;
      const auto path = [&] {
        return place < 0 ? prefix + field->name()
                         : fmt::format("{}{}[{}]", prefix, field->name(), i);
      };
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        const Message& inner = place < 0 ? reflection->GetMessage(message, field)
                                         : reflection->GetRepeatedMessage(message, field, i);
        Walk(inner, path() + ".", visit, broken);
      } else if (visit(message, field, place)) {
        broken.push_back(path());
      }
    }
  }
}

const std::string& TextOf(const Message& message, const FieldDescriptor* field, int place,
                          std::string* scratch) {
  const auto* reflection = message.GetReflection();
  return place < 0 ? reflection->GetStringReference(message, field, scratch)
                   : reflection->GetRepeatedStringReference(message, field, place, scratch);
}

// Lists the texts of which `wrong` is true.
template <class Wrong>
void FindTexts(const v1::Event& event, Wrong wrong, Fields& broken) {
  std::string scratch;
  const auto visit = [&](const Message& message, const FieldDescriptor* field, int place) {
    return field->cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
           wrong(TextOf(message, field, place, &scratch));
  };
  Walk(event, "", visit, broken);
}

}  // namespace

void TextsAreUtf8(const Submission& sent, std::string_view, Fields& broken) {
  FindTexts(sent.event, [](const std::string& text) { return !IsUtf8(text); }, broken);
}

void TextsAreShort(const Submission& sent, std::string_view, Fields& broken) {
  FindTexts(
      sent.event, [](const std::string& text) { return text.size() > kTextBytesMax; }, broken);
}

// A marking or role that the hub does not know it could neither honour nor show rightly.
void ValuesAreKnown(const Submission& sent, std::string_view, Fields& broken) {
  const auto unknown = [](const Message& message, const FieldDescriptor* field, int place) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_ENUM) return false;
    const auto* reflection = message.GetReflection();
    const int value = place < 0 ? reflection->GetEnumValue(message, field)
                                : reflection->GetRepeatedEnumValue(message, field, place);
    return field->enum_type()->FindValueByNumber(value) == nullptr;
  };
  Walk(sent.event, "", unknown, broken);
}

}  // namespace goldthread::ingest
