// The review list over gRPC, page by page.
#include "services/server/identity_endpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "goldthread/v1/event_service.grpc.pb.h"
#include "services/access/reason.h"
#include "services/feeds/page_token.h"
#include "services/server/hub_client.h"

namespace goldthread::server {
namespace {

using ::testing::SizeIs;

v1::Caller ReviewOperator() {
  v1::Caller caller;
  caller.set_agency("northmere-council");
  caller.set_user("u-1");
  caller.set_role("operator");
  caller.set_purpose(v1::PURPOSE_OPERATION);
  return caller;
}

// One number, another birthday for each record.
v1::Event Pupil(int number) {
  v1::Event event;
  event.set_id(std::to_string(number));
  event.set_feed("northmere-school/attendance");
  event.set_agency("northmere-school");
  event.mutable_occurred()->set_date("2024-03-01");
  event.mutable_recorded_at()->set_seconds(1'709'300'000);
  event.set_category(v1::INFORMATION_CATEGORY_EDUCATION);
  event.mutable_basis()->set_nature(v1::BASIS_NATURE_FACT);
  v1::Subject& subject = *event.add_subjects();
  subject.set_record("pupil-" + event.id());
  subject.set_role(v1::SUBJECT_ROLE_CHILD);
  subject.mutable_described()->set_birth_date("2015-01-0" + event.id());
  v1::Identifier& identifier = *subject.mutable_described()->add_identifiers();
  identifier.set_type(v1::IDENTIFIER_TYPE_NHS_NUMBER);
  identifier.set_value("9990000026");
  event.mutable_person_described();
  return event;
}

class IdentityEndpointTest : public ::testing::Test {
 protected:
  void SetUp() override {
    hub_ = *Hub::Open({});
    const HubClient client(*hub_);
    const auto events = v1::EventService::NewStub(client.channel());
    v1::PublishBatchRequest request;
    for (int i = 1; i <= 4; ++i) *request.add_events() = Pupil(i);
    const auto answer = Ask(*events, &v1::EventService::Stub::PublishBatch, request);
    ASSERT_TRUE(answer.ok()) << answer.status();
    for (const v1::Receipt& receipt : answer->receipts()) ASSERT_TRUE(receipt.has_accepted());
    stub_ = v1::IdentityService::NewStub(client.channel());
  }

  StatusOr<v1::ListReviewResponse> List(int page_size, const std::string& token = "") {
    v1::ListReviewRequest request;
    *request.mutable_caller() = ReviewOperator();
    request.set_min_position(feeds::kNewest);
    request.set_page_size(page_size);
    request.set_page_token(token);
    return AskUntilFresh(
        [&] { return Ask(*stub_, &v1::IdentityService::Stub::ListReview, request); });
  }
  static std::string Text(const v1::ReviewPair& pair) {
    return pair.first().record() + "=" + pair.second().record();
  }

  std::unique_ptr<Hub> hub_;
  std::unique_ptr<v1::IdentityService::Stub> stub_;
};

TEST_F(IdentityEndpointTest, ReviewComesInPagesUntilTheTokenIsEmpty) {
  std::vector<std::string> whole;
  const auto all = List(100);
  ASSERT_TRUE(all.ok()) << all.status();
  for (const v1::ReviewPair& pair : all->pairs()) whole.push_back(Text(pair));
  ASSERT_THAT(whole, SizeIs(6));
  EXPECT_EQ(all->next_page_token(), "");
  EXPECT_FALSE(all->more());
  for (const int page_size : {1, 2, 5, 6}) {
    std::vector<std::string> paged;
    std::string token;
    do {
      const auto page = List(page_size, token);
      ASSERT_TRUE(page.ok()) << page.status();
      EXPECT_EQ(page->more(), !page->next_page_token().empty());
      for (const v1::ReviewPair& pair : page->pairs()) paged.push_back(Text(pair));
      token = page->next_page_token();
    } while (!token.empty() && paged.size() < 10);
    EXPECT_EQ(paged, whole) << page_size;
  }
}

TEST_F(IdentityEndpointTest, ATokenThatIsNotOfThisListIsRefused) {
  for (const std::string bad : {"x", "0123456789abcdef1"}) {
    EXPECT_EQ(access::ReasonOf(List(1, bad).status()), "BAD_PAGE_TOKEN");
  }
}

}  // namespace
}  // namespace goldthread::server
