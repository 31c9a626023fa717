#include "services/feeds/feed_service.h"

#include <fmt/format.h>
#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "services/access/reason.h"
#include "services/access/reply.h"
#include "services/feeds/feed_reader.h"
#include "services/feeds/page_token.h"

namespace goldthread::feeds {
namespace {

constexpr int kCheckedMax = 1'000;
constexpr size_t kNamedBytesMax = 128 * 1024;  // Well within one record of the audit.
constexpr size_t kNameBytesMax = 100;          // As ingest takes them.

constexpr std::string_view kListQuestion = "feeds.list";

using google::protobuf::util::TimeUtil;

StatusOr<Instant> InstantFrom(const google::protobuf::Timestamp& time) {
  if (time.seconds() < TimeUtil::kTimestampMinSeconds ||
      time.seconds() > TimeUtil::kTimestampMaxSeconds) {
    return access::BadField("as_of", "is no moment between the years 1 and 9999");
  }
  const Instant second{std::chrono::seconds(time.seconds())};
  return second + std::chrono::microseconds(time.nanos() / 1000);
}

std::set<std::string> FeedsOf(const v1::CheckEventsRequest& request) {
  std::set<std::string> feeds;
  for (const v1::Event& event : request.events()) feeds.insert(event.feed());
  return feeds;
}

bool IsPlain(std::string_view name) {
  return name.size() <= kNameBytesMax && std::ranges::none_of(name, [](char c) {
           return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
         });
}

// Whose records the events are about, each once; but none by a name that ingest would refuse,
// which may be anything and names nobody. False: more than the audit holds in one entry.
bool NameRecords(const v1::CheckEventsRequest& request, access::Look& look) {
  std::set<RecordId> named;
  size_t bytes = 0;
  for (const v1::Event& event : request.events()) {
    for (const v1::Subject& subject : event.subjects()) {
      RecordId record{event.feed(), subject.record()};
      const size_t size = record.feed.size() + record.record.size();
      if (!IsPlain(record.feed) || !IsPlain(record.record) || named.contains(record)) continue;
      if (bytes + size > kNamedBytesMax) return false;
      bytes += size;
      look.records.push_back(record);
      named.insert(std::move(record));
    }
  }
  return true;
}

}  // namespace

v1::LogPosition FeedEndpoint::PositionOf(const ViewSnapshot& views) const {
  v1::LogPosition position;
  position.set_shard(registry_.partnership());
  position.set_next(views.NextPosition().value);
  return position;
}

StatusOr<access::Disclosed<v1::ListFeedsResponse>> FeedEndpoint::List(
    const v1::ListFeedsRequest& request) {
  access::Look look;
  look.action = "feeds.list";
  const bool own_only = !door_.policy().MayOperate(request.caller());
  if (own_only) look.only_agency = request.caller().agency();
  GT_RETURN_IF_ERROR(door_.Admit(request.caller(), look));
  GT_ASSIGN_OR_RETURN(const size_t page_size,
                      PageSize(request.page_size(), kPageSizeDefault, kPageSizeMax));
  GT_RETURN_IF_ERROR(CheckMinPosition(request.min_position()));
  GT_ASSIGN_OR_RETURN(const std::string after, PlaceOf(kListQuestion, request.page_token()));
  Instant as_of = clock_.Now();
  if (request.has_as_of()) {
    GT_ASSIGN_OR_RETURN(as_of, InstantFrom(request.as_of()));
  }
  GT_ASSIGN_OR_RETURN(const auto views, views_.At({request.min_position()}));
  const auto is_shown = [&](const std::string& feed) {
    return !own_only || AgencyOf(feed) == request.caller().agency();
  };
  // One more than asked tells whether there is a next page.
  GT_ASSIGN_OR_RETURN(std::vector<v1::Feed> feeds,
                      feeds::ListFeeds(*views, {after, page_size + 1}, as_of, is_shown));
  v1::ListFeedsResponse response;
  response.set_own_only(own_only);
  *response.mutable_position() = PositionOf(*views);
  if (feeds.size() > page_size) {
    feeds.pop_back();
    response.set_next_page_token(PageToken(kListQuestion, feeds.back().feed()));
  }
  for (v1::Feed& feed : feeds) *response.add_feeds() = std::move(feed);
  look.rows = response.feeds_size();
  look.position = views->NextPosition();
  return door_.Disclose(request.caller(), look, std::move(response));
}

std::string FeedEndpoint::AgencyOf(const std::string& feed) const {
  const std::optional<ingest::FeedEntry> entry = registry_.Now()->Find(feed);
  return entry.has_value() ? entry->agency : "";
}

std::string FeedEndpoint::FeedQuestion(const std::string& feed) const {
  const bool is_feed = IsPlain(feed) && registry_.Now()->Find(feed).has_value();
  return "feed=" + (is_feed ? feed : "?");
}

access::Look FeedEndpoint::FeedLook(const v1::Caller& caller, std::string action,
                                    const std::string& feed) const {
  access::Look look = OwnFeeds(std::move(action), {feed});
  if (door_.policy().MayOperate(caller)) look.only_agency.reset();
  return look;
}

access::Look FeedEndpoint::OwnFeeds(std::string action, const std::set<std::string>& feeds) const {
  access::Look look;
  look.action = std::move(action);
  std::set<std::string> agencies;
  for (const std::string& feed : feeds) {
    agencies.insert(AgencyOf(feed));
    look.question += (look.question.empty() ? "" : " ") + FeedQuestion(feed);
  }
  if (!agencies.empty()) look.only_agency = agencies.size() == 1 ? *agencies.begin() : "";
  return look;
}

StatusOr<access::Disclosed<v1::CheckEventsResponse>> FeedEndpoint::Check(
    const v1::CheckEventsRequest& request) {
  if (request.events_size() > kCheckedMax) return access::BadField("events", "send 1 to 1,000");
  access::Look look = OwnFeeds("feeds.check", FeedsOf(request));
  const bool all_named = NameRecords(request, look);
  GT_RETURN_IF_ERROR(door_.Admit(request.caller(), look));
  GT_RETURN_IF_ERROR(CheckMinPosition(request.min_position()));
  if (request.events().empty()) return access::BadField("events", "send 1 to 1,000");
  if (!all_named) return access::BadField("events", "about too many records; send fewer at once");
  if (request.lease() != 0) {
    GT_RETURN_IF_ERROR(leases_.Renew(request.events(0).feed(), request.lease()));
  }
  GT_ASSIGN_OR_RETURN(const auto views, views_.At({request.min_position()}));
  const auto registry = registry_.Now();
  v1::CheckEventsResponse response;
  *response.mutable_position() = PositionOf(*views);
  for (const v1::Event& event : request.events()) {
    v1::Event kept = ingest::Normalised(*registry, event);
    GT_ASSIGN_OR_RETURN(Held held, request.ids_are_final() ? HeldUnderId(*views, kept)
                                                           : HeldOf(*views, std::move(kept)));
    response.add_presences(held.presence);
    v1::ChainEnd* end = response.add_ends();
    end->set_event_id(std::move(held.event_id));
    end->set_digest(std::move(held.digest));
  }
  look.rows = response.presences_size();
  look.position = views->NextPosition();
  return door_.Disclose(request.caller(), look, std::move(response));
}

StatusOr<access::Disclosed<v1::LeaseFeedResponse>> FeedEndpoint::Lease(
    const v1::LeaseFeedRequest& request) {
  const access::Look look = OwnFeeds("feeds.lease", {request.feed()});
  GT_RETURN_IF_ERROR(door_.Admit(request.caller(), look));
  v1::LeaseFeedResponse response;
  GT_ASSIGN_OR_RETURN(const int64_t lease, leases_.Take(request.feed()));
  response.set_lease(lease);
  auto disclosed = door_.Disclose(request.caller(), look, std::move(response));
  if (!disclosed.ok()) leases_.Return(request.feed(), lease);
  return disclosed;
}

StatusOr<access::Disclosed<v1::ReturnFeedResponse>> FeedEndpoint::Return(
    const v1::ReturnFeedRequest& request) {
  const access::Look look = OwnFeeds("feeds.return", {request.feed()});
  GT_RETURN_IF_ERROR(door_.Admit(request.caller(), look));
  leases_.Return(request.feed(), request.lease());
  return door_.Disclose(request.caller(), look, v1::ReturnFeedResponse());
}

grpc::Status FeedEndpoint::ListFeeds(grpc::ServerContext*, const v1::ListFeedsRequest* request,
                                     v1::ListFeedsResponse* response) {
  return access::Reply(List(*request), response);
}

grpc::Status FeedEndpoint::CheckEvents(grpc::ServerContext*, const v1::CheckEventsRequest* request,
                                       v1::CheckEventsResponse* response) {
  return access::Reply(Check(*request), response);
}

grpc::Status FeedEndpoint::LeaseFeed(grpc::ServerContext*, const v1::LeaseFeedRequest* request,
                                     v1::LeaseFeedResponse* response) {
  return access::Reply(Lease(*request), response);
}

grpc::Status FeedEndpoint::ReturnFeed(grpc::ServerContext*, const v1::ReturnFeedRequest* request,
                                      v1::ReturnFeedResponse* response) {
  return access::Reply(Return(*request), response);
}

}  // namespace goldthread::feeds
