#include "eventstore/log/kafka/kafka_end.h"

#include <algorithm>

namespace goldthread {
namespace {

constexpr std::chrono::milliseconds kAnswerWaitMost{2'000};

}  // namespace

StatusOr<std::unique_ptr<KafkaEnd>> KafkaEnd::Open(const KafkaShard& shard) {
  KafkaShard asked = shard;
  asked.answer_wait = std::min(shard.answer_wait, kAnswerWaitMost);
  std::unique_ptr<KafkaEnd> end(new KafkaEnd(std::move(asked)));
  GT_RETURN_IF_ERROR(end->Begin());
  return end;
}

Status KafkaEnd::Begin() {
  auto client = std::make_unique<Client>();
  GT_ASSIGN_OR_RETURN(KafkaConf conf, NewKafkaConf(shard_, {}, &client->complaint));
  GT_ASSIGN_OR_RETURN(client->handle, NewKafkaHandle(RD_KAFKA_CONSUMER, std::move(conf)));
  client_ = std::move(client);
  return OkStatus();
}

StatusOr<Position> KafkaEnd::Ask() {
  if (client_ == nullptr) GT_RETURN_IF_ERROR(Begin());
  const StatusOr<Position> end = AskEnd(client_->handle.get(), shard_, client_->complaint);
  if (!end.ok()) client_ = nullptr;
  return end;
}

}  // namespace goldthread
