#include "eventstore/log/kafka/kafka_teller.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "eventstore/log/kafka/kafka_fields.h"

namespace goldthread {
namespace {

using Partitions = std::unique_ptr<rd_kafka_topic_partition_list_t,
                                   KafkaDeleter<rd_kafka_topic_partition_list_destroy>>;
using GroupMetadata = std::unique_ptr<rd_kafka_consumer_group_metadata_t,
                                      KafkaDeleter<rd_kafka_consumer_group_metadata_destroy>>;

// How long a transaction is kept open for a teller that is gone and has no successor: readers of
// committed records wait for it.
constexpr const char* kTransactionMs = "20000";

Partitions Only(const KafkaShard& log) {
  Partitions list(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(list.get(), log.topic.c_str(), log.partition);
  return list;
}

bool SaysFenced(const rd_kafka_error_t* error) {
  const rd_kafka_resp_err_t code = rd_kafka_error_code(error);
  return code == RD_KAFKA_RESP_ERR__FENCED || code == RD_KAFKA_RESP_ERR_PRODUCER_FENCED ||
         code == RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH;
}

}  // namespace

StatusOr<std::unique_ptr<KafkaTeller>> KafkaTeller::Open(Config config) {
  std::unique_ptr<KafkaTeller> teller(new KafkaTeller(std::move(config)));
  const std::string name = teller->Name();
  const KafkaSetting settings[] = {{"transactional.id", name.c_str()},
                                   {"transaction.timeout.ms", kTransactionMs},
                                   {"linger.ms", "0"},
                                   {"compression.type", "lz4"},
                                   // A transaction ends as a whole, not record by record.
                                   {"message.timeout.ms", kTransactionMs}};
  GT_ASSIGN_OR_RETURN(KafkaConf conf,
                      NewKafkaConf(teller->config_.topic, settings, &teller->complaint_));
  GT_ASSIGN_OR_RETURN(teller->handle_, NewKafkaHandle(RD_KAFKA_PRODUCER, std::move(conf)));
  teller->topic_.reset(
      rd_kafka_topic_new(teller->handle_.get(), teller->config_.topic.topic.c_str(), nullptr));
  if (teller->topic_ == nullptr) {
    return Error(Code::kInvalidArgument,
                 fmt::format("no topic can be named {}", teller->config_.topic.topic));
  }
  // Ends what a predecessor had begun, before anything is asked.
  GT_RETURN_IF_ERROR(
      teller->Explain("take the teller's place",
                      rd_kafka_init_transactions(teller->handle_.get(),
                                                 static_cast<int>(teller->config_.wait.count()))));
  GT_RETURN_IF_ERROR(teller->AskDone());
  return teller;
}

std::string KafkaTeller::Name() const {
  return fmt::format("{}.{}.{}", config_.topic.topic, config_.log.topic, config_.log.partition);
}

// Kept by Kafka as the place of a group that has no members.
Status KafkaTeller::AskDone() {
  KafkaComplaint complaint;
  const std::string name = Name();
  const KafkaSetting settings[] = {{"group.id", name.c_str()}, {"enable.auto.commit", "false"}};
  GT_ASSIGN_OR_RETURN(KafkaConf conf, NewKafkaConf(config_.topic, settings, &complaint));
  GT_ASSIGN_OR_RETURN(const KafkaHandle asker, NewKafkaHandle(RD_KAFKA_CONSUMER, std::move(conf)));
  const Partitions places = Only(config_.log);
  rd_kafka_resp_err_t error =
      rd_kafka_committed(asker.get(), places.get(), static_cast<int>(config_.wait.count()));
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) error = places->elems[0].err;
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Error(Code::kUnavailable,
                 fmt::format("nobody said how far {} was told: {}; last heard: {}", name,
                             KafkaErrorName(error), complaint.Last()));
  }
  if (places->elems[0].offset > 0) done_ = Position{places->elems[0].offset};
  return OkStatus();
}

Status KafkaTeller::Tell(std::span<const Fact> facts, Position until) {
  GT_RETURN_IF_ERROR(spent_);
  const int wait_ms = static_cast<int>(config_.wait.count());
  spent_ = [&]() -> Status {
    GT_RETURN_IF_ERROR(Explain("begin", rd_kafka_begin_transaction(handle_.get())));
    for (const Fact& fact : facts) GT_RETURN_IF_ERROR(Produce(fact));
    GT_RETURN_IF_ERROR(SendPosition(until));
    return Explain("commit", rd_kafka_commit_transaction(handle_.get(), wait_ms));
  }();
  if (spent_.ok()) done_ = until;
  return spent_;
}

Status KafkaTeller::Produce(const Fact& fact) {
  std::vector<rd_kafka_vu_t> fields = {TopicField(topic_.get()),
                                       PartitionField(config_.topic.partition), CopyingField(),
                                       ValueField(fact.value)};
  for (const auto& [name, value] : fact.headers) fields.push_back(HeaderField(name.c_str(), value));
  return Explain("tell", rd_kafka_produceva(handle_.get(), fields.data(), fields.size()));
}

Status KafkaTeller::SendPosition(Position until) {
  const Partitions places = Only(config_.log);
  places->elems[0].offset = until.value;
  const GroupMetadata group(rd_kafka_consumer_group_metadata_new(Name().c_str()));
  return Explain("say how far",
                 rd_kafka_send_offsets_to_transaction(handle_.get(), places.get(), group.get(),
                                                      static_cast<int>(config_.wait.count())));
}

Status KafkaTeller::Explain(std::string_view step, rd_kafka_error_t* error) const {
  if (error == nullptr) return OkStatus();
  const bool fenced = SaysFenced(error) ||
                      rd_kafka_fatal_error(handle_.get(), nullptr, 0) == RD_KAFKA_RESP_ERR__FENCED;
  const std::string_view name = KafkaErrorName(rd_kafka_error_code(error));
  const Status status =
      fenced ? Error(Code::kFailedPrecondition, fmt::format("FENCED: another tells {} now", Name()))
             : Error(Code::kUnavailable, fmt::format("{} could not {}: {}; last heard: {}", Name(),
                                                     step, name, complaint_.Last()));
  rd_kafka_error_destroy(error);
  return status;
}

}  // namespace goldthread
