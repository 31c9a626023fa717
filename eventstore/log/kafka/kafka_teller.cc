#include "eventstore/log/kafka/kafka_teller.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "eventstore/log/kafka/kafka_fencing.h"
#include "eventstore/log/kafka/kafka_fields.h"

namespace goldthread {
namespace {

// One reader of a partition, from its first record to the last that is committed.
struct WholePartition {
  KafkaComplaint complaint;
  KafkaHandle client;
  KafkaTopicHandle topic;
  KafkaQueue queue;
  int32_t partition = 0;

  ~WholePartition() {
    if (queue != nullptr) rd_kafka_consume_stop(topic.get(), partition);
  }

  Status Open(const KafkaShard& place) {
    constexpr KafkaSetting kSettings[] = {{"enable.auto.commit", "false"},
                                          {"isolation.level", "read_committed"},
                                          {"enable.partition.eof", "true"},
                                          {"auto.offset.reset", "error"},
                                          {"check.crcs", "true"}};
    GT_ASSIGN_OR_RETURN(KafkaConf conf, NewKafkaConf(place, kSettings, &complaint));
    GT_ASSIGN_OR_RETURN(client, NewKafkaHandle(RD_KAFKA_CONSUMER, std::move(conf)));
    topic.reset(rd_kafka_topic_new(client.get(), place.topic.c_str(), nullptr));
    partition = place.partition;
    GT_ASSIGN_OR_RETURN(const Position first, AskFirst(client.get(), place, complaint));
    KafkaQueue started(rd_kafka_queue_new(client.get()));
    if (rd_kafka_consume_start_queue(topic.get(), partition, first.value, started.get()) != 0) {
      return Error(Code::kUnavailable, fmt::format("cannot read {}: {}", place.topic,
                                                   KafkaErrorName(rd_kafka_last_error())));
    }
    queue = std::move(started);
    return OkStatus();
  }
};

void AddId(const rd_kafka_message_t& message, std::unordered_set<std::string>* ids) {
  rd_kafka_headers_t* headers = nullptr;
  const void* id = nullptr;
  size_t size = 0;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
  if (rd_kafka_header_get_last(headers, kFactIdHeader, &id, &size) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return;
  }
  ids->emplace(static_cast<const char*>(id), size);
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
  GT_RETURN_IF_ERROR(teller->ReadTold());
  return teller;
}

std::string KafkaTeller::Name() const {
  return fmt::format("{}.{}", config_.topic.topic, config_.topic.partition);
}

// All that a predecessor committed can be read: its transactions have ended.
Status KafkaTeller::ReadTold() {
  WholePartition whole;
  GT_RETURN_IF_ERROR(whole.Open(config_.topic));
  while (true) {
    const KafkaMessage message(
        rd_kafka_consume_queue(whole.queue.get(), static_cast<int>(config_.wait.count())));
    if (message != nullptr && message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) return OkStatus();
    if (message == nullptr || message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return Error(Code::kUnavailable,
                   fmt::format("what {} was told cannot be read: {}; last heard: {}", Name(),
                               message == nullptr ? "no answer" : KafkaErrorName(message->err),
                               whole.complaint.Last()));
    }
    AddId(*message, &told_);
  }
}

Status KafkaTeller::Tell(std::span<const Fact> facts) {
  GT_RETURN_IF_ERROR(spent_);
  std::vector<const Fact*> news;
  std::unordered_set<std::string> ids;
  for (const Fact& fact : facts) {
    if (!told_.contains(fact.id) && ids.insert(fact.id).second) news.push_back(&fact);
  }
  if (news.empty()) return OkStatus();
  spent_ = [&]() -> Status {
    GT_RETURN_IF_ERROR(Explain("begin", rd_kafka_begin_transaction(handle_.get())));
    for (const Fact* const fact : news) GT_RETURN_IF_ERROR(Produce(*fact));
    return Explain("commit", rd_kafka_commit_transaction(handle_.get(),
                                                         static_cast<int>(config_.wait.count())));
  }();
  if (spent_.ok()) told_.merge(ids);
  return spent_;
}

Status KafkaTeller::Produce(const Fact& fact) {
  std::vector<rd_kafka_vu_t> fields = {TopicField(topic_.get()),
                                       PartitionField(config_.topic.partition), CopyingField(),
                                       ValueField(fact.value), HeaderField(kFactIdHeader, fact.id)};
  for (const auto& [name, value] : fact.headers) fields.push_back(HeaderField(name.c_str(), value));
  return Explain("tell", rd_kafka_produceva(handle_.get(), fields.data(), fields.size()));
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
