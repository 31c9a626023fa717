#include "eventstore/log/kafka/kafka_appender.h"

#include <fmt/format.h>

#include <algorithm>

#include "eventstore/log/kafka/kafka_producer.h"

namespace goldthread {

StatusOr<std::unique_ptr<KafkaAppender>> KafkaAppender::Open(Config config) {
  std::unique_ptr<KafkaAppender> appender(new KafkaAppender(std::move(config)));
  GT_RETURN_IF_ERROR(appender->Producer().status());
  return appender;
}

KafkaAppender::~KafkaAppender() = default;

StatusOr<std::vector<Position>> KafkaAppender::Append(std::span<const NewRecord> batch) {
  GT_RETURN_IF_ERROR(CheckBatch(batch));
  Position before;
  {
    const MutexLock lock(mutex_);
    GT_RETURN_IF_ERROR(cut_);
    before = acknowledged_;
  }
  GT_ASSIGN_OR_RETURN(const std::shared_ptr<KafkaProducer> producer, Producer());
  GT_ASSIGN_OR_RETURN(std::vector<Position> positions, producer->Send(batch));
  const MutexLock lock(mutex_);
  if (positions.front() < before) {
    cut_ = Error(Code::kOutOfRange,
                 fmt::format("LOG_CUT: partition {} of {} was acknowledged up to {} and goes on at "
                             "{}: it has lost its end; nothing more is taken in",
                             config_.shard.partition, config_.shard.topic, before.value,
                             positions.front().value));
    return cut_;
  }
  acknowledged_ = std::max(acknowledged_, positions.back().Next());
  return positions;
}

StatusOr<std::shared_ptr<KafkaProducer>> KafkaAppender::Producer() {
  const MutexLock lock(mutex_);
  if (producer_ == nullptr || producer_->failed()) {
    GT_ASSIGN_OR_RETURN(producer_, KafkaProducer::Open(config_));
  }
  return producer_;
}

}  // namespace goldthread
