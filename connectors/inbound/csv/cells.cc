#include "connectors/inbound/csv/cells.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "connectors/inbound/csv/hub_cells.h"
#include "connectors/inbound/csv/words.h"

namespace goldthread::csv {
namespace {

using Form = ColumnRule::Form;
using Kind = TextTemplate::Part::Kind;
using State = Cell::State;

// "10" and "10.0": spreadsheets write whole numbers either way.
std::optional<int64_t> WholeNumber(std::string_view text) {
  const size_t point = text.find('.');
  if (point != std::string_view::npos) {
    if (point + 1 == text.size() ||
        text.find_first_not_of('0', point + 1) != std::string_view::npos) {
      return std::nullopt;
    }
    text = text.substr(0, point);
  }
  int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

// Only as much of the day as is known.
std::string TextOf(const Moment& moment) {
  std::string day = DayText(moment.day);
  if (moment.precision == v1::PRECISION_MONTH) day.resize(7);
  if (moment.precision == v1::PRECISION_YEAR) day.resize(4);
  return day;
}

}  // namespace

void Cells::Read(std::span<const std::string_view> row) {
  for (size_t i = 0; i < cells_.size(); ++i) {
    const ColumnRule& rule = mapping_.columns[i];
    Cell& cell = cells_[i];
    if (rule.joined) {
      cell.joined.clear();
      for (const TextTemplate::Part& part : rule.joined->parts()) {
        cell.joined += part.kind == Kind::kColumn ? cells_[part.columns[0]].raw
                                                  : std::string_view(part.literal);
      }
      cell.raw = AnyGiven(*rule.joined) ? Trimmed(cell.joined) : std::string_view();
    } else {
      cell.raw = places_[i] ? Trimmed(row[*places_[i]]) : std::string_view();
      if (mapping_.guard != '\0' && cell.raw.starts_with(mapping_.guard)) cell.raw.remove_prefix(1);
      if (std::ranges::find(mapping_.empty, cell.raw) != mapping_.empty.end()) cell.raw = {};
    }
    ReadOne(rule, cell);
  }
}

void Cells::ReadOne(const ColumnRule& rule, Cell& cell) const {
  cell.text.clear();
  cell.state = cell.raw.empty() ? State::kEmpty : State::kGood;
  if (cell.raw.empty()) return;
  switch (rule.form) {
    case Form::kText:
      cell.text = cell.raw;
      return;
    case Form::kDate:
      for (const DateFormat& format : rule.dates) {
        const std::optional<Moment> moment = format.Read(cell.raw);
        if (!moment) continue;
        cell.moment = *moment;
        cell.text = TextOf(*moment);
        return;
      }
      cell.state = State::kBad;
      return;
    case Form::kNumber:
      if (const std::optional<int64_t> number = WholeNumber(cell.raw)) {
        cell.number = *number;
        cell.text = std::to_string(*number);
      } else {
        cell.state = State::kBad;
      }
      return;
    case Form::kList:
      if (const auto items = ListItems(cell.raw)) {
        cell.text = fmt::format("{}", fmt::join(*items, " "));
      } else {
        cell.state = State::kBad;
      }
      return;
    case Form::kJson:  // Read into the message it is; in a text it has no place.
      return;
    case Form::kYesNo:
    case Form::kCode:
      const auto found = rule.codes.find(cell.raw);
      if (found != rule.codes.end()) {
        cell.text = found->second;
        cell.number = found->second == "1" ? 1 : 0;
      } else if (rule.form == Form::kCode) {
        cell.text = cell.raw;
        cell.state = State::kUnknownCode;
      } else {
        cell.state = State::kBad;
      }
      return;
  }
}

std::string Cells::Expand(const TextTemplate& text) const {
  std::string result;
  for (const TextTemplate::Part& part : text.parts()) {
    switch (part.kind) {
      case Kind::kLiteral:
        result += part.literal;
        break;
      case Kind::kColumn:
        result += cells_[part.columns[0]].text;
        break;
      case Kind::kDigest: {
        std::vector<std::string_view> pieces;
        for (const size_t column : part.columns) pieces.push_back(cells_[column].text);
        result += DigestOf(pieces);
        break;
      }
      case Kind::kEventDigest:
        break;
    }
  }
  const std::string_view trimmed = Trimmed(result);
  return trimmed.size() == result.size() ? result : std::string(trimmed);
}

bool Cells::AllTold(const TextTemplate& text) const {
  const auto told = [this](size_t column) { return cells_[column].told(); };
  return std::ranges::all_of(text.parts(), [&](const TextTemplate::Part& part) {
    return std::ranges::all_of(part.columns, told);
  });
}

bool Cells::AnyGiven(const TextTemplate& text) const {
  const auto given = [this](size_t column) { return cells_[column].given(); };
  return std::ranges::any_of(text.parts(), [&](const TextTemplate::Part& part) {
    return std::ranges::any_of(part.columns, given);
  });
}

}  // namespace goldthread::csv
