// An embedded log on a faulty disk, and a full account of what it holds: for tests.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "eventstore/log/embedded_log.h"
#include "eventstore/log/embedded_log_internal.h"
#include "eventstore/log/faulty_disk.h"

namespace goldthread {

inline constexpr char kLogDir[] = "/log";

// A small write buffer, so that a few hundred records fill files.
inline constexpr LogTuning kSmallBuffer{.write_buffer_bytes = 64 << 10};

// A record that says which it is and does not compress.
inline NewRecord RecordOf(int64_t number, size_t bytes = 100) {
  std::mt19937_64 random(static_cast<uint64_t>(number));
  NewRecord record{"header " + std::to_string(number), ""};
  while (record.body.size() < bytes) record.body.push_back(static_cast<char>(random()));
  return record;
}

inline std::vector<NewRecord> RecordsOf(int64_t first, int64_t count) {
  std::vector<NewRecord> records;
  for (int64_t i = 0; i < count; ++i) records.push_back(RecordOf(first + i));
  return records;
}

class DiskLog {
 public:
  explicit DiskLog(const DiskImage& image = {}) {
    disk->Restore(image);
    env_ = std::make_unique<FaultyEnv>(disk);
  }

  Status Open(const LogTuning& tuning = kSmallBuffer) {
    GT_ASSIGN_OR_RETURN(log, EmbeddedLog::Store::Open(kLogDir, env_.get(), tuning));
    return OkStatus();
  }

  // Another log on the same disk.
  StatusOr<std::unique_ptr<EmbeddedLog>> OpenAt(const std::string& dir) {
    return EmbeddedLog::Store::Open(dir, env_.get(), kSmallBuffer);
  }

  Status Append(int64_t first, int64_t count) {
    return log->Append(RecordsOf(first, count)).status();
  }

  // What is left on the disk when the process is killed now.
  DiskImage Kill() {
    disk->Die();
    return disk->Written(kLogDir);
  }

  rocksdb::DB& rocks() { return *EmbeddedLog::Store::Of(*log).database->db(); }

  std::shared_ptr<FaultyDisk> disk = std::make_shared<FaultyDisk>();

 private:
  std::unique_ptr<rocksdb::Env> env_;

 public:
  std::unique_ptr<EmbeddedLog> log;
};

// What a reader that goes round all damage gets from a log.
struct Account {
  std::vector<int64_t> whole;  // Positions that were read as RecordOf them.
  std::vector<DamagedRange> damaged;
  std::vector<std::string> wrong;  // What must never happen.
};

inline DamagedRange RangeIn(std::string_view message) {
  DamagedRange range{Position{-1}, Position{-1}};
  const size_t first = message.find("positions ");
  const size_t last = message.find("..");
  if (first == std::string_view::npos || last == std::string_view::npos) return range;
  range.first.value = std::strtoll(message.data() + first + 10, nullptr, 10);
  range.last.value = std::strtoll(message.data() + last + 2, nullptr, 10);
  return range;
}

inline Account AccountOf(EmbeddedLog& log) {
  Account account;
  const auto reader = log.NewReader();
  LogBatch batch;
  Position next;
  while (next < *reader->End()) {
    const Status status = reader->Read(next, 64, std::chrono::milliseconds{0}, &batch);
    if (status.code() == Code::kDataLoss) {
      const DamagedRange range = RangeIn(Message(status));
      if (range.first != next || range.last < next || !batch.empty()) {
        account.wrong.emplace_back(Message(status));
        return account;
      }
      account.damaged.push_back(range);
      next = range.last.Next();
      continue;
    }
    if (!status.ok() || batch.empty()) {
      account.wrong.push_back("no answer: " + status.ToString());
      return account;
    }
    for (const LogRecord& record : batch.records()) {
      const NewRecord written = RecordOf(record.position.value);
      const bool same = record.header == written.header && record.body == written.body;
      if (record.position != next || !same) {
        account.wrong.push_back("altered or skipped at " + std::to_string(next.value));
        return account;
      }
      account.whole.push_back(next.value);
      next = next.Next();
    }
  }
  return account;
}

}  // namespace goldthread
