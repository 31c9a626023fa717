#include "eventstore/log/kafka/kafka_inbox.h"

#include <fmt/format.h>

#include <algorithm>

namespace goldthread {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// What one Read gives at most, beyond its first record.
constexpr size_t kInboxBytesMax = 2 * 1024 * 1024;

constexpr KafkaSetting kInboxSettings[] = {
    {"enable.auto.commit", "false"},
    {"enable.auto.offset.store", "false"},
    {"auto.offset.reset", "error"},
    {"check.crcs", "true"},
    {"fetch.wait.max.ms", "100"},
    {"fetch.error.backoff.ms", "100"},
    // Of each inbox.
    {"queued.max.messages.kbytes", "8192"},
};

using PartitionList = std::unique_ptr<rd_kafka_topic_partition_list_t,
                                      KafkaDeleter<rd_kafka_topic_partition_list_destroy>>;

PartitionList ListOf(const KafkaShard& place, int64_t offset) {
  PartitionList list(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(list.get(), place.topic.c_str(), place.partition)->offset =
      offset;
  return list;
}

KafkaHeaders CopyOfHeaders(const rd_kafka_message_t& message) {
  KafkaHeaders copied;
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return copied;
  const char* name = nullptr;
  const void* value = nullptr;
  size_t size = 0;
  for (size_t at = 0;
       rd_kafka_header_get_all(headers, at, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
       ++at) {
    copied.emplace_back(name, std::string(static_cast<const char*>(value), size));
  }
  return copied;
}

}  // namespace

StatusOr<std::shared_ptr<KafkaInboxClient>> KafkaInboxClient::Open(const KafkaShard& place,
                                                                   const std::string& group) {
  auto client = std::make_shared<KafkaInboxClient>();
  std::vector<KafkaSetting> settings(std::begin(kInboxSettings), std::end(kInboxSettings));
  settings.push_back({"group.id", group.c_str()});
  GT_ASSIGN_OR_RETURN(KafkaConf conf, NewKafkaConf(place, settings, &client->complaint));
  GT_ASSIGN_OR_RETURN(client->handle, NewKafkaHandle(RD_KAFKA_CONSUMER, std::move(conf)));
  return client;
}

StatusOr<std::unique_ptr<KafkaInbox>> KafkaInbox::Open(std::shared_ptr<KafkaInboxClient> client,
                                                       KafkaShard place,
                                                       std::optional<Position> from) {
  std::unique_ptr<KafkaInbox> inbox(new KafkaInbox(std::move(client), std::move(place), from));
  inbox->topic_.reset(
      rd_kafka_topic_new(inbox->client_->handle.get(), inbox->place_.topic.c_str(), nullptr));
  if (inbox->topic_ == nullptr) {
    return Error(Code::kInvalidArgument,
                 fmt::format("no topic can be named {}", inbox->place_.topic));
  }
  return inbox;
}

KafkaInbox::~KafkaInbox() { Halt(); }

void KafkaInbox::Halt() {
  held_.reset();
  if (queue_ == nullptr) return;
  rd_kafka_consume_stop(topic_.get(), place_.partition);
  queue_.reset();
}

StatusOr<std::optional<Position>> KafkaInbox::AskCommitted() {
  const PartitionList asked = ListOf(place_, RD_KAFKA_OFFSET_INVALID);
  rd_kafka_resp_err_t error = rd_kafka_committed(client_->handle.get(), asked.get(),
                                                 static_cast<int>(place_.answer_wait.count()));
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) error = asked->elems[0].err;
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Error(Code::kUnavailable,
                 fmt::format("Kafka did not say how far {} was read: {}; last heard: {}",
                             place_.topic, KafkaErrorName(error), client_->complaint.Last()));
  }
  const int64_t offset = asked->elems[0].offset;
  return offset < 0 ? std::optional<Position>() : Position{offset};
}

Status KafkaInbox::Stand() {
  rd_kafka_t* const client = client_->handle.get();
  if (!next_.has_value()) {
    GT_ASSIGN_OR_RETURN(next_, AskCommitted());
  }
  GT_ASSIGN_OR_RETURN(const Position first, AskFirst(client, place_, client_->complaint));
  GT_ASSIGN_OR_RETURN(const Position end, AskEnd(client, place_, client_->complaint));
  const Position left = next_.value_or(first);
  if (left < first || left > end) {
    next_ = first;
    return Error(Code::kOutOfRange,
                 left > end ? fmt::format("{} was made anew: it ends at {} and had been read to {}",
                                          place_.topic, end.value, left.value)
                            : fmt::format("{} lost {}..{} before they were read: nobody has a "
                                          "receipt for them, so they will be sent again",
                                          place_.topic, left.value, first.value - 1));
  }
  next_ = left;
  KafkaQueue queue(rd_kafka_queue_new(client));
  if (rd_kafka_consume_start_queue(topic_.get(), place_.partition, left.value, queue.get()) != 0) {
    return Error(Code::kUnavailable, fmt::format("cannot read {}: {}", place_.topic,
                                                 KafkaErrorName(rd_kafka_last_error())));
  }
  queue_ = std::move(queue);
  return OkStatus();
}

Status KafkaInbox::Read(size_t limit, milliseconds wait, std::vector<InboxRecord>* records) {
  records->clear();
  if (queue_ == nullptr) GT_RETURN_IF_ERROR(Stand());
  const auto deadline = steady_clock::now() + wait;
  size_t bytes = 0;
  while (records->size() < limit) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
    const auto pause = records->empty() ? std::max(left, milliseconds(0)) : milliseconds(0);
    KafkaMessage message = std::move(held_);
    if (message == nullptr) {
      message.reset(rd_kafka_consume_queue(queue_.get(), static_cast<int>(pause.count())));
    }
    if (message == nullptr) return OkStatus();
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      if (!records->empty()) {  // The good ones first: the next Read meets it again.
        Halt();
        return OkStatus();
      }
      const std::string_view why = KafkaErrorName(message->err);
      message.reset();
      Halt();
      return Error(Code::kUnavailable,
                   fmt::format("{} cannot be read at {}: {}; last heard: {}", place_.topic,
                               next_->value, why, client_->complaint.Last()));
    }
    if (message->offset < next_->value) continue;
    if (!records->empty() && bytes + message->len > kInboxBytesMax) {
      held_ = std::move(message);
      return OkStatus();
    }
    bytes += message->len;
    records->push_back({{message->offset},
                        CopyOfHeaders(*message),
                        std::string(static_cast<const char*>(message->payload), message->len)});
    next_ = Position{message->offset + 1};
  }
  return OkStatus();
}

Status KafkaInbox::Commit(Position next) {
  const PartitionList list = ListOf(place_, next.value);
  const KafkaQueue answers(rd_kafka_queue_new(client_->handle.get()));
  rd_kafka_resp_err_t error =
      rd_kafka_commit_queue(client_->handle.get(), list.get(), answers.get(), nullptr, nullptr);
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) {
    const KafkaEvent event(
        rd_kafka_queue_poll(answers.get(), static_cast<int>(place_.answer_wait.count())));
    error = event == nullptr ? RD_KAFKA_RESP_ERR__TIMED_OUT : rd_kafka_event_error(event.get());
  }
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return OkStatus();
  return Error(Code::kUnavailable,
               fmt::format("Kafka did not keep how far {} was read: {}; last heard: {}",
                           place_.topic, KafkaErrorName(error), client_->complaint.Last()));
}

}  // namespace goldthread
