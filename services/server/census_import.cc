#include "services/server/census_import.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "services/ingest/feed_leases.h"
#include "services/vocabulary/calendar.h"
#include "services/vocabulary/revision_id.h"

namespace goldthread::server {
namespace {

// Enough to share an fsync, little enough for one message (toolchain.md §3.2).
constexpr size_t kChunkEvents = 500;
constexpr size_t kChunkBytes = 2 * 1024 * 1024;

std::string FeedOf(const cin_census::CensusHeader& header) { return "cin-census/" + header.lea; }

// "20240331.20240517": the reference date, then when the file was made. Sorts as they do; a
// date that is not known is older than any.
std::string EditionOf(const cin_census::CensusHeader& header) {
  const auto digits = [](const std::optional<Day>& day) {
    std::string text = day ? DayText(*day) : "0000-00-00";
    std::erase(text, '-');
    return text;
  };
  return digits(header.reference_date) + "." + digits(header.made_on);
}

Status LostTheFeed() {
  return Error(Code::kFailedPrecondition,
               "FEED_LEASED: another import of this feed has begun, so this one ends; run it "
               "again when that is done");
}

}  // namespace

CensusImport::CensusImport(const HubClient& client, v1::Caller caller, Watch watch)
    : caller_(std::move(caller)),
      watch_(std::move(watch)),
      feeds_(v1::FeedService::NewStub(client.channel())),
      events_(v1::EventService::NewStub(client.channel())),
      client_(client) {}

StatusOr<ImportSummary> CensusImport::Run(cin_census::CensusReader& census) {
  const Status imported = Import(census);
  End();
  GT_RETURN_IF_ERROR(imported);
  for (const cin_census::Problem& problem : census.file_problems()) {
    Note(problem);
    if (problem.severity == cin_census::Severity::kError) summary_.file_broken = true;
  }
  summary_.counts = census.counts();
  summary_.feed = FeedOf(census.header());
  summary_.read = summary_.counts.events + summary_.counts.events_refused;
  summary_.refused = summary_.counts.events_refused + refused_by_hub_;
  return std::move(summary_);
}

Status CensusImport::Import(cin_census::CensusReader& census) {
  Chunk chunk;
  size_t bytes = 0;
  while (auto child = census.Next()) {
    if (lease_ == 0) GT_RETURN_IF_ERROR(Begin(census.header()));
    for (const cin_census::Problem& problem : child->problems) Note(problem);
    for (v1::Event& event : child->events) {
      bytes += event.ByteSizeLong();
      chunk.push_back({std::move(event), child->line});
      if (chunk.size() < kChunkEvents && bytes < kChunkBytes) continue;
      GT_RETURN_IF_ERROR(Settle(std::exchange(chunk, {})));
      bytes = 0;
    }
    watch_.progress(census.bytes_read());
  }
  return Settle(std::move(chunk));
}

Status CensusImport::Begin(const cin_census::CensusHeader& header) {
  feed_ = FeedOf(header);
  edition_ = EditionOf(header);
  if (caller_.agency().empty()) caller_.set_agency("council/" + header.lea);
  v1::LeaseFeedRequest request;
  *request.mutable_caller() = caller_;
  request.set_feed(feed_);
  GT_ASSIGN_OR_RETURN(const v1::LeaseFeedResponse leased,
                      Ask(*feeds_, &v1::FeedService::Stub::LeaseFeed, request));
  lease_ = leased.lease();
  GT_ASSIGN_OR_RETURN(known_until_, client_.LogEnd(caller_));
  summary_.log_position = known_until_;
  return OkStatus();
}

Status CensusImport::Settle(Chunk chunk) {
  if (chunk.empty()) return OkStatus();
  GT_ASSIGN_OR_RETURN(const v1::CheckEventsResponse held, Check(chunk));
  Chunk news;
  for (size_t at = 0; at < chunk.size(); ++at) {
    const v1::Presence presence = held.presences(static_cast<int>(at));
    const std::string& last = held.ends(static_cast<int>(at)).event_id();
    const std::optional<RevisionId> end = ParseRevisionId(last);
    const bool differs = presence == v1::PRESENCE_OTHER_CONTENT;
    if (presence == v1::PRESENCE_HELD || (differs && end && edition_ < end->words)) {
      ++summary_.duplicate;
      summary_.superseded += differs ? 1 : 0;
      continue;
    }
    v1::Event& event = chunk[at].event;
    event.set_id(RevisionId{event.id(), end ? end->number + 1 : 1, edition_}.Text());
    event.set_corrects(last);
    news.push_back(std::move(chunk[at]));
  }
  return Publish(news);
}

StatusOr<v1::CheckEventsResponse> CensusImport::Check(const Chunk& chunk) {
  v1::CheckEventsRequest request;
  *request.mutable_caller() = caller_;
  request.set_min_position(known_until_);
  request.set_lease(lease_);
  for (const Pending& pending : chunk) *request.add_events() = pending.event;
  auto answer =
      AskUntilFresh([&] { return Ask(*feeds_, &v1::FeedService::Stub::CheckEvents, request); },
                    [](const auto& tried) { return tried.status(); });
  if (!answer.ok()) return answer.status();
  if (answer->presences_size() != request.events_size() ||
      answer->ends_size() != request.events_size()) {
    return Error(Code::kInternal, "the hub answered for another number of events");
  }
  return *std::move(answer);
}

Status CensusImport::Publish(const Chunk& chunk) {
  if (chunk.empty()) return OkStatus();
  v1::PublishBatchRequest request;
  request.set_lease(lease_);
  for (const Pending& pending : chunk) *request.add_events() = pending.event;
  GT_ASSIGN_OR_RETURN(const v1::PublishBatchResponse answer,
                      Ask(*events_, &v1::EventService::Stub::PublishBatch, request));
  if (answer.receipts_size() != request.events_size()) {
    return Error(Code::kInternal, "the hub gave another number of receipts");
  }
  for (int at = 0; at < answer.receipts_size(); ++at) {
    const v1::Receipt& receipt = answer.receipts(at);
    if (receipt.has_accepted()) {
      ++summary_.accepted;
      summary_.log_position = std::max(summary_.log_position, receipt.accepted().position() + 1);
      continue;
    }
    ++refused_by_hub_;
    for (const v1::Violation& violation : receipt.rejected().violations()) {
      if (violation.rule() == ingest::kFeedLeasedRule) return LostTheFeed();
      watch_.problem({chunk[static_cast<size_t>(at)].line, violation.field(), violation.rule(),
                      "error", violation.remedy()});
    }
  }
  return OkStatus();
}

void CensusImport::End() {
  if (lease_ == 0) return;
  v1::ReturnFeedRequest request;
  *request.mutable_caller() = caller_;
  request.set_feed(feed_);
  request.set_lease(lease_);
  // Not returned, it may be taken by another all the same when it has been idle.
  (void)Ask(*feeds_, &v1::FeedService::Stub::ReturnFeed, request);
}

void CensusImport::Note(const cin_census::Problem& problem) {
  const bool error = problem.severity == cin_census::Severity::kError;
  watch_.problem({problem.line, std::string(problem.field), std::string(problem.rule),
                  error ? "error" : "query", std::string(problem.remedy)});
}

}  // namespace goldthread::server
