#include "connectors/inbound/csv/row_teller.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>
#include <utility>

#include "connectors/inbound/csv/hub_cells.h"
#include "connectors/inbound/csv/mapping_events.h"
#include "connectors/inbound/csv/words.h"
#include "eventstore/base/digest.h"
#include "services/vocabulary/content.h"

namespace goldthread::csv {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Timestamp;
using Form = ColumnRule::Form;
using State = Cell::State;
using Test = Condition::Test;

constexpr size_t kIdHexDigits = 16;

void SetInstant(Instant instant, Timestamp* timestamp) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(instant);
  timestamp->set_seconds(whole.time_since_epoch().count());
  timestamp->set_nanos(static_cast<int32_t>((instant - whole).count() * 1000));
}

bool IsInstant(const Cell& cell) { return cell.moment.precision == v1::PRECISION_INSTANT; }

Instant StartOf(const Moment& moment) {
  return moment.precision == v1::PRECISION_INSTANT ? moment.instant
                                                   : StartOfDayInLondon(moment.day);
}

// Of a literal, which the mapping's loader has judged.
int64_t NumberOf(std::string_view text) {
  int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string_view RuleOfBad(Form form) {
  switch (form) {
    case Form::kNumber:
      return "NUMBER_MALFORMED";
    case Form::kYesNo:
      return "ANSWER_UNKNOWN";
    case Form::kDate:
    case Form::kText:
    case Form::kCode:
    case Form::kList:
    case Form::kJson:
      break;
  }
  return "DATE_MALFORMED";
}

}  // namespace

ToldRow RowTeller::Tell(int64_t line) {
  row_ = {};
  row_.line = line;
  for (const EventPlan& plan : mapping_.events) {
    const bool holds = std::ranges::all_of(
        plan.only_if, [this](const Condition& condition) { return Holds(condition); });
    if (!holds) continue;
    v1::Event event;
    if (TellEvent(plan, &event)) {
      row_.events.push_back(std::move(event));
    } else {
      ++row_.refused;
    }
  }
  return std::move(row_);
}

bool RowTeller::Holds(const Condition& condition) const {
  const Cell& cell = cells_[condition.column];
  const bool among =
      std::ranges::find(condition.values, cell.raw) != condition.values.end() && cell.given();
  switch (condition.test) {
    case Test::kGiven:
      return cell.given();
    case Test::kEmpty:
      return !cell.given();
    case Test::kOneOf:
      return among;
    case Test::kNoneOf:
      return !among;
  }
  return false;
}

bool RowTeller::TellEvent(const EventPlan& plan, v1::Event* event) {
  spoilt_ = false;
  const bool timed = SetTimes(plan, event);
  event->set_feed(Lowered(cells_.Expand(mapping_.feed)));
  event->set_agency(Lowered(cells_.Expand(mapping_.agency)));
  Fill(plan.envelope, event);
  TellFacts(plan, event);
  // Last, for it may be a digest of all the rest.
  return SetId(plan, event) && timed && !spoilt_;
}

void RowTeller::TellFacts(const EventPlan& plan, v1::Event* event) {
  const FieldDescriptor* const payload =
      plan.kind ? PayloadOf(cells_[*plan.kind].text) : plan.payload;
  if (payload == nullptr) return Spoil(*plan.kind);
  Message* const facts = event->GetReflection()->MutableMessage(event, payload);
  if (!plan.facts) {
    Fill(plan.says, facts);
  } else if (!ReadJson(cells_[*plan.facts].raw, facts)) {
    Spoil(*plan.facts);
  }
}

void RowTeller::Spoil(size_t column) {
  Note(cells_[column].given() ? "VALUE_MALFORMED" : "VALUE_MISSING", column);
  spoilt_ = true;
}

