// Two partnerships and what they learn of each other: that somebody is known, whom to ring, and
// nothing else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/directory/town.h"

namespace goldthread::directory {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Not;
using ::testing::SizeIs;

constexpr uint64_t kHome = 100'000'000'017;
constexpr uint64_t kElsewhere = 100'000'000'025;

class TownsTest : public ::testing::Test {
 protected:
  void Settle() {
    for (int turn = 0; turn < 3; ++turn) {
      for (Town* const town : {&northmere_, &westmere_}) {
        const Status stepped = town->Step(table_);
        ASSERT_TRUE(stepped.ok()) << stepped;
      }
    }
  }
  std::vector<v1::DirectoryEntry> Entries() const {
    std::vector<v1::DirectoryEntry> entries;
    for (const auto& [key, value] : rows_) {
      v1::DirectoryRow row;
      EXPECT_TRUE(row.ParseFromString(value));
      if (row.has_entry()) entries.push_back(row.entry());
    }
    return entries;
  }
  // He is a risk in Northmere, and lives with a child in Westmere.
  void TellOfHim() {
    northmere_.Tell({Town::AdultLives("n1", "him", kHim, kElsewhere), Town::Asserts("n2", "him")});
    westmere_.Tell(
        {Town::AdultLives("w1", "moved-in", kHim, kHome), Town::ChildLives("w2", "child", kHome)});
  }

