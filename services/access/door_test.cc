#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <type_traits>

#include "eventstore/base/digest.h"
#include "goldthread/v1/audit.pb.h"
#include "goldthread/v1/record.pb.h"
#include "services/access/disclosed.h"
#include "services/access/fake_appender.h"
#include "services/access/fake_log.h"
#include "services/access/reason.h"

namespace goldthread::access {
namespace {

// The compiler is the guard: nobody but the door makes one, out of anything.
static_assert(!std::is_constructible_v<Disclosed<int>, int>);
static_assert(!std::is_default_constructible_v<Disclosed<int>>);
static_assert(!std::is_convertible_v<int, Disclosed<int>>);

class DoorTest : public ::testing::Test {
 protected:
  DoorTest() {
    caller_.set_agency("northmere-council");
    caller_.set_user("u-17");
    caller_.set_role("social-worker");
    caller_.set_purpose(v1::PURPOSE_SECTION_47);
    look_.action = "chronology.read";
    look_.records = {{"northmere-school/pupils", "p1"}};
    look_.question = "as_known_on=2026-03-09";
    look_.rows = 3;
    look_.position = {42};
    look_.sight = door_.SightOf(caller_, look_.records);
  }

  std::vector<v1::AuditRecord> Audited() const {
    std::vector<v1::AuditRecord> audited;
    for (const NewRecord& record : audit_.records()) {
      EXPECT_TRUE(audited.emplace_back().ParseFromString(record.body));
    }
    return audited;
  }

