#include "services/access/glass.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "goldthread/v1/access_service.pb.h"
#include "services/access/disclosed.h"
#include "services/access/fake_log.h"
#include "services/access/reason.h"

namespace goldthread::access {
namespace {

using std::chrono::minutes;
using ::testing::ElementsAre;
using ::testing::Not;

class GlassTest : public ::testing::Test {
 protected:
  GlassTest() {
    v1::Caller& caller = *request_.mutable_caller();
    caller.set_agency("school");
    caller.set_user("t-1");
    caller.set_role("school-dsl");
    caller.set_purpose(v1::PURPOSE_CHILD_IN_NEED);
    request_.set_reason(v1::GLASS_REASON_IMMEDIATE_DANGER);
    request_.set_explanation("he is at the gate now and says he takes her");
    look_.action = "glass.broken";
    look_.records = {{"police/incidents", "n1"}, {"school/pupils", "p1"}};
  }
  DoorTerms Terms() const {
    return {
        .owner = [](std::string_view feed) { return std::string(feed.substr(0, feed.find('/'))); }};
  }
  StatusOr<v1::BreakGlassResponse> Break() { return Break(door_); }
  StatusOr<v1::BreakGlassResponse> Break(Door& door) {
    GT_ASSIGN_OR_RETURN(auto place, door.AdmitToGlass(request_, look_));
    auto answer = door.BreakGlass(request_, look_, std::move(place));
    if (!answer.ok()) return answer.status();
    return std::move(*answer).value();
  }
  Outcome PoliceFact(const Door& door) const {
    return door.SightOf(request_.caller(), look_.records)
        .Of(v1::INFORMATION_CATEGORY_POLICE, "police");
  }
  v1::AuditRecord LastAudited() {
    v1::AuditRecord audited;
    EXPECT_TRUE(audited.ParseFromString(log_.records().back().body));
    return audited;
  }

