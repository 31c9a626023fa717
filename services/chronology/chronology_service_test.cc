#include "services/chronology/chronology_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "goldthread/v1/audit.pb.h"
#include "services/access/fake_appender.h"
#include "services/access/reply.h"
#include "services/chronology/story_fixture.h"

namespace goldthread::chronology {
namespace {

using ::testing::HasSubstr;

// The story's views, as the projector would offer them.
class StoryViews final : public ViewSource {
 public:
  explicit StoryViews(const StoryFixture& story) : story_(story) {}
  StatusOr<std::shared_ptr<const ViewSnapshot>> At(Position at_least) const override {
    auto views = std::make_shared<const MapSnapshot>(story_.Views());
    if (views->NextPosition() < at_least) return Error(Code::kFailedPrecondition, "BEHIND: yet");
    return std::shared_ptr<const ViewSnapshot>(std::move(views));
  }

 private:
  const StoryFixture& story_;
};

class ChronologyServiceTest : public ::testing::Test {
 protected:
  ChronologyServiceTest() {
    request_.mutable_caller()->set_agency("northmere-council");
    request_.mutable_caller()->set_user("u-17");
    request_.mutable_caller()->set_role("social-worker");
    request_.mutable_caller()->set_purpose(v1::PURPOSE_SECTION_47);
    *request_.mutable_query() = StoryFixture::About("school", "child-7");
  }
  void GivenFacts(int count) {
    for (int i = 0; i < count; ++i) {
      ASSERT_TRUE(
          story_.Receive("2024-03-20", FactOn("2024-03-01", "school", fmt::format("e{:03}", i)))
              .ok());
    }
  }
  StatusOr<v1::GetChronologyResponse> Get() {
    auto answer = endpoint_.Get(request_);
    if (!answer.ok()) return answer.status();
    return std::move(*answer).value();
  }

