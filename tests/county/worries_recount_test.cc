// The alerts about small worries, counted again from events and birthdays alone.
#include <algorithm>

#include "tests/county/county_files_fixture.h"

namespace goldthread::county {
namespace {

class WorriesRecountTest : public AnyCounty {
 protected:
  struct Worry {
    DayNumber day = 0;
    std::string agency;
    std::string name;
  };

  void SetUp() override {
    AnyCounty::SetUp();
    for (const Row& row : Truth("people")) born_[row.at("person")] = row.at("born");
    const std::map<std::string, std::string> who = WhoIsWho();
    const std::set<std::string> mistaken = Mistaken();
    std::set<std::string> taken;
    for (const v1::Event& event : Events()) {
      const std::string name = NameOf(event);
      const bool once = taken.insert(name).second && !mistaken.contains(name);
      if (!once || !IsWorry(event) || event.occurred().precision() == v1::PRECISION_MONTH) continue;
      for (const v1::Subject& subject : event.subjects()) {
        if (subject.role() == v1::SUBJECT_ROLE_ALLEGED_PERPETRATOR) continue;
        const std::string& person = who.at(event.feed() + "/" + subject.record());
        const DayNumber day = Number(*ParseDay(DayOf(event)));
        if (!IsChild(person, day)) continue;
        worries_[person].push_back({day, event.feed().substr(0, event.feed().find('/')), name});
      }
    }
  }

  static bool IsWorry(const v1::Event& event) {
    return event.has_attendance_concern() || event.has_exclusion_recorded() ||
           event.has_attendance_recorded() || event.has_appointment_missed() ||
           event.has_incident_attended() || event.has_missing_episode_started() ||
           event.has_concern_recorded();
  }
  bool IsChild(const std::string& person, DayNumber day) const {
    const std::string& born = born_.at(person);
    if (born.empty()) return false;
    const DayNumber birth = Number(*ParseDay(born));
    return birth <= day && day < Birthday(birth, 18);
  }
  // Any 14 days that begin with one of them.
  static std::vector<Worry> Picture(const std::vector<Worry>& worries) {
    for (const Worry& first : worries) {
      std::vector<Worry> within;
      std::set<std::string> agencies;
      for (const Worry& one : worries) {
        if (one.day < first.day || one.day >= first.day + 14) continue;
        within.push_back(one);
        agencies.insert(one.agency);
      }
      if (within.size() >= 4 && agencies.size() >= 3) return within;
    }
    return {};
  }

  std::map<std::string, std::string> born_;
  std::map<std::string, std::vector<Worry>> worries_;  // By child.
};

TEST_P(WorriesRecountTest, EveryPictureIsAnAlertAndEveryAlertAPicture) {
  std::set<std::string> recounted;
  for (const auto& [child, worries] : worries_) {
    if (!Picture(worries).empty()) recounted.insert(child);
  }
  std::set<std::string> listed;
  for (const Row& row : Truth("alerts")) {
    if (row.at("rule") != "9") continue;
    EXPECT_TRUE(row.at("adult").empty() && row.at("uprn").empty());
    listed.insert(row.at("child"));
    const auto is = [&row](const char* cell) {
      return [&row, cell](const Worry& worry) { return worry.name == row.at(cell); };
    };
    const std::vector<Worry>& worries = worries_[row.at("child")];
    EXPECT_TRUE(std::ranges::any_of(worries, is("fired_by"))) << row.at("fired_by");
    EXPECT_TRUE(std::ranges::any_of(worries, is("earlier"))) << row.at("earlier");
  }
  EXPECT_EQ(listed, recounted);
  EXPECT_GT(listed.size(), 0u);
}

INSTANTIATE_TEST_SUITE_P(County, WorriesRecountTest, ::testing::ValuesIn(Recounted()), CountyName);

}  // namespace
}  // namespace goldthread::county
