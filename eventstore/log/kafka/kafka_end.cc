#include "eventstore/log/kafka/kafka_end.h"

namespace goldthread {

StatusOr<std::unique_ptr<KafkaEnd>> KafkaEnd::Open(const KafkaShard& shard) {
  std::unique_ptr<KafkaEnd> end(new KafkaEnd(shard));
  GT_ASSIGN_OR_RETURN(KafkaConf conf, NewKafkaConf(shard, {}, &end->complaint_));
  GT_ASSIGN_OR_RETURN(end->handle_, NewKafkaHandle(RD_KAFKA_CONSUMER, std::move(conf)));
  return end;
}

}  // namespace goldthread
