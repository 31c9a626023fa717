#include "eventstore/log/kafka/kafka_end.h"

namespace goldthread {

StatusOr<std::unique_ptr<KafkaEnd>> KafkaEnd::Open(const KafkaShard& shard) {
  std::unique_ptr<KafkaEnd> end(new KafkaEnd(shard));
  GT_RETURN_IF_ERROR(end->ClientToAsk().status());
  return end;
}

StatusOr<std::shared_ptr<KafkaEnd::Client>> KafkaEnd::ClientToAsk() const {
  const MutexLock lock(mutex_);
  if (client_ != nullptr) return client_;
  auto client = std::make_shared<Client>();
  GT_ASSIGN_OR_RETURN(KafkaConf conf, NewKafkaConf(shard_, {}, &client->complaint));
  GT_ASSIGN_OR_RETURN(client->handle, NewKafkaHandle(RD_KAFKA_CONSUMER, std::move(conf)));
  client_ = client;
  return client;
}

StatusOr<Position> KafkaEnd::Now() const {
  GT_ASSIGN_OR_RETURN(const std::shared_ptr<Client> client, ClientToAsk());
  const StatusOr<Position> end = AskEnd(client->handle.get(), shard_, client->complaint);
  if (end.ok()) return end;
  const MutexLock lock(mutex_);
  if (client_ == client) client_ = nullptr;
  return end;
}

}  // namespace goldthread
