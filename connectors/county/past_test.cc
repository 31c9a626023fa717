#include "connectors/county/past.h"

#include <gtest/gtest.h>

#include "connectors/county/watch_fixture.h"

namespace goldthread::county {
namespace {

// A mother with two children; a woman whom a man has hurt; he lives with the mother now.
class PastTest : public WatchedWorldTest {
 protected:
  PastTest() : WatchedWorldTest(6, 8) {}
  void SetUp() override {
    mother_ = Adult(1990);
    woman_ = Adult(1988);
    man_ = Adult(1985);
    first_ = world_.AddChild({mother_, kNobody}, Number(2018, 5, 1), chance_);
    second_ = world_.AddChild({mother_, kNobody}, Number(2020, 5, 1), chance_);
    const HouseholdIndex home = world_.Found(10, chance_);
    for (const PersonIndex member : {mother_, second_, man_}) world_.Settle(member, home, kStart);
    world_.Settle(woman_, world_.Found(20, chance_), kStart);
    world_.Settle(first_, world_.Found(30, chance_), kStart);
  }
  // A day later than the last.
  Observation Note(Seen seen, PersonIndex person, PersonIndex other = kNobody) {
    Observation note = NoteOn(kStart + static_cast<DayNumber>(last_ + 1), seen, person);
    note.other = other;
    return note;
  }
  void Tell(const Observation& note) { alerts_.Told(note); }
  uint32_t Asserts(Feed feed) {
    Observation note = Note(Seen::kRiskAsserted, man_);
    note.feed = feed;
    Tell(note);
    return note.ordinal;
  }
  void Ends(Feed feed, uint32_t asserted) {
    Observation note = Note(Seen::kRiskReviewed, man_);
    note.feed = feed;
    note.code = 1;
    note.about = asserted;
    Tell(note);
  }
  void TellHome() {
    Tell(Note(Seen::kAddress, man_));
    Tell(Note(Seen::kAddress, mother_));
    Tell(Note(Seen::kAddress, second_));
  }
  void TakenIntoCare(PersonIndex child) {
    Observation note = Note(Seen::kPlanStarted, child);
    note.code = 2;
    Tell(note);
  }
  void IsMother(PersonIndex child) {
    Observation note = Note(Seen::kRelationship, mother_, child);
    note.code = 2;
    Tell(note);
  }

  PersonIndex mother_ = 0;
  PersonIndex woman_ = 0;
  PersonIndex man_ = 0;
  PersonIndex first_ = 0;
  PersonIndex second_ = 0;
};

TEST_F(PastTest, WhomAMaracHeardOfLivesWithAChildOfAnotherFamily) {
  Tell(Note(Seen::kIncident, woman_, man_));
  Asserts(Feed::kMarac);
  TellHome();
  alerts_.Finish(kStart + 3'000);
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].rule, 6);
  EXPECT_EQ(truth_.alerts[0].adult, man_);
  EXPECT_EQ(truth_.alerts[0].child, second_);
  EXPECT_EQ(OrdinalOf(truth_.alerts[0].earlier), 1u);
  EXPECT_EQ(OrdinalOf(truth_.alerts[0].assertion), 2u);
  EXPECT_EQ(OrdinalOf(truth_.alerts[0].fired_by), 5u);
}

TEST_F(PastTest, TheFamilyThatWasHurtIsNotAnother) {
  Tell(Note(Seen::kIncident, mother_, man_));
  Asserts(Feed::kMarac);
  TellHome();
  alerts_.Finish(kStart + 3'000);
  EXPECT_TRUE(truth_.alerts.empty());
}

TEST_F(PastTest, AnotherAgencysAssertionIsNoMaracs) {
  Tell(Note(Seen::kIncident, woman_, man_));
  Asserts(Feed::kPolice);
  TellHome();
  alerts_.Finish(kStart + 3'000);
  EXPECT_TRUE(truth_.alerts.empty());
}

TEST_F(PastTest, TheAlertStopsWithTheMaracsAssertion) {
  Tell(Note(Seen::kIncident, woman_, man_));
  const uint32_t asserted = Asserts(Feed::kMarac);
  TellHome();
  Ends(Feed::kMarac, asserted);
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].why_it_stops, "no longer a risk");
}

TEST_F(PastTest, AgenciesThatDisagreeAreAnAlertUntilTheyAgree) {
  const uint32_t police = Asserts(Feed::kPolice);
  const uint32_t probation = Asserts(Feed::kProbation);
  Ends(Feed::kPolice, police);
  EXPECT_TRUE(truth_.alerts.empty());
  Ends(Feed::kProbation, probation);
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].rule, 7);
  EXPECT_EQ(truth_.alerts[0].child, kNobody);
  EXPECT_EQ(OrdinalOf(truth_.alerts[0].assertion), probation);
  EXPECT_EQ(OrdinalOf(truth_.alerts[0].fired_by), 3u);
  EXPECT_EQ(truth_.alerts[0].why_it_stops, "agencies agree");
}

