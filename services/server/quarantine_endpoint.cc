#include "services/server/quarantine_endpoint.h"

#include <fmt/format.h>
#include <google/protobuf/util/time_util.h>

#include <charconv>
#include <limits>
#include <utility>

#include "services/access/reason.h"
#include "services/access/reply.h"
#include "services/chronology/amendments.h"
#include "services/feeds/page_token.h"

namespace goldthread::server {
namespace {

constexpr int32_t kPageSizeDefault = 100;
constexpr int32_t kPageSizeMax = 1'000;
constexpr int kPositionsMax = 1'000;
constexpr size_t kRepairedAtOnce = 1'000;  // One write each.
constexpr std::string_view kQuestion = "quarantine.list";

StatusOr<Position> FromOf(const v1::ListQuarantinedRequest& request) {
  if (request.only()) return Position{request.log_position()};
  GT_ASSIGN_OR_RETURN(const std::string place, feeds::PlaceOf(kQuestion, request.page_token()));
  Position from;  // The token's seal has been checked.
  std::from_chars(place.data(), place.data() + place.size(), from.value);
  return from;
}

// With how it stands now: what was corrected since needs no repair.
StatusOr<v1::QuarantinedRecord> ToMessage(const ViewSnapshot& views, const Quarantined& item) {
  v1::QuarantinedRecord record;
  record.set_log_position(item.position.value);
  record.set_feed(item.feed);
  record.set_event_id(item.event_id);
  *record.mutable_received_at() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(item.received_us);
  for (const QuarantineCause& cause : item.causes) {
    v1::QuarantineCause* listed = record.add_causes();
    listed->set_fold(cause.fold);
    listed->set_reason(cause.reason);
  }
  const chronology::Question today;
  chronology::Amendments amendments(views, item.feed, today);
  GT_ASSIGN_OR_RETURN(const chronology::HowItStands how, amendments.Standing(item.event_id));
  record.set_standing(how.standing);
  if (!how.amendments.empty()) record.set_amended_by(how.amendments.back().event_id());
  return record;
}

}  // namespace

v1::LogPosition QuarantineEndpoint::PositionOf(const ViewSnapshot& views) const {
  v1::LogPosition position;
  position.set_shard(shard_);
  position.set_next(views.NextPosition().value);
  return position;
}

StatusOr<access::Disclosed<v1::ListQuarantinedResponse>> QuarantineEndpoint::List(
    const v1::ListQuarantinedRequest& request) const {
  access::Look look;
  look.action = "quarantine.list";
  GT_RETURN_IF_ERROR(door_.Admit(request.caller(), look));
  if (request.min_position() < 0) return access::BadField("min_position", "must not be negative");
  if (request.log_position() < 0) return access::BadField("log_position", "must not be negative");
  GT_ASSIGN_OR_RETURN(const size_t page_size,
                      feeds::PageSize(request.page_size(), kPageSizeDefault, kPageSizeMax));
  GT_ASSIGN_OR_RETURN(const Position from, FromOf(request));
  GT_ASSIGN_OR_RETURN(const auto views, views_.At({request.min_position()}));
  GT_ASSIGN_OR_RETURN(const auto list, goldthread::ListQuarantined(
                                           *views, from, request.only() ? 1 : page_size + 1));
  v1::ListQuarantinedResponse response;
  *response.mutable_position() = PositionOf(*views);
  for (const Quarantined& item : list) {
    if (request.only() && item.position != from) break;
    if (static_cast<size_t>(response.records_size()) == page_size) {
      response.set_next_page_token(
          feeds::PageToken(kQuestion, fmt::format("{}", item.position.value)));
      break;
    }
    GT_ASSIGN_OR_RETURN(*response.add_records(), ToMessage(*views, item));
  }
  look.rows = response.records_size();
  look.position = views->NextPosition();
  return door_.Disclose(request.caller(), look, std::move(response));
}

StatusOr<RepairTally> QuarantineEndpoint::RepairAll() {
  RepairTally all;
  Position from;
  GT_ASSIGN_OR_RETURN(const Position end, log_end_());
  while (true) {
    GT_ASSIGN_OR_RETURN(const auto views, views_.At(end));
    GT_ASSIGN_OR_RETURN(const auto list,
                        goldthread::ListQuarantined(*views, from, kRepairedAtOnce));
    if (list.empty()) return all;
    std::vector<Position> positions;
    for (const Quarantined& item : list) positions.push_back(item.position);
    from = positions.back().Next();
    GT_ASSIGN_OR_RETURN(const RepairTally tally, views_.Repair(std::move(positions)));
    all.tried += tally.tried;
    all.repaired += tally.repaired;
  }
}

StatusOr<access::Disclosed<v1::RepairQuarantinedResponse>> QuarantineEndpoint::Repair(
    const v1::RepairQuarantinedRequest& request) {
  access::Look look;
  look.action = "quarantine.repair";
  GT_RETURN_IF_ERROR(door_.Admit(request.caller(), look));
  if (request.log_positions_size() > kPositionsMax ||
      request.all() == !request.log_positions().empty()) {
    return access::BadField("log_positions", "name 1 to 1,000, or ask for all");
  }
  std::vector<Position> positions;
  for (const int64_t position : request.log_positions()) positions.push_back({position});
  GT_ASSIGN_OR_RETURN(const RepairTally tally,
                      request.all() ? RepairAll() : views_.Repair(std::move(positions)));
  GT_ASSIGN_OR_RETURN(const auto views, views_.At({0}));
  GT_ASSIGN_OR_RETURN(const auto remain,
                      goldthread::ListQuarantined(*views, {0}, std::numeric_limits<size_t>::max()));
  v1::RepairQuarantinedResponse response;
  *response.mutable_position() = PositionOf(*views);
  response.set_tried(tally.tried);
  response.set_repaired(tally.repaired);
  response.set_remain(static_cast<int64_t>(remain.size()));
  look.rows = tally.tried;
  look.position = views->NextPosition();
  return door_.Disclose(request.caller(), look, std::move(response));
}

grpc::Status QuarantineEndpoint::ListQuarantined(grpc::ServerContext* /*context*/,
                                                 const v1::ListQuarantinedRequest* request,
                                                 v1::ListQuarantinedResponse* response) {
  return access::Reply(List(*request), response);
}

grpc::Status QuarantineEndpoint::RepairQuarantined(grpc::ServerContext* /*context*/,
                                                   const v1::RepairQuarantinedRequest* request,
                                                   v1::RepairQuarantinedResponse* response) {
  return access::Reply(Repair(*request), response);
}

}  // namespace goldthread::server
