#include "services/server/feed_import.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "services/access/reason.h"
#include "services/ingest/feed_leases.h"
#include "services/vocabulary/revision_id.h"

namespace goldthread::server {
namespace {

// Enough to share an fsync, little enough for one message (toolchain.md §3.2).
constexpr size_t kChunkEvents = 500;
constexpr size_t kPendingBytes = 2 * 1024 * 1024;  // Of all feeds.
constexpr size_t kFeedsMax = 10'000;

Status LostTheFeed() {
  return Error(Code::kFailedPrecondition,
               "FEED_LEASED: another import of this feed has begun, so this one ends; run it "
               "again when that is done");
}

}  // namespace

FeedImport::FeedImport(const HubClient& client, v1::Caller caller, TakeProblem problem)
    : caller_(std::move(caller)),
      problem_(std::move(problem)),
      feeds_(v1::FeedService::NewStub(client.channel())),
      events_(v1::EventService::NewStub(client.channel())) {}

FeedImport::~FeedImport() {
  for (const auto& [name, feed] : leased_) {
    v1::ReturnFeedRequest request;
    *request.mutable_caller() = feed.caller;
    request.set_feed(name);
    request.set_lease(feed.lease);
    // Not returned, it may be taken by another all the same when it has been idle.
    (void)Ask(*feeds_, &v1::FeedService::Stub::ReturnFeed, request);
  }
}

Status FeedImport::Add(v1::Event event, int64_t line) {
  GT_ASSIGN_OR_RETURN(Leased* const feed, Lease(event));
  pending_bytes_ += event.ByteSizeLong();
  feed->pending.push_back({std::move(event), line});
  if (feed->pending.size() >= kChunkEvents) return Settle(*feed);
  return pending_bytes_ >= kPendingBytes ? Finish() : OkStatus();
}

Status FeedImport::Finish() {
  for (auto& [name, feed] : leased_) GT_RETURN_IF_ERROR(Settle(feed));
  return OkStatus();
}

StatusOr<FeedImport::Leased*> FeedImport::Lease(const v1::Event& event) {
  const auto known = leased_.find(event.feed());
  if (known != leased_.end()) return &known->second;
  if (leased_.size() >= kFeedsMax) {
    return Error(Code::kInvalidArgument, "the file names more feeds than there can be");
  }
  v1::LeaseFeedRequest request;
  *request.mutable_caller() = caller_;
  if (caller_.agency().empty()) request.mutable_caller()->set_agency(event.agency());
  request.set_feed(event.feed());
  const auto leased = Ask(*feeds_, &v1::FeedService::Stub::LeaseFeed, request);
  if (!leased.ok()) {
    const std::string reason = access::ReasonOf(leased.status());
    const bool unknown = leased.status().code() == Code::kPermissionDenied;
    return Error(
        leased.status().code(),
        fmt::format(
            "{}{}feed {} of agency {}: {}{}", reason, reason.empty() ? "" : ": ", event.feed(),
            request.caller().agency(), access::WithoutReason(leased.status()),
            unknown ? ". The hub's registry.toml says which feeds there are and whose" : ""));
  }
  Leased& feed = leased_[event.feed()];
  feed.caller = request.caller();
  feed.lease = leased->lease();
  return &feed;
}

Status FeedImport::Settle(Leased& feed) {
  if (feed.pending.empty()) return OkStatus();
  GT_ASSIGN_OR_RETURN(const v1::CheckEventsResponse held, Check(feed));
  std::vector<Pending> news;
  for (size_t at = 0; at < feed.pending.size(); ++at) {
    pending_bytes_ -= feed.pending[at].event.ByteSizeLong();
    if (Place(held, static_cast<int>(at), &feed.pending[at])) {
      news.push_back(std::move(feed.pending[at]));
    }
  }
  feed.pending.clear();
  return Publish(feed, news);
}

bool FeedImport::Place(const v1::CheckEventsResponse& held, int at, Pending* pending) {
  const std::string& last = held.ends(at).event_id();
  const std::optional<RevisionId> end = ParseRevisionId(last);
  const bool differs = held.presences(at) == v1::PRESENCE_OTHER_CONTENT;
  const bool older = differs && !ids_are_final_ && end && edition_ < end->words;
  if (held.presences(at) == v1::PRESENCE_HELD || older) {
    ++tally_.duplicate;
    tally_.superseded += differs ? 1 : 0;
    return false;
  }
  if (ids_are_final_ && differs) {
    ++tally_.refused;
    problem_({pending->line, "id", "ID_HELD_OTHERWISE", "error",
              "The hub has this id with other content, and what it has first stands: import into "
              "another feed, or correct it by an event of its own."});
  }
  if (ids_are_final_) return !differs;
  v1::Event& event = pending->event;
  event.set_id(RevisionId{event.id(), end ? end->number + 1 : 1, edition_}.Text());
  if (!last.empty()) event.set_corrects(last);
  return true;
}

StatusOr<v1::CheckEventsResponse> FeedImport::Check(Leased& feed) {
  v1::CheckEventsRequest request;
  *request.mutable_caller() = feed.caller;
  request.set_min_position(feed.known_until);
  request.set_lease(feed.lease);
  request.set_ids_are_final(ids_are_final_);
  for (const Pending& pending : feed.pending) *request.add_events() = pending.event;
  auto answer =
      AskUntilFresh([&] { return Ask(*feeds_, &v1::FeedService::Stub::CheckEvents, request); });
  if (!answer.ok()) return answer.status();
  if (answer->presences_size() != request.events_size() ||
      answer->ends_size() != request.events_size()) {
    return Error(Code::kInternal, "the hub answered for another number of events");
  }
  feed.known_until = answer->position().next();
  tally_.log_position = std::max(tally_.log_position, feed.known_until);
  return *std::move(answer);
}

Status FeedImport::Publish(const Leased& feed, const std::vector<Pending>& news) {
  if (news.empty()) return OkStatus();
  v1::PublishBatchRequest request;
  request.set_lease(feed.lease);
  for (const Pending& pending : news) *request.add_events() = pending.event;
  GT_ASSIGN_OR_RETURN(const v1::PublishBatchResponse answer,
                      Ask(*events_, &v1::EventService::Stub::PublishBatch, request));
  if (answer.receipts_size() != request.events_size()) {
    return Error(Code::kInternal, "the hub gave another number of receipts");
  }
  for (int at = 0; at < answer.receipts_size(); ++at) {
    const v1::Receipt& receipt = answer.receipts(at);
    if (receipt.has_accepted()) {
      ++tally_.accepted;
      tally_.log_position = std::max(tally_.log_position, receipt.accepted().position() + 1);
      continue;
    }
    ++tally_.refused;
    for (const v1::Violation& violation : receipt.rejected().violations()) {
      if (violation.rule() == ingest::kFeedLeasedRule) return LostTheFeed();
      problem_({news[static_cast<size_t>(at)].line, violation.field(), violation.rule(), "error",
                violation.remedy()});
    }
  }
  return OkStatus();
}

}  // namespace goldthread::server