  FakeLog log_;
  ManualClock clock_{Instant(std::chrono::hours(24 * 365 * 50))};
  const Instant start_ = clock_.Now();
  Door door_{log_, clock_, Terms()};
  v1::BreakGlassRequest request_;
  Look look_;
};

TEST_F(GlassTest, OpensForTheCallerForAnHour) {
  EXPECT_EQ(PoliceFact(door_), Outcome::kExistence);
  const auto broken = Break();
  ASSERT_TRUE(broken.ok()) << broken.status();
  EXPECT_EQ(PoliceFact(door_), Outcome::kContent);
  EXPECT_EQ(door_.SightOf(request_.caller(), look_.records).grant(), broken->grant());
  clock_.Set(start_ + minutes(60) - std::chrono::microseconds(1));
  EXPECT_EQ(PoliceFact(door_), Outcome::kContent);
  clock_.Set(start_ + minutes(60));
  EXPECT_EQ(PoliceFact(door_), Outcome::kExistence);
}

TEST_F(GlassTest, OpensNothingForAnybodyOrAnyoneElse) {
  ASSERT_TRUE(Break().ok());
  const auto sees = [&](void (*change)(v1::Caller&)) {
    v1::Caller other = request_.caller();
    change(other);
    return door_.SightOf(other, look_.records).grant();
  };
  EXPECT_EQ(sees([](v1::Caller& c) { c.set_user("t-2"); }), "");
  EXPECT_EQ(sees([](v1::Caller& c) { c.set_agency("other-school"); }), "");
  EXPECT_EQ(sees([](v1::Caller& c) { c.set_purpose(v1::PURPOSE_EARLY_HELP); }), "");
  EXPECT_EQ(sees([](v1::Caller& c) { c.set_role("ed-nurse"); }), "");
  EXPECT_EQ(door_.SightOf(request_.caller(), {{"police/incidents", "sibling"}}).grant(), "");
}

TEST_F(GlassTest, TheNoticeIsInTheAuditForTheAgenciesConcerned) {
  const auto broken = Break();
  ASSERT_TRUE(broken.ok());
  const v1::AuditRecord audited = LastAudited();
  EXPECT_EQ(audited.action(), "glass.broken");
  EXPECT_EQ(audited.glass().grant(), broken->grant());
  EXPECT_EQ(audited.glass().reason(), v1::GLASS_REASON_IMMEDIATE_DANGER);
  EXPECT_EQ(audited.glass().explanation(), request_.explanation());
  EXPECT_THAT(audited.glass().tells(), ElementsAre("police", "school"));
  EXPECT_EQ(audited.glass().opens_size(), broken->opens_size());
  EXPECT_THAT(broken->opens(), Not(::testing::Contains(v1::INFORMATION_CATEGORY_SEXUAL_HEALTH)));
}

TEST_F(GlassTest, WithoutANoticeNothingOpens) {
  log_.FailAfterWriting(true);
  EXPECT_EQ(Break().status().code(), Code::kUnavailable);
  log_.FailAfterWriting(false);
  EXPECT_EQ(PoliceFact(door_), Outcome::kExistence);
}

TEST_F(GlassTest, AUserBreaksItThreeTimesADayAtMost) {
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(Break().ok());
  const Status refused = Break().status();
  EXPECT_EQ(refused.code(), Code::kResourceExhausted);
  EXPECT_EQ(ReasonOf(refused), "GLASS_LIMIT");
  EXPECT_EQ(LastAudited().refused(), "GLASS_LIMIT");
  request_.mutable_caller()->set_user("t-2");
  EXPECT_TRUE(Break().ok());
  request_.mutable_caller()->set_user("t-1");
  clock_.Set(start_ + kGlassDay);
  EXPECT_TRUE(Break().ok());
}

TEST_F(GlassTest, ThoseUnderWayCountToo) {
  std::vector<GlassRegister::Place> places;
  for (int i = 0; i < 3; ++i) {
    auto place = door_.AdmitToGlass(request_, look_);
    ASSERT_TRUE(place.ok()) << place.status();
    places.push_back(*std::move(place));
  }
  EXPECT_EQ(ReasonOf(Break().status()), "GLASS_LIMIT");
  places.pop_back();  // There was nobody to open.
  EXPECT_TRUE(Break().ok());
  EXPECT_EQ(ReasonOf(Break().status()), "GLASS_LIMIT");
}

TEST_F(GlassTest, ARoleThePolicyDoesNotNameIsRefusedAndAudited) {
  request_.mutable_caller()->set_role("board-analyst");
  EXPECT_EQ(ReasonOf(Break().status()), "NO_LAWFUL_BASIS");
  EXPECT_EQ(LastAudited().refused(), "NO_LAWFUL_BASIS");
}

TEST_F(GlassTest, AReasonAndAnExplanationAreNeeded) {
  const v1::BreakGlassRequest good = request_;
  request_.clear_reason();
  EXPECT_EQ(Break().status().code(), Code::kInvalidArgument);
  request_ = good;
  request_.set_explanation("urgent");
  EXPECT_EQ(Break().status().code(), Code::kInvalidArgument);
  request_.set_explanation(std::string(501, 'x'));
  EXPECT_EQ(Break().status().code(), Code::kInvalidArgument);
  EXPECT_EQ(PoliceFact(door_), Outcome::kExistence);
}

TEST_F(GlassTest, GrantsAndTheirCountOutliveARestart) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(Break().ok());
  Door again(log_, clock_, Terms());
  EXPECT_EQ(PoliceFact(again), Outcome::kExistence);
  ASSERT_TRUE(again.RestoreGrants(log_).ok());
  EXPECT_EQ(PoliceFact(again), Outcome::kContent);
  EXPECT_EQ(Break(again).status().code(), Code::kResourceExhausted);
}

}  // namespace
}  // namespace goldthread::access
