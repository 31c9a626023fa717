#include "eventstore/log/kafka/kafka_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "eventstore/base/check.h"
#include "eventstore/log/kafka/kafka_appender.h"

namespace goldthread {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr size_t kFetchRecords = 2000;
// What one Read gives at most, beyond its first record.
constexpr size_t kReadBytesMax = 16 * 1024 * 1024;

constexpr KafkaSetting kReaderSettings[] = {
    {"enable.auto.commit", "false"},
    {"enable.auto.offset.store", "false"},
    {"auto.offset.reset", "error"},
    {"check.crcs", "true"},
    // An end beyond what came shows a hole that nothing follows.
    {"enable.partition.eof", "true"},
    // One fetch is under way at a time, so a reader that goes elsewhere waits for the last one.
    {"fetch.wait.max.ms", "100"},
    {"fetch.error.backoff.ms", "100"},
    // A reader whose queue is full pauses for a second: the queue holds more than a second's work.
    {"queued.min.messages", "1000000"},
    {"queued.max.messages.kbytes", "131072"},
    {"fetch.message.max.bytes", "4194304"},
};

size_t BytesOf(const rd_kafka_message_t& message, std::string_view header) {
  return message.len + header.size();
}

// A record that somebody else wrote may have none; who folds it will say so.
std::string_view RecordHeaderOf(const rd_kafka_message_t& message) {
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return {};
  const void* value = nullptr;
  size_t size = 0;
  if (rd_kafka_header_get_last(headers, kRecordHeader.data(), &value, &size) !=
      RD_KAFKA_RESP_ERR_NO_ERROR) {
    return {};
  }
  return {static_cast<const char*>(value), size};
}

// Nothing but the news that all has come.
bool IsEndAt(const rd_kafka_message_t& message, Position next) {
  return message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF && message.offset <= next.value;
}

std::string_view BodyOf(const rd_kafka_message_t& message) {
  return {static_cast<const char*>(message.payload), message.len};
}

}  // namespace

StatusOr<std::unique_ptr<EventReader>> KafkaReader::Open(const KafkaShard& shard) {
  std::unique_ptr<KafkaReader> reader(new KafkaReader(shard));
  GT_RETURN_IF_ERROR(reader->Begin());
  return std::unique_ptr<EventReader>(std::move(reader));
}

Status KafkaReader::Begin() {
  Halt();
  topic_.reset();
  GT_ASSIGN_OR_RETURN(KafkaConf conf, NewKafkaConf(shard_, kReaderSettings, &complaint_));
  GT_ASSIGN_OR_RETURN(handle_, NewKafkaHandle(RD_KAFKA_CONSUMER, std::move(conf)));
  topic_.reset(rd_kafka_topic_new(handle_.get(), shard_.topic.c_str(), nullptr));
  worn_ = false;
  if (topic_ != nullptr) return OkStatus();
  return Error(Code::kInvalidArgument, fmt::format("no topic can be named {}", shard_.topic));
}

KafkaReader::~KafkaReader() { Halt(); }

StatusOr<Position> KafkaReader::End() {
  if (worn_ && queue_ == nullptr) GT_RETURN_IF_ERROR(Begin());
  const StatusOr<Position> end = AskEnd(handle_.get(), shard_, complaint_);
  worn_ = !end.ok();
  GT_RETURN_IF_ERROR(end.status());
  end_ = *end;
  heard_ = steady_clock::now();
  return end_;
}

