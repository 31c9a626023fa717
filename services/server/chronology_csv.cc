#include "services/server/chronology_csv.h"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>
#include <string_view>

#include "services/server/characters.h"
#include "services/server/chronology_json.h"
#include "services/server/words.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::server {
namespace {

// What makes a spreadsheet take a cell for a formula, plain and full-width; and the guard
// itself, so that taking one apostrophe off gives back every cell.
bool WantsGuard(std::string_view text) {
  constexpr std::u32string_view kFirst = U"=+-@\t\r\n'\uff1d\uff0b\uff0d\uff20";
  return !text.empty() && kFirst.find(FirstCharacter(text).point) != kFirst.npos;
}

std::string Cell(std::string_view text) {
  const std::string guarded = (WantsGuard(text) ? "'" : "") + std::string(text);
  if (guarded.find_first_of(",;\"\t\r\n") == guarded.npos) return guarded;
  std::string quoted = "\"";
  for (const char c : guarded) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

// A list in a cell: its items with a space between, and what would part an item as in a URL.
class List {
 public:
  void Add(std::string_view item) {
    if (!text_.empty()) text_ += ' ';
    while (!item.empty()) {
      const Character next = FirstCharacter(item);
      item.remove_prefix(next.bytes.size());
      const bool plain = next.point != ' ' && next.point != '%' && !IsControl(next.point);
      for (const char byte : next.bytes) {
        text_ +=
            plain ? std::string(1, byte) : fmt::format("%{:02X}", static_cast<unsigned char>(byte));
      }
    }
  }
  std::string Take() && { return std::move(text_); }

 private:
  std::string text_;
};

std::string HandlingCell(const v1::Event& event) {
  List markings;
  for (const int marking : event.handling()) {
    markings.Add(EnumWord(*v1::Handling_descriptor(), marking));
  }
  return std::move(markings).Take();
}

std::string SubjectsCell(const v1::Event& event) {
  List subjects;
  for (const v1::Subject& subject : event.subjects()) {
    subjects.Add(EnumWord(*v1::SubjectRole_descriptor(), subject.role()) + ":" + subject.record());
  }
  return std::move(subjects).Take();
}

// The amendments that hold and make it so.
std::string AmendedByCell(const v1::ChronologyEntry& entry, v1::Standing standing) {
  List ids;
  for (const v1::Amendment& amendment : entry.amendments()) {
    if (!amendment.void_() && amendment.makes_it() == standing) ids.Add(amendment.event_id());
  }
  return std::move(ids).Take();
}

// The last of the corrections that hold and are no fact themselves.
v1::Amendment CorrectedApart(const v1::ChronologyEntry& entry) {
  v1::Amendment last;
  for (const v1::Amendment& amendment : entry.amendments()) {
    if (amendment.void_() || amendment.makes_it() != v1::STANDING_CORRECTED) continue;
    if (amendment.replacement_event_id() != amendment.event_id()) last = amendment;
  }
  return last;
}

std::string AgeCell(const v1::ChronologyEntry& entry) {
  return entry.has_age_years() ? fmt::format("{}y {}m", entry.age_years(), entry.age_months()) : "";
}

std::string ContactCell(const v1::Event& event) {
  return event.has_contact() ? JsonLine(MessageJson(event.contact())) : "";
}

struct Column {
  std::string_view name;
  std::string (*text)(const v1::ChronologyEntry&);
};
using Entry = v1::ChronologyEntry;

// What people read first, then what a machine needs beside it.
constexpr std::array kColumns = {
    Column{"occurred", [](const Entry& e) { return OccurredText(e.event().occurred()); }},
    Column{"precision", [](const Entry& e) { return PrecisionWord(e.event().occurred()); }},
    Column{"occurred_end", [](const Entry& e) { return OccurredEndText(e.event().occurred()); }},
    Column{"age", AgeCell},
    Column{"agency", [](const Entry& e) { return e.event().agency(); }},
    Column{"kind", [](const Entry& e) { return e.kind(); }},
    Column{"handling", [](const Entry& e) { return HandlingCell(e.event()); }},
    Column{"standing",
           [](const Entry& e) { return EnumWord(*v1::Standing_descriptor(), e.standing()); }},
    Column{"corrected_by", [](const Entry& e) { return AmendedByCell(e, v1::STANDING_CORRECTED); }},
    Column{"corrected_apart", [](const Entry& e) { return CorrectedApart(e).event_id(); }},
    Column{"replaced_by", [](const Entry& e) { return CorrectedApart(e).replacement_event_id(); }},
    Column{"withdrawn_by", [](const Entry& e) { return AmendedByCell(e, v1::STANDING_WITHDRAWN); }},
    Column{"category",
           [](const Entry& e) {
             return EnumWord(*v1::InformationCategory_descriptor(), e.event().category());
           }},
    Column{"record",
           [](const Entry& e) { return RecordId{e.record().feed(), e.record().record()}.Text(); }},
    Column{"role",
           [](const Entry& e) { return EnumWord(*v1::SubjectRole_descriptor(), e.role()); }},
    Column{"subjects", [](const Entry& e) { return SubjectsCell(e.event()); }},
    Column{"nature",
           [](const Entry& e) {
             return EnumWord(*v1::BasisNature_descriptor(), e.event().basis().nature());
           }},
    Column{"told_by", [](const Entry& e) { return e.event().basis().told_by(); }},
    Column{"seen_by", [](const Entry& e) { return e.event().basis().seen_by(); }},
    Column{"feed", [](const Entry& e) { return e.event().feed(); }},
    Column{"event_id", [](const Entry& e) { return e.event().id(); }},
    Column{"corrects", [](const Entry& e) { return e.event().corrects(); }},
    Column{"recorded_at",
           [](const Entry& e) {
             return e.event().has_recorded_at() ? TimeText(e.event().recorded_at()) : "";
           }},
    Column{"received_at",
           [](const Entry& e) {
             return e.event().has_received_at() ? TimeText(e.event().received_at()) : "";
           }},
    Column{"days_late", [](const Entry& e) { return fmt::format("{}", e.days_late()); }},
    Column{"contact", [](const Entry& e) { return ContactCell(e.event()); }},
    Column{"facts", [](const Entry& e) { return JsonLine(FactsJson(e.event())); }},
};

}  // namespace

std::string CsvHeader() {
  std::string line;
  for (const Column& column : kColumns) line += std::string(column.name) + ",";
  line.pop_back();
  return line + "\r\n";
}

std::string CsvRow(const v1::ChronologyEntry& entry) {
  std::string line;
  for (const Column& column : kColumns) line += Cell(column.text(entry)) + ",";
  line.pop_back();
  return line + "\r\n";
}

}  // namespace goldthread::server