  const std::string kHim = NhsNumber(1);
  SharedTable::Rows rows_;
  MapTable table_{rows_};
  Town northmere_{"northmere"};
  Town westmere_{"westmere"};
};

TEST_F(TownsTest, WhoIsKnownInOneAndMetInTheOtherRaisesAnAlertThereThatNamesWhomToRing) {
  TellOfHim();
  Settle();
  const auto alerts = westmere_.Alerts();
  ASSERT_THAT(alerts, SizeIs(1));
  EXPECT_EQ(alerts[0].rule, 1);
  EXPECT_EQ(alerts[0].adult.front().record, "moved-in");
  EXPECT_EQ(alerts[0].child.front().record, "child");
  EXPECT_EQ(alerts[0].path.front().clause,
            "the adult is known as a risk in northmere; ring northmere MASH, 01632 960000");
  EXPECT_EQ(alerts[0].path.front().feed, kDirectoryFeed);
  EXPECT_EQ(alerts[0].path.front().category, v1::INFORMATION_CATEGORY_ADULT_RISK);
  EXPECT_THAT(northmere_.Alerts(), IsEmpty());
  EXPECT_THAT(northmere_.Known(), IsEmpty());
}

TEST_F(TownsTest, WhenTheAssertionEndsItIsStruckOutAndTheAlertWithdrawn) {
  TellOfHim();
  Settle();
  ASSERT_THAT(Entries(), SizeIs(1));
  northmere_.Tell(Town::Withdraws("n3", "n2"));
  Settle();
  EXPECT_THAT(Entries(), IsEmpty());
  EXPECT_THAT(westmere_.Known(), IsEmpty());
  EXPECT_THAT(westmere_.Alerts(), IsEmpty());
  northmere_.Tell(Town::Asserts("n4", "him"));
  Settle();
  EXPECT_THAT(westmere_.Known(), ElementsAre("moved-in by northmere"));
  EXPECT_THAT(westmere_.Alerts(), SizeIs(1));
}

TEST_F(TownsTest, AsLongAsOneAssertionStandsItStays) {
  TellOfHim();
  northmere_.Tell(Town::Asserts("n3", "him"));
  northmere_.Tell(Town::Withdraws("n4", "n2"));
  Settle();
  EXPECT_THAT(Entries(), SizeIs(1));
  EXPECT_THAT(westmere_.Alerts(), SizeIs(1));
}

TEST_F(TownsTest, WhoIsNearNoChildIsNobodyAndLeavesNoTrace) {
  northmere_.Tell({Town::AdultLives("n1", "him", kHim, kElsewhere), Town::Asserts("n2", "him")});
  westmere_.Tell({Town::AdultLives("w1", "moved-in", kHim, kElsewhere),
                  Town::ChildLives("w2", "child", kHome)});
  Settle();
  EXPECT_THAT(westmere_.Known(), IsEmpty());
  westmere_.Tell(Town::ChildLives("w3", "child", kElsewhere, 1));
  Settle();
  EXPECT_THAT(westmere_.Alerts(), SizeIs(1));
  westmere_.Tell(Town::ChildLives("w4", "child", kHome, 2));
  Settle();
  EXPECT_THAT(westmere_.Alerts(), IsEmpty());
  EXPECT_THAT(westmere_.Known(), IsEmpty());
}

// What is taken down shows: whoever sees that he was met near nobody they know of would know where
// the child is that nobody may find.
TEST_F(TownsTest, WhereAShieldedChildIsHeIsNotMet) {
  for (const uint64_t where : {kHome, kElsewhere}) {
    Town town("eastmere");
    v1::Event shielded = Town::ChildLives("e2", "hidden", where);
    shielded.add_handling(v1::HANDLING_SHIELDED_ADDRESS);
    town.Tell({Town::AdultLives("e1", "moved-in", kHim, kHome), shielded});
    TellOfHim();
    Settle();
    ASSERT_TRUE(town.Step(table_).ok());
    EXPECT_THAT(town.Known(), IsEmpty()) << where;
    town.Tell(Town::ChildLives("e3", "child", kHome));
    ASSERT_TRUE(town.Step(table_).ok());
    EXPECT_THAT(town.Known(), ElementsAre("moved-in by northmere"))
        << "near a child of whom it may be known";
  }
}

TEST_F(TownsTest, WhatIsOnlyKnownElsewhereIsNotAnnouncedAgain) {
  Town eastmere("eastmere");
  TellOfHim();
  eastmere.Tell(
      {Town::AdultLives("e1", "him-too", kHim, kHome), Town::ChildLives("e2", "another", kHome)});
  Settle();
  ASSERT_TRUE(eastmere.Step(table_).ok());
  Settle();
  EXPECT_THAT(eastmere.Known(), ElementsAre("him-too by northmere"));
  EXPECT_THAT(westmere_.Known(), ElementsAre("moved-in by northmere"));
  EXPECT_THAT(Entries(), SizeIs(1));
}

TEST_F(TownsTest, IntelligenceAloneIsAnnouncedOnlyWhereThePartnershipSaysSo) {
  v1::Event asserted = Town::Asserts("n2", "him");
  asserted.mutable_risk_asserted()->set_evidence(v1::EVIDENCE_CLASS_INTELLIGENCE);
  northmere_.Tell({Town::AdultLives("n1", "him", kHim, kElsewhere), asserted});
  Settle();
  EXPECT_THAT(Entries(), IsEmpty());
  northmere_.us().announces_intelligence = true;
  Settle();
  EXPECT_THAT(Entries(), SizeIs(1));
  northmere_.us().announces_intelligence = false;
  northmere_.Tell(Town::Asserts("n3", "him"));
  Settle();
  EXPECT_THAT(Entries(), SizeIs(1));
}

TEST_F(TownsTest, AnAssertionWhoseReviewIsOverdueIsStruckOut) {
  TellOfHim();
  Settle();
  EXPECT_THAT(westmere_.Alerts(), SizeIs(1));
  for (Town* const town : {&northmere_, &westmere_}) {
    town->clock().Set(StartOfDayInLondon(*ParseDay("2027-01-02")));
  }
  Settle();
  EXPECT_THAT(Entries(), IsEmpty());
  EXPECT_THAT(westmere_.Alerts(), IsEmpty());
}

TEST_F(TownsTest, ANumberThatWasTakenBackIsNoNumberOnEitherSide) {
  TellOfHim();
  Settle();
  v1::Event correction = Town::AdultLives("w3", "moved-in", NhsNumber(9), kHome);
  correction.set_corrects("w1");
  westmere_.Tell(correction);
  Settle();
  EXPECT_THAT(westmere_.Known(), IsEmpty());
  northmere_.Tell(Town::Withdraws("n3", "n1"));
  Settle();
  EXPECT_THAT(Entries(), IsEmpty());
}

TEST_F(TownsTest, NumbersAreMetInWhateverFormTheyWereTyped) {
  northmere_.Tell({Town::AdultLives("n1", "him", "400 000 " + kHim.substr(6), kElsewhere),
                   Town::Asserts("n2", "him")});
  westmere_.Tell(
      {Town::AdultLives("w1", "moved-in", kHim, kHome), Town::ChildLives("w2", "child", kHome)});
  ASSERT_EQ(kHim.substr(0, 6), "400000");
  Settle();
  EXPECT_THAT(westmere_.Alerts(), SizeIs(1));
}

TEST_F(TownsTest, AMistypedNumberMeetsNobody) {
  std::string mistyped = kHim;
  mistyped.back() = mistyped.back() == '0' ? '1' : static_cast<char>(mistyped.back() - 1);
  northmere_.Tell(
      {Town::AdultLives("n1", "him", mistyped, kElsewhere), Town::Asserts("n2", "him")});
  westmere_.Tell({Town::AdultLives("w1", "moved-in", mistyped, kHome),
                  Town::ChildLives("w2", "child", kHome)});
  Settle();
  EXPECT_THAT(Entries(), IsEmpty());
  EXPECT_THAT(westmere_.Alerts(), IsEmpty());
}

// Two worlds that differ in what Northmere's agencies said, not in that they did.
TEST_F(TownsTest, WhateverTheAssertionSaysEveryByteOfTheDirectoryAndOfTheOtherHubIsTheSame) {
  const auto play = [this](Town& northmere, Town& westmere, SharedTable::Rows& rows, bool other) {
    MapTable table(rows);
    v1::Event lives = Town::AdultLives("n1", "him", kHim, other ? kHome : kElsewhere);
    v1::Event asserted = Town::Asserts(other ? "n2b" : "n2", "him");
    v1::PersonDescription& him = *lives.mutable_subjects(0)->mutable_described();
    him.add_names()->set_family(other ? "Smith" : "Jones");
    him.set_birth_date(other ? "1980-02-03" : "1971-11-30");
    if (other) {
      asserted.mutable_risk_asserted()->set_kind("domestic-abuse-perpetrator");
      asserted.mutable_risk_asserted()->set_evidence(v1::EVIDENCE_CLASS_ALLEGATION);
      asserted.mutable_risk_asserted()->set_assessor("duty sergeant");
      northmere.Tell(Town::Asserts("n3", "him", 4));
    }
    northmere.Tell({lives, asserted});
    westmere.Tell(
        {Town::AdultLives("w1", "moved-in", kHim, kHome), Town::ChildLives("w2", "child", kHome)});
    for (int turn = 0; turn < 3; ++turn) {
      ASSERT_TRUE(northmere.Step(table).ok());
      ASSERT_TRUE(westmere.Step(table).ok());
    }
  };
  Town other_northmere("northmere");
  Town other_westmere("westmere");
  SharedTable::Rows other_rows;
  play(northmere_, westmere_, rows_, false);
  play(other_northmere, other_westmere, other_rows, true);
  EXPECT_EQ(rows_, other_rows);
  EXPECT_EQ(westmere_.Everything(), other_westmere.Everything());
  EXPECT_THAT(westmere_.Alerts(), SizeIs(1));
  EXPECT_NE(northmere_.Everything(), other_northmere.Everything());
}

// … and the first learns nothing of whether he was met.
TEST_F(TownsTest, WhoAnnouncesLearnsNothingOfTheMeeting) {
  Town other_northmere("northmere");
  SharedTable::Rows other_rows;
  MapTable other_table(other_rows);
  TellOfHim();
  Settle();
  other_northmere.Tell(
      {Town::AdultLives("n1", "him", kHim, kElsewhere), Town::Asserts("n2", "him")});
  Town other_westmere("westmere");
  for (int turn = 0; turn < 3; ++turn) {
    ASSERT_TRUE(other_northmere.Step(other_table).ok());
    ASSERT_TRUE(other_westmere.Step(other_table).ok());
  }
  EXPECT_THAT(westmere_.Alerts(), SizeIs(1));
  EXPECT_EQ(rows_, other_rows);
  EXPECT_EQ(northmere_.Everything(), other_northmere.Everything());
}

TEST_F(TownsTest, NothingInTheDirectoryIsANumberARecordOrWhatWasSaid) {
  TellOfHim();
  Settle();
  for (const auto& [key, value] : rows_) {
    for (const std::string& secret :
         {kHim, kHim.substr(0, 9), std::string("him"), std::string("person-posing"),
          std::string("police"), std::string("moved-in"), std::string("2027-01-01")}) {
      EXPECT_THAT(key, Not(HasSubstr(secret)));
      EXPECT_THAT(value, Not(HasSubstr(secret)));
    }
  }
}

TEST_F(TownsTest, OneNumberIsAnotherEntryInEachPartnershipAndAnotherDigestUnderEachKey) {
  northmere_.us().keys.push_back(KeyNamed("2027", 'l'));
  westmere_.Tell({Town::AdultLives("w1", "him", kHim, kElsewhere), Town::Asserts("w2", "him")});
  TellOfHim();
  Settle();
  std::set<std::string> digests;
  for (const v1::DirectoryEntry& entry : Entries()) {
    digests.insert(entry.digest());
  }
  EXPECT_THAT(Entries(), SizeIs(3));
  EXPECT_THAT(digests, SizeIs(2));
}

TEST_F(TownsTest, AKeyIsChangedWithoutAnAlertComingOrGoing) {
  TellOfHim();
  Settle();
  const auto before = westmere_.Alerts();
  const auto changes = *adults::ChangesAfter(*westmere_.Views(), 0, SIZE_MAX);
  // First all hear under both, then all announce under both, then the old one goes.
  westmere_.us().keys.push_back(KeyNamed("2027", 'l'));
  Settle();
  northmere_.us().keys.push_back(KeyNamed("2027", 'l'));
  Settle();
  EXPECT_THAT(Entries(), SizeIs(2));
  northmere_.us().keys.erase(northmere_.us().keys.begin());
  Settle();
  westmere_.us().keys.erase(westmere_.us().keys.begin());
  Settle();
  ASSERT_THAT(Entries(), SizeIs(1));
  EXPECT_EQ(Entries()[0].key_id(), "2027");
  EXPECT_EQ(adults::ChangesAfter(*westmere_.Views(), 0, SIZE_MAX)->size(), changes.size());
  EXPECT_EQ(westmere_.Alerts().at(0).id, before.at(0).id);
}

TEST_F(TownsTest, OfAPartnershipThatIsNotHeardNothingIsWithdrawnAndTheOperatorIsTold) {
  TellOfHim();
  Settle();
  northmere_.us().keys = {KeyNamed("2027", 'l')};
  Settle();
  EXPECT_THAT(westmere_.Alerts(), SizeIs(1));
  EXPECT_THAT(westmere_.doubts(),
              Contains(AllOf(HasSubstr("northmere"), HasSubstr("no key that is here"))));
}

TEST_F(TownsTest, ATopicThatWasLostIsFilledAgainAndNothingIsWithdrawnMeanwhile) {
  TellOfHim();
  Settle();
  const SharedTable::Rows full = rows_;
  rows_.clear();
  ASSERT_TRUE(westmere_.Step(table_).ok());
  EXPECT_THAT(westmere_.Alerts(), SizeIs(1));
  const auto everything = westmere_.Everything();
  Settle();
  EXPECT_EQ(rows_, full);
  EXPECT_EQ(westmere_.Everything(), everything);
}

TEST_F(TownsTest, AKeyThatIsNotTheOthersIsRefusedAtTheStart) {
  ASSERT_TRUE(northmere_.Step(table_).ok());
  westmere_.us().keys = {KeyNamed("2026", 'x')};
  Directory wrong(westmere_.us(), table_, westmere_.clock(), westmere_.Publishing());
  const Status refused = wrong.Check();
  EXPECT_EQ(refused.code(), Code::kFailedPrecondition);
  EXPECT_THAT(std::string(Message(refused)),
              AllOf(HasSubstr("DIRECTORY_KEY_WRONG"), HasSubstr("2026"), HasSubstr("northmere")));
  westmere_.us().keys = {KeyNamed("2026", 'k')};
  Directory right(westmere_.us(), table_, westmere_.clock(), westmere_.Publishing());
  EXPECT_TRUE(right.Check().ok());
  // One that came by another way stops nobody who agrees with somebody.
  ASSERT_TRUE(westmere_.Step(table_).ok());
  Town eastmere("eastmere");
  eastmere.us().keys = {KeyNamed("2026", 'x')};
  ASSERT_TRUE(eastmere.Step(table_).ok());
  EXPECT_TRUE(right.Check().ok());
}

TEST_F(TownsTest, WhoLeavesTakesEverythingBackAndForgetsWhatItHeard) {
  TellOfHim();
  westmere_.Tell(
      {Town::AdultLives("w3", "her", NhsNumber(2), kElsewhere), Town::Asserts("w4", "her")});
  northmere_.Tell(
      {Town::AdultLives("n5", "she", NhsNumber(2), kHome), Town::ChildLives("n6", "child", kHome)});
  Settle();
  EXPECT_THAT(westmere_.Alerts(), SizeIs(1));
  EXPECT_THAT(northmere_.Alerts(), SizeIs(1));
  northmere_.us().leaves = true;
  Settle();
  EXPECT_THAT(westmere_.Alerts(), IsEmpty());
  EXPECT_THAT(northmere_.Known(), IsEmpty());
  EXPECT_THAT(Entries(), SizeIs(1));
}

TEST_F(TownsTest, RowsThatAreNobodysOrTooLongArePassedOver) {
  TellOfHim();
  v1::DirectoryRow hostile;
  hostile.mutable_entry()->set_partnership("eastmere");
  hostile.mutable_entry()->set_ring(std::string(100'000, 'x'));
  hostile.mutable_entry()->set_key_id("2026");
  hostile.mutable_entry()->set_digest(
      DigestOf(KeyNamed("2026", 'k'), {PersonNumber::Kind::kNhs, kHim}));
  rows_["long"] = hostile.SerializeAsString();
  hostile.mutable_entry()->set_ring("ring\nme");
  rows_["two lines"] = hostile.SerializeAsString();
  rows_["noise"] = "\xff\xff\xff";
  Settle();
  EXPECT_THAT(westmere_.Known(), ElementsAre("moved-in by northmere"));
  EXPECT_THAT(westmere_.doubts(), Contains(HasSubstr("3 rows that cannot be read")));
  EXPECT_THAT(rows_, Contains(Key("noise")));
}

TEST_F(TownsTest, WhatHasSettledIsLeftAlone) {
  TellOfHim();
  Settle();
  int published = 0;
  const Publish publish = westmere_.Publishing();
  const Publish counted = [&](std::span<const v1::Event> events) {
    ++published;
    return publish(events);
  };
  table_.OnWrite([] { return Error(Code::kInternal, "written again"); });
  westmere_.LoseViews();
  EXPECT_TRUE(westmere_.Step(table_, counted).ok());
  EXPECT_TRUE(northmere_.Step(table_).ok());
  EXPECT_EQ(published, 0);
}

}  // namespace
}  // namespace goldthread::directory
