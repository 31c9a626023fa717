#include "services/server/census_import.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace goldthread::server {
namespace {

// Enough to share an fsync, little enough for one message (toolchain.md §3.2).
constexpr size_t kChunkEvents = 500;
constexpr size_t kChunkBytes = 2 * 1024 * 1024;

}  // namespace

CensusImport::CensusImport(const HubClient& client, v1::Caller caller, Watch watch)
    : caller_(std::move(caller)),
      watch_(std::move(watch)),
      feeds_(v1::FeedService::NewStub(client.channel())),
      events_(v1::EventService::NewStub(client.channel())),
      client_(client) {}

StatusOr<ImportSummary> CensusImport::Run(cin_census::CensusReader& census) {
  GT_ASSIGN_OR_RETURN(known_until_, client_.LogEnd(caller_));
  summary_.log_position = known_until_;
  Chunk chunk;
  size_t bytes = 0;
  while (auto child = census.Next()) {
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
  GT_RETURN_IF_ERROR(Settle(std::move(chunk)));
  for (const cin_census::Problem& problem : census.file_problems()) {
    Note(problem);
    if (problem.severity == cin_census::Severity::kError) summary_.file_broken = true;
  }
  summary_.counts = census.counts();
  summary_.feed = "cin-census/" + census.header().lea;
  summary_.read = summary_.counts.events + summary_.counts.events_refused;
  summary_.refused = summary_.counts.events_refused + refused_by_hub_;
  return std::move(summary_);
}

Status CensusImport::Settle(Chunk chunk) {
  Chunk changed;
  GT_ASSIGN_OR_RETURN(Chunk absent, Absent(std::move(chunk), &changed));
  for (Pending& pending : changed) pending.event = cin_census::RevisionOf(pending.event);
  GT_ASSIGN_OR_RETURN(Chunk revisions, Absent(std::move(changed), nullptr));
  std::ranges::move(revisions, std::back_inserter(absent));
  return Publish(absent);
}

StatusOr<CensusImport::Chunk> CensusImport::Absent(Chunk chunk, Chunk* changed) {
  if (chunk.empty()) return chunk;
  GT_ASSIGN_OR_RETURN(const std::vector<v1::Presence> presences, Check(chunk));
  Chunk absent;
  for (size_t at = 0; at < chunk.size(); ++at) {
    if (presences[at] == v1::PRESENCE_HELD) {
      ++summary_.duplicate;
    } else if (presences[at] == v1::PRESENCE_ABSENT) {
      absent.push_back(std::move(chunk[at]));
    } else if (changed != nullptr) {
      changed->push_back(std::move(chunk[at]));
    } else {
      ++refused_by_hub_;
      watch_.problem({chunk[at].line, "id", "SAME_ID_OTHER_CONTENT", "error",
                      "the hub holds another event under this correction's id; report it"});
    }
  }
  return absent;
}

StatusOr<std::vector<v1::Presence>> CensusImport::Check(const Chunk& chunk) {
  v1::CheckEventsRequest request;
  *request.mutable_caller() = caller_;
  request.set_min_position(known_until_);
  for (const Pending& pending : chunk) *request.add_events() = pending.event;
  const auto answer =
      AskUntilFresh([&] { return Ask(*feeds_, &v1::FeedService::Stub::CheckEvents, request); },
                    [](const auto& tried) { return tried.status(); });
  if (!answer.ok()) return answer.status();
  if (answer->presences_size() != request.events_size()) {
    return Error(Code::kInternal, "the hub answered for another number of events");
  }
  std::vector<v1::Presence> presences;
  for (const int presence : answer->presences()) {
    presences.push_back(static_cast<v1::Presence>(presence));
  }
  return presences;
}

Status CensusImport::Publish(const Chunk& chunk) {
  if (chunk.empty()) return OkStatus();
  v1::PublishBatchRequest request;
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
      watch_.problem({chunk[static_cast<size_t>(at)].line, violation.field(), violation.rule(),
                      "error", violation.remedy()});
    }
  }
  return OkStatus();
}

void CensusImport::Note(const cin_census::Problem& problem) {
  const bool error = problem.severity == cin_census::Severity::kError;
  watch_.problem({problem.line, std::string(problem.field), std::string(problem.rule),
                  error ? "error" : "query", std::string(problem.remedy)});
}

}  // namespace goldthread::server
