#include "eventstore/views/bulk_loader.h"

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/sst_file_writer.h>

#include <algorithm>
#include <queue>

#include "eventstore/base/check.h"
#include "eventstore/views/rocks_database.h"
#include "eventstore/views/rocks_view_store.h"
#include "eventstore/views/run_sorter.h"

namespace goldthread {
namespace {

using rocks::ToSlice;
using rocks::ToStatus;

constexpr size_t kChunkBytes = size_t{1} << 20;
constexpr uint64_t kFileBytes = uint64_t{64} << 20;

// One sorted run, in memory or in a scratch file, read from its start.
class RunReader {
 public:
  virtual ~RunReader() = default;
  virtual bool Valid() const = 0;
  virtual Status Next() = 0;
  virtual Row row() const = 0;
};

class MemoryRun final : public RunReader {
 public:
  explicit MemoryRun(const RunSorter& rows) : rows_(rows) {}
  bool Valid() const override { return at_ < rows_.size(); }
  Status Next() override {
    ++at_;
    return OkStatus();
  }
  Row row() const override { return rows_.At(at_); }

 private:
  const RunSorter& rows_;
  size_t at_ = 0;
};

class FileRun final : public RunReader {
 public:
  FileRun(std::unique_ptr<rocksdb::SequentialFile> file, uint64_t size)
      : file_(std::move(file)), left_in_file_(size) {}

  bool Valid() const override { return valid_; }
  Row row() const override { return row_; }

  Status Next() override {
    at_ += valid_ ? PackedSize(row_) : 0;
    valid_ = false;
    GT_RETURN_IF_ERROR(Fill(2 * sizeof(uint32_t)));
    if (at_ == buffer_.size()) return OkStatus();
    uint32_t sizes[2];
    std::memcpy(sizes, buffer_.data() + at_, sizeof sizes);
    GT_RETURN_IF_ERROR(Fill(sizeof sizes + sizes[0] + sizes[1]));
    row_ = Unpack(buffer_.data() + at_);
    valid_ = true;
    return OkStatus();
  }

 private:
  // Makes `needed` bytes available at at_, or leaves none when the file has ended.
  Status Fill(size_t needed) {
    if (buffer_.size() - at_ >= needed) return OkStatus();
    buffer_.erase(0, at_);
    at_ = 0;
    while (buffer_.size() < needed && left_in_file_ > 0) {
      const size_t wanted = std::min<uint64_t>(left_in_file_, std::max(kChunkBytes, needed));
      const size_t had = buffer_.size();
      buffer_.resize(had + wanted);
      rocksdb::Slice got;
      GT_RETURN_IF_ERROR(ToStatus(file_->Read(wanted, &got, buffer_.data() + had), "scratch run"));
      if (got.size() != wanted) return Error(Code::kDataLoss, "a scratch run is cut short");
      if (got.data() != buffer_.data() + had) {
        std::memcpy(buffer_.data() + had, got.data(), got.size());
      }
      left_in_file_ -= wanted;
    }
    if (!buffer_.empty() && buffer_.size() < needed) {
      return Error(Code::kDataLoss, "a scratch run is cut short");
    }
    return OkStatus();
  }

  std::unique_ptr<rocksdb::SequentialFile> file_;
  uint64_t left_in_file_;
  std::string buffer_;
  size_t at_ = 0;
  Row row_;
  bool valid_ = false;
};

// Cuts a sorted stream of rows into files that a store can take in.
class SortedFiles {
 public:
  explicit SortedFiles(const RocksViewStore::Database& database)
      : database_(database),
        options_(ViewStoreOptions(database.env)),
        writer_(rocksdb::EnvOptions(), options_) {}

  Status Add(const Row& row) {
    if (open_ && row.key == last_key_) {
      if (row.value == last_value_) return OkStatus();
      return Error(Code::kInternal, "a key was loaded with two values");
    }
    if (open_ && writer_.FileSize() >= kFileBytes) GT_RETURN_IF_ERROR(Close());
    if (!open_) {
      files_.push_back(fmt::format("{}/load-{:06}.sst", database_.dir, files_.size()));
      GT_RETURN_IF_ERROR(ToStatus(writer_.Open(files_.back()), "sorted file"));
      open_ = true;
    }
    last_key_.assign(row.key);
    last_value_.assign(row.value);
    return ToStatus(writer_.Put(ToSlice(row.key), ToSlice(row.value)), "sorted file");
  }

