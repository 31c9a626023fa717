// What an alert rests on, and since when: its causes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/adults/adult_story.h"

namespace goldthread::adults {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using AdultCausesTest = AdultStory;

// In seconds, as the test's events are received.
int64_t FoundAt(const AdultViews& views) {
  return views.Standing().front().causes.front().found_us / 1'000'000;
}

TEST_F(AdultCausesTest, TheClockBeginsWhenTheLastOfWhatItRestsOnIsThere) {
  Tell mother("council", "k1", 1, 1);
  mother.Of("mum").Of("kid", v1::SUBJECT_ROLE_CHILD).Born("2018-06-01");
  mother->mutable_relationship_observed()->set_relationship("mother");
  Tell partner("council", "k2", 2, 2);
  partner.Of("man").Of("mum")->mutable_relationship_observed()->set_relationship("partner");
  Tell plan("council", "p", 900, 90);
  plan.Of("kid", v1::SUBJECT_ROLE_CHILD)
      ->mutable_plan_started()
      ->set_kind(v1::PLAN_KIND_CHILD_PROTECTION);
  views_.Take({mother, partner, Tell("council", "e", 4, 4).Of("man").Risk()});
  EXPECT_THAT(Rules(), IsEmpty());
  views_.Take(plan);
  ASSERT_THAT(Rules(), ElementsAre(3));
  EXPECT_EQ(FoundAt(views_), 900);
}

TEST_F(AdultCausesTest, TheClockBeginsWhenTheAdultsRecordsAreHeldToBeOnePerson) {
  Child(kHome, 1);
  Risk(2, "probation");
  Adult(kHome, 3);
  next_ = 500;
  Link({"probation", "man"}, {"police", "man"});
  ASSERT_THAT(Rules(), ElementsAre(1));
  EXPECT_EQ(FoundAt(views_), 500);
  next_ = 600;
  Link({"gp", "boy"}, {"school", "kid"});
  EXPECT_EQ(FoundAt(views_), 500) << "what is known stays known";
}

TEST_F(AdultCausesTest, WhoLeavesAndComesBackIsFoundAnew) {
  Child(kHome, 1);
  Risk(2);
  Adult(kHome, 3);
  EXPECT_EQ(FoundAt(views_), 3);
  Adult(kElsewhere, 4);
  next_ = 700;
  Adult(kHome, 90);
  EXPECT_EQ(FoundAt(views_), 700);
}

TEST_F(AdultCausesTest, AWordMoreOnWhatIsKnownRaisesNothingAnew) {
  Child(kHome, 1);
  Risk(2);
  Adult(kHome, 3);
  Adult(kHome, 30);
  Child(kHome, 31);
  EXPECT_EQ(views_.Changes().size(), 1u);
}

TEST_F(AdultCausesTest, TwoRecordsOfOneChildAreOneAlertThatBothIdsLeadTo) {
  Child(kHome, 1);
  Risk(2);
  Adult(kHome, 3);
  const std::string first = views_.Standing().front().id;
  views_.Take(Next("gp", 5).Of("child", v1::SUBJECT_ROLE_CHILD).Born("2018-06-01").At(kHome));
  ASSERT_EQ(views_.Standing().size(), 2u);
  Link({"gp", "child"}, {"school", "kid"});
  ASSERT_EQ(views_.Standing().size(), 1u);
  const Alert one = views_.Standing().front();
  EXPECT_EQ(one.id, first);
  ASSERT_EQ(one.causes.size(), 2u);
  EXPECT_EQ((*AlertOf(views_.Views(), one.causes[1].id))->id, first);
  EXPECT_THAT(*AlertsAbout(views_.Views(), {"gp", "child"}), ::testing::SizeIs(1 + 1))
      << "the one that stands and the one that went on as it";
}

// Nobody is told anew of what they closed long ago.
TEST_F(AdultCausesTest, WhenWhatGaveAnAlertItsIdEndsAnotherGoesOnWithItAndIsNotRaised) {
  Child(kHome, 1);
  Risk(2);
  Risk(3, "probation");
  Link({"probation", "man"}, {"police", "man"});
  Adult(kHome, 4);
  ASSERT_EQ(views_.Standing().size(), 1u);
  const Alert first = views_.Standing().front();
  ASSERT_EQ(first.causes.size(), 2u);
  Tell withdrawal(first.causes[0].trigger_feed.c_str(), "wrong", 600, 60);
  withdrawal->set_withdraws(first.causes[0].trigger_event_id);
  withdrawal->mutable_event_withdrawn();
  const size_t before = views_.Changes().size();
  views_.Take(withdrawal);
  ASSERT_EQ(views_.Standing().size(), 1u);
  const Alert next = views_.Standing().front();
  EXPECT_EQ(next.id, first.causes[1].id);
  std::vector<std::pair<std::string, AlertChange::Kind>> changes;
  for (size_t i = before; i < views_.Changes().size(); ++i) {
    changes.emplace_back(views_.Changes()[i].alert.id, views_.Changes()[i].kind);
  }
  EXPECT_THAT(changes, ElementsAre(std::pair(first.id, AlertChange::Kind::kMerged),
                                   std::pair(next.id, AlertChange::Kind::kContinued)));
  EXPECT_EQ(next.causes[0].found_us, first.causes[1].found_us);
}

Tell Corrected(Tell tell, const std::string& what) {
  tell->set_corrects(what);
  return tell;
}

TEST_F(AdultCausesTest, ACorrectedAssertionIsTheSameAlertInWhateverOrder) {
  Child(kHome, 1);
  Adult(kHome, 2);
  const Tell first = Tell("police", "r1", 10, 3).Of("man").Risk();
  const Tell second = Corrected(Tell("police", "r2", 11, 4).Of("man").Risk(), "r1");
  const Tell third = Corrected(Tell("police", "r3", 12, 5).Of("man").Risk(), "r2");
  views_.Take(first);
  ASSERT_EQ(views_.Standing().size(), 1u);
  const Alert before = views_.Standing().front();
  views_.Take({third, second});
  ASSERT_EQ(views_.Standing().size(), 1u);
  EXPECT_EQ(views_.Standing().front().id, before.id);
  EXPECT_EQ(views_.Standing().front().path[0].event_id, "r3");
  EXPECT_EQ(views_.Standing().front().causes[0].found_us, before.causes[0].found_us)
      << "no news to whoever decided on it";
}

TEST_F(AdultCausesTest, WhoTakesBackWhatWasCorrectedMeansTheCorrection) {
  Child(kHome, 1);
  Adult(kHome, 2);
  views_.Take(Tell("police", "r1", 10, 3).Of("man").Risk());
  views_.Take(Corrected(Tell("police", "r2", 11, 4).Of("man").Risk(), "r1"));
  Tell wrong("police", "r1-wrong", 12, 6);
  wrong.Of("man")->mutable_risk_withdrawn()->set_asserted_event_id("r1");
  views_.Take(wrong);
  EXPECT_THAT(Rules(), IsEmpty());
  views_.Take(Corrected(Tell("police", "r3", 13, 7).Of("man").Risk(), "r2"));
  EXPECT_THAT(Rules(), IsEmpty()) << "a correction brings back nothing that was taken back";
}

// The causes of the one alert of the rule, by what triggers them.
std::vector<std::string> TriggersOf(const AdultViews& views, int rule) {
  std::vector<std::string> triggers;
  for (const Alert& alert : views.Standing()) {
    if (alert.rule != rule) continue;
    EXPECT_THAT(triggers, IsEmpty()) << "two alerts";
    for (const Cause& cause : alert.causes) triggers.push_back(cause.trigger_event_id);
  }
  return triggers;
}

TEST_F(AdultCausesTest, EachAllegationOfAPatternIsACauseWhicheverComesLast) {
  const auto hurt = [](const char* id, const char* victim, int number, int day) {
    Tell tell("police", id, number, day);
    tell.Of("man", v1::SUBJECT_ROLE_ALLEGED_PERPETRATOR)
        .Of(victim, v1::SUBJECT_ROLE_ALLEGED_VICTIM)
        ->mutable_incident_attended();
    return tell;
  };
  for (const char* const victim : {"v0", "v1", "v2"}) {
    views_.Take(Next("police", 1).Of(victim).At(200 + static_cast<uint64_t>(victim[1])));
  }
  views_.Take({hurt("h1", "v0", 20, 20), hurt("h2", "v1", 21, 30)});
  EXPECT_THAT(TriggersOf(views_, 4), ElementsAre("h1", "h2"));
  views_.Take(hurt("h3", "v0", 22, 40));
  EXPECT_THAT(TriggersOf(views_, 4), ElementsAre("h1", "h2", "h3"));
  const std::string id = views_.Standing().front().id;
  views_.Take(hurt("h0", "v2", 23, 10));
  EXPECT_THAT(TriggersOf(views_, 4), ElementsAre("h0", "h1", "h2", "h3"));
  EXPECT_EQ((*AlertOf(views_.Views(), id))->id, views_.Standing().front().id);
}

TEST_F(AdultCausesTest, TwoPartnersHurtInTheAdultsOwnHomeAreAPattern) {
  views_.Take(Next("police", 1).Of("first").At(kHome));
  views_.Take(Next("police", 1).Of("second").At(kHome));
  int number = 20;
  const auto hurt = [&](const char* victim, int day) {
    Tell tell("police", std::string("hurt-") + victim, ++number, day);
    tell.Of("man", v1::SUBJECT_ROLE_ALLEGED_PERPETRATOR)
        .Of(victim, v1::SUBJECT_ROLE_ALLEGED_VICTIM)
        ->mutable_incident_attended();
    views_.Take(tell);
  };
  hurt("first", 20);
  hurt("second", 30);
  EXPECT_THAT(TriggersOf(views_, 4), IsEmpty()) << "of one home";
  for (const char* const how : {"ex-partner", "partner"}) {
    Tell tell = Next("police", 31).Of("man").Of(how[0] == 'e' ? "first" : "second");
    tell->mutable_relationship_observed()->set_relationship(how);
    views_.Take(tell);
  }
  EXPECT_THAT(TriggersOf(views_, 4), ElementsAre("hurt-first", "hurt-second"));
}

TEST_F(AdultCausesTest, OfAMaracsAlertEachAssertionAndEachAllegationIsACause) {
  const auto hurt = [&](const char* victim, uint64_t place) {
    views_.Take(Next("marac", 5).Of(victim).At(place));
    Tell tell = Next("marac", 6)
                    .Of("man", v1::SUBJECT_ROLE_ALLEGED_PERPETRATOR)
                    .Of(victim, v1::SUBJECT_ROLE_ALLEGED_VICTIM);
    tell->mutable_incident_attended();
    views_.Take(tell);
    return tell->id();
  };
  views_.Take(Next("marac", 1).Of("kid", v1::SUBJECT_ROLE_CHILD).Born("2018-06-01").At(kHome));
  views_.Take(Next("marac", 2).Of("man").Born("1985-01-01").At(kHome));
  const std::string risk = Risk(3, "marac");
  const std::string first = hurt("v0", 200);
  EXPECT_THAT(TriggersOf(views_, 6), ElementsAre(risk, first));
  const std::string second = hurt("v1", 201);
  EXPECT_THAT(TriggersOf(views_, 6), ElementsAre(risk, first, second));
  const std::string again = Risk(90, "marac");
  EXPECT_THAT(TriggersOf(views_, 6), ElementsAre(risk, again, first, second));
}

TEST_F(AdultCausesTest, EachChildThatWasLostBeforeIsACause) {
  const auto lose = [&](const char* child) {
    Tell father = Next("police", 2).Of("man").Of(child, v1::SUBJECT_ROLE_CHILD).Born("2016-01-01");
    father->mutable_relationship_observed()->set_relationship("father");
    views_.Take(father);
    Tell died = Next("police", 3).Of(child, v1::SUBJECT_ROLE_CHILD);
    died->mutable_person_died();
    views_.Take(died);
    return died->id();
  };
  Child(kHome, 1);
  Adult(kHome, 1);
  const std::string first = lose("lost-1");
  EXPECT_THAT(TriggersOf(views_, 8), ElementsAre(first));
  const std::string second = lose("lost-2");
  EXPECT_THAT(TriggersOf(views_, 8), ElementsAre(first, second));
}

}  // namespace
}  // namespace goldthread::adults
