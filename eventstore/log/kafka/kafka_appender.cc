#include "eventstore/log/kafka/kafka_appender.h"

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
  GT_ASSIGN_OR_RETURN(const std::shared_ptr<KafkaProducer> producer, Producer());
  return producer->Send(batch);
}

StatusOr<std::shared_ptr<KafkaProducer>> KafkaAppender::Producer() {
  const MutexLock lock(mutex_);
  if (producer_ == nullptr || producer_->failed()) {
    GT_ASSIGN_OR_RETURN(producer_, KafkaProducer::Open(config_));
  }
  return producer_;
}

}  // namespace goldthread
