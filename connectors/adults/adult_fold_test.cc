#include "connectors/adults/adult_fold.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connectors/adults/adult_fixture.h"

namespace goldthread::adults {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr uint64_t kHome = 101;
constexpr uint64_t kElsewhere = 102;

class AdultFoldTest : public ::testing::Test {
 protected:
  Tell Next(std::string_view feed, int day) {
    const int number = next_++;
    return Tell(feed, "e" + std::to_string(number), number, day);
  }
  void Child(uint64_t place, int day, v1::Residence how = v1::RESIDENCE_LIVES) {
    views_.Take(
        Next("school", day).Of("kid", v1::SUBJECT_ROLE_CHILD).Born("2018-06-01").At(place, how));
  }
  void Adult(uint64_t place, int day) {
    views_.Take(Next("police", day).Of("man").Born("1985-01-01").At(place));
  }
  std::string Risk(int day, std::string_view feed = "police") {
    Tell tell = Next(feed, day).Of("man", v1::SUBJECT_ROLE_ADULT_OF_CONCERN).Risk();
    views_.Take(tell);
    return tell->id();
  }
  std::vector<int> Rules() {
    std::vector<int> rules;
    for (const Alert& alert : views_.Standing()) rules.push_back(alert.rule);
    std::sort(rules.begin(), rules.end());
    return rules;
  }
  void Link(const RecordId& a, const RecordId& b, bool apart = false) {
    Tell tell = Next("goldthread/matching", 1);
    if (apart) {
      *tell->mutable_records_separated()->mutable_first() = ToRef(a);
      *tell->mutable_records_separated()->mutable_second() = ToRef(b);
    } else {
      *tell->mutable_records_linked()->mutable_first() = ToRef(a);
      *tell->mutable_records_linked()->mutable_second() = ToRef(b);
    }
    views_.Take(tell);
  }

