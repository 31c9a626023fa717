#include "connectors/inbound/csv/mapping.h"

#include <fmt/format.h>

#include <set>

#include "connectors/inbound/csv/mapping_events.h"
#include "connectors/inbound/csv/mapping_toml.h"
#include "connectors/inbound/csv/words.h"

namespace goldthread::csv {
namespace {

using Form = ColumnRule::Form;

constexpr std::string_view kColumnForms =
    "write \"text\", \"number\", \"yes-no\", \"list\", \"json\", { date = \"DD/MM/YYYY\" } or "
    "{ codes = { … } }";

// Systems print all of these (domain/formats.md §8).
const Codes& YesAndNo() {
  static const auto* const codes = new Codes{
      {"1", "1"},    {"Y", "1"},    {"y", "1"},    {"Yes", "1"},   {"YES", "1"},   {"yes", "1"},
      {"True", "1"}, {"TRUE", "1"}, {"true", "1"}, {"0", "0"},     {"N", "0"},     {"n", "0"},
      {"No", "0"},   {"NO", "0"},   {"no", "0"},   {"False", "0"}, {"FALSE", "0"}, {"false", "0"}};
  return *codes;
}

class MappingLoader {
 public:
  MappingLoader(const Section& root, Mapping& mapping) : root_(root), mapping_(mapping) {}

  void Load() {
    root_.OnlyKeys(
        {"title", "feed", "agency", "ids", "file", "columns", "joined", "left_out", "events"});
    mapping_.title = root_.Text("title").value_or("");
    LoadFile();
    LoadColumns();
    LoadJoined();
    LoadLeftOut();
    LoadName("feed", "write the feed's name as the hub's registry has it", &mapping_.feed);
    LoadName("agency", "write whose records they are, as the hub's registry has it",
             &mapping_.agency);
    const std::string ids = root_.Text("ids").value_or("");
    mapping_.ids_are_final = ids == "final";
    if (root_.Has("ids") && !mapping_.ids_are_final) {
      root_.Wrong("ids", "write \"final\", or leave it out where a row may change under its id");
    }
    LoadEvents();
  }

 private:
  void LoadFile() {
    const auto file = root_.Table("file");
    if (!file) return;
    file->OnlyKeys({"encoding", "delimiter", "quote", "skip_lines", "header", "empty", "guard"});
    const std::string encoding = file->Text("encoding").value_or("utf-8");
    if (encoding == "windows-1252") {
      mapping_.shape.encoding = Encoding::kWindows1252;
    } else if (encoding != "utf-8") {
      file->Wrong("encoding",
                  "write \"utf-8\" or \"windows-1252\"; have a file in another encoding "
                  "saved as \"CSV UTF-8\"");
    }
    mapping_.shape.delimiter = OneByte(*file, "delimiter", ',');
    mapping_.shape.quote = OneByte(*file, "quote", '"');
    if (mapping_.shape.delimiter == mapping_.shape.quote) {
      file->Wrong("quote", "is the delimiter too; write the one that stands around text");
    }
    const int64_t skip = file->Number("skip_lines").value_or(0);
    constexpr int64_t kSkipMax = 1000;
    if (skip < 0 || skip > kSkipMax) file->Wrong("skip_lines", "write 0 to 1000");
    mapping_.shape.skip_lines = static_cast<int>(std::clamp<int64_t>(skip, 0, kSkipMax));
    mapping_.guard = OneByte(*file, "guard", '\0');
    mapping_.header = file->Texts("header");
    mapping_.empty = file->Texts("empty");
  }

  char OneByte(const Section& file, std::string_view key, char otherwise) {
    const auto text = file.Text(key);
    if (!text) return otherwise;
    if (*text == "tab") return '\t';
    if (text->size() == 1 && (*text)[0] > '\0' && (*text)[0] != '\n' && (*text)[0] != '\r') {
      return (*text)[0];
    }
    file.Wrong(key, "write one character, or \"tab\"");
    return otherwise;
  }

  void LoadColumns() {
    const auto columns = root_.Table("columns");
    if (!columns) {
      if (!root_.Has("columns")) {
        root_.Wrong("",
                    "\"[columns]\" is missing; list the columns that events use, each with how "
                    "its cells are read");
      }
      return;
    }
    for (const auto& [key, node] : columns->table()) {
      ColumnRule rule;
      rule.name = Trimmed(key.str());
      if (rule.name.find_first_of("{},") != std::string::npos) {
        columns->Wrong(key.str(),
                       "a name with a brace or comma cannot be used here; have the file's "
                       "header changed");
      }
      LoadRule(*columns, key.str(), node, &rule);
      AddColumn(*columns, key.str(), std::move(rule));
    }
  }

  void AddColumn(const Section& section, std::string_view key, ColumnRule rule) {
    if (!names_.insert(HeaderKey(rule.name)).second) {
      section.Wrong(key, "is there twice; upper and lower case are alike in headers");
      return;
    }
    mapping_.columns.push_back(std::move(rule));
  }

