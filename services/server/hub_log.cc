#include "services/server/hub_log.h"

#include <fmt/format.h>

#include "eventstore/base/check.h"
#include "eventstore/log/kafka/kafka_appender.h"
#include "eventstore/log/kafka/kafka_reader.h"
#include "goldthread/v1/record.pb.h"
#include "services/ingest/cloud_event_headers.h"

namespace goldthread::server {
namespace {

// An election is over within one answer's time; who had not heard of it needs another.
constexpr int kAnswersToAcknowledge = 3;

}  // namespace

StatusOr<std::unique_ptr<EmbeddedLog>> OpenEmbeddedLog(const std::string& directory) {
  auto log = EmbeddedLog::Open(directory);
  if (log.ok() || log.status().code() != Code::kFailedPrecondition) return log;
  return Error(Code::kFailedPrecondition,
               fmt::format("IN_USE: {} is held by another process. If a hub serves it, ask that "
                           "hub: --hub ADDRESS instead of --data.",
                           directory));
}

StatusOr<std::unique_ptr<HubLog>> HubLog::Open(const std::string& directory,
                                               const std::optional<KafkaPlace>& kafka, Use use) {
  std::unique_ptr<HubLog> log(new HubLog);
  if (!kafka.has_value()) {
    GT_ASSIGN_OR_RETURN(auto embedded, OpenEmbeddedLog(directory));
    log->embedded_ = embedded.get();
    log->appender_ = std::move(embedded);
    return log;
  }
  const KafkaShard& shard = kafka->shard;
  if (kafka->make_topic) GT_RETURN_IF_ERROR(CreateKafkaTopic(shard, kafka->terms));
  GT_RETURN_IF_ERROR(CheckKafkaTopic(shard, kafka->terms));
  log->shard_ = shard;
  GT_ASSIGN_OR_RETURN(log->kafka_end_, KafkaEnd::Open(shard));
  if (use == Use::kReadAndWrite) {
    GT_ASSIGN_OR_RETURN(
        log->appender_,
        KafkaAppender::Open({.shard = shard,
                             .headers_of = ingest::CloudEventHeaders,
                             .acknowledge_wait = kAnswersToAcknowledge * shard.answer_wait}));
  }
  GT_RETURN_IF_ERROR(KafkaReader::Open(shard).status());
  return log;
}

std::unique_ptr<EventReader> HubLog::NewReader() const {
  if (embedded_ != nullptr) return embedded_->NewReader();
  auto reader = KafkaReader::Open(shard_);
  GT_CHECK(reader.ok());  // One was opened with these settings before.
  return *std::move(reader);
}

StatusOr<Position> HubLog::End() const {
  return embedded_ != nullptr ? embedded_->NewReader()->End() : kafka_end_->Now();
}

Instant HubLog::LastReceived() const {
  const auto reader = NewReader();
  const StatusOr<Position> end = reader->End();
  LogBatch batch;
  v1::RecordHeader header;
  if (!end.ok() || *end == Position{0} ||
      !reader->Read({end->value - 1}, 1, std::chrono::milliseconds(0), &batch).ok() ||
      batch.empty() ||
      !header.ParseFromArray(batch.records()[0].header.data(),
                             static_cast<int>(batch.records()[0].header.size()))) {
    return {};
  }
  return Instant(std::chrono::microseconds(header.received_at_us()));
}

}  // namespace goldthread::server
