// "{end date} is given", "{type} is one of DV, DA", "{type} is not MISSING".
#include <fmt/format.h>

#include "connectors/inbound/csv/mapping_events.h"
#include "connectors/inbound/csv/words.h"

namespace goldthread::csv {
namespace {

using Test = Condition::Test;

constexpr std::string_view kHowToWriteConditions =
    "write it as \"{column} is given\", \"{column} is empty\", \"{column} is X\", \"{column} is "
    "not X\" or \"{column} is one of X, Y\"";

struct Phrase {
  std::string_view text;
  Test test;
  bool takes_value;
  bool takes_list;
};

// Longer before shorter.
constexpr Phrase kPhrases[] = {
    {"is given", Test::kGiven, false, false},      {"is empty", Test::kEmpty, false, false},
    {"is not one of ", Test::kNoneOf, true, true}, {"is one of ", Test::kOneOf, true, true},
    {"is not ", Test::kNoneOf, true, false},       {"is ", Test::kOneOf, true, false},
};

}  // namespace

std::optional<Condition> PlanCondition(const Section& section, std::string_view text,
                                       const KnownColumns& columns) {
  const auto wrong = [&](std::string_view what) {
    section.Wrong("only_if", what);
    return std::nullopt;
  };
  const std::string_view trimmed = Trimmed(text);
  const size_t close = trimmed.find('}');
  if (!trimmed.starts_with('{') || close == std::string_view::npos) {
    return wrong(fmt::format("\"{}\" is no condition; {}", text, kHowToWriteConditions));
  }
  const std::string_view name = Trimmed(trimmed.substr(1, close - 1));
  const std::optional<size_t> column = columns.Find(name);
  if (!column) return wrong(columns.NoColumn(name));
  const std::string_view rest = Trimmed(trimmed.substr(close + 1));
  for (const Phrase& phrase : kPhrases) {
    if (phrase.takes_value ? !rest.starts_with(phrase.text) : rest != phrase.text) continue;
    Condition condition{*column, phrase.test, {}};
    const std::string_view values = rest.substr(phrase.text.size());
    if (phrase.takes_list) {
      for (const std::string_view value : Split(values, ',')) condition.values.emplace_back(value);
    } else if (phrase.takes_value) {
      condition.values.emplace_back(Trimmed(values));
    }
    return condition;
  }
  return wrong(fmt::format("\"{}\" is no condition; {}", text, kHowToWriteConditions));
}

}  // namespace goldthread::csv
