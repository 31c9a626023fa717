#include "tests/arch/sample_events.h"

#include <google/protobuf/descriptor.h>

namespace goldthread::arch {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void Fill(Message* message);

// One value, made from the field's own name and number so that no two are alike.
void FillOne(Message* message, const FieldDescriptor* field) {
  const auto* reflection = message->GetReflection();
  const bool many = field->is_repeated();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      Fill(many ? reflection->AddMessage(message, field)
                : reflection->MutableMessage(message, field));
      return;
    case FieldDescriptor::CPPTYPE_STRING:
      many ? reflection->AddString(message, field, field->name())
           : reflection->SetString(message, field, field->name());
      return;
    case FieldDescriptor::CPPTYPE_ENUM:
      many ? reflection->AddEnumValue(message, field, 1)
           : reflection->SetEnumValue(message, field, 1);
      return;
    case FieldDescriptor::CPPTYPE_BOOL:
      reflection->SetBool(message, field, true);
      return;
    case FieldDescriptor::CPPTYPE_INT32:
      reflection->SetInt32(message, field, field->number());
      return;
    case FieldDescriptor::CPPTYPE_INT64:
      reflection->SetInt64(message, field, field->number());
      return;
    case FieldDescriptor::CPPTYPE_UINT64:
      reflection->SetUInt64(message, field, static_cast<uint64_t>(field->number()));
      return;
    case FieldDescriptor::CPPTYPE_DOUBLE:
      many ? reflection->AddDouble(message, field, 0.5 + field->number())
           : reflection->SetDouble(message, field, 0.5 + field->number());
      return;
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_FLOAT:
      return;  // The contract has none.
  }
}

void Fill(Message* message) {
  const auto* type = message->GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    // Of a choice, the first.
    const auto* choice = field->real_containing_oneof();
    if (choice == nullptr || choice->field(0) == field) FillOne(message, field);
  }
}

}  // namespace

std::vector<std::string> Kinds() {
  std::vector<std::string> kinds;
  const auto* payload = v1::Event::descriptor()->FindOneofByName("payload");
  for (int i = 0; i < payload->field_count(); ++i) {
    kinds.push_back(payload->field(i)->message_type()->name());
  }
  return kinds;
}

v1::Event SampleEvent(const std::string& kind) {
  v1::Event event;
  Fill(&event);
  const auto* payload = v1::Event::descriptor()->FindOneofByName("payload");
  for (int i = 0; i < payload->field_count(); ++i) {
    const FieldDescriptor* field = payload->field(i);
    if (field->message_type()->name() != kind) continue;
    Fill(event.GetReflection()->MutableMessage(&event, field));
  }
  return event;
}

}  // namespace goldthread::arch
