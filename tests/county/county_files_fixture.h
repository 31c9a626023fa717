// A small county's files, read back by readers that share nothing with what wrote them but
// protobuf's own.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
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

// Of events.binpb: each message after its length. (A hundred times as fast as lines of JSON; that
// those say the same is recount_test.cc's.)
inline std::vector<v1::Event> EventsOf(const std::string& path) {
  const std::string bytes = TextOf(path);
  std::vector<v1::Event> events;
  for (size_t at = 0; at < bytes.size();) {
    size_t length = 0;
    for (int shift = 0; at < bytes.size(); shift += 7) {
      const auto byte = static_cast<unsigned char>(bytes[at++]);
      length |= static_cast<size_t>(byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    EXPECT_LE(length, bytes.size() - at) << path;
    length = std::min(length, bytes.size() - at);
    EXPECT_TRUE(events.emplace_back().ParseFromString(bytes.substr(at, length)));
    at += length;
  }
  return events;
}

inline std::string NameOf(const v1::Event& event) { return event.feed() + "/" + event.id(); }

inline std::string NameOf(const CountySize& size) {
  return "Of" + std::to_string(size.people) + "PeopleIn" + std::to_string(size.years) +
         "YearsFromSeed" + std::to_string(size.seed);
}

// That most tests look at.
inline constexpr CountySize kSmall{.people = 16'000, .years = 2, .seed = 13};

// Those that the truth is counted again of; or the one of GT_COUNTY, "PEOPLE YEARS SEED", to try
// others.
inline std::vector<CountySize> Recounted() {
  const char* const tried = std::getenv("GT_COUNTY");
  if (tried == nullptr) return {kSmall, {.people = 6'000, .years = 2, .seed = 12}};
  CountySize size;
  std::istringstream(tried) >> size.people >> size.years >> size.seed;
  return {size};
}

// Made once for the whole program: a county takes seconds.
class SmallCounty {
 public:
  static const SmallCounty& Get(const CountySize& size) {
    static std::map<std::string, std::unique_ptr<SmallCounty>> counties;
    std::unique_ptr<SmallCounty>& county = counties[NameOf(size)];
    if (county == nullptr) county.reset(new SmallCounty(size));
    return *county;
  }
  ~SmallCounty() { std::filesystem::remove_all(folder); }
  SmallCounty(const SmallCounty&) = delete;
  SmallCounty& operator=(const SmallCounty&) = delete;

  const CountySize size;
  const std::string folder;
  StatusOr<Generated> generated{Generated{}};
  std::vector<v1::Event> events;

 private:
  explicit SmallCounty(const CountySize& wanted)
      : size(wanted),
        folder(::testing::TempDir() + "northmere-" + std::to_string(getpid()) + NameOf(wanted)) {
    std::filesystem::remove_all(folder);
    generated = Generate(size, folder, [](int64_t, int64_t) {});
    events = EventsOf(folder + "/events.binpb");
  }
};

class CountyFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    county_ = &SmallCounty::Get(Wanted());
    ASSERT_TRUE(county_->generated.ok()) << county_->generated.status();
  }
  virtual CountySize Wanted() const { return kSmall; }

  static const SmallCounty& The() { return *county_; }
  static const std::string& Folder() { return county_->folder; }
  static const std::vector<v1::Event>& Events() { return county_->events; }
  static DayNumber FirstDay() {
    return Number(county_->size.last_year - county_->size.years, 4, 1);
  }
  static std::string LastDay() { return std::to_string(county_->size.last_year) + "-03-31"; }
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
    // Of what is over, till when.
    return event.occurred().has_end_date() ? event.occurred().end_date() : event.occurred().date();
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

 private:
  static inline const SmallCounty* county_ = nullptr;
};

inline void PrintTo(const CountySize& size, std::ostream* out) { *out << NameOf(size); }

// For tests that hold of every county: TEST_P.
class AnyCounty : public CountyFiles, public ::testing::WithParamInterface<CountySize> {
 protected:
  CountySize Wanted() const override { return GetParam(); }
};

inline std::string CountyName(const ::testing::TestParamInfo<CountySize>& county) {
  return NameOf(county.param);
}

// Where the hub has been told that people live, and where children are in turn, when it has been
// told all.
class ToldHomes {
 public:
  // An AddressObserved that nothing corrects, in the order in which they came.
  void Take(const std::string& person, const std::string& day, const v1::AddressObserved& told) {
    Home& home = (told.residence() == v1::RESIDENCE_STAYS ? in_turn_ : lives_)[person];
    if (day < home.day) return;
    home = {day, std::to_string(told.address().uprn())};
  }
  void TakeEnd(const std::string& person, const std::string& day) {
    Home& home = in_turn_[person];
    if (day >= home.day) home = {day, ""};
  }
  // Of a pregnancy or birth: until its own home is told the child is with its mother.
  void TakeMother(const std::string& child, const std::string& mother) { mother_[child] = mother; }
  bool Tell(const std::string& person, const std::string& uprn) const {
    if (IsAt(lives_, person, uprn) || IsAt(in_turn_, person, uprn)) return true;
    const auto mother = mother_.find(person);
    return !lives_.contains(person) && mother != mother_.end() && Tell(mother->second, uprn);
  }

 private:
  struct Home {
    std::string day;
    std::string uprn;
  };
  using Homes = std::map<std::string, Home>;
  static bool IsAt(const Homes& homes, const std::string& person, const std::string& uprn) {
    const auto home = homes.find(person);
    return home != homes.end() && home->second.uprn == uprn;
  }

  Homes lives_;
  Homes in_turn_;
  std::map<std::string, std::string> mother_;
};

}  // namespace goldthread::county
