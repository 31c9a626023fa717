#include "tests/faults/account.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "eventstore/log/embedded_log.h"
#include "goldthread/v1/feed_service.grpc.pb.h"
#include "goldthread/v1/operations_service.grpc.pb.h"
#include "services/server/commands.h"
#include "services/server/hub_client.h"

namespace goldthread::faults {
namespace {

constexpr size_t kReadRecords = 1000;

// How often each event of one sender stands in the log, by number.
struct Found {
  const Sender* sender;
  std::vector<int64_t> times;
};

void Take(const LogRecord& record, std::vector<Found>& all) {
  v1::Event event;
  ASSERT_TRUE(event.ParseFromArray(record.body.data(), static_cast<int>(record.body.size())));
  const auto found = std::ranges::find_if(
      all, [&](const Found& one) { return one.sender->feed() == event.feed(); });
  ASSERT_NE(found, all.end()) << "nobody sends for " << event.feed();
  const int64_t number = event.feed_sequence();
  ASSERT_GE(number, 1);
  const v1::Event sent = found->sender->Numbered(number);
  EXPECT_EQ(event.id(), sent.id());
  EXPECT_EQ(event.subjects(0).record(), sent.subjects(0).record());
  if (std::ssize(found->times) < number) found->times.resize(static_cast<size_t>(number));
  ++found->times[static_cast<size_t>(number - 1)];
  // The first receipt is of the first of its copies that has one; others are elsewhere.
  EXPECT_LE(found->times[static_cast<size_t>(number - 1)], found->sender->TimesSent(number))
      << event.feed() << " " << number << " is doubled";
}

std::vector<std::string> ReadBodies(const std::string& dir) {
  std::vector<std::string> bodies;
  const auto log = EmbeddedLog::Open(dir);
  EXPECT_TRUE(log.ok()) << log.status();
  if (!log.ok()) return bodies;
  const auto reader = (*log)->NewReader();
  const Position end = *reader->End();
  LogBatch batch;
  for (Position next; next < end;) {
    const Status read = reader->Read(next, kReadRecords, std::chrono::milliseconds(0), &batch);
    EXPECT_TRUE(read.ok()) << read;
    if (!read.ok() || batch.empty()) return bodies;
    for (const LogRecord& record : batch.records()) {
      EXPECT_EQ(record.position, next) << "positions have no gaps";
      next = record.position.Next();
      bodies.emplace_back(record.body);
    }
  }
  return bodies;
}

void ExpectReceiptsKept(const Sender& sender, const std::vector<std::string>& bodies) {
  for (int64_t number = 1; number <= sender.acknowledged(); ++number) {
    const auto position = static_cast<size_t>(sender.PositionOf(number));
    ASSERT_LT(position, bodies.size()) << sender.feed() << " " << number << " is lost";
    v1::Event event;
    ASSERT_TRUE(event.ParseFromString(bodies[position]));
    EXPECT_EQ(event.feed(), sender.feed());
    EXPECT_EQ(event.feed_sequence(), number) << "another stands where it has its receipt";
  }
}

StatusOr<server::HubClient> Client(const std::string& address) {
  return server::HubClient::Open({.hub = address}, server::IfMissing::kRefuse);
}

}  // namespace

v1::Caller Operator() { return server::OperatorOf(server::CommonOptions()); }

LogAccount ReadLogAccount(const std::string& data, const std::string& scratch,
                          const std::vector<const Sender*>& senders) {
  namespace fs = std::filesystem;
  fs::remove_all(scratch);
  std::vector<std::string> bodies;
  if (fs::exists(data + "/log")) {  // It may have been killed before there was one.
    fs::copy(data + "/log", scratch, fs::copy_options::recursive);
    bodies = ReadBodies(scratch);
  }
  std::vector<Found> found;
  for (const Sender* sender : senders) {
    found.push_back({sender, {}});
    ExpectReceiptsKept(*sender, bodies);
  }
  Position position;
  for (const std::string& body : bodies) {
    Take({position, "", body}, found);
    position = position.Next();
  }
  LogAccount account;
  account.end = std::ssize(bodies);
  for (const Found& one : found) {
    int64_t events = 0;
    int64_t records = 0;
    for (const int64_t times : one.times) {
      EXPECT_GT(times, 0) << "a hole in " << one.sender->feed();
      events += times > 0 ? 1 : 0;
      records += times;
    }
    account.events.push_back(events);
    account.repeats.push_back(records - events);
  }
  return account;
}

void ExpectFeedsAsIn(const LogAccount& account, const std::string& address,
                     const std::vector<const Sender*>& senders) {
  const auto client = Client(address);
  ASSERT_TRUE(client.ok()) << client.status();
  const auto stub = v1::FeedService::NewStub(client->channel());
  v1::ListFeedsRequest request;
  *request.mutable_caller() = Operator();
  request.set_min_position(account.end);
  const auto answer = server::AskUntilFresh(
      [&] { return server::Ask(*stub, &v1::FeedService::Stub::ListFeeds, request); });
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->position().next(), account.end) << "no record but those that were found";
  for (size_t i = 0; i < senders.size(); ++i) {
    const auto feed = std::ranges::find_if(
        answer->feeds(), [&](const v1::Feed& one) { return one.feed() == senders[i]->feed(); });
    if (account.events[i] == 0) continue;
    ASSERT_NE(feed, answer->feeds().end()) << senders[i]->feed();
    EXPECT_EQ(feed->events(), account.events[i]) << feed->feed();
    EXPECT_EQ(feed->repeats(), account.repeats[i]) << feed->feed();
    EXPECT_EQ(feed->missing_total(), 0) << feed->feed();
    EXPECT_EQ(feed->conflicts(), 0) << feed->feed();
  }
}

void ExpectViewsEqualARebuild(const std::string& address) {
  const auto client = Client(address);
  ASSERT_TRUE(client.ok()) << client.status();
  // Once they have all that the log has.
  v1::ListFeedsRequest all;
  *all.mutable_caller() = Operator();
  all.set_min_position(-1);
  const auto feeds = v1::FeedService::NewStub(client->channel());
  const auto fresh = server::AskUntilFresh(
      [&] { return server::Ask(*feeds, &v1::FeedService::Stub::ListFeeds, all); });
  ASSERT_TRUE(fresh.ok()) << fresh.status();
  const auto stub = v1::OperationsService::NewStub(client->channel());
  v1::VerifyRequest request;
  *request.mutable_caller() = Operator();
  const auto answer = server::Ask(*stub, &v1::OperationsService::Stub::Verify, request);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_TRUE(answer->equal()) << answer->first_difference();
  EXPECT_EQ(answer->live_digest(), answer->rebuilt_digest());
}

}  // namespace goldthread::faults