TEST_F(PastTest, AnAssertionThatEndedBeforeItWasToldIsOnlyAnEnd) {
  Tell(Note(Seen::kIncident, woman_, man_));
  const uint32_t police = Asserts(Feed::kPolice);
  TellHome();
  Observation late = Note(Seen::kRiskAsserted, man_);
  late.feed = Feed::kMarac;
  Ends(Feed::kMarac, late.ordinal);
  EXPECT_TRUE(truth_.alerts.empty());
  Tell(late);
  alerts_.Finish(kStart + 3'000);
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].rule, 7);
  EXPECT_EQ(OrdinalOf(truth_.alerts[0].assertion), police);
  EXPECT_EQ(OrdinalOf(truth_.alerts[0].fired_by), late.ordinal);
}

TEST_F(PastTest, AnEarlierChildInCareSpeaksOfTheNextInWhateverOrderItIsTold) {
  TellHome();
  TakenIntoCare(first_);
  IsMother(first_);
  alerts_.Finish(kStart + 3'000);
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].rule, 8);
  EXPECT_EQ(truth_.alerts[0].adult, mother_);
  EXPECT_EQ(truth_.alerts[0].child, second_);
  EXPECT_EQ(OrdinalOf(truth_.alerts[0].earlier), 4u);
  EXPECT_EQ(OrdinalOf(truth_.alerts[0].kinship), 5u);
}

TEST_F(PastTest, AnExpectedChildOfAMotherWhoLostOneIsSpokenOf) {
  IsMother(first_);
  Tell(Note(Seen::kDeath, first_));
  Tell(Note(Seen::kAddress, mother_));
  const PersonIndex unborn = world_.AddChild({mother_, kNobody}, kStart + 250, chance_);
  world_.At(unborn).Set(kUnborn);
  alerts_.Saw({Change::kConceived, kStart, mother_, unborn, 10});
  Tell(Note(Seen::kPregnancy, mother_, unborn));
  alerts_.Finish(kStart + 3'000);
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].rule, 8);
  EXPECT_EQ(truth_.alerts[0].child, unborn);
}

TEST_F(PastTest, OfTheChildSheExpectsNobodyNeedSayWhereSheLives) {
  IsMother(first_);
  Tell(Note(Seen::kDeath, first_));
  const PersonIndex unborn = world_.AddChild({mother_, kNobody}, kStart + 250, chance_);
  world_.At(unborn).Set(kUnborn);
  alerts_.Saw({Change::kConceived, kStart, mother_, unborn, 10});
  const Observation pregnancy = Note(Seen::kPregnancy, mother_, unborn);
  Tell(pregnancy);
  alerts_.Finish(kStart + 3'000);
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].child, unborn);
  EXPECT_EQ(truth_.alerts[0].child_told, RefOf(pregnancy));
  EXPECT_EQ(truth_.alerts[0].adult_told, 0u);
}

TEST_F(PastTest, NothingIsExpectedWhenNobodySaidWhoseChildItWas) {
  TellHome();
  TakenIntoCare(first_);
  alerts_.Finish(kStart + 3'000);
  EXPECT_TRUE(truth_.alerts.empty());
}

TEST_F(PastTest, AnAlertEndsWhenTheChildIsToldToLiveElsewhere) {
  TellHome();
  TakenIntoCare(first_);
  IsMother(first_);
  world_.Move(second_, world_.Found(40, chance_), kStart + 5);
  Tell(Note(Seen::kAddress, second_));
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].why_it_stops, "child is elsewhere");
}

TEST_F(PastTest, AnAlertEndsWhenTheChildIs18) {
  TellHome();
  TakenIntoCare(first_);
  IsMother(first_);
  alerts_.EndMonth({Number(2038, 5, 1), 31, 200});
  ASSERT_EQ(truth_.alerts.size(), 1u);
  EXPECT_EQ(truth_.alerts[0].why_it_stops, "child is 18");
  EXPECT_EQ(truth_.alerts[0].stops_at, Number(2038, 5, 1) * kDaySeconds);
}

}  // namespace
}  // namespace goldthread::county
