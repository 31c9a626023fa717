// A Children in Need census file as events of feed "cin-census/<LEA>": years 2017 to 2026,
// streamed, a child at a time.
//
//   GT_ASSIGN_OR_RETURN(auto bytes, OpenFile(path));
//   CensusReader census(std::move(bytes));
//   while (auto child = census.Next()) { publish child->events; show child->problems; }
//   for (const Problem& problem : census.file_problems()) …
//
// A broken record never stops the good ones beside it, and a broken file not the good ones
// before it. Which ids events get, and why next year's file adds only what is new or changed:
// census_events.h. Source: domain/formats.md §§1, 8.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "connectors/inbound/cin_census/census_events.h"
#include "connectors/inbound/cin_census/census_problem.h"
#include "connectors/inbound/cin_census/census_xml.h"
#include "eventstore/base/status.h"

namespace goldthread::cin_census {

struct CensusHeader {
  std::string lea;
  std::string year;
  std::string software;
  std::optional<Day> reference_date;
  std::optional<Day> made_on;  // Source/DateTime, as the day in London.
};

struct ImportedChild {
  int64_t ordinal = 0;
  int64_t line = 0;
  std::vector<v1::Event> events;
  std::vector<Problem> problems;
};

// children = accepted + refused children; every event that the elements begin is in `events`
// or in `events_refused`.
struct CensusCounts {
  int64_t children = 0;
  int64_t children_refused = 0;
  int64_t episodes = 0;
  int64_t events = 0;
  int64_t events_refused = 0;
  int64_t errors = 0;
  int64_t queries = 0;
  std::map<std::string_view, int64_t> events_by_kind;
  // Elements that the hub does not carry, by path: "CINdetails/PreProceedingsandFGDM".
  std::map<std::string, int64_t> not_carried;
};

class CensusReader {
 public:
  explicit CensusReader(ByteSource source) : xml_(std::move(source)) {}

  // The next child that was read; a refused one comes without events. Nothing at the end, or
  // where the file breaks.
  // Threads: one.
  std::optional<ImportedChild> Next();

  // Filled by the first Next.
  const CensusHeader& header() const { return header_; }
  // What is wrong with the file itself; complete when Next gives nothing.
  const std::vector<Problem>& file_problems() const { return file_problems_.problems(); }
  const CensusCounts& counts() const { return counts_; }
  int64_t bytes_read() const { return xml_.bytes_read(); }

 private:
  bool ReadHeader(int64_t line);
  void Finish();
  std::string_view WhyRefused(const CensusChild& child);
  void Count(const ImportedChild& child);

  CensusXml xml_;
  bool started_ = false;
  bool finished_ = false;
  CensusHeader header_;
  FileFacts file_;
  ProblemList file_problems_;
  CensusCounts counts_;
  // Checksums of what was seen, so that memory stays small for any file.
  std::unordered_set<uint64_t> seen_;
  std::unordered_set<uint64_t> upns_;
};

// kNotFound, or kUnavailable when it cannot be opened.
StatusOr<ByteSource> OpenFile(const std::string& path);

}  // namespace goldthread::cin_census
