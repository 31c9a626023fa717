#include "connectors/inbound/csv/mapping_events.h"

#include <fmt/format.h>

#include <algorithm>

#include "connectors/inbound/csv/words.h"

namespace goldthread::csv {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using Form = ColumnRule::Form;

const std::vector<std::string>& EventKeys() {
  static const auto* const keys = new std::vector<std::string>{
      "kind",      "only_if",       "id",        "occurred", "ended", "recorded",
      "precision", "feed_sequence", "category",  "handling", "basis", "contact",
      "subjects",  "corrects",      "withdraws", "says"};
  return *keys;
}

// Those that are fields of the event itself, filled as any message.
const std::vector<std::string>& EnvelopeKeys() {
  static const auto* const keys =
      new std::vector<std::string>{"feed_sequence", "category", "handling", "basis",
                                   "contact",       "subjects", "corrects", "withdraws"};
  return *keys;
}

std::vector<std::string> Kinds() {
  const auto* oneof = v1::Event::descriptor()->FindOneofByName("payload");
  std::vector<std::string> kinds;
  for (int i = 0; i < oneof->field_count(); ++i) {
    kinds.push_back(oneof->field(i)->message_type()->name());
  }
  return kinds;
}

// Fields that say who somebody is: what is in them may not be read off an id.
bool NamesSomebody(const FieldDescriptor& field) {
  static const auto* const messages =
      new std::set<std::string>{"PersonName", "Identifier", "Address", "PersonDescription"};
  return messages->contains(field.containing_type()->name()) &&
         field.cpp_type() == FieldDescriptor::CPPTYPE_STRING;
}

void CollectPersonal(const MessagePlan& plan, std::set<size_t>* columns) {
  for (const FieldPlan& field : plan.fields) {
    for (const ValuePlan& value : field.values) {
      if (value.message != nullptr) CollectPersonal(*value.message, columns);
      if (value.message != nullptr || !NamesSomebody(*field.field)) continue;
      for (const size_t column : value.text.Columns()) columns->insert(column);
    }
  }
}

// Ids and records are kept in clear and shown in messages.
class Pseudonyms {
 public:
  Pseudonyms(const Section& section, const EventPlan& event, const KnownColumns& columns)
      : section_(section), columns_(columns) {
    CollectPersonal(event.envelope, &personal_);
    CollectPersonal(event.says, &personal_);
  }

  void Check(std::string_view key, const TextTemplate& text) {
    for (const size_t column : text.Columns()) {
      if (!personal_.contains(column) && columns_.rule(column).form != Form::kJson) continue;
      section_.Wrong(key, fmt::format("shows \"{0}\", which says who somebody is; ids are kept in "
                                      "clear, so write {{digest of {0}}}",
                                      columns_.rule(column).name));
    }
  }

  void CheckRecords(const MessagePlan& plan) {
    for (const FieldPlan& field : plan.fields) {
      for (const ValuePlan& value : field.values) {
        if (value.message != nullptr) CheckRecords(*value.message);
        if (field.field->full_name() == "goldthread.v1.Subject.record") {
          Check("subjects", value.text);
        }
      }
    }
  }

 private:
  const Section& section_;
  const KnownColumns& columns_;
  std::set<size_t> personal_;
};

// A key that names one date column: occurred = "{start date}".
std::optional<size_t> DateColumn(const Section& section, std::string_view key,
                                 const KnownColumns& columns) {
  const auto text = section.Text(key);
  if (!text) return std::nullopt;
  const auto parsed = columns.Template(section, key, *section.table().get(key), *text);
  if (!parsed) return std::nullopt;
  const std::optional<size_t> column = parsed->OneColumn();
  if (!column) {
    section.Wrong(key,
                  "takes one column: \"{column}\"; put several together in [joined] and name that");
    return std::nullopt;
  }
  if (columns.rule(*column).form != Form::kDate) {
    section.Wrong(key, fmt::format("needs a date; write \"{}\" = {{ date = \"DD/MM/YYYY\" }} in "
                                   "[columns], in the form the file has",
                                   columns.rule(*column).name));
    return std::nullopt;
  }
  return column;
}

// A key that names one column: kind = "{kind}". Of any form but JSON, or of JSON.
std::optional<size_t> Column(const Section& section, std::string_view key,
                             const KnownColumns& columns, Form form) {
  const auto text = section.Text(key);
  if (!text) return std::nullopt;
  const auto parsed = columns.Template(section, key, *section.table().get(key), *text);
  if (!parsed) return std::nullopt;
  const std::optional<size_t> column = parsed->OneColumn();
  const bool fits = column && (columns.rule(*column).form == Form::kJson) == (form == Form::kJson);
  if (fits) return column;
  section.Wrong(key, form == Form::kJson ? "takes one column that is \"json\" in [columns]"
                                         : "takes one column: \"{column}\"");
  return std::nullopt;
}

}  // namespace

std::optional<size_t> KnownColumns::Find(std::string_view name) const {
  const std::string key = HeaderKey(name);
  for (size_t i = 0; i < mapping_.columns.size(); ++i) {
    if (HeaderKey(mapping_.columns[i].name) == key) return i;
  }
  return std::nullopt;
}

