// Fields of the contract's messages, filled by their names.
#include <fmt/format.h>

#include <algorithm>

#include "connectors/inbound/csv/mapping_events.h"
#include "connectors/inbound/csv/words.h"

namespace goldthread::csv {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using Form = ColumnRule::Form;

constexpr size_t kNumberDigitsMax = 18;

// "social-care" for INFORMATION_CATEGORY_SOCIAL_CARE.
std::map<std::string, int, std::less<>> WordsOf(const EnumDescriptor& type) {
  constexpr std::string_view kNone = "UNSPECIFIED";
  const size_t prefix = type.value(0)->name().size() - kNone.size();
  std::map<std::string, int, std::less<>> words;
  for (int i = 1; i < type.value_count(); ++i) {
    std::string word = Lowered(type.value(i)->name().substr(prefix));
    std::ranges::replace(word, '_', '-');
    words.emplace(std::move(word), type.value(i)->number());
  }
  return words;
}

std::string ListOf(const std::map<std::string, int, std::less<>>& words) {
  std::string list;
  for (const auto& [word, number] : words) list += (list.empty() ? "" : ", ") + word;
  return list;
}

std::vector<std::string> FieldNames(const Descriptor& type) {
  std::vector<std::string> names;
  for (int i = 0; i < type.field_count(); ++i) names.push_back(type.field(i)->name());
  return names;
}

bool IsSubjects(const FieldDescriptor& field) {
  return field.full_name() == "goldthread.v1.Event.subjects";
}

class MessagePlanner {
 public:
  MessagePlanner(const Section& section, const KnownColumns& columns)
      : section_(section), columns_(columns) {}

  std::optional<FieldPlan> PlanField(const FieldDescriptor& field) {
    FieldPlan plan;
    plan.field = &field;
    if (field.enum_type() != nullptr) plan.words = WordsOf(*field.enum_type());
    if (IsSubjects(field)) plan.words = WordsOf(*v1::SubjectRole_descriptor());
    const toml::node& node = *section_.table().get(field.name());
    const toml::array* list = node.as_array();
    if (list != nullptr && !field.is_repeated()) {
      section_.Wrong(field.name(), "takes one value; write it without [ ]");
      return std::nullopt;
    }
    const size_t count = list == nullptr ? 1 : list->size();
    for (size_t i = 0; i < count; ++i) {
      const toml::node& item = list == nullptr ? node : (*list)[i];
      auto value = field.message_type() != nullptr && item.is_string() ? PlanWhole(plan, item)
                   : field.message_type() != nullptr
                       ? PlanInner(plan, item, list == nullptr ? -1 : static_cast<int>(i))
                       : PlanScalar(plan, item);
      if (value) plan.values.push_back(*std::move(value));
    }
    return plan;
  }

 private:
  std::optional<ValuePlan> PlanInner(const FieldPlan& plan, const toml::node& node, int place) {
    const std::string& name = plan.field->name();
    const toml::table* table = node.as_table();
    if (table == nullptr) {
      section_.mistakes().Add(node, section_.Path(name),
                              fmt::format("must be a table: {{ {} = … }}",
                                          plan.field->message_type()->field(0)->name()));
      return std::nullopt;
    }
    const std::string path = place < 0 ? name : fmt::format("{}[{}]", name, place + 1);
    const Section inner(*table, section_.Path(path), section_.mistakes());
    ValuePlan value;
    value.message = std::make_unique<MessagePlan>(
        PlanMessage(inner, *plan.field->message_type(), {}, columns_));
    return value;
  }

  // A message that one column holds.
  std::optional<ValuePlan> PlanWhole(const FieldPlan& plan, const toml::node& node) {
    const std::string& key = plan.field->name();
    auto parsed = columns_.Template(section_, key, node, *ScalarText(node));
    if (!parsed) return std::nullopt;
    const Form form = IsSubjects(*plan.field) ? Form::kList : Form::kJson;
    const std::optional<size_t> column = parsed->OneColumn();
    if (column && columns_.rule(*column).form == form &&
        (form == Form::kList || !plan.field->is_repeated())) {
      return ValuePlan{*std::move(parsed), nullptr};
    }
    section_.mistakes().Add(node, section_.Path(key),
                            fmt::format("must be a table: {{ {} = … }}, or one column that is {}",
                                        plan.field->message_type()->field(0)->name(),
                                        form == Form::kList ? "\"list\"" : "\"json\""));
    return std::nullopt;
  }

