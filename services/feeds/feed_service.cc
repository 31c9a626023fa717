#include "services/feeds/feed_service.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "eventstore/base/digest.h"
#include "services/access/reason.h"
#include "services/access/reply.h"
#include "services/feeds/feed_reader.h"

namespace goldthread::feeds {
namespace {

constexpr int kPageSizeDefault = 100;
constexpr int kPageSizeMax = 1'000;
constexpr int kCheckedMax = 1'000;
constexpr size_t kTokenSealBytes = 16;  // Hexadecimal.

// Names the last feed given. The seal finds tokens that are another method's or mistyped; a
// feed's name is no secret and the caller is asked anew for each page.
std::string TokenAfter(std::string_view feed) {
  return fmt::format("{:016x}{}", Checksum(fmt::format("feeds.list:{}", feed)), feed);
}

StatusOr<std::string> FeedOfToken(const std::string& token) {
  if (token.empty()) return std::string();
  std::string feed = token.substr(std::min(token.size(), kTokenSealBytes));
  if (feed.empty() || TokenAfter(feed) != token) {
    return Error(Code::kInvalidArgument, "BAD_PAGE_TOKEN: not a token of this list; start again");
  }
  return feed;
}

StatusOr<size_t> PageSize(int32_t asked) {
  if (asked < 0) return access::BadField("page_size", "must not be negative");
  if (asked == 0) return kPageSizeDefault;
  return static_cast<size_t>(std::min(asked, kPageSizeMax));
}

Status CheckMinPosition(int64_t position) {
  if (position < 0) return access::BadField("min_position", "must not be negative");
  return OkStatus();
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
  GT_RETURN_IF_ERROR(door_.Admit(request.caller(), look));
  GT_ASSIGN_OR_RETURN(const size_t page_size, PageSize(request.page_size()));
  GT_RETURN_IF_ERROR(CheckMinPosition(request.min_position()));
  GT_ASSIGN_OR_RETURN(const std::string after, FeedOfToken(request.page_token()));
  GT_ASSIGN_OR_RETURN(const auto views, views_.At({request.min_position()}));
  // One more than asked tells whether there is a next page.
  GT_ASSIGN_OR_RETURN(std::vector<v1::Feed> feeds, feeds::ListFeeds(*views, after, page_size + 1));
  v1::ListFeedsResponse response;
  *response.mutable_position() = PositionOf(*views);
  if (feeds.size() > page_size) {
    feeds.pop_back();
    response.set_next_page_token(TokenAfter(feeds.back().feed()));
  }
  for (v1::Feed& feed : feeds) *response.add_feeds() = std::move(feed);
  look.rows = response.feeds_size();
  look.position = views->NextPosition();
  return door_.Disclose(request.caller(), look, std::move(response));
}

StatusOr<access::Disclosed<v1::CheckEventsResponse>> FeedEndpoint::Check(
    const v1::CheckEventsRequest& request) {
  access::Look look;
  look.action = "feeds.check";
  GT_RETURN_IF_ERROR(door_.Admit(request.caller(), look));
  GT_RETURN_IF_ERROR(CheckMinPosition(request.min_position()));
  if (request.events().empty() || request.events_size() > kCheckedMax) {
    return access::BadField("events", "send 1 to 1,000");
  }
  GT_ASSIGN_OR_RETURN(const auto views, views_.At({request.min_position()}));
  v1::CheckEventsResponse response;
  *response.mutable_position() = PositionOf(*views);
  for (const v1::Event& event : request.events()) {
    GT_ASSIGN_OR_RETURN(const v1::Presence presence,
                        PresenceOf(*views, ingest::Normalised(registry_, event)));
    response.add_presences(presence);
  }
  look.rows = response.presences_size();
  look.position = views->NextPosition();
  return door_.Disclose(request.caller(), look, std::move(response));
}

grpc::Status FeedEndpoint::ListFeeds(grpc::ServerContext*, const v1::ListFeedsRequest* request,
                                     v1::ListFeedsResponse* response) {
  return access::Reply(List(*request), response);
}

grpc::Status FeedEndpoint::CheckEvents(grpc::ServerContext*, const v1::CheckEventsRequest* request,
                                       v1::CheckEventsResponse* response) {
  return access::Reply(Check(*request), response);
}

}  // namespace goldthread::feeds