Status KafkaReader::Read(Position from, size_t limit, milliseconds wait, LogBatch* batch) {
  GT_CHECK(limit > 0);
  batch->Clear();
  Status status;
  do {
    if (queue_ == nullptr || from != next_ || InDoubt()) status = StandAt(from);
    if (status.ok() && held_.empty()) status = Fetch(wait);
    // What came over another connection is proven first.
    if (status.ok() && InDoubt()) continue;
    if (status.ok()) status = Take(limit, batch);
  } while (status.ok() && batch->empty() && InDoubt());
  if (!status.ok()) Halt();
  worn_ = worn_ || status.code() == Code::kUnavailable;
  batch->Seal();
  if (!batch->empty() &&
      (!given_.has_value() || given_->position < batch->records().back().position)) {
    const LogRecord& last = batch->records().back();
    given_ = Given{last.position, std::string(last.header), std::string(last.body)};
  }
  return status;
}

bool KafkaReader::InDoubt() const {
  return leader_left_ || (leader_ >= 0 && complaint_.Of(leader_) != complaints_);
}

Status KafkaReader::StandAt(Position from) {
  Halt();
  if (worn_) GT_RETURN_IF_ERROR(Begin());
  GT_ASSIGN_OR_RETURN(const Position first, AskFirst(handle_.get(), shard_, complaint_));
  GT_ASSIGN_OR_RETURN(const Position end, End());
  if (from < first || from > end) {
    return Error(Code::kOutOfRange,
                 fmt::format("position {} is outside partition {} of {}, which holds {} to {}",
                             from.value, shard_.partition, shard_.topic, first.value, end.value));
  }
  const bool proves =
      given_.has_value() && given_->position.Next() == from && given_->position >= first;
  next_ = proves ? given_->position : from;
  KafkaQueue queue(rd_kafka_queue_new(handle_.get()));
  if (rd_kafka_consume_start_queue(topic_.get(), shard_.partition, next_.value, queue.get()) != 0) {
    return Error(Code::kUnavailable, fmt::format("cannot read {}: {}", shard_.topic,
                                                 KafkaErrorName(rd_kafka_last_error())));
  }
  queue_ = std::move(queue);
  return proves ? Prove() : OkStatus();
}

Status KafkaReader::Prove() {
  LogBatch one;
  while (one.empty()) {
    if (held_.empty()) GT_RETURN_IF_ERROR(Fetch(shard_.answer_wait));
    GT_RETURN_IF_ERROR(Take(1, &one));
    if (leader_left_) return Error(Code::kUnavailable, "the log's leader has just changed");
    one.Seal();
  }
  const LogRecord& there = one.records()[0];
  if (there.header == given_->header && there.body == given_->body) return OkStatus();
  return Error(Code::kOutOfRange,
               fmt::format("partition {} of {} has another record at {} than it had: its end was "
                           "lost and written anew",
                           shard_.partition, shard_.topic, there.position.value));
}

void KafkaReader::Halt() {
  held_.clear();
  leader_ = -1;
  leader_left_ = false;
  if (queue_ == nullptr) return;
  rd_kafka_consume_stop(topic_.get(), shard_.partition);
  queue_.reset();
}

Status KafkaReader::Fetch(milliseconds wait) {
  const SteadyTime start = steady_clock::now();
  bool looked = false;
  while (true) {
    const SteadyTime now = steady_clock::now();
    const bool exists = next_ < end_;
    const milliseconds patience = exists ? shard_.answer_wait : wait;
    const auto left = std::chrono::ceil<milliseconds>(start + patience - now);
    const auto quiet = std::chrono::ceil<milliseconds>(heard_ + shard_.answer_wait / 2 - now);
    const milliseconds pause = std::max(exists ? left : std::min(left, quiet), milliseconds(0));
    rd_kafka_message_t* const first =
        rd_kafka_consume_queue(queue_.get(), static_cast<int>(pause.count()));
    if (first != nullptr) {
      Hold(first);
      if (!held_.empty()) return OkStatus();
      continue;
    }
    if (exists && left <= pause) {
      return Error(Code::kUnavailable,
                   fmt::format("position {} of {} is there, and did not come; last heard: {}",
                               next_.value, shard_.topic, complaint_.Last()));
    }
    const bool out_of_time = left <= pause;
    // Who will not wait is told of what is there now.
    const bool look = quiet <= pause || (wait <= milliseconds(0) && !looked);
    if (look) {
      GT_RETURN_IF_ERROR(LookWhatItHolds());
      looked = true;
    }
    if (out_of_time && next_ >= end_) return OkStatus();
  }
}

