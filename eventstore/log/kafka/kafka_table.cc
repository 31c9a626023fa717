#include "eventstore/log/kafka/kafka_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "eventstore/log/kafka/kafka_fencing.h"
#include "eventstore/log/kafka/kafka_fields.h"

namespace goldthread {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

}  // namespace

// The partition from its first record on, and what it has come to.
class KafkaTable::Reading {
 public:
  explicit Reading(const Config& config) : config_(config) {}
  ~Reading() {
    if (queue_ != nullptr) rd_kafka_consume_stop(topic_.get(), config_.topic.partition);
  }

  Status Open();
  // Up to where it ends now.
  Status CatchUp();
  const Rows& rows() const { return rows_; }
  SteadyTime caught_up() const { return caught_up_; }

 private:
  void Take(const rd_kafka_message_t& message);

  const Config& config_;
  KafkaComplaint complaint_;
  KafkaHandle client_;
  KafkaTopicHandle topic_;
  KafkaQueue queue_;
  Position next_;
  SteadyTime caught_up_ = std::chrono::steady_clock::now();
  Rows rows_;
};

Status KafkaTable::Reading::Open() {
  constexpr KafkaSetting kSettings[] = {{"enable.auto.commit", "false"},
                                        {"isolation.level", "read_committed"},
                                        {"enable.partition.eof", "true"},
                                        {"auto.offset.reset", "error"},
                                        {"check.crcs", "true"}};
  GT_ASSIGN_OR_RETURN(KafkaConf conf, NewKafkaConf(config_.topic, kSettings, &complaint_));
  GT_ASSIGN_OR_RETURN(client_, NewKafkaHandle(RD_KAFKA_CONSUMER, std::move(conf)));
  topic_.reset(rd_kafka_topic_new(client_.get(), config_.topic.topic.c_str(), nullptr));
  GT_ASSIGN_OR_RETURN(next_, AskFirst(client_.get(), config_.topic, complaint_));
  KafkaQueue queue(rd_kafka_queue_new(client_.get()));
  if (rd_kafka_consume_start_queue(topic_.get(), config_.topic.partition, next_.value,
                                   queue.get()) != 0) {
    return Error(Code::kUnavailable, fmt::format("cannot read {}: {}", config_.topic.topic,
                                                 KafkaErrorName(rd_kafka_last_error())));
  }
  queue_ = std::move(queue);
  return OkStatus();
}

void KafkaTable::Reading::Take(const rd_kafka_message_t& message) {
  next_ = Position{message.offset + 1};
  if (message.key == nullptr) return;  // Nobody's row.
  const std::string key(static_cast<const char*>(message.key), message.key_len);
  if (message.len == 0) {
    rows_.erase(key);
  } else {
    rows_[key].assign(static_cast<const char*>(message.payload), message.len);
  }
}

// The place after the last record is told only when there is nothing more: markers of transactions
// take places that hold no record.
Status KafkaTable::Reading::CatchUp() {
  GT_ASSIGN_OR_RETURN(const Position end, AskEnd(client_.get(), config_.topic, complaint_));
  if (end < next_) {
    return Error(Code::kOutOfRange, fmt::format("{} ends at {}, before {} that was read of it",
                                                config_.topic.topic, end.value, next_.value));
  }
  const SteadyTime until = std::chrono::steady_clock::now() + config_.wait;
  while (next_ < end) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        until - std::chrono::steady_clock::now());
    const KafkaMessage message(
        rd_kafka_consume_queue(queue_.get(), static_cast<int>(std::max<int64_t>(0, left.count()))));
    if (message != nullptr && message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      Take(*message);
    } else if (message != nullptr && message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      next_ = std::max(next_, Position{message->offset});
    } else {
      return Error(Code::kUnavailable,
                   fmt::format("{} was read up to {} of {}: {}; last heard: {}",
                               config_.topic.topic, next_.value, end.value,
                               message == nullptr ? "no more came" : KafkaErrorName(message->err),
                               complaint_.Last()));
    }
  }
  caught_up_ = std::chrono::steady_clock::now();
  return OkStatus();
}

// The one of its name, until another opens.
class KafkaTable::Writing {
 public:
  explicit Writing(const Config& config) : config_(config) {}

  Status Open();
  Status Write(std::span<const TableChange> changes);

 private:
  int wait_ms() const { return static_cast<int>(config_.wait.count()); }
  Status Produce(const TableChange& change);
  // Takes the error; OK for none.
  Status Explain(std::string_view step, rd_kafka_error_t* error) const;