  StoryFixture story_;
  StoryViews views_{story_};
  FakeAppender audit_;
  SystemClock clock_;
  access::Door door_{audit_, clock_};
  ChronologyEndpoint endpoint_{views_, door_, "northmere"};
  v1::GetChronologyRequest request_;
};

TEST_F(ChronologyServiceTest, AnEntryCarriesItsFactAgeLatenessAndSource) {
  v1::Event event = FactOn("2024-03-01", "school", "a");
  event.mutable_subjects(0)->mutable_described()->set_birth_date("2018-02-01");
  ASSERT_TRUE(story_.Receive("2024-03-05", event).ok());
  const auto answer = Get();
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_EQ(answer->entries_size(), 1);
  const v1::ChronologyEntry& entry = answer->entries(0);
  EXPECT_EQ(entry.kind(), "ConcernRecorded");
  EXPECT_EQ(entry.age_years(), 6);
  EXPECT_EQ(entry.age_months(), 1);
  EXPECT_EQ(entry.days_late(), 4);
  EXPECT_EQ(entry.event().agency(), "school");
  EXPECT_GT(entry.event().received_at().seconds(), 0);
  EXPECT_EQ(entry.record().record(), "child-7");
  EXPECT_EQ(answer->person().birth_date(), "2018-02-01");
  EXPECT_EQ(answer->position().next(), 1);
  EXPECT_EQ(answer->position().shard(), "northmere");
}

TEST_F(ChronologyServiceTest, AShieldedAddressIsShownToNobody) {
  v1::Event event = FactOn("2024-03-01", "school", "a");
  event.mutable_address_observed()->mutable_address()->set_postcode("ZZ99 1AA");
  event.mutable_subjects(0)->mutable_described()->add_addresses()->set_postcode("ZZ99 1AA");
  ASSERT_TRUE(story_.Receive("2024-03-05", event).ok());
  event.set_id("b");
  event.add_handling(v1::HANDLING_SHIELDED_ADDRESS);
  ASSERT_TRUE(story_.Receive("2024-03-05", event).ok());
  const auto answer = Get();
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_EQ(answer->entries_size(), 2);
  EXPECT_THAT(answer->ShortDebugString(), ::testing::Not(HasSubstr("ZZ99")));
  EXPECT_EQ(answer->entries(0).event().handling(0), v1::HANDLING_SHIELDED_ADDRESS);
}

// What an agency recorded before anybody was in danger gives the place away as well.
TEST_F(ChronologyServiceTest, AShieldHoldsForWhatOtherAgenciesRecordedUntilItIsTakenBack) {
  v1::Event open = FactOn("2024-03-01", "school", "a");
  open.mutable_subjects(0)->mutable_described()->add_addresses()->set_postcode("ZZ99 1AA");
  open.mutable_subjects(0)->mutable_described()->add_identifiers()->set_value("9434765919");
  open.mutable_subjects(0)->mutable_described()->mutable_identifiers(0)->set_type(
      v1::IDENTIFIER_TYPE_NHS_NUMBER);
  v1::Event shielding = FactOn("2024-03-02", "gp", "b", "patient-1");
  *shielding.mutable_subjects(0)->mutable_described()->mutable_identifiers() =
      open.subjects(0).described().identifiers();
  shielding.mutable_person_described();
  shielding.add_handling(v1::HANDLING_SHIELDED_ADDRESS);
  ASSERT_TRUE(story_.Receive("2024-03-05", open).ok());
  EXPECT_THAT(Get()->ShortDebugString(), HasSubstr("ZZ99"));
  ASSERT_TRUE(story_.Receive("2024-03-06", shielding).ok());
  EXPECT_THAT(Get()->ShortDebugString(), ::testing::Not(HasSubstr("ZZ99")));
  request_.mutable_query()->set_as_known_on("2024-03-05");
  EXPECT_THAT(Get()->ShortDebugString(), ::testing::Not(HasSubstr("ZZ99")));
  ASSERT_TRUE(story_.Receive("2024-03-07", WithdrawalOf("b", "gp", "c")).ok());
  EXPECT_THAT(Get()->ShortDebugString(), HasSubstr("ZZ99"));
}

TEST_F(ChronologyServiceTest, PagesMeetWithoutGapOrRepeat) {
  GivenFacts(25);
  for (const auto order : {v1::ORDER_OLDEST_FIRST, v1::ORDER_NEWEST_FIRST}) {
    request_.mutable_query()->set_order(order);
    request_.set_page_size(4);
    std::vector<std::string> ids;
    do {
      const auto answer = Get();
      ASSERT_TRUE(answer.ok()) << answer.status();
      for (const auto& entry : answer->entries()) ids.push_back(entry.event().id());
      request_.set_page_token(answer->next_page_token());
    } while (!request_.page_token().empty());
    ASSERT_EQ(ids.size(), 25u);
    if (order == v1::ORDER_NEWEST_FIRST) std::reverse(ids.begin(), ids.end());
    EXPECT_EQ(ids.front(), "e000");
    EXPECT_EQ(ids.back(), "e024");
    EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
  }
}

TEST_F(ChronologyServiceTest, ANegativePageSizeIsRefusedAndAHugeOneIsCut) {
  GivenFacts(3);
  request_.set_page_size(-1);
  EXPECT_EQ(Get().status().code(), Code::kInvalidArgument);
  request_.set_page_size(1'000'000);
  EXPECT_EQ(Get()->entries_size(), 3);
}

TEST_F(ChronologyServiceTest, AForeignPageTokenIsRefused) {
  request_.set_page_token("00ff");
  const Status refused = Get().status();
  EXPECT_EQ(refused.code(), Code::kInvalidArgument);
  EXPECT_THAT(std::string(Message(refused)), HasSubstr("BAD_PAGE_TOKEN"));
}

TEST_F(ChronologyServiceTest, AgencySummariesCoverTheWholeAnswerNotThePage) {
  ASSERT_TRUE(story_.Receive("2024-03-20", FactOn("2024-01-01", "school", "a")).ok());
  ASSERT_TRUE(story_.Receive("2024-03-20", FactOn("2024-01-11", "school", "b")).ok());
  ASSERT_TRUE(story_.Receive("2024-03-20", FactOn("2024-01-13", "school", "c")).ok());
  request_.set_page_size(1);
  request_.set_summarise_agencies(true);
  const auto answer = Get();
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_EQ(answer->agencies_size(), 1);
  EXPECT_EQ(answer->agencies(0).entries(), 3);
  EXPECT_EQ(answer->agencies(0).first_occurred(), "2024-01-01");
  EXPECT_EQ(answer->agencies(0).last_occurred(), "2024-01-13");
  EXPECT_EQ(answer->agencies(0).longest_gap_days(), 10);
  EXPECT_EQ(answer->agencies(0).longest_gap_from(), "2024-01-01");
}

TEST_F(ChronologyServiceTest, NobodyLooksUnnamed) {
  GivenFacts(1);
  request_.clear_caller();
  EXPECT_EQ(Get().status().code(), Code::kUnauthenticated);
}

TEST_F(ChronologyServiceTest, AgencySummariesCountWhatStandsAndSayHowManyWereAmended) {
  ASSERT_TRUE(story_.Receive("2024-03-20", FactOn("2024-01-01", "school", "a")).ok());
  ASSERT_TRUE(story_.Receive("2024-03-20", FactOn("2024-01-05", "school", "b")).ok());
  ASSERT_TRUE(story_.Receive("2024-03-20", FactOn("2024-01-11", "school", "c")).ok());
  v1::Event right = FactOn("2024-01-12", "school", "d");
  right.set_corrects("c");
  ASSERT_TRUE(story_.Receive("2024-03-21", right).ok());
  ASSERT_TRUE(story_.Receive("2024-03-22", WithdrawalOf("b", "school", "e")).ok());
  request_.set_summarise_agencies(true);
  auto answer = Get();
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->entries_size(), 4);
  EXPECT_EQ(answer->agencies(0).entries(), 2);
  EXPECT_EQ(answer->agencies(0).amended(), 2);
  EXPECT_EQ(answer->agencies(0).last_occurred(), "2024-01-12");
  EXPECT_EQ(answer->agencies(0).longest_gap_days(), 11);
  // On an earlier day all of them stood.
  request_.mutable_query()->set_as_known_on("2024-03-20");
  answer = Get();
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->agencies(0).entries(), 3);
  EXPECT_EQ(answer->agencies(0).amended(), 0);
}

