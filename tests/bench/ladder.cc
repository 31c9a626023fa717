#include "tests/bench/ladder.h"

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/sst_file_writer.h>

#include <algorithm>
#include <filesystem>
#include <functional>

#include "eventstore/base/check.h"
#include "eventstore/projector/fold_pass.h"
#include "eventstore/projector/rebuild.h"
#include "eventstore/projector/state_table.h"
#include "eventstore/views/rocks_view_store.h"

namespace goldthread::bench {
namespace {

// Folds with no store: state in memory, appends counted and dropped.
class DroppingBackend final : public RowBackend {
 public:
  std::optional<std::string_view> Get(std::string_view key) override { return state_.Get(key); }
  void Put(std::string_view key, std::string_view value) override { state_.Put(key, value); }
  void Erase(std::string_view key) override { state_.Erase(key); }
  void Append(std::string_view, std::string_view) override { ++appends_; }

 private:
  StateTable state_;
  int64_t appends_ = 0;
};

void ReadAll(EmbeddedLog& log, const std::function<void(const LogRecord&)>& each) {
  const auto reader = log.NewReader();
  const Position end = *reader->End();
  LogBatch batch;
  for (Position next; next < end;) {
    GT_CHECK(reader->Read(next, 8192, std::chrono::seconds(1), &batch).ok());
    for (const LogRecord& record : batch.records()) each(record);
    next = batch.records().back().position.Next();
  }
}

Cost Fold(EmbeddedLog& log, const std::vector<const Projection*>& folds) {
  return Measure([&] {
    DroppingBackend backend;
    FoldPass pass(folds);
    ReadAll(log, [&](const LogRecord& record) { pass.Take(record, backend); });
  });
}

Cost Rebuild(EmbeddedLog& log, const std::vector<const Projection*>& folds,
             const std::string& dir) {
  std::filesystem::remove_all(dir);
  const auto store = *RocksViewStore::Open(dir);
  const auto reader = log.NewReader();
  return Measure(
      [&] { GT_CHECK(RebuildViews(*reader, *store, folds, *reader->End(), nullptr).ok()); });
}

// RocksDB alone: one row an event, of the event's own size, in random key order.
std::string RandomKey(uint64_t at) {
  const uint64_t mixed = (at + 1) * 0x9e3779b97f4a7c15u;
  return fmt::format("{:016x}", mixed);
}

Cost RandomBatches(int64_t rows, const std::string& value, const std::string& dir) {
  std::filesystem::remove_all(dir);
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* raw = nullptr;
  GT_CHECK(rocksdb::DB::Open(options, dir, &raw).ok());
  std::unique_ptr<rocksdb::DB> db(raw);
  return Measure([&] {
    rocksdb::WriteBatch batch;
    for (int64_t i = 0; i < rows; ++i) {
      batch.Put(RandomKey(static_cast<uint64_t>(i)), value);
      if (batch.Count() == 1000 || i + 1 == rows) {
        GT_CHECK(db->Write(rocksdb::WriteOptions(), &batch).ok());
        batch.Clear();
      }
    }
    // Compaction is part of the price.
    GT_CHECK(db->Flush(rocksdb::FlushOptions()).ok());
  });
}

Cost SortAndIngest(int64_t rows, const std::string& value, const std::string& dir) {
  std::filesystem::remove_all(dir);
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* raw = nullptr;
  GT_CHECK(rocksdb::DB::Open(options, dir, &raw).ok());
  std::unique_ptr<rocksdb::DB> db(raw);
  return Measure([&] {
    std::vector<std::string> keys;
    for (int64_t i = 0; i < rows; ++i) keys.push_back(RandomKey(static_cast<uint64_t>(i)));
    std::sort(keys.begin(), keys.end());
    rocksdb::SstFileWriter writer(rocksdb::EnvOptions(), options);
    const std::string path = dir + "/sorted.sst";
    GT_CHECK(writer.Open(path).ok());
    for (const std::string& key : keys) GT_CHECK(writer.Put(key, value).ok());
    GT_CHECK(writer.Finish().ok());
    rocksdb::IngestExternalFileOptions ingest;
    ingest.move_files = true;
    GT_CHECK(db->IngestExternalFile({path}, ingest).ok());
  });
}

}  // namespace

std::vector<Rung> ClimbLadder(EmbeddedLog& log, const std::vector<const Projection*>& folds,
                              const std::string& scratch) {
  std::vector<Rung> rungs;
  int64_t rows = 0;
  std::string value;
  rungs.push_back({"raw read of the log", Measure([&] {
                     ReadAll(log, [&](const LogRecord& record) {
                       if (++rows == 1) value = record.body;
                     });
                   })});
  rungs.push_back({"+ parse", Fold(log, {})});
  std::vector<const Projection*> some;
  for (const Projection* fold : folds) {
    some.push_back(fold);
    rungs.push_back({fmt::format("+ {}", fold->Name()), Fold(log, some)});
  }
  rungs.push_back({"+ store (a rebuild)", Rebuild(log, folds, scratch + "/rebuilt")});
  rungs.push_back(
      {"RocksDB alone, random batches of 1,000", RandomBatches(rows, value, scratch + "/random")});
  rungs.push_back(
      {"RocksDB alone, sorted and ingested", SortAndIngest(rows, value, scratch + "/sorted")});
  return rungs;
}

}  // namespace goldthread::bench
