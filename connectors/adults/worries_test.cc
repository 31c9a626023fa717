// When small worries about a child add up.
#include "connectors/adults/worries.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <utility>

#include "connectors/adults/adult_fixture.h"

namespace goldthread::adults {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// The `number`th, of one agency; an emergency department's unless said otherwise.
Tell Worry(int number, int day, const std::string& agency, const char* record = "c0") {
  Tell tell("feed-of-" + agency, "e" + std::to_string(number), number, day);
  tell.Of(record, v1::SUBJECT_ROLE_CHILD).Born("2019-05-06");
  tell->set_agency(agency);
  tell->mutable_attendance_recorded()->set_setting("emergency-department");
  return tell;
}

// Each feed has its own record of the child.
Told Joined(int number, const std::string& one, const std::string& other) {
  Tell tell(kPolice, "link-" + std::to_string(number), number, 0);
  *tell->mutable_records_linked()->mutable_first() = ToRef({"feed-of-" + one, "c0"});
  *tell->mutable_records_linked()->mutable_second() = ToRef({"feed-of-" + other, "c0"});
  return tell;
}

using Events = std::vector<std::string>;

std::vector<Events> CausesOfStanding(const AdultViews& views) {
  std::vector<Events> found;
  for (const Alert& alert : views.Standing()) {
    Events& events = found.emplace_back();
    for (const Cause& cause : alert.causes) events.push_back(cause.trigger_event_id);
  }
  std::ranges::sort(found);
  return found;
}

// Of every worry that stands in the rows, whichever record's: the child is one.
std::vector<Events> CausesOfAllAtOnce(const AdultViews& views) {
  std::vector<std::pair<RecordId, v1::AdultRecordRow>> rows;
  for (const char* const agency : {"school", "hospital", "police"}) {
    const RecordId record{std::string("feed-of-") + agency, "c0"};
    const std::string prefix = WorriesKey(record, 0).substr(0, WorriesKey(record, 0).size() - 8);
    for (const auto& [key, value] : views.rows().rows()) {
      if (!key.starts_with(prefix)) continue;
      rows.emplace_back(record, v1::AdultRecordRow()).second.ParseFromString(value);
    }
  }
  std::vector<Held> worries;
  for (const auto& [record, row] : rows) {
    for (const v1::AdultFact& fact : row.facts()) {
      if (!fact.void_()) worries.push_back({&record, &fact});
    }
  }
  std::ranges::sort(worries, IsEarlierHeld);
  std::vector<Events> found;
  for (const Picture& picture : AddedUp(worries)) {
    Events& events = found.emplace_back();
    for (const Held& worry : picture.worries) events.push_back(worry.fact->event_id());
  }
  std::ranges::sort(found);
  return found;
}

class WorriesTest : public ::testing::Test {
 protected:
  WorriesTest() {
    views_.Take(Joined(1, "school", "hospital"));
    views_.Take(Joined(2, "school", "police"));
  }
  AdultViews views_;
};

TEST_F(WorriesTest, FourOfThreeAgenciesWithinAFortnightAddUp) {
  views_.Take(Worry(3, 1, "school"));
  views_.Take(Worry(4, 4, "hospital"));
  views_.Take(Worry(5, 9, "police"));
  EXPECT_THAT(views_.Standing(), IsEmpty());
  views_.Take(Worry(6, 14, "school"));
  ASSERT_THAT(views_.Standing(), SizeIs(1));
  const Alert alert = views_.Standing().front();
  EXPECT_EQ(alert.rule, 9);
  EXPECT_THAT(alert.adult, IsEmpty());
  EXPECT_THAT(alert.child, SizeIs(3));
  EXPECT_THAT(alert.path, SizeIs(4));
  EXPECT_EQ(alert.since, DayOfNumber(NumberOfDay(14)));
  for (const Cause& cause : alert.causes) EXPECT_EQ(cause.found_us, 6'000'000);
}

TEST_F(WorriesTest, AFortnightAndADayIsTooLong) {
  views_.Take({Worry(3, 1, "school"), Worry(4, 4, "hospital"), Worry(5, 9, "police"),
               Worry(6, 15, "school")});
  EXPECT_THAT(views_.Standing(), IsEmpty());
}

TEST_F(WorriesTest, TwoAgenciesAreTooFew) {
  views_.Take({Worry(3, 1, "school"), Worry(4, 4, "hospital"), Worry(5, 9, "school"),
               Worry(6, 10, "hospital"), Worry(7, 11, "school")});
  EXPECT_THAT(views_.Standing(), IsEmpty());
}

TEST_F(WorriesTest, AnotherWorryIsNewEvidenceOfTheSameAlert) {
  views_.Take({Worry(3, 1, "school"), Worry(4, 4, "hospital"), Worry(5, 9, "police"),
               Worry(6, 10, "school")});
  const std::string id = views_.Standing().front().id;
  views_.Take(Worry(7, 17, "hospital"));
  ASSERT_THAT(views_.Standing(), SizeIs(1));
  const Alert alert = views_.Standing().front();
  EXPECT_EQ(alert.id, id);
  EXPECT_THAT(alert.path, SizeIs(4));
  ASSERT_THAT(alert.causes, SizeIs(5));
  EXPECT_EQ(alert.causes.back().found_us, 7'000'000);
}

TEST_F(WorriesTest, AWorryThatIsWithdrawnBreaksIt) {
  views_.Take({Worry(3, 1, "school"), Worry(4, 4, "hospital"), Worry(5, 9, "police"),
               Worry(6, 10, "school")});
  Tell withdrawn("feed-of-hospital", "w", 7, 11);
  withdrawn->mutable_event_withdrawn();
  withdrawn->set_withdraws("e4");
  views_.Take(withdrawn);
  EXPECT_THAT(views_.Standing(), IsEmpty());
  EXPECT_THAT(views_.Changes().back().alert.why_broken, HasSubstr("corrected or withdrawn"));
}

TEST_F(WorriesTest, OneEventUnderTwoRecordsIsOneWorry) {
  Tell two = Worry(6, 10, "school");
  two.Of("c1", v1::SUBJECT_ROLE_SIBLING);
  Tell link(kPolice, "link-3", 7, 0);
  *link->mutable_records_linked()->mutable_first() = ToRef({"feed-of-school", "c0"});
  *link->mutable_records_linked()->mutable_second() = ToRef({"feed-of-school", "c1"});
  views_.Take({Worry(4, 4, "hospital"), Worry(5, 9, "police"), two, link});
  EXPECT_THAT(views_.Standing(), IsEmpty());
}

TEST_F(WorriesTest, OfManyOfOneFortnightTheLatestCountWhateverTheOrder) {
  std::vector<Told> all = {Worry(3, 40, "hospital"), Worry(4, 41, "police")};
  for (int number = 5; number < 105; ++number) all.push_back(Worry(number, 41, "school"));
  AdultViews other;
  other.Take(Joined(1, "school", "hospital"));
  other.Take(Joined(2, "school", "police"));
  views_.Take(all);
  std::ranges::reverse(all);
  other.Take(all);
  EXPECT_THAT(views_.Standing(), SizeIs(1));
  EXPECT_EQ(InFull(views_), InFull(other));
}

TEST_F(WorriesTest, ThoseThatAreWithdrawnTakeNobodysPlace) {
  std::vector<Told> all;
  for (int number = 10; number < 110; ++number) {
    all.push_back(Worry(number, 41, "school"));
    Tell withdrawn("feed-of-school", "w" + std::to_string(number), 100 + number, 42);
    withdrawn->mutable_event_withdrawn();
    withdrawn->set_withdraws("e" + std::to_string(number));
    all.push_back(withdrawn);
  }
  views_.Take(all);
  views_.Take({Worry(3, 40, "school"), Worry(4, 40, "school"), Worry(5, 40, "hospital"),
               Worry(6, 40, "police")});
  EXPECT_THAT(views_.Standing(), SizeIs(1));
}

TEST_F(WorriesTest, OfManyAtOnceSixteenAreThePictureAndItHasThreeAgencies) {
  std::vector<Told> all = {Worry(3, 40, "hospital")};
  for (int number = 4; number < 34; ++number) all.push_back(Worry(number, 41, "school"));
  all.push_back(Worry(40, 42, "police"));
  views_.Take(all);
  ASSERT_THAT(views_.Standing(), SizeIs(1));
  const Alert alert = views_.Standing().front();
  EXPECT_THAT(alert.causes, SizeIs(16));
  EXPECT_THAT(alert.path, SizeIs(16));
  EXPECT_EQ(alert.causes.front().trigger_event_id, "e3");
  EXPECT_EQ(alert.causes.back().trigger_event_id, "e40");
}

TEST_F(WorriesTest, OfAChildWhoDiedItIsSaidThatItDied) {
  views_.Take({Worry(3, 1, "school"), Worry(4, 4, "hospital"), Worry(5, 9, "police"),
               Worry(6, 10, "school")});
  Tell died("feed-of-hospital", "d", 7, 12);
  died.Of("c0", v1::SUBJECT_ROLE_CHILD)->mutable_person_died();
  views_.Take(died);
  EXPECT_THAT(views_.Standing(), IsEmpty());
  EXPECT_EQ(views_.Changes().back().alert.why_broken, "the child has died");
}

TEST_F(WorriesTest, WhenThereAreFourTimesEnoughTheyAddUpAnew) {
  const char* const agencies[] = {"school", "hospital", "police"};
  for (int number = 3; number < 3 + 16; ++number) {
    views_.Take(Worry(number, number, agencies[number % 3]));
  }
  EXPECT_THAT(views_.Standing(), SizeIs(1));
  for (int number = 19; number < 19 + 3; ++number) {
    views_.Take(Worry(number, number, agencies[number % 3]));
  }
  ASSERT_THAT(views_.Standing(), SizeIs(1));
  EXPECT_THAT(views_.Standing().front().causes, SizeIs(16));
  views_.Take(Worry(22, 22, "school"));
  EXPECT_THAT(views_.Standing(), SizeIs(2));
}

// Worked out again only from where something changed, as if from the beginning.
TEST_F(WorriesTest, WhateverTheOrderTheyAddUpAsIfAllWereToldAtOnce) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    std::mt19937 random(seed);
    const auto below = [&random](unsigned end) { return static_cast<int>(random() % end); };
    const char* const agencies[] = {"school", "hospital", "police"};
    // In some all comes at once, of one agency above all.
    const bool much = seed % 3 == 0;
    const int days = much ? 16 : 20 + below(200);
    std::vector<Told> all = {Joined(1, "school", "hospital"), Joined(2, "school", "police")};
    for (int number = 3; number < 70; ++number) {
      const char* const agency = agencies[much && below(12) != 0 ? 0 : below(3)];
      if (below(8) != 0) {
        all.push_back(Worry(number, below(static_cast<unsigned>(days)), agency));
        continue;
      }
      Tell amends = Worry(number, below(static_cast<unsigned>(days)), agency);
      const std::string target = fmt::format("e{}", 3 + below(67));
      if (below(2) == 0) {
        amends->set_corrects(target);
      } else {
        amends->mutable_event_withdrawn();
        amends->set_withdraws(target);
      }
      all.push_back(amends);
    }
    std::ranges::shuffle(all, random);
    AdultViews views;
    views.Take(all);
    ASSERT_EQ(CausesOfStanding(views), CausesOfAllAtOnce(views));
    std::ranges::shuffle(all, random);
    AdultViews other;
    other.Take(all);
    ASSERT_EQ(InFull(views), InFull(other));
  }
}

TEST_F(WorriesTest, OfWhoIsGrownUpThereAreNone) {
  for (int number = 3; number < 7; ++number) {
    const char* const agencies[] = {"school", "hospital", "police", "school"};
    Tell worry = Worry(number, number, agencies[number - 3]);
    worry->mutable_subjects(0)->mutable_described()->set_birth_date("2007-01-02");
    views_.Take(worry);
  }
  EXPECT_THAT(views_.Standing(), IsEmpty());
}

}  // namespace
}  // namespace goldthread::adults
