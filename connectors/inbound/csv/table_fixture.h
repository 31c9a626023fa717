// For tests: tables from text, and all that a reader gives for them.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/inbound/csv/mapping.h"
#include "connectors/inbound/csv/table_reader.h"

namespace goldthread::csv {

inline ByteSource BytesOf(std::string text, size_t step = 1 << 20) {
  return [text = std::move(text), step, at = size_t{0}](char* buffer, size_t size) mutable {
    const size_t count = std::min({size, step, text.size() - at});
    std::memcpy(buffer, text.data() + at, count);
    at += count;
    return static_cast<int64_t>(count);
  };
}

inline std::string TextOfFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

// The mapping, which must be right.
inline Mapping MappingOf(std::string_view toml) {
  auto mapping = Mapping::Parse(toml, "test.toml");
  EXPECT_TRUE(mapping.ok()) << mapping.status();
  return mapping.ok() ? *std::move(mapping) : Mapping();
}

struct ReadTable {
  std::vector<ToldRow> rows;
  std::vector<TableProblem> file_problems;
  TableCounts counts;

  std::vector<v1::Event> Events() const {
    std::vector<v1::Event> events;
    for (const ToldRow& row : rows)
      events.insert(events.end(), row.events.begin(), row.events.end());
    return events;
  }
  v1::Event EventOf(std::string_view id) const {
    for (const v1::Event& event : Events()) {
      if (event.id() == id) return event;
    }
    ADD_FAILURE() << "no event " << id;
    return {};
  }
  // "3 start VALUE_MISSING", of rows and then of the file.
  std::vector<std::string> Problems() const {
    std::vector<std::string> texts;
    const auto add = [&texts](const TableProblem& problem) {
      texts.push_back(std::to_string(problem.line) + " " + problem.column +
                      (problem.column.empty() ? "" : " ") + std::string(problem.rule));
    };
    for (const ToldRow& row : rows) std::ranges::for_each(row.problems, add);
    std::ranges::for_each(file_problems, add);
    return texts;
  }
};

inline ReadTable ReadAll(const Mapping& mapping, ByteSource bytes) {
  TableReader table(mapping, std::move(bytes));
  ReadTable read;
  while (auto row = table.Next()) read.rows.push_back(*std::move(row));
  read.file_problems = table.file_problems();
  read.counts = table.counts();
  EXPECT_EQ(read.counts.rows,
            read.counts.rows_told + read.counts.rows_refused + read.counts.rows_silent);
  EXPECT_EQ(read.counts.events, static_cast<int64_t>(read.Events().size()));
  return read;
}

inline ReadTable ReadAll(std::string_view mapping, std::string table) {
  const Mapping parsed = MappingOf(mapping);
  return ReadAll(parsed, BytesOf(std::move(table)));
}

// A mapping of visits; `more` stands before its one event, `event` in it.
inline std::string Visits(std::string_view more = "", std::string_view event = "") {
  return R"(feed = "clinic/visits"
agency = "clinic"
[columns]
visit = "text"
patient = "text"
day = { date = "DD/MM/YYYY" }
)" + std::string(more) +
         R"(
[[events]]
kind = "ConcernRecorded"
id = "visit/{visit}"
occurred = "{day}"
category = "health"
subjects = [{ record = "{patient}", role = "child" }]
)" + std::string(event);
}

}  // namespace goldthread::csv