bool RowTeller::SetId(const EventPlan& plan, v1::Event* event) {
  bool complete = true;
  for (const TextTemplate* text : {&plan.id, &mapping_.feed, &mapping_.agency}) {
    if (cells_.AllTold(*text)) continue;
    complete = false;
    for (const TextTemplate::Part& part : text->parts()) {
      for (const size_t column : part.columns) {
        if (!cells_[column].told()) Spoil(column);
      }
    }
  }
  std::string id = cells_.Expand(plan.id);
  if (plan.id.DigestsTheEvent()) {
    id += Hex(Sha256(BodyOf(*event))).substr(0, kIdHexDigits);
  }
  event->set_id(std::move(id));
  return complete;
}

bool RowTeller::SetTimes(const EventPlan& plan, v1::Event* event) {
  const Cell& start = cells_[plan.occurred];
  if (start.state != State::kGood) {
    Spoil(plan.occurred);
    return false;
  }
  v1::Occurred* occurred = event->mutable_occurred();
  if (IsInstant(start)) {
    SetInstant(start.moment.instant, occurred->mutable_instant());
  } else {
    occurred->set_date(DayText(start.moment.day));
    if (start.moment.precision != v1::PRECISION_DAY) {
      occurred->set_precision(start.moment.precision);
    }
  }
  if (plan.precision && !occurred->has_instant()) SetPrecision(*plan.precision, occurred);
  if (plan.ended && cells_[*plan.ended].given()) SetEnd(cells_[*plan.ended], *plan.ended, occurred);
  const Cell& recorded = plan.recorded ? cells_[*plan.recorded] : start;
  if (recorded.state != State::kGood) Note("RECORDED_MISSING", *plan.recorded);
  const Moment& told = recorded.state == State::kGood ? recorded.moment : start.moment;
  SetInstant(StartOf(told), event->mutable_recorded_at());
  return true;
}

// Said by the file itself; a day is what it is when nothing is said.
void RowTeller::SetPrecision(size_t column, v1::Occurred* occurred) {
  static constexpr std::pair<std::string_view, v1::Precision> kWords[] = {
      {"", v1::PRECISION_UNSPECIFIED},
      {"day", v1::PRECISION_UNSPECIFIED},
      {"month", v1::PRECISION_MONTH},
      {"year", v1::PRECISION_YEAR},
      {"approximate", v1::PRECISION_APPROXIMATE}};
  const auto* const word = std::ranges::find(kWords, std::string_view(cells_[column].text),
                                             &std::pair<std::string_view, v1::Precision>::first);
  if (word == std::end(kWords)) return Spoil(column);
  occurred->set_precision(word->second);
}

void RowTeller::SetEnd(const Cell& end, size_t column, v1::Occurred* occurred) {
  if (end.state != State::kGood) return Note("DATE_MALFORMED", column);
  const bool dated = end.moment.precision == v1::PRECISION_DAY || IsInstant(end);
  if (occurred->has_instant() ? !IsInstant(end) : !dated) return Note("END_NOT_OF_FORM", column);
  if (occurred->has_instant()) {
    SetInstant(end.moment.instant, occurred->mutable_end_instant());
  } else {
    occurred->set_end_date(DayText(end.moment.day));
  }
}

bool RowTeller::Fill(const MessagePlan& plan, Message* message) {
  bool anything = !plan.has_columns;
  for (const FieldPlan& field : plan.fields) anything |= FillField(field, message);
  return anything;
}

bool RowTeller::FillField(const FieldPlan& plan, Message* message) {
  const auto* reflection = message->GetReflection();
  bool anything = false;
  for (const ValuePlan& value : plan.values) {
    if (value.message == nullptr && plan.field->message_type() != nullptr) {
      const size_t column = *value.text.OneColumn();
      if (cells_[column].given() && !FillWhole(plan, cells_[column], message)) Spoil(column);
      anything |= cells_[column].given();
      continue;
    }
    if (value.message == nullptr) {
      anything |= Set(plan, value.text, message) && !value.text.IsLiteral();
      continue;
    }
    Message* inner = plan.field->is_repeated() ? reflection->AddMessage(message, plan.field)
                                               : reflection->MutableMessage(message, plan.field);
    if (Fill(*value.message, inner)) {
      anything |= value.message->has_columns;
    } else if (plan.field->is_repeated()) {
      reflection->RemoveLast(message, plan.field);
    } else {
      reflection->ClearField(message, plan.field);
    }
  }
  return anything;
}