  AdultViews views_;
  int next_ = 1;
};

TEST_F(AdultFoldTest, AnAdultWhoComesToWhereAChildLivesRaisesAnAlertWithItsPath) {
  Child(kHome, 1);
  Risk(2);
  EXPECT_THAT(Rules(), IsEmpty());
  Adult(kHome, 3);
  ASSERT_THAT(Rules(), ElementsAre(1));
  const Alert alert = views_.Standing().front();
  EXPECT_THAT(alert.adult, ElementsAre(RecordId{"police", "man"}));
  EXPECT_THAT(alert.child, ElementsAre(RecordId{"school", "kid"}));
  ASSERT_EQ(alert.path.size(), 3u);
  EXPECT_EQ(alert.path[0].event_id, "e2");
  EXPECT_EQ(alert.path[1].event_id, "e3");
  EXPECT_TRUE(alert.path[1].says_place);
  EXPECT_EQ(alert.path[2].event_id, "e1");
  EXPECT_EQ(DayText(alert.since), Date(3));
  EXPECT_EQ(DayText(*alert.until), "2036-06-01") << "the day on which the child is 18";
}

TEST_F(AdultFoldTest, TheAssertionMayComeLast) {
  Child(kHome, 2);
  Adult(kHome, 1);
  EXPECT_THAT(Rules(), IsEmpty());
  Risk(9);
  EXPECT_THAT(Rules(), ElementsAre(2)) << "it was the child who came";
}

TEST_F(AdultFoldTest, AnAlertIsWithdrawnWhenEitherIsElsewhereAndStandsAgainUnderItsId) {
  Child(kHome, 1);
  Risk(2);
  Adult(kHome, 3);
  const std::string id = views_.Standing().front().id;
  Adult(kElsewhere, 4);
  EXPECT_THAT(Rules(), IsEmpty());
  EXPECT_EQ((*AlertOf(views_.Views(), id))->why_broken, "the adult is elsewhere");
  Adult(kHome, 5);
  EXPECT_EQ(views_.Standing().front().id, id);
  const auto changes = views_.Changes();
  ASSERT_EQ(changes.size(), 3u);
  EXPECT_EQ(changes[2].kind, AlertChange::Kind::kRestored);
}

// In seconds, as the test's events are received.
int64_t FoundAt(const AdultViews& views) {
  return views.Standing().front().causes.front().found_us / 1'000'000;
}

TEST_F(AdultFoldTest, TheClockBeginsWhenTheLastOfWhatItRestsOnIsThere) {
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

TEST_F(AdultFoldTest, TheClockBeginsWhenTheAdultsRecordsAreHeldToBeOnePerson) {
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

TEST_F(AdultFoldTest, WhoLeavesAndComesBackIsFoundAnew) {
  Child(kHome, 1);
  Risk(2);
  Adult(kHome, 3);
  EXPECT_EQ(FoundAt(views_), 3);
  Adult(kElsewhere, 4);
  next_ = 700;
  Adult(kHome, 90);
  EXPECT_EQ(FoundAt(views_), 700);
}

TEST_F(AdultFoldTest, AWordMoreOnWhatIsKnownRaisesNothingAnew) {
  Child(kHome, 1);
  Risk(2);
  Adult(kHome, 3);
  Adult(kHome, 30);
  Child(kHome, 31);
  EXPECT_EQ(views_.Changes().size(), 1u);
}

TEST_F(AdultFoldTest, WhenAFactOfThePathIsTakenBackTheAlertIsWithdrawnAndSaysWhy) {
  Child(kHome, 1);
  const std::string asserted = Risk(2);
  Adult(kHome, 3);
  Tell tell = Next("police", 4);
  tell->mutable_event_withdrawn();
  tell->set_withdraws(asserted);
  views_.Take(tell);
  EXPECT_THAT(Rules(), IsEmpty());
  EXPECT_THAT(views_.Changes().back().alert.why_broken, HasSubstr("withdrawn"));
}

TEST_F(AdultFoldTest, AnUnbornChildsAlertIsTheBornChildsAndNeedsNoNewLook) {
  Risk(1);
  Adult(kHome, 2);
  views_.Take(Next("school", 3).Of("mum").At(kHome));
  Tell pregnant = Next("ward", 4)
                      .Of("mother", v1::SUBJECT_ROLE_MOTHER)
                      .Of("bump", v1::SUBJECT_ROLE_UNBORN_CHILD);
  pregnant->mutable_pregnancy_recorded();
  views_.Take(pregnant);
  EXPECT_THAT(Rules(), IsEmpty());
  Link({"ward", "mother"}, {"school", "mum"});
  ASSERT_THAT(Rules(), ElementsAre(2));
  const Alert before = views_.Standing().front();
  Tell born = Next("ward", 9)
                  .Of("bump", v1::SUBJECT_ROLE_CHILD)
                  .Born(Date(9))
                  .Of("mother", v1::SUBJECT_ROLE_MOTHER);
  born->mutable_birth_recorded()->set_unborn_record("bump");
  views_.Take(born);
  views_.Take(Next("nurse", 12).Of("baby", v1::SUBJECT_ROLE_CHILD).Born(Date(9)).At(kHome));
  Link({"nurse", "baby"}, {"ward", "bump"});
  ASSERT_THAT(Rules(), ElementsAre(2));
  EXPECT_EQ(views_.Standing().front().id, before.id);
}

TEST_F(AdultFoldTest, SeparatingTheAdultsRecordsWithdrawsTheAlertOnce) {
  Child(kHome, 1);
  Risk(2, "probation");
  Adult(kHome, 3);
  EXPECT_THAT(Rules(), IsEmpty());
  Link({"probation", "man"}, {"police", "man"});
  ASSERT_THAT(Rules(), ElementsAre(1));
  EXPECT_THAT(views_.Standing().front().confidence, HasSubstr("held to be one person"));
  Link({"probation", "man"}, {"police", "man"}, true);
  EXPECT_THAT(Rules(), IsEmpty());
  EXPECT_EQ(views_.Changes().back().alert.why_broken, "records of the adult were separated");
}

TEST_F(AdultFoldTest, TwoRecordsOfOneChildAreOneAlertThatBothIdsLeadTo) {
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

TEST_F(AdultFoldTest, AnOrdersEndIsWarnedOfOnlyFrom28DaysBefore) {
  Child(kHome, 1);
  Adult(kHome, 1);
  Tell order = Next("probation", 2).Of("man");
  order->mutable_order_made()->set_expected_end(Date(100));
  views_.Take(order);
  EXPECT_THAT(Rules(), IsEmpty());
  Link({"probation", "man"}, {"police", "man"});
  ASSERT_THAT(Rules(), ElementsAre(5));
  EXPECT_EQ(DayText(views_.Standing().front().from), Date(72));
  const Day day = *ParseDay(Date(72));
  EXPECT_EQ(DueBetween(views_.Views(), day, day)->size(), 1u);
  EXPECT_TRUE(DueBetween(views_.Views(), *ParseDay(Date(60)), *ParseDay(Date(71)))->empty());
}

TEST_F(AdultFoldTest, AChildWhoHarmsIsNoAdultUntilItIsOne) {
  Child(kHome, 1);
  Tell brother = Next("school", 1).Of("brother", v1::SUBJECT_ROLE_CHILD).At(kHome);
  const Told risk = Next("school", 2).Of("brother", v1::SUBJECT_ROLE_CHILD).Risk();
  views_.Take({brother, risk});
  EXPECT_THAT(Rules(), IsEmpty()) << "nobody says how old he is";
  views_.Take(Next("school", 3).Of("brother", v1::SUBJECT_ROLE_CHILD).Born("2012-03-01"));
  ASSERT_EQ(views_.Standing().size(), 1u);
  EXPECT_EQ(DayText(views_.Standing().front().from), "2030-03-01") << "and nobody is told before";
}

TEST_F(AdultFoldTest, WhoIsAChildAsLongAsTheOtherIsNeverTheAdult) {
  views_.Take(Next("school", 1).Of("kid", v1::SUBJECT_ROLE_CHILD).Born("2011-06-01").At(kHome));
  views_.Take(Next("school", 1).Of("boy", v1::SUBJECT_ROLE_CHILD).Born("2012-03-01").At(kHome));
  views_.Take(Next("school", 2).Of("boy", v1::SUBJECT_ROLE_CHILD).Risk());
  EXPECT_THAT(Rules(), IsEmpty());
}

TEST_F(AdultFoldTest, ThatTheAdultDisputesItStandsInThePath) {
  Child(kHome, 1);
  Adult(kHome, 1);
  const std::string asserted = Risk(2);
  EXPECT_THAT(views_.Standing().front().path[0].clause, Not(HasSubstr("disputes")));
  Tell review = Next("police", 3).Of("man", v1::SUBJECT_ROLE_ADULT_OF_CONCERN);
  review->mutable_risk_reviewed()->set_asserted_event_id(asserted);
  review->mutable_risk_reviewed()->set_outcome("confirmed");
  review->mutable_risk_reviewed()->set_disputed(true);
  views_.Take(review);
  EXPECT_THAT(views_.Standing().front().path[0].clause, HasSubstr("the adult disputes it"));
}

TEST_F(AdultFoldTest, WhoIsToMoveInTomorrowRaisesNothingToday) {
  Child(kHome, 1);
  Risk(2);
  Adult(kHome, 40);
  ASSERT_THAT(Rules(), ElementsAre(1));
  EXPECT_EQ(DayText(views_.Standing().front().from), Date(40)) << "nobody is told before";
}

TEST_F(AdultFoldTest, WhereTheEndIsFixedBeforehandTheAlertHoldsUntilThen) {
  Child(kHome, 1);
  Risk(2);
  Tell tell = Next("police", 3).Of("man").Born("1985-01-01").At(kHome).Until(60);
  views_.Take(tell);
  ASSERT_THAT(Rules(), ElementsAre(1));
  EXPECT_EQ(DayText(*views_.Standing().front().until), Date(60));
  Risk(70, "probation");
  Link({"probation", "man"}, {"police", "man"});
  ASSERT_THAT(Rules(), ElementsAre(1));
  EXPECT_EQ(views_.Standing().front().causes.size(), 1u) << "by then he was gone";
}

TEST_F(AdultFoldTest, AnAssertionPastItsReviewIsHistoryNotGone) {
  Child(kHome, 1);
  Risk(2);
  Adult(kHome, 3);
  EXPECT_EQ(DayText(*views_.Standing().front().historic_from), "2026-06-01");
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

TEST_F(AdultFoldTest, EachAllegationOfAPatternIsACauseWhicheverComesLast) {
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

TEST_F(AdultFoldTest, OfAMaracsAlertEachAssertionAndEachAllegationIsACause) {
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

TEST_F(AdultFoldTest, EachChildThatWasLostBeforeIsACause) {
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

TEST_F(AdultFoldTest, AHundredPeopleAtOneAddressAreNoHouseholdAndOneAlertSaysSo) {
  for (int i = 0; i < 100; ++i) {
    views_.Take(Next("gp", 1).Of("other" + std::to_string(i)).At(kHome));
  }
  Risk(2);
  Adult(kHome, 3);
  EXPECT_THAT(Rules(), IsEmpty()) << "no child is among them";
  Child(kHome, 4);
  ASSERT_THAT(Rules(), ElementsAre(10));
  const Alert alert = views_.Standing().front();
  EXPECT_THAT(alert.adult, ElementsAre(RecordId{"police", "man"}));
  EXPECT_THAT(alert.child, IsEmpty());
  EXPECT_TRUE(alert.path.back().says_place);
  for (int i = 0; i < 70; ++i) {
    views_.Take(Next("gp", 5).Of("other" + std::to_string(i)).At(kElsewhere));
  }
  EXPECT_THAT(Rules(), ElementsAre(2)) << "few enough to be one household";
  EXPECT_THAT((*AlertOf(views_.Views(), alert.id))->why_broken, HasSubstr("few enough"));
}

TEST_F(AdultFoldTest, AShieldedAddressTeachesNoSpellingOfAnother) {
  const auto at_spelling = [](Tell tell) {
    v1::Address& address = *tell->mutable_address_observed()->mutable_address();
    address.add_lines("14 High Street");
    address.set_postcode("ZZ99 1AA");
    tell->mutable_address_observed()->set_residence(v1::RESIDENCE_LIVES);
    return tell;
  };
  Child(kHome, 1);
  Risk(2);
  views_.Take(at_spelling(Next("police", 3).Of("man").Born("1985-01-01")));
  Tell other = at_spelling(Next("gp", 4).Of("other").At(kHome));
  other->add_handling(v1::HANDLING_SHIELDED_ADDRESS);
  views_.Take(other);
  EXPECT_THAT(Rules(), IsEmpty());
  views_.Take(at_spelling(Next("gp", 5).Of("another").At(kHome)));
  EXPECT_THAT(Rules(), ElementsAre(1));
}

TEST_F(AdultFoldTest, HowManyShieldedPeopleAreThereDoesNotShow) {
  Child(kHome, 1);
  Risk(2);
  for (int i = 0; i < 100; ++i) {
    Tell tell = Next("gp", 1).Of("other" + std::to_string(i)).At(kHome);
    tell->add_handling(v1::HANDLING_SHIELDED_ADDRESS);
    views_.Take(tell);
  }
  Adult(kHome, 3);
  EXPECT_THAT(Rules(), ElementsAre(1));
}

// Whom matching takes for one person is told first, then what the record says.
TEST_F(AdultFoldTest, EachOfTheChangesThatOneRecordOfTheLogBringsIsKnownByItsNumberAmongThem) {
  const AdultFold fold;
  MapRows rows;
  const auto take = [&](int64_t at, const Told& told,
                        const std::vector<std::vector<RecordId>>& persons) {
    const Arrival arrival{Position{at}, told.header, told.event};
    for (const std::vector<RecordId>& person : persons) {
      v1::PersonAnnounced announced;
      for (const RecordId& record : person) *announced.add_records() = ToRef(record);
      ASSERT_TRUE(fold.Follow(arrival, announced.SerializeAsString(), rows).ok());
    }
    ASSERT_TRUE(fold.Apply(arrival, rows).ok());
  };
  take(1, Tell("school", "e1", 1, 1).Of("kid", v1::SUBJECT_ROLE_CHILD).Born("2018-06-01").At(101),
       {});
  take(2, Tell("police", "e2", 2, 2).Of("man").Born("1985-01-01").At(101), {});
  take(3, Tell("police", "e3", 3, 3).Of("man", v1::SUBJECT_ROLE_ADULT_OF_CONCERN).Risk(), {});
  take(4, Tell("council", "e4", 4, 4).Of("m").Of("k", v1::SUBJECT_ROLE_CHILD).At(101),
       {{{"council", "m"}, {"police", "man"}}, {{"council", "k"}, {"school", "kid"}}});
  std::map<std::string, std::string> stored;
  for (const auto& [key, value] : rows.rows()) stored[kSpace + key] = value;
  const auto changes = ChangesAfter(MapSnapshot(std::move(stored), Position{5}), 0, 100);
  ASSERT_TRUE(changes.ok());
  std::vector<std::pair<int64_t, int64_t>> numbers;
  for (const AlertChange& change : *changes)
    numbers.emplace_back(change.position.value, change.nth);
  using Pair = std::pair<int64_t, int64_t>;
  EXPECT_THAT(numbers, ElementsAre(Pair(3, 1), Pair(4, 1), Pair(4, 2), Pair(4, 3)));
}

}  // namespace
}  // namespace goldthread::adults
