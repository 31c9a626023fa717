#include "connectors/inbound/cin_census/census_reader.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <utility>

#include "connectors/inbound/cin_census/census_rules.h"
#include "eventstore/base/digest.h"
#include "services/vocabulary/content.h"

namespace goldthread::cin_census {
namespace {

bool TwoDigits(std::string_view text, size_t at, int* value) {
  if (text.size() < at + 2 || text[at] < '0' || text[at] > '9' || text[at + 1] < '0' ||
      text[at + 1] > '9') {
    return false;
  }
  *value = (text[at] - '0') * 10 + (text[at + 1] - '0');
  return true;
}

// The London day of an XML dateTime, or of a date alone. Without a zone it is London's.
std::optional<Day> LondonDayOf(std::string_view text) {
  const std::optional<Day> day = ParseDay(text.substr(0, 10));
  if (!day || text.size() == 10) return day;
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (text[10] != 'T' || !TwoDigits(text, 11, &hour) || !TwoDigits(text, 14, &minute) ||
      !TwoDigits(text, 17, &second)) {
    return std::nullopt;
  }
  const size_t zone = text.find_first_of("Z+-", 19);
  if (zone == std::string_view::npos) return day;
  int zone_hours = 0;
  int zone_minutes = 0;
  if (text[zone] != 'Z' &&
      (!TwoDigits(text, zone + 1, &zone_hours) || !TwoDigits(text, zone + 4, &zone_minutes))) {
    return std::nullopt;
  }
  const int ahead = (text[zone] == '-' ? -60 : 60) * (zone_hours * 60 + zone_minutes);
  return DayInLondon(std::chrono::sys_days(*day) +
                     std::chrono::seconds(hour * 3600 + minute * 60 + second - ahead));
}

bool IsLea(std::string_view text) {
  return text.size() == 3 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::optional<ImportedChild> CensusReader::Next() {
  if (finished_) return std::nullopt;
  std::optional<CensusChild> child = xml_.Next();
  const bool first = !std::exchange(started_, true);
  if (!child || (first && !ReadHeader(child->line))) {
    if (first && !child) ReadHeader(0);
    Finish();
    return std::nullopt;
  }

  ProblemList problems(child->ordinal);
  const std::string_view refused = WhyRefused(*child);
  ChildEvents told = EventsOf(file_, *child, &problems);
  counts_.episodes += static_cast<int64_t>(child->episodes.size());
  counts_.events_refused += told.refused;
  ImportedChild result{child->ordinal, child->line, {}, {}};
  if (refused.empty()) {
    CheckChild(*child, header_.reference_date, &problems);
    if (child->upn.given() && !upns_.insert(Checksum(child->upn.text)).second) {
      problems.Add("1520", path::kUpn, child->upn.line);
    }
    for (const std::string_view field : told.not_carried) ++counts_.not_carried[std::string(field)];
    result.events = std::move(told.events);
  } else {
    problems = ProblemList(child->ordinal);
    problems.Add(refused, path::kId, child->id.line != 0 ? child->id.line : child->line);
    counts_.events_refused += static_cast<int64_t>(told.events.size());
    ++counts_.children_refused;
  }
  result.problems = std::move(problems).Take();
  Count(result);
  return result;
}

void CensusReader::Count(const ImportedChild& child) {
  ++counts_.children;
  counts_.events += static_cast<int64_t>(child.events.size());
  for (const v1::Event& event : child.events) ++counts_.events_by_kind[KindName(event)];
  for (const Problem& problem : child.problems) {
    ++(problem.severity == Severity::kError ? counts_.errors : counts_.queries);
  }
}

// Why the whole child cannot come in; empty when it can.
std::string_view CensusReader::WhyRefused(const CensusChild& child) {
  if (child.cut_off_line != 0) return "CHILD_TOO_LARGE";
  if (!child.id.given()) return "8500";
  if (!IsUsableChildId(child.id.text)) return "CHILD_ID_UNUSABLE";
  return seen_.insert(Checksum(child.id.text)).second ? "" : "8510";
}

// False when no event can be made from this file.
bool CensusReader::ReadHeader(int64_t line) {
  const HeaderFields& fields = xml_.header();
  header_.lea = fields.lea.text;
  header_.year = fields.year.text;
  header_.software = fields.software.text;
  if (fields.release.given()) header_.software += " " + fields.release.text;
  header_.reference_date = ParseDay(fields.reference_date.text);
  header_.made_on = LondonDayOf(fields.date_time.text);
  file_ = {header_.lea, header_.made_on};

  const auto at = [line](const Field& field) { return field.line != 0 ? field.line : line; };
  if (xml_.broken() && line == 0) return false;
  if (!header_.made_on) file_problems_.Add("HEADER_DATE", path::kDateTime, at(fields.date_time));
  if (!header_.reference_date) {
    file_problems_.Add("HEADER_DATE", path::kReferenceDate, at(fields.reference_date));
  }
  if (fields.collection.given() && fields.collection.text != "CIN") {
    file_problems_.Add("NOT_A_CENSUS", path::kCollection, fields.collection.line);
    return false;
  }
  if (IsLea(header_.lea)) return true;
  file_problems_.Add("LEA_MISSING", path::kLea, at(fields.lea));
  return false;
}

void CensusReader::Finish() {
  finished_ = true;
  if (const std::optional<Problem>& broken = xml_.broken()) {
    file_problems_.Add(broken->rule, broken->field, broken->line);
  }
  for (const auto& [name, count] : xml_.not_carried()) counts_.not_carried[name] += count;
  for (const Problem& problem : file_problems_.problems()) {
    ++(problem.severity == Severity::kError ? counts_.errors : counts_.queries);
  }
}

StatusOr<ByteSource> OpenFile(const std::string& path) {
  std::shared_ptr<std::FILE> file(std::fopen(path.c_str(), "rb"), [](std::FILE* opened) {
    if (opened != nullptr) std::fclose(opened);
  });
  if (file == nullptr) {
    return errno == ENOENT ? Error(Code::kNotFound, "census file: no such file")
                           : Error(Code::kUnavailable, "census file: cannot be opened");
  }
  return ByteSource([file](char* buffer, size_t size) -> int64_t {
    const size_t read = std::fread(buffer, 1, size, file.get());
    return read == 0 && std::ferror(file.get()) != 0 ? -1 : static_cast<int64_t>(read);
  });
}

}  // namespace goldthread::cin_census
