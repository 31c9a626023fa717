#include "connectors/county/agencies/notebook.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "connectors/county/people/founding.h"

namespace goldthread::county {
namespace {

struct Kind {
  Feed feed;
  Seen seen;
  uint16_t code = 0;
};

class NotebookTest : public ::testing::Test {
 protected:
  NotebookTest() { Populate(world_, 1'000, Number(2020, 4, 1)); }

  Observation Note(const Kind& kind) const {
    Observation note;
    note.feed = kind.feed;
    note.seen = kind.seen;
    note.code = kind.code;
    note.subject = 1;
    note.dated = true;
    note.occurred = Number(2020, 5, 1) * kDaySeconds;
    return note;
  }
  int LostOf(const Kind& kind) {
    for (int i = 0; i < 5'000; ++i) notebook_.Write(Note(kind));
    std::vector<Observation> sent;
    notebook_.TakeBefore(Number(2030, 1, 1) * kDaySeconds, sent);
    return static_cast<int>(
        std::count_if(sent.begin(), sent.end(), [](const auto& one) { return one.lost; }));
  }

  NoTruth nobody_asks_;
  World world_{{.people = 1'000, .years = 1, .seed = 3}, nobody_asks_};
  Notebook notebook_{world_};
};

TEST_F(NotebookTest, EachFeedHasGapsOfItsOwnKind) {
  const std::map<Feed, Kind> gaps = {
      {Feed::kNorthmereCouncil, {Feed::kNorthmereCouncil, Seen::kContact}},
      {Feed::kWestmereCouncil, {Feed::kWestmereCouncil, Seen::kContact}},
      {Feed::kPolice, {Feed::kPolice, Seen::kIncident}},
      {Feed::kNorthmereEd, {Feed::kNorthmereEd, Seen::kAttendance}},
      {Feed::kWestmereEd, {Feed::kWestmereEd, Seen::kAttendance}},
      {Feed::kNorthmereMaternity, {Feed::kNorthmereMaternity, Seen::kPregnancy}},
      {Feed::kWestmereMaternity, {Feed::kWestmereMaternity, Seen::kPregnancy}},
      {Feed::kHealthVisiting, {Feed::kHealthVisiting, Seen::kMissedAppointment}},
      {Feed::kGps, {Feed::kGps, Seen::kAddress}},
      {Feed::kSchools, {Feed::kSchools, Seen::kAbsence}},
      {Feed::kNorthmereHousing, {Feed::kNorthmereHousing, Seen::kAddress}},
      {Feed::kWestmereHousing, {Feed::kWestmereHousing, Seen::kAddress}},
      {Feed::kProbation, {Feed::kProbation, Seen::kAddress}},
      {Feed::kRecovery, {Feed::kRecovery, Seen::kConcern}},
      {Feed::kMarac, {Feed::kMarac, Seen::kRiskReviewed}},
  };
  ASSERT_EQ(gaps.size(), static_cast<size_t>(kFeeds));
  for (const auto& [feed, kind] : gaps) EXPECT_GT(LostOf(kind), 0) << MannerOf(feed).name;
}

TEST_F(NotebookTest, WhatOthersRestOnIsNeverLost) {
  for (const Kind& kind :
       {Kind{Feed::kMarac, Seen::kRiskAsserted}, Kind{Feed::kMarac, Seen::kRiskReviewed, 1},
        Kind{Feed::kMarac, Seen::kRiskWithdrawn}, Kind{Feed::kPolice, Seen::kOrderMade},
        Kind{Feed::kProbation, Seen::kOrderEnded},
        Kind{Feed::kNorthmereHousing, Seen::kTenancyEnded},
        Kind{Feed::kNorthmereCouncil, Seen::kPlanStarted},
        Kind{Feed::kNorthmereCouncil, Seen::kRelationship},
        Kind{Feed::kWestmereMaternity, Seen::kBirth}}) {
    EXPECT_EQ(LostOf(kind), 0) << MannerOf(kind.feed).name << ' ' << static_cast<int>(kind.seen);
  }
}

// A day that is entered wrongly is three days early.
TEST_F(NotebookTest, NoDayIsEnteredThatIsBeforeAChildWasBorn) {
  PersonIndex child = 0;
  while (!world_.IsChildOn(child, Number(2020, 4, 1))) ++child;
  const DayNumber birth = world_.At(child).birth;
  for (const DayNumber age : {0, 2, 3}) {
    Observation note = Note({Feed::kNorthmereEd, Seen::kAttendance});
    note.subject = child;
    note.occurred = (birth + age) * kDaySeconds;
    for (int i = 0; i < 5'000; ++i) notebook_.Write(note);
    std::vector<Observation> sent;
    notebook_.TakeBefore(Number(2030, 1, 1) * kDaySeconds, sent);
    const auto wrong = std::count_if(sent.begin(), sent.end(), [](const Observation& one) {
      return one.flaw == Flaw::kWrongDay;
    });
    EXPECT_EQ(wrong > 0, age == 3) << age;
  }
}

}  // namespace
}  // namespace goldthread::county