TEST_F(ChronologyServiceTest, AnAgencyWithNothingThatStandsHasNoDays) {
  ASSERT_TRUE(story_.Receive("2024-03-20", FactOn("2024-01-01", "school", "a")).ok());
  ASSERT_TRUE(story_.Receive("2024-03-22", WithdrawalOf("a", "school", "b")).ok());
  request_.set_summarise_agencies(true);
  const auto answer = Get();
  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_EQ(answer->agencies_size(), 1);
  EXPECT_EQ(answer->agencies(0).entries(), 0);
  EXPECT_EQ(answer->agencies(0).amended(), 1);
  EXPECT_EQ(answer->agencies(0).first_occurred(), "");
}

TEST_F(ChronologyServiceTest, ARecordNobodySentIsAnsweredLikeOneThatMayNotBeSeen) {
  GivenFacts(1);
  request_.mutable_query()->mutable_record()->set_record("nobody");
  const Status absent = Get().status();
  request_.mutable_caller()->set_purpose(v1::PURPOSE_OPERATION);
  const Status absent_unauthorised = Get().status();
  *request_.mutable_query() = StoryFixture::About("school", "child-7");
  const Status present_unauthorised = Get().status();
  EXPECT_EQ(absent.code(), Code::kPermissionDenied);
  const auto wire = [](const Status& status) {
    const grpc::Status sent = access::ToGrpc(status);
    return fmt::format("{} {} {}", static_cast<int>(sent.error_code()), sent.error_message(),
                       sent.error_details());
  };
  EXPECT_EQ(wire(absent), wire(absent_unauthorised));
  EXPECT_EQ(wire(absent), wire(present_unauthorised));
}

TEST_F(ChronologyServiceTest, ALookForNobodyIsAuditedAsOneThatFoundNothing) {
  GivenFacts(1);
  request_.mutable_query()->mutable_record()->set_record("nobody");
  EXPECT_FALSE(Get().ok());
  ASSERT_EQ(audit_.records().size(), 1u);
  v1::AuditRecord look;
  ASSERT_TRUE(look.ParseFromString(audit_.records()[0].body));
  EXPECT_EQ(look.records(0).record(), "nobody");
  EXPECT_EQ(look.rows(), 0);
}

TEST_F(ChronologyServiceTest, AKnownRecordWithNothingToShowIsAnsweredEmpty) {
  GivenFacts(1);
  request_.mutable_query()->set_as_known_on("2020-01-01");
  auto answer = Get();
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->entries_size(), 0);
  *request_.mutable_query() = StoryFixture::About("school", "child-7");
  request_.mutable_query()->add_agencies("nobody");
  answer = Get();
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->entries_size(), 0);
}

// A question of any size is refused by its own rule, and its refusal fits the audit.
TEST_F(ChronologyServiceTest, AnOversizedQuestionIsRefusedByFieldAndLeavesNothingInTheAudit) {
  GivenFacts(1);
  const std::string huge(3'000'000, 'x');
  request_.mutable_query()->add_agencies(huge);
  EXPECT_THAT(std::string(Message(Get().status())), HasSubstr("query.agencies"));
  request_.mutable_query()->mutable_record()->set_record(huge);
  EXPECT_THAT(std::string(Message(Get().status())), HasSubstr("query.record.record"));
  request_.mutable_caller()->set_purpose(v1::PURPOSE_OPERATION);
  EXPECT_EQ(Get().status().code(), Code::kPermissionDenied);
  for (const NewRecord& record : audit_.records()) {
    EXPECT_LT(record.body.size(), 1'000u);
    EXPECT_THAT(record.body, ::testing::Not(HasSubstr("xxx")));
  }
}

TEST_F(ChronologyServiceTest, WithoutTheAuditNothingIsShown) {
  GivenFacts(1);
  audit_.FailWith(Error(Code::kUnavailable, "the audit's disk is gone"));
  EXPECT_EQ(Get().status().code(), Code::kUnavailable);
}

TEST_F(ChronologyServiceTest, AnAnswerOlderThanDemandedIsRefused) {
  GivenFacts(1);
  request_.set_min_position(2);
  EXPECT_EQ(Get().status().code(), Code::kFailedPrecondition);
}

}  // namespace
}  // namespace goldthread::chronology
