#include "connectors/inbound/csv/mapping_guess.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "connectors/inbound/csv/date_format.h"
#include "connectors/inbound/csv/table_problem.h"
#include "connectors/inbound/csv/table_rows.h"
#include "connectors/inbound/csv/words.h"

namespace goldthread::csv {
namespace {

constexpr int kRowsLookedAt = 500;
constexpr size_t kCodesMax = 15;
constexpr size_t kCodeBytesMax = 4;
constexpr size_t kRowsPerCodeMin = 4;  // Fewer to a value, and it may be anything.

constexpr std::array<char, 4> kDelimiters = {',', ';', '\t', '|'};

// Days before months: these are British files.
constexpr std::string_view kFormats[] = {"DD/MM/YYYY",
                                         "D/M/YYYY",
                                         "YYYY-MM-DD",
                                         "DD-MM-YYYY",
                                         "DD.MM.YYYY",
                                         "D Mon YYYY",
                                         "DD-Mon-YYYY",
                                         "YYYY-Mon-DD",
                                         "YYYY-MM-DD 00:00:00",
                                         "YYYY-Mon-DD 00:00:00",
                                         "DD/MM/YYYY 00:00",
                                         "DD/MM/YYYY 00:00:00",
                                         "DD/MM/YYYY hh:mm",
                                         "DD/MM/YYYY hh:mm:ss",
                                         "YYYY-MM-DD hh:mm",
                                         "YYYY-MM-DD hh:mm:ss",
                                         "YYYY-MM-DDThh:mm:ss",
                                         "YYYY-MM-DDThh:mm:ssZ",
                                         "YYYY-MM-DDThh:mm:ss.fffZ"};

struct Look {
  TableShape shape;
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> cells;  // By column, those that say something.
  int rows = 0;
  int not_utf8 = 0;
  std::string_view refused;
};

StatusOr<Look> LookAt(const OpenBytes& open, const TableShape& shape) {
  GT_ASSIGN_OR_RETURN(ByteSource bytes, open());
  TableRows rows(std::move(bytes), shape);
  Look look{shape, {}, {}, 0, 0, ""};
  while (look.rows < kRowsLookedAt) {
    const auto row = rows.Next();
    if (!row) break;
    look.not_utf8 += row->broken == "TEXT_NOT_UTF8" ? 1 : 0;
    if (look.header.empty()) {
      look.header.assign(row->cells.begin(), row->cells.end());
      look.cells.resize(look.header.size());
      rows.ExpectCells(look.header.size());
      if (look.header.empty()) break;
      continue;
    }
    if (!row->broken.empty()) continue;
    ++look.rows;
    for (size_t i = 0; i < row->cells.size(); ++i) {
      if (!Trimmed(row->cells[i]).empty()) look.cells[i].emplace_back(Trimmed(row->cells[i]));
    }
  }
  look.refused = rows.refused();
  return look;
}

// What a column seems to be for, by its name.
enum class Use { kNone, kRecord, kBirth, kSurname, kForename, kSex, kUpn, kNhs, kPostcode, kDay };

Use UseOf(std::string_view name) {
  std::string key = HeaderKey(name);
  std::erase_if(key, [](char c) { return c == ' ' || c == '_' || c == '-' || c == '.'; });
  const auto has = [&key](std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(
        words, [&key](std::string_view w) { return key.find(w) != std::string::npos; });
  };
  if (has({"dob", "birth", "born"})) return Use::kBirth;
  if (has({"former", "middle", "preferred"})) return Use::kNone;
  if (has({"surname", "familyname", "lastname"})) return Use::kSurname;
  if (has({"forename", "givenname", "firstname"})) return Use::kForename;
  if (key == "sex" || key == "gender") return Use::kSex;
  if (key == "upn") return Use::kUpn;
  if (has({"nhsn", "nhsno"})) return Use::kNhs;
  if (has({"postcode"})) return Use::kPostcode;
  const bool person = has({"pupil", "patient", "child", "person", "client", "tenant", "student"});
  if (person && has({"id", "ref", "no", "num"})) return Use::kRecord;
  return Use::kNone;
}

class Guess {
 public:
  explicit Guess(const Look& look) : look_(look) {
    for (size_t i = 0; i < look.header.size(); ++i) Judge(i);
  }

