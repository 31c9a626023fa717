#include "eventstore/projector/rebuild.h"

#include <algorithm>
#include <memory>

#include "eventstore/base/check.h"
#include "eventstore/projector/fold_pass.h"
#include "eventstore/projector/state_table.h"

namespace goldthread {
namespace {

constexpr size_t kRebuildRunBytes = size_t{1} << 30;
// Growing a table of millions costs more than a table that is too large.
constexpr int64_t kStateRowsARecord = 2;
constexpr int64_t kReserveMax = 50'000'000;
constexpr size_t kReadRecords = 8192;
constexpr std::chrono::seconds kReadWait{10};
constexpr int64_t kProgressRecords = 100'000;

// State in memory, appends to the loader; at the end state joins them.
class RebuildBackend final : public RowBackend {
 public:
  RebuildBackend(BulkLoader& loader, int64_t records) : loader_(loader) {
    state_.Reserve(static_cast<size_t>(std::min(records * kStateRowsARecord, kReserveMax)));
  }

  std::optional<std::string_view> Get(std::string_view key) override { return state_.Get(key); }
  void Put(std::string_view key, std::string_view value) override { state_.Put(key, value); }
  void Erase(std::string_view key) override { state_.Erase(key); }
  void Append(std::string_view key, std::string_view value) override {
    store_error_.Update(loader_.Add({key, value}));
  }

  const Status& store_error() const { return store_error_; }
  Status Finish(Position next) {
    GT_RETURN_IF_ERROR(
        state_.ForEach([this](const char* packed) { return loader_.AddInPlace(packed); }));
    return loader_.Finish(next);
  }

 private:
  BulkLoader& loader_;
  StateTable state_;
  Status store_error_;
};

}  // namespace

Status RebuildViews(EventReader& log, RocksViewStore& store,
                    const std::vector<const Projection*>& folds, Position until,
                    const std::function<void(const RebuildProgress&)>& progress) {
  const std::unique_ptr<BulkLoader> loader = store.NewBulkLoader(kRebuildRunBytes);
  RebuildBackend backend(*loader, until.value);
  FoldPass pass(folds);
  LogBatch batch;
  Position next;
  RebuildProgress done{0, until.value};
  if (next < until) PutFolds(folds, backend);
  while (next < until) {
    GT_RETURN_IF_ERROR(log.Read(next, kReadRecords, kReadWait, &batch));
    if (batch.empty()) return Error(Code::kUnavailable, "the log gave nothing before its end");
    const LogRecord* last = nullptr;
    for (const LogRecord& record : batch.records()) {
      if (record.position >= until) break;
      pass.Take(record, backend);
      last = &record;
      next = record.position.Next();
      if (++done.records_read % kProgressRecords == 0 && progress) progress(done);
    }
    if (last != nullptr) backend.Put(kLastRecordKey, MarkOf(*last));
    GT_RETURN_IF_ERROR(backend.store_error());
    // Kafka skips offsets: the last record before `until` may not be at until - 1.
    if (batch.records().back().position.Next() >= until) next = until;
  }
  if (progress) progress(done);
  return backend.Finish(until);
}

}  // namespace goldthread