// A log keeps all it ever held: whose beginning goes cannot be folded anew, and more may go.
Status KafkaReader::LookWhatItHolds() {
  GT_ASSIGN_OR_RETURN(const Position first, AskFirst(handle_.get(), shard_, complaint_));
  if (first > Position{0}) {
    return Error(Code::kOutOfRange,
                 fmt::format("partition {} of {} begins at {}: what was before it has been deleted",
                             shard_.partition, shard_.topic, first.value));
  }
  GT_ASSIGN_OR_RETURN(const Position end, End());
  if (next_ <= end) return OkStatus();
  return Error(Code::kOutOfRange,
               fmt::format("partition {} of {} ends at {} and had ended at {} or later: it was cut "
                           "or replaced",
                           shard_.partition, shard_.topic, end.value, next_.value));
}

// librdkafka's batch waits until it is full: so one is waited for, and what came with it taken.
void KafkaReader::Hold(rd_kafka_message_t* first) {
  heard_ = steady_clock::now();
  held_.emplace_back(first);
  if (IsEndAt(*first, next_)) return held_.clear();
  fetched_.resize(kFetchRecords);
  const ssize_t count =
      rd_kafka_consume_batch_queue(queue_.get(), 0, fetched_.data(), fetched_.size());
  for (ssize_t i = 0; i < count; ++i) held_.emplace_back(fetched_[static_cast<size_t>(i)]);
}

Status KafkaReader::Take(size_t limit, LogBatch* batch) {
  size_t records = 0;
  size_t bytes = 0;
  for (; !held_.empty() && records < limit; held_.pop_front()) {
    const rd_kafka_message_t& message = *held_.front();
    const bool good = message.err == RD_KAFKA_RESP_ERR_NO_ERROR;
    if ((good && message.offset < next_.value) || IsEndAt(message, next_)) continue;
    if (!good || message.offset > next_.value) {
      // The good ones first: the next Read comes back to this.
      return records > 0 ? OkStatus() : Explain(message);
    }
    const int32_t sender = rd_kafka_message_broker_id(&message);
    if (leader_ < 0) {
      leader_ = sender;
      complaints_ = complaint_.Of(sender);
    }
    leader_left_ = sender != leader_;
    if (leader_left_) break;
    const std::string_view header = RecordHeaderOf(message);
    bytes += BytesOf(message, header);
    if (records > 0 && bytes > kReadBytesMax) break;
    batch->Add(next_, header, BodyOf(message));
    next_ = next_.Next();
    ++records;
  }
  end_ = std::max(end_, next_);
  return OkStatus();
}

Status KafkaReader::Explain(const rd_kafka_message_t& message) const {
  switch (message.err) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
      return Error(Code::kDataLoss,
                   fmt::format("positions {}..{} of partition {} of {} are missing", next_.value,
                               message.offset - 1, shard_.partition, shard_.topic));
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
      return Error(Code::kOutOfRange,
                   fmt::format("position {} is no longer in partition {} of {}: it was cut or "
                               "replaced",
                               next_.value, shard_.partition, shard_.topic));
    case RD_KAFKA_RESP_ERR__BAD_MSG:
    case RD_KAFKA_RESP_ERR_INVALID_MSG:
      return Error(Code::kDataLoss,
                   fmt::format("position {} or one after it in partition {} of {} is damaged",
                               next_.value, shard_.partition, shard_.topic));
    default:
      return Error(Code::kUnavailable,
                   fmt::format("partition {} of {} cannot be read at {}: {}", shard_.partition,
                               shard_.topic, next_.value, KafkaErrorName(message.err)));
  }
}

}  // namespace goldthread