std::string KnownColumns::NoColumn(std::string_view name) const {
  std::vector<std::string> names;
  for (const ColumnRule& rule : mapping_.columns) names.push_back(rule.name);
  const auto nearest = NearestOf(name, names);
  return nearest
             ? fmt::format("\"{}\" is no column of [columns]; did you mean \"{}\"?", name, *nearest)
             : fmt::format("\"{}\" is no column of [columns]; add it there", name);
}

std::optional<TextTemplate> KnownColumns::Template(const Section& section, std::string_view key,
                                                   const toml::node& at,
                                                   std::string_view text) const {
  std::string unknown;
  auto parsed = TextTemplate::Parse(text, [&](std::string_view name) {
    const std::optional<size_t> found = Find(name);
    if (!found) unknown = std::string(name);
    return found;
  });
  if (parsed.ok()) return *std::move(parsed);
  section.mistakes().Add(at, section.Path(key),
                         unknown.empty() ? Message(parsed.status()) : NoColumn(unknown));
  return std::nullopt;
}

const FieldDescriptor* PayloadOf(std::string_view kind) {
  const auto* oneof = v1::Event::descriptor()->FindOneofByName("payload");
  for (int i = 0; i < oneof->field_count(); ++i) {
    if (oneof->field(i)->message_type()->name() == kind) return oneof->field(i);
  }
  return nullptr;
}

// "ConcernRecorded", or "{kind}" where each row says its own, and all of it as JSON.
void PlanKind(const Section& section, const KnownColumns& columns, EventPlan* plan) {
  const auto kind =
      section.NeededText("kind", "write what the row tells, as docs/events.md has it");
  const toml::node* says = section.table().get("says");
  if (says != nullptr && says->is_string())
    plan->facts = Column(section, "says", columns, Form::kJson);
  if (kind && kind->starts_with('{')) {
    plan->kind = Column(section, "kind", columns, Form::kText);
    if (plan->facts) return;
    section.Wrong("says",
                  "write the column with all it says, for each row has its own kind: "
                  "\"{facts}\"");
    return;
  }
  if (kind) plan->payload = PayloadOf(*kind);
  if (kind && plan->payload == nullptr) {
    const auto nearest = NearestOf(*kind, Kinds());
    section.Wrong("kind", fmt::format("\"{}\" is no kind of event; {}", *kind,
                                      nearest ? fmt::format("did you mean \"{}\"?", *nearest)
                                              : "docs/events.md lists them"));
  }
  if (plan->facts || plan->payload == nullptr) return;
  if (const auto table = section.Table("says")) {
    plan->says = PlanMessage(*table, *plan->payload->message_type(), {}, columns);
  }
}

EventPlan PlanEvent(const Section& section, const KnownColumns& columns) {
  EventPlan plan;
  section.OnlyKeys(EventKeys());
  PlanKind(section, columns, &plan);
  for (const std::string& text : section.Texts("only_if")) {
    if (auto condition = PlanCondition(section, text, columns)) {
      plan.only_if.push_back(*std::move(condition));
    }
  }
  if (!section.Has("occurred")) {
    section.Wrong("", "\"occurred\" is missing; name the column that says when it happened");
  }
  plan.occurred = DateColumn(section, "occurred", columns).value_or(0);
  plan.ended = DateColumn(section, "ended", columns);
  plan.recorded = DateColumn(section, "recorded", columns);
  if (section.Has("precision")) {
    plan.precision = Column(section, "precision", columns, Form::kText);
  }
  for (const char* needed : {"category", "subjects"}) {
    const std::string kind = section.Text("kind").value_or("");
    const bool decision = kind == "RecordsLinked" || kind == "RecordsSeparated" ||
                          kind == "EventWithdrawn" || kind == "EventCorrected";
    if (section.Has(needed) || (decision && needed == std::string_view("subjects"))) continue;
    section.Wrong("", fmt::format("\"{}\" is missing; {}", needed,
                                  needed == std::string_view("category")
                                      ? "say what sort of information it is, for example "
                                        "\"education\""
                                      : "say whom it is about: [{ record = \"{pupil id}\", role = "
                                        "\"child\" }]"));
  }
  plan.envelope = PlanMessage(section, *v1::Event::descriptor(), EnvelopeKeys(), columns);
  Pseudonyms pseudonyms(section, plan, columns);
  pseudonyms.CheckRecords(plan.envelope);
  if (const auto id = section.NeededText(
          "id", "name the columns that make the event one of its kind: \"visit/{visit id}\"")) {
    if (auto parsed = columns.Template(section, "id", *section.table().get("id"), *id)) {
      plan.id = *std::move(parsed);
      pseudonyms.Check("id", plan.id);
    }
    if (plan.id.IsLiteral() && !plan.id.DigestsTheEvent() && !plan.id.parts().empty()) {
      section.Wrong("id",
                    "is the same for every row; put the columns in that tell rows apart: "
                    "\"visit/{visit id}\"");
    }
  }
  return plan;
}

}  // namespace goldthread::csv