  std::optional<ValuePlan> PlanScalar(const FieldPlan& plan, const toml::node& node) {
    const std::string& key = plan.field->name();
    const std::optional<std::string> text = ScalarText(node);
    if (!text) {
      section_.mistakes().Add(node, section_.Path(key), "must be text; write it in quotes");
      return std::nullopt;
    }
    auto parsed = columns_.Template(section_, key, node, *text);
    if (!parsed) return std::nullopt;
    if (parsed->DigestsTheEvent()) {
      section_.mistakes().Add(node, section_.Path(key),
                              "{digest of this event} can only stand in the event's id");
      return std::nullopt;
    }
    const std::string wrong = WhyUnfit(plan, *parsed, *text);
    if (!wrong.empty()) section_.mistakes().Add(node, section_.Path(key), wrong);
    if (!wrong.empty()) return std::nullopt;
    return ValuePlan{*std::move(parsed), nullptr};
  }

  // A field that is no text takes one column, read in its form, or a value that never changes.
  std::string WhyUnfit(const FieldPlan& plan, const TextTemplate& text, const std::string& raw) {
    for (const size_t column : text.Columns()) {
      if (columns_.rule(column).form != Form::kJson) continue;
      return fmt::format("\"{}\" is \"json\", which only a whole message can be",
                         columns_.rule(column).name);
    }
    if (plan.field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) return "";
    if (!text.IsLiteral() && !text.OneColumn()) {
      return "takes one column and nothing beside it: \"{column}\"";
    }
    if (text.IsLiteral()) return WhyUnfitLiteral(plan, raw);
    const ColumnRule& rule = columns_.rule(*text.OneColumn());
    switch (plan.field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_ENUM:
        if (plan.field->is_repeated() && rule.form == Form::kList) return "";
        return WhyUnfitCodes(plan, rule);
      case FieldDescriptor::CPPTYPE_BOOL:
        return rule.form == Form::kYesNo
                   ? ""
                   : fmt::format("needs a yes or a no; write \"{}\" = \"yes-no\" in [columns]",
                                 rule.name);
      default:
        return rule.form == Form::kNumber
                   ? ""
                   : fmt::format("needs a number; write \"{}\" = \"number\" in [columns]",
                                 rule.name);
    }
  }

  std::string WhyUnfitLiteral(const FieldPlan& plan, const std::string& raw) {
    switch (plan.field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_ENUM:
        return plan.words.contains(raw) ? ""
                                        : fmt::format("\"{}\" is no word of it; write one of {}",
                                                      raw, ListOf(plan.words));
      case FieldDescriptor::CPPTYPE_BOOL:
        return raw == "1" || raw == "0" ? "" : "must be true or false, without quotes";
      default:
        return !raw.empty() && raw.size() <= kNumberDigitsMax &&
                       raw.find_first_not_of("0123456789") == std::string::npos
                   ? ""
                   : "must be a whole number, without quotes";
    }
  }

  static std::string WhyUnfitCodes(const FieldPlan& plan, const ColumnRule& rule) {
    if (rule.form != Form::kCode) {
      return fmt::format(
          "needs to know what the cells mean; write \"{}\" = {{ codes = {{ X = "
          "\"{}\" }} }} in [columns], with one of {} for each code",
          rule.name, plan.words.begin()->first, ListOf(plan.words));
    }
    for (const auto& [code, word] : rule.codes) {
      if (plan.words.contains(word)) continue;
      return fmt::format("the codes of \"{}\" give \"{}\", which is no word of it; write one of {}",
                         rule.name, word, ListOf(plan.words));
    }
    return "";
  }

  const Section& section_;
  const KnownColumns& columns_;
};

bool HasColumns(const FieldPlan& field) {
  return std::ranges::any_of(field.values, [](const ValuePlan& value) {
    return value.message != nullptr ? value.message->has_columns : !value.text.IsLiteral();
  });
}

}  // namespace

MessagePlan PlanMessage(const Section& section, const Descriptor& type,
                        const std::vector<std::string>& keys, const KnownColumns& columns) {
  const std::vector<std::string> names = keys.empty() ? FieldNames(type) : keys;
  if (keys.empty()) section.OnlyKeys(names);
  MessagePlan plan;
  MessagePlanner planner(section, columns);
  // In the contract's order, so that equal mappings give equal bytes.
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (!section.Has(field.name()) || std::ranges::find(names, field.name()) == names.end()) {
      continue;
    }
    if (auto planned = planner.PlanField(field)) plan.fields.push_back(*std::move(planned));
  }
  plan.has_columns = std::ranges::any_of(plan.fields, HasColumns);
  return plan;
}

}  // namespace goldthread::csv
