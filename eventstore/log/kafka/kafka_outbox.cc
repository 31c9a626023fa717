#include "eventstore/log/kafka/kafka_outbox.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "eventstore/log/kafka/kafka_fields.h"

namespace goldthread {
namespace {

constexpr int kOutboxPollMs = 100;  // How soon the poller of a closing outbox ends.

constexpr KafkaSetting kOutboxSettings[] = {
    {"acks", "all"},
    // One request at a time keeps the order, idempotent or not.
    {"max.in.flight.requests.per.connection", "1"},
    {"linger.ms", "0"},
    {"queue.buffering.max.messages", "50000"},
    {"queue.buffering.max.kbytes", "65536"},
};

}  // namespace

StatusOr<std::unique_ptr<KafkaOutbox>> KafkaOutbox::Open(const KafkaShard& place,
                                                         std::chrono::milliseconds wait,
                                                         OutboxRepeats repeats) {
  std::unique_ptr<KafkaOutbox> outbox(new KafkaOutbox);
  const std::string timeout = std::to_string(wait.count());
  std::vector<KafkaSetting> settings(std::begin(kOutboxSettings), std::end(kOutboxSettings));
  settings.push_back({"message.timeout.ms", timeout.c_str()});
  settings.push_back({"enable.idempotence", repeats == OutboxRepeats::kNever ? "true" : "false"});
  GT_ASSIGN_OR_RETURN(KafkaConf conf, NewKafkaConf(place, settings, &outbox->complaint_));
  rd_kafka_conf_set_dr_msg_cb(conf.get(), &KafkaOutbox::Delivered);
  GT_ASSIGN_OR_RETURN(outbox->handle_, NewKafkaHandle(RD_KAFKA_PRODUCER, std::move(conf)));
  rd_kafka_t* const client = outbox->handle_.get();
  outbox->poller_ = std::jthread([client](const std::stop_token& stop) {
    while (!stop.stop_requested()) rd_kafka_poll(client, kOutboxPollMs);
  });
  return outbox;
}

KafkaOutbox::~KafkaOutbox() {
  if (!poller_.joinable()) return;
  poller_.request_stop();
  poller_.join();
}

rd_kafka_resp_err_t KafkaOutbox::Produce(const OutboxRecord& record, Call* call) {
  std::vector<rd_kafka_vu_t> fields = {TopicField(record.topic), PartitionField(0),
                                       OpaqueField(call), CopyingField(), ValueField(record.value)};
  for (const auto& [name, value] : record.headers) {
    fields.push_back(HeaderField(name.c_str(), value));
  }
  rd_kafka_error_t* const error = rd_kafka_produceva(handle_.get(), fields.data(), fields.size());
  if (error == nullptr) return RD_KAFKA_RESP_ERR_NO_ERROR;
  const rd_kafka_resp_err_t code = rd_kafka_error_code(error);
  rd_kafka_error_destroy(error);
  return code;
}

Status KafkaOutbox::Send(std::span<const OutboxRecord> records) {
  Call call;
  call.outbox = this;
  for (const OutboxRecord& record : records) {
    {
      // Counted first: its report may come before Produce returns.
      const MutexLock lock(mutex_);
      ++call.outstanding;
    }
    const rd_kafka_resp_err_t error = Produce(record, &call);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    const MutexLock lock(mutex_);
    --call.outstanding;
    call.error = error;
    break;
  }
  const MutexLock lock(mutex_);
  while (call.outstanding > 0) call.settled.Wait(mutex_);
  if (call.error == RD_KAFKA_RESP_ERR_NO_ERROR) return OkStatus();
  return Error(Code::kUnavailable,
               fmt::format("{} took no answer: {}; last heard: {}", records[0].topic,
                           KafkaErrorName(call.error), complaint_.Last()));
}

void KafkaOutbox::Delivered(rd_kafka_t* /*client*/, const rd_kafka_message_t* message,
                            void* /*opaque*/) {
  Call& call = *static_cast<Call*>(message->_private);
  const MutexLock lock(call.outbox->mutex_);
  if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) call.error = message->err;
  if (--call.outstanding == 0) call.settled.NotifyAll();
}

}  // namespace goldthread