  std::string Text() const {
    return "# A first guess from the file's header. Check every line; docs/csv-mappings.md says "
           "how.\n\ntitle  = \"\"\n"
           "feed   = \"agency/feed\"      # as the hub's registry has it\n"
           "agency = \"agency\"           # whose records they are\n" +
           FileText() + ColumnsText() + EventText();
  }

 private:
  struct Column {
    std::string name;
    std::string form;  // As in [columns]; empty: to be left out for now.
    Use use = Use::kNone;
    bool date = false;
    bool distinct = false;
  };

  void Judge(size_t at) {
    const std::vector<std::string>& cells = look_.cells[at];
    Column column;
    column.name = look_.header[at];
    column.use = UseOf(column.name);
    const std::set<std::string> values(cells.begin(), cells.end());
    column.distinct = !cells.empty() && values.size() == static_cast<size_t>(look_.rows);
    if (const auto format = DateOf(cells)) {
      column.date = true;
      column.form = fmt::format("{{ date = \"{}\" }}", *format);
    } else if (column.use == Use::kSex) {
      column.form = "{ codes = { M = \"male\", F = \"female\", U = \"unknown\" } }";
    } else if (column.use != Use::kNone || column.distinct) {
      column.form = "\"text\"";
    } else if (IsCoded(values, cells.size())) {
      column.form = fmt::format("{{ codes = [\"{}\"] }}", fmt::join(values, "\", \""));
    }
    columns_.push_back(std::move(column));
  }

  static std::optional<std::string_view> DateOf(const std::vector<std::string>& cells) {
    if (cells.empty()) return std::nullopt;
    for (const std::string_view pattern : kFormats) {
      const auto format = DateFormat::Parse(pattern);
      if (std::ranges::all_of(
              cells, [&](const std::string& cell) { return format->Read(cell).has_value(); })) {
        return pattern;
      }
    }
    return std::nullopt;
  }

  static bool IsCoded(const std::set<std::string>& values, size_t cells) {
    return !values.empty() && values.size() <= kCodesMax &&
           cells >= values.size() * kRowsPerCodeMin &&
           std::ranges::all_of(values, [](const std::string& value) {
             return value.size() <= kCodeBytesMax &&
                    value.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") ==
                        std::string::npos;
           });
  }

  // As a TOML key or text.
  static std::string Quoted(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : text) {
      if (c == '"' || c == '\\') quoted += '\\';
      quoted += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
    }
    return quoted + '"';
  }

  std::string FileText() const {
    std::string text;
    if (look_.shape.encoding == Encoding::kWindows1252) text += "encoding = \"windows-1252\"\n";
    if (look_.shape.delimiter == '\t') {
      text += "delimiter = \"tab\"\n";
    } else if (look_.shape.delimiter != ',') {
      text += fmt::format("delimiter = \"{}\"\n", look_.shape.delimiter);
    }
    return text.empty() ? "" : "\n[file]\n" + text;
  }

  std::string ColumnsText() const {
    std::string used = "\n[columns]\n";
    std::string left_out;
    std::set<std::string> seen;
    for (const Column& column : columns_) {
      if (Trimmed(column.name).empty() || !seen.insert(HeaderKey(column.name)).second) continue;
      if (column.form.empty()) {
        left_out +=
            Quoted(column.name) + " = \"to be decided: move it to [columns], or say why\"\n";
      } else {
        used += fmt::format("{} = {}\n", Quoted(column.name), column.form);
      }
    }
    return used + (left_out.empty() ? "" : "\n[left_out]\n" + left_out);
  }

