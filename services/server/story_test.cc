#include "services/server/story.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/server/command_test.h"
#include "services/server/moved_in.h"
#include "services/server/story_events.h"
#include "services/server/story_player.h"
#include "services/server/story_review.h"
#include "services/server/words.h"
#include "services/vocabulary/identifiers.h"

namespace goldthread::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

StatusOr<Played> PlayAlone(const Story& story) {
  ManualClock clock(ReceivedAt(story.steps.front()));
  HubConfig config;
  config.clock = &clock;
  GT_ASSIGN_OR_RETURN(const auto hub, Hub::Open(config));
  const HubClient client(*hub);
  return Play(story, client, clock, [](const StoryStep&) {});
}

TEST(StoryTest, IsToldInTheOrderInWhichAgenciesRecordedIt) {
  const Story story = FourSmallWorries();
  for (size_t at = 1; at < story.steps.size(); ++at) {
    EXPECT_LT(ReceivedAt(story.steps[at - 1]), ReceivedAt(story.steps[at]));
  }
}

TEST(StoryTest, ItsNumbersAreSyntheticAndRight) {
  for (const StoryStep& step : FourSmallWorries().steps) {
    for (const v1::Subject& subject : step.event.subjects()) {
      for (const v1::Identifier& identifier : subject.described().identifiers()) {
        EXPECT_EQ(CheckIdentifier(identifier, 2026).status, IdentifierStatus::kValid)
            << step.event.id();
        if (identifier.type() == v1::IDENTIFIER_TYPE_NHS_NUMBER) {
          EXPECT_EQ(identifier.value().substr(0, 3), "999") << step.event.id();
        }
      }
    }
  }
}

TEST(StoryTest, TheHubShowsTodayAndTheDayOfTheVisitAsTheStorySays) {
  const Story story = FourSmallWorries();
  const auto played = PlayAlone(story);
  ASSERT_TRUE(played.ok()) << Message(played.status());
  EXPECT_THAT(Differences(story, *played), IsEmpty());
  // Said once more by hand, so that a story and a check that are wrong alike are found.
  ASSERT_THAT(played->now.entries, SizeIs(5));
  EXPECT_EQ(played->now.entries[1].kind(), "IncidentAttended");
  EXPECT_EQ(played->now.entries[1].days_late(), 4);
  EXPECT_EQ(played->now.entries[1].age_years(), 6);
  EXPECT_EQ(played->now.entries[3].role(), v1::SUBJECT_ROLE_SIBLING);
  EXPECT_THAT(played->now.person.records(), SizeIs(5));
  ASSERT_THAT(played->then.entries, SizeIs(2));
  EXPECT_EQ(played->then.entries[0].kind(), "AttendanceConcern");
  EXPECT_EQ(played->then.entries[1].kind(), "AttendanceRecorded");
  EXPECT_THAT(played->then.person.records(), SizeIs(2));
}

TEST(StoryTest, AReviewerDecidesAndTwoChronologiesBecomeOne) {
  const Story story = FourSmallWorries();
  ManualClock clock(ReceivedAt(story.steps.front()));
  HubConfig config;
  config.clock = &clock;
  const auto hub = Hub::Open(config);
  ASSERT_TRUE(hub.ok()) << hub.status();
  const HubClient client(**hub);
  ASSERT_TRUE(Play(story, client, clock, [](const StoryStep&) {}).ok());
  const auto reviewed = PlayReview(story, client, clock);
  ASSERT_TRUE(reviewed.ok()) << reviewed.status();
  EXPECT_THAT(ReviewDifferences(*reviewed), IsEmpty());
  EXPECT_FALSE(reviewed->shown.one_person());
  EXPECT_EQ(reviewed->facts_before, 5u);
  EXPECT_EQ(reviewed->facts_after, 6u);
  EXPECT_EQ(reviewed->waiting.reason(), v1::REVIEW_REASON_BIRTH_DATES_CONFLICT);
}