  Status Load() {
    if (open_) GT_RETURN_IF_ERROR(Close());
    if (files_.empty()) return OkStatus();
    rocksdb::IngestExternalFileOptions options;
    options.move_files = true;
    return ToStatus(database_.db->IngestExternalFile(files_, options), "load");
  }

 private:
  Status Close() {
    open_ = false;
    return ToStatus(writer_.Finish(), "sorted file");
  }

  const RocksViewStore::Database& database_;
  const rocksdb::Options options_;
  rocksdb::SstFileWriter writer_;
  std::vector<std::string> files_;
  bool open_ = false;
  std::string last_key_;
  std::string last_value_;
};

class RocksBulkLoader final : public BulkLoader {
 public:
  RocksBulkLoader(RocksViewStore& store, const RocksViewStore::Database& database,
                  size_t memory_bytes)
      : store_(store), database_(database), memory_bytes_(memory_bytes) {}

  Status Add(const Row& row) override {
    run_.Add(row);
    return run_.bytes() < memory_bytes_ ? OkStatus() : Spill();
  }
  Status AddInPlace(const char* packed) override {
    run_.AddInPlace(packed);
    return run_.bytes() < memory_bytes_ ? OkStatus() : Spill();
  }

  Status Finish(Position next) override {
    run_.Sort();
    std::vector<std::unique_ptr<RunReader>> runs;
    runs.push_back(std::make_unique<MemoryRun>(run_));
    for (size_t i = 0; i < spilled_.size(); ++i) {
      std::unique_ptr<rocksdb::SequentialFile> file;
      GT_RETURN_IF_ERROR(
          ToStatus(database_.env->NewSequentialFile(spilled_[i].path, &file, rocksdb::EnvOptions()),
                   "scratch run"));
      runs.push_back(std::make_unique<FileRun>(std::move(file), spilled_[i].bytes));
      GT_RETURN_IF_ERROR(runs.back()->Next());
    }
    GT_RETURN_IF_ERROR(Merge(runs));
    for (const Spilled& spilled : spilled_) {
      GT_RETURN_IF_ERROR(ToStatus(database_.env->DeleteFile(spilled.path), "scratch run"));
    }
    run_.Clear();
    GT_RETURN_IF_ERROR(store_.Commit({}, next));
    // The files are synced; so is what makes them worth something.
    return database_.journal == Journal::kNone ? store_.Flush() : OkStatus();
  }

 private:
  struct Spilled {
    std::string path;
    uint64_t bytes;
  };

  Status Merge(std::vector<std::unique_ptr<RunReader>>& runs) {
    const auto later = [](const RunReader* a, const RunReader* b) {
      return a->row().key > b->row().key;
    };
    std::priority_queue<RunReader*, std::vector<RunReader*>, decltype(later)> heads(later);
    for (const auto& run : runs) {
      if (run->Valid()) heads.push(run.get());
    }
    SortedFiles files(database_);
    while (!heads.empty()) {
      RunReader* const first = heads.top();
      heads.pop();
      GT_RETURN_IF_ERROR(files.Add(first->row()));
      GT_RETURN_IF_ERROR(first->Next());
      if (first->Valid()) heads.push(first);
    }
    return files.Load();
  }

  Status Spill() {
    run_.Sort();
    const std::string path = fmt::format("{}/run-{:06}.scratch", database_.dir, spilled_.size());
    std::unique_ptr<rocksdb::WritableFile> file;
    GT_RETURN_IF_ERROR(ToStatus(database_.env->NewWritableFile(path, &file, rocksdb::EnvOptions()),
                                "scratch run"));
    Spilled spilled{path, 0};
    std::string chunk;  // The file itself does not buffer.
    for (size_t i = 0; i < run_.size(); ++i) {
      chunk.append(run_.Packed(i));
      if (chunk.size() < kChunkBytes && i + 1 < run_.size()) continue;
      GT_RETURN_IF_ERROR(ToStatus(file->Append(chunk), "scratch run"));
      spilled.bytes += chunk.size();
      chunk.clear();
    }
    GT_RETURN_IF_ERROR(ToStatus(file->Close(), "scratch run"));
    spilled_.push_back(std::move(spilled));
    run_.Clear();
    return OkStatus();
  }

  RocksViewStore& store_;
  const RocksViewStore::Database& database_;
  const size_t memory_bytes_;
  RunSorter run_;
  std::vector<Spilled> spilled_;
};

}  // namespace

std::unique_ptr<BulkLoader> RocksViewStore::NewBulkLoader(size_t memory_bytes) {
  return std::make_unique<RocksBulkLoader>(*this, *database_, memory_bytes);
}

}  // namespace goldthread