bool RowTeller::FillWhole(const FieldPlan& plan, const Cell& cell, Message* message) {
  if (plan.field->is_repeated()) {
    return AddSubjects(cell.raw, plan.words, static_cast<v1::Event*>(message));
  }
  return ReadJson(cell.raw, message->GetReflection()->MutableMessage(message, plan.field));
}

// False: one of them is no word of the field.
bool RowTeller::SetWords(const FieldPlan& plan, const Cell& cell, Message* message) {
  for (const std::string& item : ListItems(cell.raw).value_or(std::vector<std::string>{""})) {
    const auto word = plan.words.find(item);
    if (word == plan.words.end()) return false;
    message->GetReflection()->AddEnumValue(message, plan.field, word->second);
  }
  return true;
}

bool RowTeller::Set(const FieldPlan& plan, const TextTemplate& text, Message* message) {
  const auto* reflection = message->GetReflection();
  const std::optional<size_t> column = text.OneColumn();
  for (const size_t part : text.Columns()) {
    if (cells_[part].state == State::kBad) Note(RuleOfBad(mapping_.columns[part].form), part);
  }
  if (column && mapping_.columns[*column].form == Form::kList && !plan.words.empty()) {
    if (cells_[*column].given() && !SetWords(plan, cells_[*column], message)) Spoil(*column);
    return cells_[*column].given();
  }
  if (column && !cells_[*column].told()) return false;
  const auto cpp_type = plan.field->cpp_type();
  if (cpp_type == FieldDescriptor::CPPTYPE_STRING) {
    if (!text.IsLiteral() && !cells_.AnyGiven(text)) return false;
    std::string value = cells_.Expand(text);
    if (value.empty()) return false;
    if (plan.field->is_repeated()) {
      reflection->AddString(message, plan.field, std::move(value));
    } else {
      reflection->SetString(message, plan.field, std::move(value));
    }
    return true;
  }
  const std::string literal = column ? "" : text.parts().front().literal;
  if (cpp_type == FieldDescriptor::CPPTYPE_ENUM) {
    const auto word = plan.words.find(column ? cells_[*column].text : literal);
    if (word == plan.words.end()) return false;
    if (plan.field->is_repeated()) {
      reflection->AddEnumValue(message, plan.field, word->second);
    } else {
      reflection->SetEnumValue(message, plan.field, word->second);
    }
    return true;
  }
  const int64_t number = column ? cells_[*column].number : NumberOf(literal);
  if (cpp_type == FieldDescriptor::CPPTYPE_BOOL) {
    reflection->SetBool(message, plan.field, number == 1);
    return true;
  }
  const bool fits = cpp_type == FieldDescriptor::CPPTYPE_INT32
                        ? number >= 0 && number <= std::numeric_limits<int32_t>::max()
                        : number >= 0;
  if (!fits) {
    if (column) Note("NUMBER_MALFORMED", *column);
    return false;
  }
  if (cpp_type == FieldDescriptor::CPPTYPE_INT32) {
    reflection->SetInt32(message, plan.field, static_cast<int32_t>(number));
  } else if (cpp_type == FieldDescriptor::CPPTYPE_INT64) {
    reflection->SetInt64(message, plan.field, number);
  } else {
    reflection->SetUInt64(message, plan.field, static_cast<uint64_t>(number));
  }
  return true;
}

void RowTeller::Note(std::string_view rule, size_t column) {
  const std::string& name = mapping_.columns[column].name;
  const bool known = std::ranges::any_of(row_.problems, [&](const TableProblem& problem) {
    return problem.rule == rule && problem.column == name;
  });
  if (!known) row_.problems.push_back(ProblemOf(rule, row_.line, name));
}

}  // namespace goldthread::csv