  FakeAppender audit_;
  ManualClock clock_{Instant(std::chrono::microseconds(1'000'001))};
  Door door_{audit_, clock_};
  v1::Caller caller_;
  Look look_;
};

TEST_F(DoorTest, AnAllowedLookIsShownAndAudited) {
  const auto shown = door_.Disclose(caller_, look_, 7);
  ASSERT_TRUE(shown.ok()) << shown.status();
  EXPECT_EQ(shown->value(), 7);
  const auto audited = Audited();
  ASSERT_EQ(audited.size(), 1u);
  EXPECT_EQ(audited[0].at_us(), 1'000'001);
  EXPECT_EQ(audited[0].caller().SerializeAsString(), caller_.SerializeAsString());
  EXPECT_EQ(audited[0].action(), "chronology.read");
  ASSERT_EQ(audited[0].records_size(), 1);
  EXPECT_EQ(audited[0].records(0).feed(), "northmere-school/pupils");
  EXPECT_EQ(audited[0].records(0).record(), "p1");
  EXPECT_EQ(audited[0].question(), "as_known_on=2026-03-09");
  EXPECT_EQ(audited[0].rows(), 3);
  EXPECT_EQ(audited[0].position(), 42);
  EXPECT_EQ(audited[0].refused(), "");
  EXPECT_THAT(audited[0].rules(), ::testing::ElementsAre("section-47-enquiry"));
  EXPECT_EQ(audited[0].policy(), DefaultPolicy().fingerprint());
}

TEST_F(DoorTest, NoPersonLeavesByNoRightOrByAnothers) {
  look_.sight.reset();
  EXPECT_EQ(door_.Disclose(caller_, look_, 7).status().code(), Code::kInternal);
  v1::Caller other = caller_;
  other.set_agency("northmere-police");
  look_.sight = door_.SightOf(other, look_.records);
  EXPECT_EQ(door_.Disclose(caller_, look_, 7).status().code(), Code::kInternal);
  EXPECT_EQ(audit_.appends(), 0);
}

TEST_F(DoorTest, ARoleThatSeesNothingForThisPurposeIsRefusedBeforeAnythingIsRead) {
  caller_.set_role("police-ppu");
  caller_.set_purpose(v1::PURPOSE_REVIEW);
  EXPECT_EQ(door_.Admit(caller_, look_).code(), Code::kPermissionDenied);
  caller_.set_role("no-such-role");
  EXPECT_EQ(door_.Admit(caller_, look_).code(), Code::kPermissionDenied);
  EXPECT_EQ(Audited().back().refused(), "NO_LAWFUL_BASIS");
}

TEST_F(DoorTest, WhoseCaseItIsGoesByTheAgencysOwnRecords) {
  const Door door(audit_, clock_, {.owner = [](std::string_view feed) {
                    return std::string(feed.substr(0, feed.find('/')));
                  }});
  caller_.set_agency("northmere-school");
  caller_.set_role("school-dsl");
  const RecordId police{"northmere-police/incidents", "n1"};
  const auto category = v1::INFORMATION_CATEGORY_DOMESTIC_ABUSE;
  EXPECT_TRUE(door.SightOf(caller_, {police}).Of(category, "northmere-police") ==
              Outcome::kNothing);
  const Sight own_case = door.SightOf(caller_, {police, {"northmere-school/pupils", "p1"}});
  EXPECT_EQ(own_case.Of(category, "northmere-police"), Outcome::kExistence);
  EXPECT_EQ(own_case.Of(category, "northmere-school"), Outcome::kContent);
}

TEST_F(DoorTest, WhatWasNotFoundIsRefusedLikeWhatMayNotBeSeen) {
  caller_.set_purpose(v1::PURPOSE_OPERATION);
  const Status may_not = door_.Admit(caller_, look_);
  caller_.set_purpose(v1::PURPOSE_SECTION_47);
  EXPECT_EQ(door_.Refuse(caller_, look_), may_not);
  const auto audited = Audited();
  ASSERT_EQ(audited.size(), 2u);
  EXPECT_EQ(audited[0].refused(), audited[1].refused());
}

TEST_F(DoorTest, TheAuditHeaderSealsTheBody) {
  ASSERT_TRUE(door_.Disclose(caller_, look_, 7).ok());
  const auto records = audit_.records();
  ASSERT_EQ(records.size(), 1u);
  v1::RecordHeader header;
  ASSERT_TRUE(header.ParseFromString(records[0].header));
  EXPECT_EQ(header.feed(), "audit");
  EXPECT_EQ(header.received_at_us(), 1'000'001);
  EXPECT_EQ(header.body_digest(), Sha256(records[0].body));
}

TEST_F(DoorTest, NothingIsShownWhenTheAuditCannotTakeIt) {
  audit_.FailWith(Error(Code::kResourceExhausted, "disk full"));
  const auto shown = door_.Disclose(caller_, look_, 7);
  EXPECT_EQ(shown.status().code(), Code::kUnavailable);
  EXPECT_EQ(ReasonOf(shown.status()), "AUDIT_UNAVAILABLE");
}

TEST_F(DoorTest, EveryPartOfTheCallerIsNeeded) {
  const auto refused = [&](void (*spoil)(v1::Caller&)) {
    v1::Caller caller = caller_;
    spoil(caller);
    const Status status = door_.Admit(caller, look_);
    EXPECT_EQ(ReasonOf(status), "CALLER_MISSING");
    return status.code();
  };
  EXPECT_EQ(refused([](v1::Caller& c) { c.clear_agency(); }), Code::kUnauthenticated);
  EXPECT_EQ(refused([](v1::Caller& c) { c.clear_user(); }), Code::kUnauthenticated);
  EXPECT_EQ(refused([](v1::Caller& c) { c.clear_role(); }), Code::kUnauthenticated);
  EXPECT_EQ(refused([](v1::Caller& c) { c.clear_purpose(); }), Code::kUnauthenticated);
  EXPECT_EQ(refused([](v1::Caller& c) { c.set_purpose(static_cast<v1::Purpose>(99)); }),
            Code::kUnauthenticated);
  EXPECT_EQ(refused([](v1::Caller& c) { c.set_user(std::string(101, 'u')); }),
            Code::kUnauthenticated);
  EXPECT_EQ(refused([](v1::Caller& c) { c.set_user("a\nb"); }), Code::kUnauthenticated);
}

TEST_F(DoorTest, ARefusalIsAuditedAndShowsNothing) {
  caller_.clear_purpose();
  EXPECT_FALSE(door_.Disclose(caller_, look_, 7).ok());
  const auto audited = Audited();
  ASSERT_EQ(audited.size(), 1u);
  EXPECT_EQ(audited[0].refused(), "CALLER_MISSING");
  EXPECT_EQ(audited[0].caller().user(), "u-17");
}

TEST_F(DoorTest, ARefusalOfAnOverlongCallerStillFitsTheAudit) {
  std::string user(99, 'u');
  for (int i = 0; i < 200'000; ++i) user += "\xc3\xa9";
  caller_.set_user(user);
  EXPECT_EQ(door_.Admit(caller_, look_).code(), Code::kUnauthenticated);
  const auto audited = Audited();
  ASSERT_EQ(audited.size(), 1u);
  EXPECT_EQ(audited[0].caller().user(), std::string(99, 'u'));  // Not half an é.
}

TEST_F(DoorTest, AdmittingAloneLeavesTheAuditToTheDisclosure) {
  EXPECT_TRUE(door_.Admit(caller_, look_).ok());
  EXPECT_EQ(audit_.appends(), 0);
}

TEST_F(DoorTest, RunningTheHubShowsNoPerson) {
  caller_.set_purpose(v1::PURPOSE_OPERATION);
  EXPECT_EQ(door_.Admit(caller_, look_).code(), Code::kPermissionDenied);
  look_.records.clear();
  EXPECT_EQ(door_.Admit(caller_, look_).code(), Code::kPermissionDenied);
  caller_.set_role("operator");
  EXPECT_TRUE(door_.Admit(caller_, look_).ok());
  caller_.set_purpose(v1::PURPOSE_SECTION_47);
  EXPECT_EQ(door_.Admit(caller_, look_).code(), Code::kPermissionDenied);
}

// Whoever takes the audit away leaves that behind.
TEST(AuditBeginningTest, AnEmptyAuditBesideALogThatIsNotSaysSoFirst) {
  const ManualClock clock{Instant(std::chrono::seconds(1))};
  FakeLog audit;
  Door door(audit, clock);
  EXPECT_FALSE(*door.NoteBeginning(audit, Position{0}));
  EXPECT_TRUE(audit.records().empty());
  EXPECT_TRUE(*door.NoteBeginning(audit, Position{7}));
  v1::AuditRecord first;
  ASSERT_TRUE(first.ParseFromString(audit.records()[0].body));
  EXPECT_EQ(first.action(), "audit.begun");
  EXPECT_EQ(first.position(), 7);
  EXPECT_FALSE(*door.NoteBeginning(audit, Position{9}));
}

}  // namespace
}  // namespace goldthread::access
