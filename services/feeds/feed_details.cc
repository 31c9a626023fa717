// FeedEndpoint on one feed: its holes and conflicts, and what an agency needs to compare the
// hub's record of it with its own.
#include <algorithm>
#include <charconv>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "services/access/reason.h"
#include "services/access/reply.h"
#include "services/feeds/feed_reader.h"
#include "services/feeds/feed_service.h"
#include "services/feeds/held_events.h"
#include "services/feeds/page_token.h"

namespace goldthread::feeds {
namespace {

constexpr int32_t kEventsDefault = 1'000;
constexpr int32_t kEventsMax = 10'000;  // Ids of 200 bytes: 2.5 MB.
constexpr int kDaysAskedMax = 10'000;
constexpr int64_t kNumberMax = int64_t{1} << 62;  // One more is still a number.

// Whole, or 0. The token's seal keeps out mistakes, not those who want to.
int64_t NumberIn(std::string_view text) {
  int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return std::clamp<int64_t>(number, 0, kNumberMax);
}

// "position id"
std::string PlaceText(const v1::FeedConflict& last) {
  return fmt::format("{} {}", last.log_position(), last.event_id());
}

ConflictPlace PlaceIn(const std::string& text) {
  const size_t space = text.find(' ');
  if (space == text.npos) return {};
  return {text.substr(space + 1), NumberIn(text)};
}

// Takes away what was read beyond the page, and says whether there was anything.
template <class Item>
bool CutToPage(size_t page_size, std::vector<Item>& items) {
  if (items.size() <= page_size) return false;
  items.resize(page_size);
  return true;
}

}  // namespace

StatusOr<access::Disclosed<v1::ListHolesResponse>> FeedEndpoint::Holes(
    const v1::ListHolesRequest& request) {
  access::Look look = FeedLook(request.caller(), "feeds.holes", request.feed());
  GT_RETURN_IF_ERROR(door_.Admit(request.caller(), look));
  GT_ASSIGN_OR_RETURN(const size_t page_size,
                      PageSize(request.page_size(), kPageSizeDefault, kPageSizeMax));
  GT_RETURN_IF_ERROR(CheckMinPosition(request.min_position()));
  const std::string question = "feeds.holes:" + request.feed();
  GT_ASSIGN_OR_RETURN(const std::string after, PlaceOf(question, request.page_token()));
  GT_ASSIGN_OR_RETURN(const auto views, views_.At({request.min_position()}));
  GT_ASSIGN_OR_RETURN(auto holes,
                      feeds::ListHoles(*views, request.feed(), NumberIn(after), page_size + 1));
  v1::ListHolesResponse response;
  *response.mutable_position() = PositionOf(*views);
  if (CutToPage(page_size, holes)) {
    response.set_next_page_token(PageToken(question, fmt::format("{}", holes.back().last())));
  }
  response.mutable_holes()->Assign(holes.begin(), holes.end());
  look.rows = response.holes_size();
  look.position = views->NextPosition();
  return door_.Disclose(request.caller(), look, std::move(response));
}

StatusOr<access::Disclosed<v1::ListConflictsResponse>> FeedEndpoint::Conflicts(
    const v1::ListConflictsRequest& request) {
  access::Look look = FeedLook(request.caller(), "feeds.conflicts", request.feed());
  GT_RETURN_IF_ERROR(door_.Admit(request.caller(), look));
  GT_ASSIGN_OR_RETURN(const size_t page_size,
                      PageSize(request.page_size(), kPageSizeDefault, kPageSizeMax));
  GT_RETURN_IF_ERROR(CheckMinPosition(request.min_position()));
  const std::string question = "feeds.conflicts:" + request.feed();
  GT_ASSIGN_OR_RETURN(const std::string after, PlaceOf(question, request.page_token()));
  GT_ASSIGN_OR_RETURN(const auto views, views_.At({request.min_position()}));
  GT_ASSIGN_OR_RETURN(auto conflicts,
                      feeds::ListConflicts(*views, request.feed(), PlaceIn(after), page_size + 1));
  v1::ListConflictsResponse response;
  *response.mutable_position() = PositionOf(*views);
  if (CutToPage(page_size, conflicts)) {
    response.set_next_page_token(PageToken(question, PlaceText(conflicts.back())));
  }
  response.mutable_conflicts()->Assign(conflicts.begin(), conflicts.end());
  look.rows = response.conflicts_size();
  look.position = views->NextPosition();
  return door_.Disclose(request.caller(), look, std::move(response));
}

StatusOr<access::Disclosed<v1::SumDaysResponse>> FeedEndpoint::Sum(
    const v1::SumDaysRequest& request) {
  access::Look look = OwnFeeds("feeds.sum", {request.feed()});
  GT_RETURN_IF_ERROR(door_.Admit(request.caller(), look));
  GT_RETURN_IF_ERROR(CheckMinPosition(request.min_position()));
  GT_ASSIGN_OR_RETURN(const auto views, views_.At({request.min_position()}));
  GT_ASSIGN_OR_RETURN(const auto days,
                      feeds::SumDays(*views, {request.feed(), request.chain_ends_only()}));
  v1::SumDaysResponse response;
  *response.mutable_position() = PositionOf(*views);
  response.mutable_days()->Assign(days.begin(), days.end());
  response.set_agency(*look.only_agency);
  response.set_partnership(registry_.partnership());
  look.rows = response.days_size();
  look.position = views->NextPosition();
  return door_.Disclose(request.caller(), look, std::move(response));
}

StatusOr<access::Disclosed<v1::ListDaysResponse>> FeedEndpoint::Days(
    const v1::ListDaysRequest& request) {
  access::Look look = OwnFeeds("feeds.days", {request.feed()});
  GT_RETURN_IF_ERROR(door_.Admit(request.caller(), look));
  GT_ASSIGN_OR_RETURN(const size_t page_size,
                      PageSize(request.page_size(), kEventsDefault, kEventsMax));
  GT_RETURN_IF_ERROR(CheckMinPosition(request.min_position()));
  if (request.days().empty() || request.days_size() > kDaysAskedMax) {
    return access::BadField("days", "name 1 to 10,000");
  }
  const std::string question = "feeds.days:" + request.feed();
  GT_ASSIGN_OR_RETURN(const std::string after, PlaceOf(question, request.page_token()));
  const std::set<std::string, std::less<>> days(request.days().begin(), request.days().end());
  GT_ASSIGN_OR_RETURN(const auto views, views_.At({request.min_position()}));
  GT_ASSIGN_OR_RETURN(
      auto events, feeds::ListDays(*views, {request.feed(), request.chain_ends_only()}, days, after,
                                   page_size + 1));
  v1::ListDaysResponse response;
  *response.mutable_position() = PositionOf(*views);
  if (CutToPage(page_size, events)) {
    response.set_next_page_token(PageToken(question, events.back().event_id()));
  }
  response.mutable_events()->Assign(events.begin(), events.end());
  look.rows = response.events_size();
  look.position = views->NextPosition();
  return door_.Disclose(request.caller(), look, std::move(response));
}

grpc::Status FeedEndpoint::ListHoles(grpc::ServerContext*, const v1::ListHolesRequest* request,
                                     v1::ListHolesResponse* response) {
  return access::Reply(Holes(*request), response);
}

grpc::Status FeedEndpoint::ListConflicts(grpc::ServerContext*,
                                         const v1::ListConflictsRequest* request,
                                         v1::ListConflictsResponse* response) {
  return access::Reply(Conflicts(*request), response);
}

grpc::Status FeedEndpoint::SumDays(grpc::ServerContext*, const v1::SumDaysRequest* request,
                                   v1::SumDaysResponse* response) {
  return access::Reply(Sum(*request), response);
}

grpc::Status FeedEndpoint::ListDays(grpc::ServerContext*, const v1::ListDaysRequest* request,
                                    v1::ListDaysResponse* response) {
  return access::Reply(Days(*request), response);
}

}  // namespace goldthread::feeds