TEST(StoryTest, AnIncidentThatReachesTheHubInTimeIsNoticedAsADifference) {
  Story story = FourSmallWorries();
  // The police write it up on the Friday morning instead, before the visit.
  std::swap(story.steps[1], story.steps[2]);
  const Day friday = std::chrono::year(2026) / std::chrono::March / 6;
  *story.steps[1].event.mutable_recorded_at() =
      TimestampOf(StartOfDayInLondon(friday) + std::chrono::hours(9));
  const auto played = PlayAlone(story);
  ASSERT_TRUE(played.ok()) << Message(played.status());
  EXPECT_THAT(Differences(story, *played),
              ElementsAre(HasSubstr("as known on 2026-03-07"), HasSubstr("incident-2604")));
}

TEST(MovedInTest, GoesAsTheStorySaysWhereverTheRefugeIs) {
  std::string answers[2];
  for (const Refuge& refuge : {Refuge(), Refuge{100'000'000'778, "ZZ99 8XY"}}) {
    ManualClock clock(At(12, 8, 0));
    HubConfig config;
    config.clock = &clock;
    const auto hub = Hub::Open(config);
    ASSERT_TRUE(hub.ok()) << hub.status();
    const HubClient client(**hub);
    const auto played = PlayMovedIn(client, clock, refuge, [](std::string_view) {});
    ASSERT_TRUE(played.ok()) << played.status();
    EXPECT_THAT(played->differences, IsEmpty());
    EXPECT_THAT(played->before, HasSubstr("  northmere-housing/tenancies/occupant-902"));
    EXPECT_THAT(played->before, Not(HasSubstr("\n! ")));
    EXPECT_THAT(played->after, HasSubstr("\n! northmere-housing/tenancies/occupant-902"));
    answers[answers[0].empty() ? 0 : 1] = played->answers;
  }
  EXPECT_EQ(answers[0], answers[1]);
  EXPECT_THAT(answers[0], HasSubstr("child-830"));
}

TEST(DemoTest, DrawsBothPicturesAndSaysWhatIsNext) {
  const Ran demo = RunCommand({"demo", "--people", "1000"});
  EXPECT_EQ(demo.code, kExitOk) << demo.err;
  EXPECT_THAT(demo.out, HasSubstr("Northmere, 1000 people"));
  EXPECT_THAT(demo.out, HasSubstr("none refused"));
  EXPECT_THAT(demo.out, HasSubstr("Tue 3 Mar   school records"));
  EXPECT_THAT(demo.out, HasSubstr("As known on 2026-03-07"));
  EXPECT_THAT(demo.out, HasSubstr("decided: same, by reviewer-2"));
  EXPECT_THAT(demo.out, HasSubstr("5 facts before, 6 now"));
  EXPECT_THAT(demo.out, HasSubstr("Small worries of several agencies"));
  EXPECT_THAT(demo.out, HasSubstr("all three alerts are withdrawn"));
  EXPECT_THAT(demo.out, HasSubstr("goldthread serve"));
  EXPECT_THAT(demo.out, Not(HasSubstr("\x1b")));
  // Once in the first picture and not in the second.
  const size_t first = demo.out.find("domestic incident\n");
  ASSERT_NE(first, demo.out.npos);
  EXPECT_EQ(demo.out.find("domestic incident\n", first + 1), demo.out.npos);
}

TEST(DemoTest, InJsonItIsOneObjectWithBothChronologies) {
  const Ran demo = RunCommand({"demo", "--json", "--people", "1000"});
  EXPECT_EQ(demo.code, kExitOk) << demo.err;
  const auto json = demo.Json();
  EXPECT_EQ(json["as_told"], true);
  EXPECT_THAT(json["today"]["entries"], SizeIs(5));
  EXPECT_THAT(json["then"]["entries"], SizeIs(2));
  EXPECT_EQ(json["then"]["as_known_on"], "2026-03-07");
  EXPECT_THAT(json["published"], SizeIs(5));
  EXPECT_GT(json["county_events"], 500);
}

TEST(DemoTest, SteppingWaitsForEnterUnlessNobodyMayBeAsked) {
  EXPECT_EQ(RunCommand({"demo", "--step", "--people", "1000"}, "\n\n\n\n\n").code, kExitOk);
  EXPECT_EQ(RunCommand({"demo", "--step", "--no-input", "--people", "1000"}).code, kExitOk);
}

}  // namespace
}  // namespace goldthread::server
