#include "eventstore/log/kafka/kafka_producer.h"

#include <fmt/format.h>

#include <array>

#include "eventstore/log/kafka/kafka_fields.h"

namespace goldthread {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

constexpr int kPollMs = 100;  // How soon a closing producer's poller ends.
constexpr std::chrono::milliseconds kAgain{10};

constexpr KafkaSetting kProducerSettings[] = {
    {"enable.idempotence", "true"},
    {"acks", "all"},
    {"max.in.flight.requests.per.connection", "5"},
    // A batch is handed over at once, so there is nothing to linger for.
    {"linger.ms", "0"},
    {"compression.type", "lz4"},
    // Bounds what waits for brokers; beyond it callers wait.
    {"queue.buffering.max.messages", "50000"},
    {"queue.buffering.max.kbytes", "262144"},
    // Ours is the one deadline: records that time out one by one would leave holes in a batch.
    {"message.timeout.ms", "0"},
};

}  // namespace

StatusOr<std::shared_ptr<KafkaProducer>> KafkaProducer::Open(const KafkaAppender::Config& config) {
  std::shared_ptr<KafkaProducer> producer(new KafkaProducer(config));
  GT_ASSIGN_OR_RETURN(KafkaConf conf,
                      NewKafkaConf(config.shard, kProducerSettings, &producer->complaint_));
  rd_kafka_conf_set_dr_msg_cb(conf.get(), &KafkaProducer::Delivered);
  GT_ASSIGN_OR_RETURN(producer->handle_, NewKafkaHandle(RD_KAFKA_PRODUCER, std::move(conf)));
  // Naming the topic now begins to look for its leader, so that the first append need not.
  producer->topic_.reset(
      rd_kafka_topic_new(producer->handle_.get(), config.shard.topic.c_str(), nullptr));
  if (producer->topic_ == nullptr) {
    return Error(Code::kInvalidArgument,
                 fmt::format("no topic can be named {}", config.shard.topic));
  }
  rd_kafka_t* const client = producer->handle_.get();
  producer->poller_ = std::jthread([client](const std::stop_token& stop) {
    while (!stop.stop_requested()) rd_kafka_poll(client, kPollMs);
  });
  return producer;
}

KafkaProducer::~KafkaProducer() {
  if (poller_.joinable()) {
    poller_.request_stop();
    poller_.join();
  }
  topic_.reset();
}

StatusOr<std::vector<Position>> KafkaProducer::Send(std::span<const NewRecord> batch) {
  const SteadyTime deadline = std::chrono::steady_clock::now() + config_.acknowledge_wait;
  Call call;
  call.producer = this;
  call.positions.resize(batch.size());
  std::vector<Place> places(batch.size());
  Status sent;
  for (size_t i = 0; i < batch.size() && sent.ok(); ++i) {
    places[i] = {&call, i};
    sent = Enqueue(batch[i], &places[i], deadline);
  }
  if (!sent.ok()) Fail();
  const MutexLock lock(mutex_);
  while (call.outstanding > 0 && !failed()) {
    if (!call.settled.WaitUntil(mutex_, deadline) && call.outstanding > 0) {
      sent = Unacknowledged("time ran out");
      Fail();
    }
  }
  // Thrown out of the queue, each of them still reports. What another caller put there just
  // after needs throwing out once more.
  while (call.outstanding > 0) {
    if (!call.settled.WaitUntil(mutex_, std::chrono::steady_clock::now() + kAgain)) Purge();
  }
  GT_RETURN_IF_ERROR(sent);
  GT_RETURN_IF_ERROR(call.status);
  return std::move(call.positions);
}

rd_kafka_resp_err_t KafkaProducer::Produce(const NewRecord& record, Place* place) {
  const KafkaHeaders others =
      config_.headers_of ? config_.headers_of(record.header) : KafkaHeaders();
  std::vector<rd_kafka_vu_t> fields = {TopicField(topic_.get()),
                                       PartitionField(config_.shard.partition), OpaqueField(place),
                                       CopyingField(), ValueField(record.body)};
  fields.reserve(fields.size() + others.size() + 1);
  for (const auto& [name, value] : others) fields.push_back(HeaderField(name.c_str(), value));
  // Last, so that those who print headers print what can be read first.
  fields.push_back(HeaderField(kRecordHeader.data(), record.header));
  rd_kafka_error_t* const error = rd_kafka_produceva(handle_.get(), fields.data(), fields.size());
  if (error == nullptr) return RD_KAFKA_RESP_ERR_NO_ERROR;
  const rd_kafka_resp_err_t code = rd_kafka_error_code(error);
  rd_kafka_error_destroy(error);
  return code;
}

Status KafkaProducer::Enqueue(const NewRecord& record, Place* place, SteadyTime deadline) {
  {
    // Counted first: its report may come before Produce returns.
    const MutexLock lock(mutex_);
    ++place->call->outstanding;
  }
  rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR__FAIL;
  while (!failed()) {
    error = Produce(record, place);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return OkStatus();
    if (error != RD_KAFKA_RESP_ERR__QUEUE_FULL) break;
    const MutexLock lock(mutex_);
    // Reports make room. Between the refusal and this wait they may all have come, so it is short.
    room_.WaitUntil(mutex_, std::chrono::steady_clock::now() + kAgain);
    if (std::chrono::steady_clock::now() >= deadline) break;
  }
  const MutexLock lock(mutex_);
  --place->call->outstanding;
  return Unacknowledged(failed() ? "the producer failed" : KafkaErrorName(error));
}

void KafkaProducer::Delivered(rd_kafka_t* /*client*/, const rd_kafka_message_t* message,
                              void* /*opaque*/) {
  const Place& place = *static_cast<const Place*>(message->_private);
  place.call->producer->Settle(place, *message);
}

void KafkaProducer::Settle(const Place& place, const rd_kafka_message_t& message) {
  const MutexLock lock(mutex_);
  Call& call = *place.call;
  if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    if (call.status.ok()) call.status = Unacknowledged(KafkaErrorName(message.err));
    Fail();
  } else if (message.offset < 0) {
    // A repeat that the broker knew, but no longer where it is. The caller's own repeat will have
    // a position, and readers drop it.
    if (call.status.ok()) call.status = Unacknowledged("it is in the log, at an unknown position");
  } else {
    call.positions[place.index] = Position{message.offset};
  }
  if (--call.outstanding == 0) call.settled.NotifyAll();
  room_.NotifyAll();
}

void KafkaProducer::Fail() {
  if (!failed_.exchange(true)) Purge();
}

void KafkaProducer::Purge() {
  rd_kafka_purge(handle_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT |
                                    RD_KAFKA_PURGE_F_NON_BLOCKING);
}

Status KafkaProducer::Unacknowledged(std::string_view why) const {
  return Error(Code::kUnavailable,
               fmt::format("partition {} of {} gave no acknowledgement: {}; last heard: {}",
                           config_.shard.partition, config_.shard.topic, why, complaint_.Last()));
}

}  // namespace goldthread
