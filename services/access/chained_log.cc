#include "services/access/chained_log.h"

#include <fmt/format.h>

#include <algorithm>

#include "eventstore/base/digest.h"
#include "goldthread/v1/record.pb.h"

namespace goldthread::access {
namespace {

constexpr size_t kEntriesAtOnce = 4'096;

// The header with its link, and the head it makes.
StatusOr<std::string> Linked(const std::string& header, ChainHead* head) {
  v1::RecordHeader linked;
  if (!linked.ParseFromString(header)) {
    return Error(Code::kInternal, "a record's header does not parse");
  }
  linked.set_previous_digest(head->digest);
  std::string bytes = linked.SerializeAsString();
  head->digest = Sha256(bytes);
  ++head->entries;
  return bytes;
}

// What is wrong with this link of the chain; empty: nothing.
std::string_view Finding(const LogRecord& record, const std::string& previous) {
  v1::RecordHeader header;
  if (!header.ParseFromArray(record.header.data(), static_cast<int>(record.header.size()))) {
    return "its header does not parse";
  }
  if (header.body_digest() != Sha256(record.body)) return "its body is not the one it seals";
  if (header.previous_digest().empty()) return "it is not chained";
  if (header.previous_digest() != previous) {
    return "it does not follow the entry before it: one was changed, removed or put elsewhere";
  }
  return {};
}

void Break(ChainReport* report, std::string_view finding) {
  report->sound = false;
  report->broken_at = report->head.entries;
  report->finding = finding;
}

void CheckExpected(const ChainHead& expected, ChainReport* report) {
  if (report->sound && report->head.entries == expected.entries &&
      report->head.digest != expected.digest) {
    Break(report, "the chain is another one than the head that was kept: it was written anew");
  }
}

}  // namespace

StatusOr<std::vector<Position>> ChainedLog::Append(std::span<const NewRecord> batch) {
  GT_RETURN_IF_ERROR(CheckBatch(batch));
  Waiting mine{batch};
  MutexLock lock(mutex_);
  waiting_.push_back(&mine);
  while (!mine.done) {
    if (writing_) {
      changed_.Wait(mutex_);
      continue;
    }
    writing_ = true;
    const std::vector<Waiting*> together = TakeWaiting();
    mutex_.Unlock();
    WriteAll(together);
    mutex_.Lock();
    for (Waiting* written : together) written->done = true;
    writing_ = false;
    changed_.NotifyAll();
  }
  return std::move(mine.result);
}

// As many as one batch may hold, in the order they came.
std::vector<ChainedLog::Waiting*> ChainedLog::TakeWaiting() {
  size_t records = 0;
  size_t count = 0;
  while (count < waiting_.size()) {
    records += waiting_[count]->batch.size();
    if (count > 0 && records > kAppendRecordsMax) break;
    ++count;
  }
  const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(count);
  std::vector<Waiting*> together(waiting_.begin(), end);
  waiting_.erase(waiting_.begin(), end);
  return together;
}

void ChainedLog::WriteAll(const std::vector<Waiting*>& together) {
  const auto positions = Write(together);
  if (!positions.ok()) {
    head_.reset();  // Some of it may be there all the same.
    for (Waiting* waiting : together) waiting->result = positions.status();
    return;
  }
  auto next = positions->begin();
  for (Waiting* waiting : together) {
    const auto end = next + static_cast<std::ptrdiff_t>(waiting->batch.size());
    waiting->result = std::vector<Position>(next, end);
    next = end;
  }
}

StatusOr<std::vector<Position>> ChainedLog::Write(const std::vector<Waiting*>& together) {
  if (!head_.has_value()) {
    GT_ASSIGN_OR_RETURN(head_, ReadChainHead(reader_));
  }
  ChainHead head = *head_;
  std::vector<NewRecord> records;
  for (const Waiting* waiting : together) {
    for (const NewRecord& record : waiting->batch) {
      GT_ASSIGN_OR_RETURN(std::string header, Linked(record.header, &head));
      records.push_back({std::move(header), record.body});
    }
  }
  GT_ASSIGN_OR_RETURN(auto positions, log_.Append(records));
  head_ = std::move(head);
  return positions;
}

StatusOr<ChainHead> ReadChainHead(EventReader& reader) {
  GT_ASSIGN_OR_RETURN(const Position end, reader.End());
  ChainHead head;
  if (end.value == 0) return head;
  LogBatch batch;
  GT_RETURN_IF_ERROR(reader.Read({end.value - 1}, 1, kNoWait, &batch));
  if (batch.empty()) return Error(Code::kUnavailable, "the last record was not read");
  head.entries = end.value;
  head.digest = Sha256(batch.records()[0].header);
  return head;
}

StatusOr<ChainReport> VerifyChain(EventReader& reader, const std::optional<ChainHead>& expected) {
  GT_ASSIGN_OR_RETURN(const Position end, reader.End());
  ChainReport report;
  LogBatch batch;
  while (report.sound && report.head.entries < end.value) {
    const Status read = reader.Read({report.head.entries}, kEntriesAtOnce, kNoWait, &batch);
    if (read.code() == Code::kDataLoss) {
      Break(&report, "it is damaged");
      break;
    }
    GT_RETURN_IF_ERROR(read);
    if (batch.empty()) return Error(Code::kUnavailable, "the log gave no records; try again");
    for (const LogRecord& record : batch.records()) {
      if (expected.has_value()) CheckExpected(*expected, &report);
      const std::string_view finding = Finding(record, report.head.digest);
      if (report.sound && record.position.value != report.head.entries) {
        Break(&report, "an entry is missing");
      }
      if (report.sound && !finding.empty()) Break(&report, finding);
      if (!report.sound) break;
      report.head.digest = Sha256(record.header);
      ++report.head.entries;
    }
  }
  if (!expected.has_value() || !report.sound) return report;
  CheckExpected(*expected, &report);
  if (report.sound && report.head.entries < expected->entries) {
    Break(&report, fmt::format("it ends here, and the head that was kept has {} entries: the end "
                               "was cut off",
                               expected->entries));
  }
  return report;
}

}  // namespace goldthread::access
