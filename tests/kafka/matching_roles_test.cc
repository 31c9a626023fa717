// Matching and search where roles are processes: asked of replicas, decided through ingest.
#include <gtest/gtest.h>

#include <thread>

#include "goldthread/v1/event_service.grpc.pb.h"
#include "goldthread/v1/matching_service.grpc.pb.h"
#include "goldthread/v1/search_service.grpc.pb.h"
#include "services/identity/matching/model_message.h"
#include "services/server/commands.h"
#include "services/server/file_clock.h"
#include "services/vocabulary/calendar.h"
#include "tests/kafka/role_processes.h"

namespace goldthread::server {
namespace {

v1::RecordRef RefOf(const std::string& feed, const std::string& record) {
  v1::RecordRef ref;
  ref.set_feed(feed);
  ref.set_record(record);
  return ref;
}

v1::Event Described(const std::string& feed, const std::string& record, const std::string& given,
                    const std::string& born) {
  v1::Event event;
  event.set_id(record + "-1");
  event.set_feed(feed);
  event.mutable_occurred()->set_date("2024-03-01");
  event.mutable_recorded_at()->set_seconds(1'709'300'000);
  event.set_category(v1::INFORMATION_CATEGORY_DEMOGRAPHIC);
  event.mutable_basis()->set_nature(v1::BASIS_NATURE_FACT);
  event.mutable_person_described();
  v1::Subject& subject = *event.add_subjects();
  subject.set_record(record);
  subject.set_role(v1::SUBJECT_ROLE_PRESENT);
  v1::PersonName& name = *subject.mutable_described()->add_names();
  name.set_given(given);
  name.set_family("Okafor");
  subject.mutable_described()->set_birth_date(born);
  v1::Identifier& number = *subject.mutable_described()->add_identifiers();
  number.set_type(v1::IDENTIFIER_TYPE_NHS_NUMBER);
  number.set_value("9990000026");
  return event;
}

v1::Caller CallerAs(const std::string& role, v1::Purpose purpose) {
  v1::Caller caller;
  caller.set_agency("northmere-council");
  caller.set_user("worker-1");
  caller.set_role(role);
  caller.set_purpose(purpose);
  return caller;
}

// Decided by the query role through ingest, folded by each replica, asked of any of them.
TEST(MatchingRolesTest, ADecisionAndAModelReachEveryReplicaAndAreSearchedByAll) {
  RoleProcesses roles(2);
  const Instant now = StartOfDayInLondon(*ParseDay("2026-03-02"));
  ASSERT_TRUE(FileClock::Set(roles.clock_file(), now).ok());
  roles.StartAll();
  const auto opened = HubClient::Open({.hub = roles.AddressOf("gateway")}, IfMissing::kRefuse);
  ASSERT_TRUE(opened.ok()) << opened.status();
  const HubClient& gateway = *opened;
  const auto matching = v1::MatchingService::NewStub(gateway.channel());
  using Matching = v1::MatchingService::Stub;
  const auto until_fresh = [](const auto& ask) { return AskUntilFresh(ask); };
  v1::PublishBatchRequest told;
  *told.add_events() = Described("northmere-school/attendance", "pupil-1", "Darren", "2014-04-06");
  *told.add_events() = Described("northmere-housing/tenancies", "tenant-1", "Daz", "2013-11-23");
  const auto events = v1::EventService::NewStub(gateway.channel());
  const auto receipts = Ask(*events, &v1::EventService::Stub::PublishBatch, told);
  ASSERT_TRUE(receipts.ok()) << receipts.status();
  ASSERT_TRUE(receipts->receipts(0).has_accepted() && receipts->receipts(1).has_accepted());

  const auto reviewer = CallerAs("match-reviewer", v1::PURPOSE_MATCHING);
  v1::ShowPairRequest show;
  *show.mutable_caller() = reviewer;
  show.set_min_position(-1);
  *show.mutable_first() = RefOf("northmere-school/attendance", "pupil-1");
  *show.mutable_second() = RefOf("northmere-housing/tenancies", "tenant-1");
  const auto pair = until_fresh([&] { return Ask(*matching, &Matching::ShowPair, show); });
  ASSERT_TRUE(pair.ok()) << pair.status();
  EXPECT_FALSE(pair->one_person());
  v1::DecidePairRequest decide;
  *decide.mutable_caller() = reviewer;
  *decide.mutable_first() = show.first();
  *decide.mutable_second() = show.second();
  decide.set_answer(v1::MATCH_ANSWER_SAME);
  decide.set_reason("rang the school");
  decide.set_state(pair->state());
  const auto decided = until_fresh([&] { return Ask(*matching, &Matching::DecidePair, decide); });
  ASSERT_TRUE(decided.ok()) << decided.status();
  EXPECT_TRUE(decided->one_person());

  v1::AdoptModelRequest adopt;
  *adopt.mutable_caller() = CallerAs("match-lead", v1::PURPOSE_MATCHING);
  *adopt.mutable_learnt()->mutable_model() = matching::ToMessage(matching::ShippedModel());
  adopt.mutable_learnt()->mutable_model()->set_version("of-ours");
  adopt.set_reason("learnt from our own records");
  const auto effect = until_fresh([&] { return Ask(*matching, &Matching::AdoptModel, adopt); });
  ASSERT_TRUE(effect.ok()) << effect.status();
  adopt.set_on(effect->state());
  const auto adopted = until_fresh([&] { return Ask(*matching, &Matching::AdoptModel, adopt); });
  ASSERT_TRUE(adopted.ok()) << adopted.status();

  // The other replica may be asked as well, so as often in a row as there are replicas.
  v1::GetModelRequest which;
  *which.mutable_caller() = reviewer;
  which.set_min_position(-1);
  for (int in_a_row = 0; in_a_row < 4;) {
    const auto model = until_fresh([&] { return Ask(*matching, &Matching::GetModel, which); });
    ASSERT_TRUE(model.ok()) << model.status();
    in_a_row = model->in_use().version() == "of-ours" ? in_a_row + 1 : 0;
  }
  for (const std::string killed : {"projector-0", "projector-1"}) {
    roles.Kill(killed);
    while (!gateway.GetStatus(OperatorOf(CommonOptions())).ok()) std::this_thread::yield();
    const auto still = until_fresh([&] { return Ask(*matching, &Matching::ShowPair, show); });
    ASSERT_TRUE(still.ok()) << still.status();
    EXPECT_TRUE(still->one_person()) << killed << " is gone: a decision holds under every model";
    EXPECT_EQ(still->model(), "of-ours");
    v1::SearchPersonsRequest search;
    *search.mutable_caller() = CallerAs("social-worker", v1::PURPOSE_SECTION_47);
    search.set_min_position(-1);
    search.set_given("Darren");
    search.set_family("Okafor");
    const auto searches = v1::SearchService::NewStub(gateway.channel());
    const auto found = until_fresh(
        [&] { return Ask(*searches, &v1::SearchService::Stub::SearchPersons, search); });
    ASSERT_TRUE(found.ok()) << found.status();
    ASSERT_EQ(found->persons_size(), 1) << "one person, by either record";
    EXPECT_EQ(found->persons(0).records_size(), 2);
    roles.Start(killed);
  }
}

}  // namespace
}  // namespace goldthread::server