  const Config& config_;
  KafkaComplaint complaint_;
  KafkaHandle handle_;
  KafkaTopicHandle topic_;
};

Status KafkaTable::Writing::Open() {
  const std::string name = fmt::format("{}.{}", config_.topic.topic, config_.writer);
  const KafkaSetting settings[] = {{"transactional.id", name.c_str()},
                                   {"transaction.timeout.ms", kTransactionMs},
                                   {"linger.ms", "0"},
                                   {"compression.type", "lz4"},
                                   // A transaction ends as a whole, not record by record.
                                   {"message.timeout.ms", kTransactionMs}};
  GT_ASSIGN_OR_RETURN(KafkaConf conf, NewKafkaConf(config_.topic, settings, &complaint_));
  GT_ASSIGN_OR_RETURN(handle_, NewKafkaHandle(RD_KAFKA_PRODUCER, std::move(conf)));
  topic_.reset(rd_kafka_topic_new(handle_.get(), config_.topic.topic.c_str(), nullptr));
  if (topic_ == nullptr) {
    return Error(Code::kInvalidArgument,
                 fmt::format("no topic can be named {}", config_.topic.topic));
  }
  return Explain("take the writer's place", rd_kafka_init_transactions(handle_.get(), wait_ms()));
}

Status KafkaTable::Writing::Write(std::span<const TableChange> changes) {
  GT_RETURN_IF_ERROR(Explain("begin", rd_kafka_begin_transaction(handle_.get())));
  for (const TableChange& change : changes) GT_RETURN_IF_ERROR(Produce(change));
  return Explain("commit", rd_kafka_commit_transaction(handle_.get(), wait_ms()));
}

Status KafkaTable::Writing::Produce(const TableChange& change) {
  const std::string value = change.value.value_or("");
  std::vector<rd_kafka_vu_t> fields = {TopicField(topic_.get()),
                                       PartitionField(config_.topic.partition), CopyingField(),
                                       KeyField(change.key)};
  if (change.value.has_value()) fields.push_back(ValueField(value));
  rd_kafka_error_t* error = rd_kafka_produceva(handle_.get(), fields.data(), fields.size());
  while (error != nullptr && rd_kafka_error_code(error) == RD_KAFKA_RESP_ERR__QUEUE_FULL) {
    rd_kafka_error_destroy(error);
    rd_kafka_flush(handle_.get(), wait_ms());
    error = rd_kafka_produceva(handle_.get(), fields.data(), fields.size());
  }
  return Explain("write", error);
}

Status KafkaTable::Writing::Explain(std::string_view step, rd_kafka_error_t* error) const {
  if (error == nullptr) return OkStatus();
  const bool fenced = SaysFenced(error) ||
                      rd_kafka_fatal_error(handle_.get(), nullptr, 0) == RD_KAFKA_RESP_ERR__FENCED;
  const std::string_view name = KafkaErrorName(rd_kafka_error_code(error));
  const Status status =
      fenced ? Error(Code::kFailedPrecondition, fmt::format("FENCED: another writes {} as {} now",
                                                            config_.topic.topic, config_.writer))
             : Error(Code::kUnavailable,
                     fmt::format("{} could not {}: {}; last heard: {}", config_.topic.topic, step,
                                 name, complaint_.Last()));
  rd_kafka_error_destroy(error);
  return status;
}

KafkaTable::KafkaTable(Config config) : config_(std::move(config)) {}
KafkaTable::~KafkaTable() = default;

StatusOr<const SharedTable::Rows*> KafkaTable::Read() {
  if (reading_ != nullptr &&
      std::chrono::steady_clock::now() - reading_->caught_up() > config_.memory) {
    reading_.reset();
  }
  if (reading_ == nullptr) {
    auto reading = std::make_unique<Reading>(config_);
    GT_RETURN_IF_ERROR(reading->Open());
    reading_ = std::move(reading);
  }
  const Status caught_up = reading_->CatchUp();
  if (caught_up.ok()) return &reading_->rows();
  reading_.reset();
  return caught_up;
}

Status KafkaTable::Write(std::span<const TableChange> changes) {
  GT_RETURN_IF_ERROR(CheckChanges(changes));
  if (changes.empty()) return OkStatus();
  if (writing_ == nullptr) {
    auto writing = std::make_unique<Writing>(config_);
    GT_RETURN_IF_ERROR(writing->Open());
    writing_ = std::move(writing);
  }
  const Status written = writing_->Write(changes);
  if (!written.ok()) writing_.reset();
  return written;
}

}  // namespace goldthread
