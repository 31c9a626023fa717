// Story 1 as three people see it, through the real service with real tokens: a nurse, an officer
// and a teacher. And two worlds that differ only in what a viewer may not see: the same answers.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "goldthread/v1/access_service.grpc.pb.h"
#include "goldthread/v1/audit_service.grpc.pb.h"
#include "goldthread/v1/chronology_service.grpc.pb.h"
#include "goldthread/v1/event_service.grpc.pb.h"
#include "goldthread/v1/operations_service.grpc.pb.h"
#include "services/access/reason.h"
#include "services/server/viewers_fixture.h"

namespace goldthread::server {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class ViewersTest : public ::testing::Test {
 protected:
  ViewersTest() { world_.Tell(FourSmallWorries()); }
  World world_;
};

TEST_F(ViewersTest, TheNurseSeesTheSchoolAndTheCouncilAndThatThePoliceKnowHer) {
  const auto seen = world_.Read(kNurse, kPatient);
  ASSERT_TRUE(seen.ok()) << seen.status();
  EXPECT_THAT(EventsIn(*seen),
              ElementsAre("absence-0303", "attendance-7731", "appointment-918", "referral-5512"));
  EXPECT_THAT(KnownToIn(*seen), ElementsAre("northmere-police: police desk at the MASH"));
}

TEST_F(ViewersTest, TheOfficerSeesTheIncidentAndTheCouncilAndThatHealthKnowsHer) {
  const auto seen = world_.Read(kOfficer, kNominal);
  ASSERT_TRUE(seen.ok()) << seen.status();
  EXPECT_THAT(EventsIn(*seen), ElementsAre("absence-0303", "incident-2604", "referral-5512"));
  EXPECT_THAT(KnownToIn(*seen),
              ElementsAre("northmere-health-visiting: duty health visitor",
                          "northmere-hospital: safeguarding team of the hospital"));
}

// Experience notes §5.4: existence but not content of the police entry.
TEST_F(ViewersTest, TheTeacherSeesTheSchoolAndTheCouncilAndThatOthersKnowHer) {
  const auto seen = world_.Read(kTeacher, kPupil);
  ASSERT_TRUE(seen.ok()) << seen.status();
  EXPECT_THAT(EventsIn(*seen), ElementsAre("absence-0303", "referral-5512"));
  EXPECT_THAT(KnownToIn(*seen), ElementsAre("northmere-health-visiting: duty health visitor",
                                            "northmere-hospital: safeguarding team of the hospital",
                                            "northmere-police: police desk at the MASH"));
  const std::string whole = seen->DebugString();
  for (const char* hidden : {"incident", "nominal", "domestic", "bruised", "patient-", "baby"}) {
    EXPECT_THAT(whole, Not(HasSubstr(hidden)));
  }
}

TEST_F(ViewersTest, TheirLooksAreInTheAuditEachAgencysPartForItself) {
  ASSERT_TRUE(world_.Read(kNurse, kPatient).ok());
  ASSERT_TRUE(world_.Read(kOfficer, kNominal).ok());
  ASSERT_TRUE(world_.Read(kTeacher, kPupil).ok());
  const auto all = world_.Looks(kAuditor);
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_THAT(UsersIn(*all), ElementsAre("nurse-17", "officer-88", "teacher-5"));
  EXPECT_EQ(all->looks(0).record().caller().purpose(), v1::PURPOSE_CHILD_IN_NEED);
  EXPECT_THAT(all->looks(0).record().rules(), Contains("health-practitioner-case"));

  const auto hospital = world_.Looks(kGuardian);
  ASSERT_TRUE(hospital.ok()) << hospital.status();
  EXPECT_THAT(UsersIn(*hospital), ElementsAre("nurse-17", "officer-88", "teacher-5"));
  const v1::AuditRecord& by_teacher = hospital->looks(2).record();
  EXPECT_EQ(by_teacher.rows(), 0);
  ASSERT_EQ(by_teacher.shown_size(), 1);
  EXPECT_TRUE(by_teacher.shown(0).existence_only());
  EXPECT_THAT(hospital->DebugString(),
              AllOf(Not(HasSubstr("northmere-school/")), Not(HasSubstr("northmere-police/"))));
  EXPECT_EQ(world_.Looks(kNurse).status().code(), Code::kPermissionDenied);
}

TEST_F(ViewersTest, ReadingTheAuditIsInTheAuditAndTheChainIsSound) {
  ASSERT_TRUE(world_.Looks(kAuditor).ok());
  const auto again = world_.Looks(kAuditor);
  ASSERT_TRUE(again.ok());
  ASSERT_EQ(again->looks_size(), 1);
  EXPECT_EQ(again->looks(0).record().action(), "audit.list");
  v1::ListLooksRequest about;
  about.set_user("nurse-17");
  *about.mutable_record() = kPatient;
  const auto stub = v1::AuditService::NewStub(world_.ChannelOf(kAuditor));
  ASSERT_TRUE(server::Ask(*stub, &v1::AuditService::Stub::ListLooks, about).ok());
  EXPECT_EQ(world_.Looks(kAuditor)->looks(2).record().question(),
            "agency= user=nurse-17 record=northmere-hospital/ed/patient-58211");
  const auto proof = world_.VerifyAudit();
  ASSERT_TRUE(proof.ok()) << proof.status();
  EXPECT_TRUE(proof->sound()) << proof->finding();
  EXPECT_EQ(proof->head().entries(), 4);
}

TEST_F(ViewersTest, ABrokenGlassOpensThePoliceEntryAndTellsThePolice) {
  world_.WaitUntilFolded();
  const auto broken = world_.BreakGlass(kTeacher, kPupil);
  ASSERT_TRUE(broken.ok()) << broken.status();
  const auto seen = world_.Read(kTeacher, kPupil);
  ASSERT_TRUE(seen.ok()) << seen.status();
  EXPECT_THAT(EventsIn(*seen), Contains("incident-2604"));
  const auto told = world_.Looks(kPoliceAuditor);
  ASSERT_TRUE(told.ok()) << told.status();
  ASSERT_EQ(told->looks_size(), 2);
  EXPECT_EQ(told->looks(0).record().action(), "glass.broken");
  EXPECT_EQ(told->looks(0).record().glass().explanation(), kExplanation);
  EXPECT_THAT(told->looks(0).record().glass().tells(), ElementsAre("northmere-police"));
  EXPECT_EQ(told->looks(1).record().under_grant(), broken->grant());
  world_.clock().Set(world_.clock().Now() + std::chrono::minutes(60));
  EXPECT_THAT(EventsIn(*world_.Read(kTeacher, kPupil)), Not(Contains("incident-2604")));
}

// Else she could make a case of her school of anybody, and then look.
TEST_F(ViewersTest, WhoMayLookMayNotWriteForHerAgency) {
  const auto stub = v1::EventService::NewStub(world_.ChannelOf(kTeacher));
  v1::PublishBatchRequest request;
  *request.add_events() = FourSmallWorries().steps[0].event;
  const Status refused =
      server::Ask(*stub, &v1::EventService::Stub::PublishBatch, request).status();
  EXPECT_EQ(refused.code(), Code::kPermissionDenied);
  EXPECT_THAT(world_.told(), Contains(HasSubstr("school-dsl")));
}

// Who has no more grants today must not learn by trying who is known.
TEST_F(ViewersTest, BeyondTheLimitOfGrantsAbsentAndKnownLookTheSame) {
  world_.WaitUntilFolded();
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(world_.BreakGlass(kTeacher, kPupil).ok());
  const Status known = world_.BreakGlass(kTeacher, kNominal).status();
  EXPECT_EQ(access::ReasonOf(known), "GLASS_LIMIT");
  EXPECT_EQ(world_.BreakGlass(kTeacher, kStranger).status(), known);
}

// Even that such a service knows a child may harm; so may asking by its record.
TEST_F(ViewersTest, ARecordOfAServiceThatIsHiddenIsLikeOneThatIsNotThere) {
  const v1::RecordRef client = RefOf("northmere-recovery/treatment", "client-12");
  v1::Event treated = FourSmallWorries().steps.front().event;
  treated.set_id("treated-1");
  treated.set_feed(client.feed());
  treated.clear_agency();
  treated.clear_feed_sequence();
  treated.set_category(v1::INFORMATION_CATEGORY_SUBSTANCE_USE);
  treated.mutable_concern_recorded()->set_concern("relapse");
  treated.mutable_subjects()->Clear();
  treated.add_subjects()->set_record(client.record());
  treated.mutable_subjects(0)->set_role(v1::SUBJECT_ROLE_CHILD);
  world_.Publish(treated);
  v1::Event linked = treated;
  linked.set_id("linked-1");
  linked.clear_subjects();
  *linked.mutable_records_linked()->mutable_first() = client;
  *linked.mutable_records_linked()->mutable_second() = kPupil;
  linked.mutable_records_linked()->set_reason("the same surname and birth date");
  linked.mutable_records_linked()->set_decided_by("duty manager");
  world_.Publish(linked);
  const Viewer enquirer{"northmere-council", "worker-4", "social-worker", v1::PURPOSE_SECTION_47};
  EXPECT_THAT(EventsIn(*world_.Read(enquirer, kPupil)), Contains("treated-1"));
  const v1::RecordRef absent = RefOf("northmere-recovery/treatment", "client-99");
  EXPECT_EQ(world_.Read(kTeacher, client).status(), world_.Read(kTeacher, absent).status());
  EXPECT_EQ(world_.BreakGlass(kTeacher, client).status(),
            world_.BreakGlass(kTeacher, absent).status());
}

TEST_F(ViewersTest, WithoutATokenTheMessageIsNotBelieved) {
  v1::GetChronologyRequest request;
  *request.mutable_caller() = FourSmallWorries().now.caller;
  request.mutable_caller()->set_purpose(v1::PURPOSE_SECTION_47);
  *request.mutable_query()->mutable_record() = kPupil;
  const auto stub = v1::ChronologyService::NewStub(world_.hub().Channel());
  const Status refused = Ask(*stub, &v1::ChronologyService::Stub::GetChronology, request).status();
  EXPECT_EQ(refused.code(), Code::kUnauthenticated);
  EXPECT_THAT(world_.told(), Contains(HasSubstr("TOKEN_MISSING")));
}

TEST_F(ViewersTest, WhatIsWrongWithATokenIsToldToTheOperatorAlone) {
  world_.clock().Set(world_.clock().Now() - std::chrono::hours(3));
  const std::string not_yet = world_.TokenOf(kTeacher);
  world_.clock().Set(world_.clock().Now() + std::chrono::hours(3));
  std::vector<std::string> answers;
  for (const std::string& token : {not_yet, std::string("x.y.z"), world_.TokenOf(kForger)}) {
    answers.push_back(world_.ReadWith(token, kPupil).status().ToString());
  }
  EXPECT_EQ(answers[0], answers[1]);
  EXPECT_EQ(answers[0], answers[2]);
  EXPECT_THAT(world_.told(), ElementsAre(HasSubstr("TOKEN_EXPIRED"), HasSubstr("TOKEN_MALFORMED"),
                                         HasSubstr("TOKEN_ROLE")));
}

TEST_F(ViewersTest, WhatIsInTheMessageDoesNotAddToTheToken) {
  v1::GetChronologyRequest request;
  request.mutable_caller()->set_role("social-worker");
  request.mutable_caller()->set_agency("northmere-council");
  request.mutable_caller()->set_purpose(v1::PURPOSE_SECTION_47);
  *request.mutable_query()->mutable_record() = kPupil;
  request.set_min_position(kNewest);
  const auto seen = world_.Ask(world_.TokenOf(kTeacher), request);
  ASSERT_TRUE(seen.ok()) << seen.status();
  EXPECT_THAT(EventsIn(*seen), ElementsAre("absence-0303", "referral-5512"));
}

// --- Two worlds -------------------------------------------------------------------------------

v1::Event Hidden(const std::string& id, const char* day) {
  v1::Event event = FourSmallWorries().steps[2].event;
  event.set_id(id);
  event.set_feed_sequence(0);
  event.mutable_occurred()->set_date(day);
  event.mutable_incident_attended()->set_summary("secret " + id);
  return event;
}

// What a viewer can ask, all of it, as bytes.
std::vector<std::string> EverythingSeen(World& world, const Viewer& viewer,
                                        const v1::RecordRef& record) {
  std::vector<std::string> seen;
  v1::GetChronologyRequest request;
  *request.mutable_query()->mutable_record() = record;
  request.set_min_position(kNewest);
  std::string next;
  const auto take = [&] {
    const auto answer = world.Ask(world.TokenOf(viewer), request);
    seen.push_back(answer.ok() ? answer->SerializeAsString() : answer.status().ToString());
    next = answer.ok() ? answer->next_page_token() : "";
  };
  take();
  request.set_summarise_agencies(true);
  take();
  request.set_page_size(1);
  do {
    take();
    request.set_page_token(next);
  } while (!next.empty());
  request.clear_page_token();
  request.set_page_size(0);
  const v1::ChronologyQuery plain = request.query();
  for (const char* day : {"2026-03-05", "2026-03-09", "2026-03-10", "2026-03-11"}) {
    request.mutable_query()->set_as_known_on(day);
    take();
    *request.mutable_query() = plain;
    request.mutable_query()->set_occurred_to(day);
    take();
    *request.mutable_query() = plain;
  }
  for (const char* agency : {"northmere-police", "northmere-school"}) {
    request.mutable_query()->add_agencies(agency);
    take();
    request.mutable_query()->set_known_to_agency(agency);
    take();
    *request.mutable_query() = plain;
  }
  request.mutable_query()->add_categories(v1::INFORMATION_CATEGORY_DOMESTIC_ABUSE);
  take();
  *request.mutable_query() = plain;
  request.mutable_query()->set_order(v1::ORDER_NEWEST_FIRST);
  take();
  return seen;
}

TEST_F(ViewersTest, FactsAViewerMayNotSeeChangeNoByteOfItsAnswers) {
  World other;
  Story story = FourSmallWorries();
  // More of them, earlier, later and about themselves; and the known one says something else.
  story.steps[2].event = Hidden("incident-2604", "2026-03-04");
  for (const char* id : {"incident-1", "incident-2"}) {
    story.steps.insert(story.steps.begin() + 3, {"", "", Hidden(id, "2026-03-06")});
  }
  other.Tell(story);
  for (const Viewer& viewer : {kTeacher, kNurse}) {
    const v1::RecordRef& asked = viewer.user == kTeacher.user ? kPupil : kPatient;
    EXPECT_EQ(EverythingSeen(world_, viewer, asked), EverythingSeen(other, viewer, asked));
    // By a record that the viewer can only guess.
    EXPECT_EQ(EverythingSeen(world_, viewer, kStranger), EverythingSeen(other, viewer, kStranger));
  }
  // The test can fail: for the officer they differ.
  EXPECT_NE(EverythingSeen(world_, kOfficer, kNominal), EverythingSeen(other, kOfficer, kNominal));
}

v1::PersonDescription DescriptionOfSomebodyElse() {
  v1::PersonDescription described;
  described.add_names()->set_given("Rowena");
  described.mutable_names(0)->set_family("Thistlewood");
  described.set_birth_date("2011-09-30");
  return described;
}

TEST_F(ViewersTest, AChildNobodyKnowsAndOneTheViewerMayNotSeeAreOneAnswerAndOneWork) {
  World other;
  other.Tell(FourSmallWorries());
  v1::Event stranger = Hidden("incident-9", "2026-03-04");
  stranger.mutable_subjects(0)->set_record(kStranger.record());
  *stranger.mutable_subjects(0)->mutable_described() = DescriptionOfSomebodyElse();
  while (stranger.subjects_size() > 1) stranger.mutable_subjects()->RemoveLast();
  other.Publish(stranger);
  for (const Viewer& viewer : {kTeacher, kNurse, kPoliceAuditor}) {
    const auto absent = world_.Read(viewer, kStranger);
    const auto hidden = other.Read(viewer, kStranger);
    EXPECT_EQ(absent.status().code(), Code::kPermissionDenied);
    EXPECT_EQ(absent.status(), hidden.status());
  }
  EXPECT_TRUE(other.Read(kOfficer, kStranger).ok());
}

TEST_F(ViewersTest, AViewerIsToldNothingByTheOtherServices) {
  const auto operations = v1::OperationsService::NewStub(world_.ChannelOf(kTeacher));
  EXPECT_EQ(Ask(*operations, &v1::OperationsService::Stub::GetStatus, v1::GetStatusRequest())
                .status()
                .code(),
            Code::kPermissionDenied);
}

}  // namespace
}  // namespace goldthread::server
