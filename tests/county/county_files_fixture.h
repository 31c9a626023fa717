// A small county's files, read back by readers that share nothing with what wrote them but
// protobuf's own.
#pragma once

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "connectors/county/generate.h"
#include "goldthread/v1/event.pb.h"

namespace goldthread::county {

using Row = std::map<std::string, std::string>;

inline std::string TextOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

// No cell of the truth holds a comma or a quote.
inline std::vector<Row> RowsOf(const std::string& path) {
  std::istringstream text(TextOf(path));
  const auto cells = [](const std::string& line) {
    std::vector<std::string> found(1);
    for (const char c : line) {
      if (c == ',') {
        found.emplace_back();
      } else {
        found.back().push_back(c);
      }
    }
    return found;
  };
  std::string line;
  std::getline(text, line);
  const std::vector<std::string> header = cells(line);
  std::vector<Row> rows;
  while (std::getline(text, line)) {
    const std::vector<std::string> values = cells(line);
    EXPECT_EQ(values.size(), header.size()) << line;
    Row& row = rows.emplace_back();
    for (size_t i = 0; i < header.size() && i < values.size(); ++i) row[header[i]] = values[i];
  }
  return rows;
}

inline std::vector<v1::Event> EventsOf(const std::string& path) {
  std::istringstream text(TextOf(path));
  std::vector<v1::Event> events;
  std::string line;
  while (std::getline(text, line)) {
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(line, &events.emplace_back()).ok());
  }
  return events;
}

inline std::string NameOf(const v1::Event& event) { return event.feed() + "/" + event.id(); }

// Made once for the whole program: a county takes seconds.
class SmallCounty {
 public:
  static const SmallCounty& Get() {
    static const SmallCounty county;
    return county;
  }
  SmallCounty(const SmallCounty&) = delete;
  SmallCounty& operator=(const SmallCounty&) = delete;

  std::string folder = ::testing::TempDir() + "northmere-" + std::to_string(getpid());
  StatusOr<Generated> generated{Generated{}};
  std::vector<v1::Event> events;

 private:
  SmallCounty() {
    std::filesystem::remove_all(folder);
    generated =
        Generate({.people = 16'000, .years = 2, .seed = 11}, folder, [](int64_t, int64_t) {});
    events = EventsOf(folder + "/events.ndjson");
  }
  ~SmallCounty() { std::filesystem::remove_all(folder); }
};

class CountyFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(SmallCounty::Get().generated.ok()) << SmallCounty::Get().generated.status();
  }

  static const std::string& Folder() { return SmallCounty::Get().folder; }
  static const std::vector<v1::Event>& Events() { return SmallCounty::Get().events; }
  static std::vector<Row> Truth(const std::string& name) {
    return RowsOf(Folder() + "/truth/" + name + ".csv");
  }
  // "FEED/RECORD" to person.
  static std::map<std::string, std::string> WhoIsWho() {
    std::map<std::string, std::string> who;
    for (const Row& row : Truth("records")) {
      who[row.at("feed") + "/" + row.at("record")] = row.at("person");
    }
    return who;
  }
  static std::string DayOf(const v1::Event& event) {
    if (event.occurred().has_instant()) {
      return InstantText(Instant(std::chrono::seconds(event.occurred().instant().seconds())))
          .substr(0, 10);
    }
    return event.occurred().date();
  }
  // Of events that something later corrects or takes back.
  static std::set<std::string> Mistaken() {
    std::set<std::string> names;
    for (const v1::Event& event : Events()) {
      if (!event.corrects().empty()) names.insert(event.feed() + "/" + event.corrects());
      if (!event.withdraws().empty()) names.insert(event.feed() + "/" + event.withdraws());
    }
    return names;
  }
};

}  // namespace goldthread::county