  void LoadRule(const Section& section, std::string_view key, const toml::node& node,
                ColumnRule* rule) {
    if (const auto word = node.value_exact<std::string>()) {
      LoadForm(section, key, *word, rule);
      return;
    }
    const toml::table* table = node.as_table();
    if (table == nullptr) return section.Wrong(key, kColumnForms);
    const Section inner(*table, section.Path(key), section.mistakes());
    inner.OnlyKeys({"as", "date", "codes", "may_be_absent", "from"});
    rule->may_be_absent = inner.Flag("may_be_absent").value_or(false);
    if ((inner.Has("as") ? 1 : 0) + (inner.Has("date") ? 1 : 0) + (inner.Has("codes") ? 1 : 0) >
        1) {
      inner.Wrong("", "is read in two ways at once; keep one of as, date and codes");
    }
    if (const auto word = inner.Text("as")) LoadForm(inner, "as", *word, rule);
    if (inner.Has("date")) LoadDates(inner, rule);
    if (inner.Has("codes")) LoadCodes(inner, rule);
  }

  void LoadForm(const Section& section, std::string_view key, std::string_view word,
                ColumnRule* rule) {
    if (word == "number") {
      rule->form = Form::kNumber;
    } else if (word == "yes-no") {
      rule->form = Form::kYesNo;
      rule->codes = YesAndNo();
    } else if (word == "list") {
      rule->form = Form::kList;
    } else if (word == "json") {
      rule->form = Form::kJson;
    } else if (word != "text") {
      section.Wrong(key, fmt::format("\"{}\" is no way to read a cell; {}", word, kColumnForms));
    }
  }

  void LoadDates(const Section& section, ColumnRule* rule) {
    rule->form = Form::kDate;
    for (const std::string& pattern : section.Texts("date")) {
      auto format = DateFormat::Parse(pattern);
      if (format.ok()) {
        rule->dates.push_back(*std::move(format));
      } else {
        section.Wrong("date", fmt::format("\"{}\": {}", pattern, Message(format.status())));
      }
    }
  }

  void LoadCodes(const Section& section, ColumnRule* rule) {
    rule->form = Form::kCode;
    const toml::node& node = *section.table().get("codes");
    if (node.is_array()) {
      for (std::string& code : section.Texts("codes")) rule->codes.emplace(code, code);
    } else if (const auto codes = section.Table("codes")) {
      for (const auto& [code, meaning] : codes->table()) {
        const auto text = codes->Text(code.str());
        if (text) rule->codes.emplace(std::string(code.str()), *text);
      }
    }
    if (rule->codes.empty())
      section.Wrong("codes", "write each code: { M = \"male\", F = \"female\" }");
  }

  void LoadJoined() {
    const auto joined = root_.Table("joined");
    if (!joined) return;
    const size_t real = mapping_.columns.size();
    for (const auto& [key, node] : joined->table()) {
      const auto section = joined->Table(key.str());
      if (!section) continue;
      ColumnRule rule;
      rule.name = key.str();
      LoadRule(*joined, key.str(), node, &rule);
      const auto from =
          section->NeededText("from", "write the columns to put together: \"{a} {b}\"");
      if (!from) continue;
      auto text =
          KnownColumns(mapping_).Template(*section, "from", *section->table().get("from"), *from);
      if (!text) continue;
      for (const size_t column : text->Columns()) {
        if (column >= real)
          section->Wrong("from", "joins what is joined already; name the columns");
      }
      rule.joined = *std::move(text);
      AddColumn(*joined, key.str(), std::move(rule));
    }
  }

  void LoadLeftOut() {
    const auto left_out = root_.Table("left_out");
    if (!left_out) return;
    for (const auto& [key, node] : left_out->table()) {
      const auto reason = left_out->Text(key.str());
      if (names_.contains(HeaderKey(key.str()))) {
        left_out->Wrong(key.str(), "is in [columns] too; keep it in one of the two");
      }
      if (reason && Trimmed(*reason).empty()) left_out->Wrong(key.str(), "say why it is left out");
      if (reason) mapping_.left_out.emplace(HeaderKey(key.str()), *reason);
    }
  }

  void LoadName(std::string_view key, std::string_view instead, TextTemplate* name) {
    const auto written = root_.NeededText(key, instead);
    if (!written) return;
    if (written->empty()) root_.Wrong(key, fmt::format("is empty; {}", instead));
    auto text = KnownColumns(mapping_).Template(root_, key, *root_.table().get(key), *written);
    if (text) *name = *std::move(text);
  }

  void LoadEvents() {
    const toml::node* events = root_.table().get("events");
    if (events == nullptr || !events->is_array_of_tables()) {
      root_.Wrong(events == nullptr ? "" : "events",
                  "write each event that a row tells as [[events]]");
      return;
    }
    int place = 0;
    for (const toml::node& event : *events->as_array()) {
      const Section section(*event.as_table(), fmt::format("events[{}]", ++place),
                            root_.mistakes());
      mapping_.events.push_back(PlanEvent(section, KnownColumns(mapping_)));
    }
  }

  const Section& root_;
  Mapping& mapping_;
  std::set<std::string> names_;
};

}  // namespace

void Mapping::SetFeed(std::string_view feed_name, std::string_view agency_name) {
  feed = TextTemplate::Literal(feed_name);
  agency = TextTemplate::Literal(agency_name);
}

StatusOr<Mapping> Mapping::Parse(std::string_view toml, std::string_view file) {
  GT_ASSIGN_OR_RETURN(const toml::table document, ParseDocument(toml, file));
  Mistakes mistakes(file);
  Mapping mapping;
  MappingLoader(Section(document, "", mistakes), mapping).Load();
  GT_RETURN_IF_ERROR(mistakes.AsStatus());
  return mapping;
}

}  // namespace goldthread::csv