  const Column* Find(Use use) const {
    const auto found = std::ranges::find_if(
        columns_, [use](const Column& c) { return c.use == use && !c.form.empty(); });
    return found == columns_.end() ? nullptr : &*found;
  }

  static std::string Braced(const Column& column) { return Quoted("{" + column.name + "}"); }

  std::string EventText() const {
    const auto first = [this](auto fits) -> const Column* {
      const auto found = std::ranges::find_if(columns_, fits);
      return found == columns_.end() ? nullptr : &*found;
    };
    const Column* day = first([](const Column& c) { return c.date && c.use != Use::kBirth; });
    if (day == nullptr) day = first([](const Column& c) { return c.date; });
    const Column* id = first([](const Column& c) { return c.distinct && c.use == Use::kNone; });
    const Column* record = Find(Use::kRecord);
    std::string text =
        "\n[[events]]                     # what a row tells; there may be several\n";
    text += "kind     = \"PersonDescribed\"   # docs/events.md lists them\n";
    text += id != nullptr
                ? "id       = " + Quoted("row/{" + id->name + "}") + "\n"
                : "id       = \"row/{digest of this event}\"   # better: the system's own\n";
    text += day != nullptr ? "occurred = " + Braced(*day) + "\n"
                           : "# occurred = \"{...}\"          # which column says when?\n";
    text += "category = \"demographic\"\n\n[[events.subjects]]\n";
    if (record == nullptr) record = id;
    text += record != nullptr
                ? "record = " + Braced(*record) + "\n"
                : "# record = \"{...}\"            # your own number for the person\n";
    return text + "role   = \"child\"\n" + DescribedText();
  }

  std::string DescribedText() const {
    std::string text;
    const auto add = [&](Use use, std::string_view before, std::string_view after) {
      if (const Column* column = Find(use)) {
        text += fmt::format("{}{}{}\n", before, Braced(*column), after);
      }
    };
    if (const Column* born = Find(Use::kBirth); born != nullptr && born->date) {
      text += "birth_date = " + Braced(*born) + "\n";
    }
    add(Use::kSex, "sex = ", "");
    const Column* given = Find(Use::kForename);
    const Column* family = Find(Use::kSurname);
    if (given != nullptr && family != nullptr) {
      text +=
          fmt::format("names = [{{ given = {}, family = {} }}]\n", Braced(*given), Braced(*family));
    }
    std::vector<std::string> numbers;
    for (const auto& [use, type] : {std::pair{Use::kUpn, "upn"}, {Use::kNhs, "nhs-number"}}) {
      if (const Column* column = Find(use)) {
        numbers.push_back(fmt::format("{{ type = \"{}\", value = {} }}", type, Braced(*column)));
      }
    }
    if (!numbers.empty()) text += fmt::format("identifiers = [{}]\n", fmt::join(numbers, ", "));
    add(Use::kPostcode, "addresses = [{ postcode = ", " }]");
    return text.empty() ? "" : "\n[events.subjects.described]\n" + text;
  }

  const Look& look_;
  std::vector<Column> columns_;
};

}  // namespace

StatusOr<std::string> GuessMapping(const OpenBytes& open) {
  std::optional<Look> best;
  for (const char delimiter : kDelimiters) {
    GT_ASSIGN_OR_RETURN(Look look, LookAt(open, {.delimiter = delimiter}));
    if (look.not_utf8 > 0) {
      GT_ASSIGN_OR_RETURN(
          look, LookAt(open, {.encoding = Encoding::kWindows1252, .delimiter = delimiter}));
    }
    if (!best || look.header.size() > best->header.size()) best = std::move(look);
  }
  const std::string_view refused = best->header.empty() ? "HEADER_MISSING" : "";
  if (!best->refused.empty() || !refused.empty()) {
    const TableProblem problem = ProblemOf(best->refused.empty() ? refused : best->refused, 1);
    return Error(Code::kInvalidArgument, fmt::format("{}", problem.remedy));
  }
  return Guess(*best).Text();
}

}  // namespace goldthread::csv
