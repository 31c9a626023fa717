#include "eventstore/log/kafka/kafka_end.h"

#include <algorithm>

namespace goldthread {
namespace {

// Who waits for the answer to another's question, and then for that to its own, waits twice.
constexpr std::chrono::milliseconds kAnswerWaitMost{1'400};
// A client of 2.0.2 that got no answer may never get another; one that is still connecting will.
constexpr int kFailuresMax = 2;

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
  failures_ = 0;
  return OkStatus();
}

StatusOr<Position> KafkaEnd::Ask() {
  if (failures_ >= kFailuresMax) GT_RETURN_IF_ERROR(Begin());
  const StatusOr<Position> end = AskEnd(client_->handle.get(), shard_, client_->complaint);
  failures_ = end.ok() ? 0 : failures_ + 1;
  return end;
}

}  // namespace goldthread
