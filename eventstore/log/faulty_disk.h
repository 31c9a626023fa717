// A disk in memory that fails when told to: for tests of what must survive it.
//
// It keeps apart what was written and what was synced. A kill loses nothing that was
// written; a power cut loses whatever was not synced, wholly or in part, block by block.
#pragma once

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <rocksdb/system_clock.h>

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>

namespace goldthread {

// Path to bytes.
using DiskImage = std::map<std::string, std::string>;

class FaultyDisk final : public rocksdb::FileSystemWrapper {
 public:
  FaultyDisk()
      : FaultyDisk(std::unique_ptr<rocksdb::Env>(rocksdb::NewMemEnv(rocksdb::Env::Default()))) {}

  // What every sync from now on comes to.
  void AnswerSyncs(rocksdb::IOStatus status) {
    const std::lock_guard lock(mutex_);
    sync_answer_ = std::move(status);
  }
  // Bytes that can still be written; freed by SetRoom alone. Below zero: no end of them.
  void SetRoom(int64_t bytes) { room_ = bytes; }
  // What the disk says is free; below zero: it cannot say.
  void ReportRoom(int64_t bytes) { reported_room_ = bytes; }
  // After so many more changes nothing reaches the disk any more.
  void DieAfter(int64_t changes) { life_ = changes; }
  // Nothing reaches it any more from now on: what is on it is what a kill leaves.
  void Die() {
    const std::lock_guard lock(mutex_);
    life_ = 0;
  }
  bool dead() const { return life_ == 0; }
  // Runs within each sync of a write-ahead log.
  void OnLogSync(std::function<void()> act) { on_log_sync_ = std::move(act); }
  int64_t log_syncs() const { return log_syncs_; }

  // What a killed process leaves.
  DiskImage Written(const std::string& dir);
  // What a power cut leaves.
  DiskImage AfterPowerCut(const std::string& dir, std::mt19937_64& random);
  void Restore(const DiskImage& image);

  const char* Name() const override { return "FaultyDisk"; }
  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewRandomRWFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSRandomRWFile>* file,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteFile(const std::string& path, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetFreeSpace(const std::string& path, const rocksdb::IOOptions& options,
                                 uint64_t* free, rocksdb::IODebugContext* debug) override;

 private:
  friend class FaultyAppendFile;
  friend class FaultyRandomFile;

  explicit FaultyDisk(std::unique_ptr<rocksdb::Env> memory)
      : rocksdb::FileSystemWrapper(memory->GetFileSystem()), memory_(std::move(memory)) {}

  rocksdb::IOStatus Change(size_t bytes);
  rocksdb::IOStatus Sync(const std::string& path);
  std::string Contents(const std::string& path);

  std::unique_ptr<rocksdb::Env> memory_;
  std::atomic<int64_t> room_ = -1;
  std::atomic<int64_t> reported_room_ = -1;
  std::atomic<int64_t> life_ = -1;
  std::atomic<int64_t> log_syncs_ = 0;
  std::function<void()> on_log_sync_;

  std::mutex mutex_;
  rocksdb::IOStatus sync_answer_;
  DiskImage synced_;
};

inline bool IsWriteAheadLog(const std::string& path) { return path.ends_with(".log"); }

class FaultyAppendFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FaultyAppendFile(FaultyDisk* disk, std::string path,
                   std::unique_ptr<rocksdb::FSWritableFile> file)
      : FSWritableFileOwnerWrapper(std::move(file)), disk_(disk), path_(std::move(path)) {}

  rocksdb::IOStatus Append(const rocksdb::Slice& bytes, const rocksdb::IOOptions& options,
                           rocksdb::IODebugContext* debug) override {
    const rocksdb::IOStatus status = disk_->Change(bytes.size());
    if (status.ok()) return target()->Append(bytes, options, debug);
    // As a real disk does: half of it is there.
    const rocksdb::Slice half(bytes.data(), bytes.size() / 2);
    if (!disk_->dead()) (void)target()->Append(half, options, debug);
    return status;
  }
  rocksdb::IOStatus Append(const rocksdb::Slice& bytes, const rocksdb::IOOptions& options,
                           const rocksdb::DataVerificationInfo&,
                           rocksdb::IODebugContext* debug) override {
    return Append(bytes, options, debug);
  }
  rocksdb::IOStatus Sync(const rocksdb::IOOptions&, rocksdb::IODebugContext*) override {
    return disk_->Sync(path_);
  }
  rocksdb::IOStatus Fsync(const rocksdb::IOOptions&, rocksdb::IODebugContext*) override {
    return disk_->Sync(path_);
  }

 private:
  FaultyDisk* const disk_;
  const std::string path_;
};

class FaultyRandomFile final : public rocksdb::FSRandomRWFileOwnerWrapper {
 public:
  FaultyRandomFile(FaultyDisk* disk, std::string path,
                   std::unique_ptr<rocksdb::FSRandomRWFile> file)
      : FSRandomRWFileOwnerWrapper(std::move(file)), disk_(disk), path_(std::move(path)) {}

  rocksdb::IOStatus Write(uint64_t offset, const rocksdb::Slice& bytes,
                          const rocksdb::IOOptions& options,
                          rocksdb::IODebugContext* debug) override {
    // Written in place: needs no room.
    const rocksdb::IOStatus status = disk_->Change(0);
    return status.ok() ? target()->Write(offset, bytes, options, debug) : status;
  }
  rocksdb::IOStatus Sync(const rocksdb::IOOptions&, rocksdb::IODebugContext*) override {
    return disk_->Sync(path_);
  }
  rocksdb::IOStatus Fsync(const rocksdb::IOOptions&, rocksdb::IODebugContext*) override {
    return disk_->Sync(path_);
  }

 private:
  FaultyDisk* const disk_;
  const std::string path_;
};

inline rocksdb::IOStatus FaultyDisk::Change(size_t bytes) {
  if (life_ > 0) --life_;
  if (life_ == 0) return rocksdb::IOStatus::IOError("the disk is gone");
  if (room_ >= 0 && bytes > 0) {
    if (room_ < static_cast<int64_t>(bytes)) {
      room_ = 0;
      return rocksdb::IOStatus::NoSpace("the disk is full");
    }
    room_ -= static_cast<int64_t>(bytes);
  }
  return rocksdb::IOStatus::OK();
}

inline rocksdb::IOStatus FaultyDisk::Sync(const std::string& path) {
  if (IsWriteAheadLog(path)) {
    if (on_log_sync_) on_log_sync_();
    ++log_syncs_;
  }
  if (rocksdb::IOStatus status = Change(0); !status.ok()) return status;
  std::string contents = Contents(path);
  const std::lock_guard lock(mutex_);
  if (sync_answer_.ok()) synced_[path] = std::move(contents);
  return sync_answer_;
}

inline std::string FaultyDisk::Contents(const std::string& path) {
  std::string contents;
  (void)rocksdb::ReadFileToString(memory_.get(), path, &contents);
  return contents;
}

inline DiskImage FaultyDisk::Written(const std::string& dir) {
  DiskImage image;
  std::vector<std::string> names;
  (void)memory_->GetChildren(dir, &names);
  for (const std::string& name : names) {
    if (name == "LOCK" || name == "." || name == "..") continue;
    image[dir + "/" + name] = Contents(dir + "/" + name);
  }
  return image;
}

inline DiskImage FaultyDisk::AfterPowerCut(const std::string& dir, std::mt19937_64& random) {
  constexpr size_t kBlock = 512;
  DiskImage image = Written(dir);
  const std::lock_guard lock(mutex_);
  for (auto& [path, bytes] : image) {
    const std::string& synced = synced_[path];
    std::string left = synced;
    const size_t grown = bytes.size() > synced.size() ? bytes.size() - synced.size() : 0;
    left.resize(synced.size() + (grown == 0 ? 0 : random() % (grown + 1)), '\0');
    for (size_t at = 0; at < left.size(); at += kBlock) {
      const size_t size = std::min(kBlock, left.size() - at);
      if (random() % 2 == 0 && at + size <= bytes.size()) left.replace(at, size, bytes, at, size);
    }
    bytes = std::move(left);
  }
  return image;
}

inline void FaultyDisk::Restore(const DiskImage& image) {
  const std::lock_guard lock(mutex_);
  synced_ = image;
  for (const auto& [path, bytes] : image) {
    (void)memory_->CreateDirIfMissing(path.substr(0, path.rfind('/')));
    (void)rocksdb::WriteStringToFile(memory_.get(), bytes, path, /*should_sync=*/true);
  }
}

inline rocksdb::IOStatus FaultyDisk::NewWritableFile(const std::string& path,
                                                     const rocksdb::FileOptions& options,
                                                     std::unique_ptr<rocksdb::FSWritableFile>* file,
                                                     rocksdb::IODebugContext* debug) {
  if (rocksdb::IOStatus status = Change(0); !status.ok()) return status;
  std::unique_ptr<rocksdb::FSWritableFile> inner;
  rocksdb::IOStatus status = target()->NewWritableFile(path, options, &inner, debug);
  if (!status.ok()) return status;
  {
    const std::lock_guard lock(mutex_);
    synced_.erase(path);
  }
  *file = std::make_unique<FaultyAppendFile>(this, path, std::move(inner));
  return status;
}

inline rocksdb::IOStatus FaultyDisk::NewRandomRWFile(const std::string& path,
                                                     const rocksdb::FileOptions& options,
                                                     std::unique_ptr<rocksdb::FSRandomRWFile>* file,
                                                     rocksdb::IODebugContext* debug) {
  std::unique_ptr<rocksdb::FSRandomRWFile> inner;
  rocksdb::IOStatus status = target()->NewRandomRWFile(path, options, &inner, debug);
  if (!status.ok()) return status;
  *file = std::make_unique<FaultyRandomFile>(this, path, std::move(inner));
  return status;
}

inline rocksdb::IOStatus FaultyDisk::RenameFile(const std::string& from, const std::string& to,
                                                const rocksdb::IOOptions& options,
                                                rocksdb::IODebugContext* debug) {
  const std::lock_guard lock(mutex_);
  if (rocksdb::IOStatus status = Change(0); !status.ok()) return status;
  synced_[to] = synced_[from];
  synced_.erase(from);
  return target()->RenameFile(from, to, options, debug);
}

inline rocksdb::IOStatus FaultyDisk::DeleteFile(const std::string& path,
                                                const rocksdb::IOOptions& options,
                                                rocksdb::IODebugContext* debug) {
  const std::lock_guard lock(mutex_);
  if (rocksdb::IOStatus status = Change(0); !status.ok()) return status;
  synced_.erase(path);
  return target()->DeleteFile(path, options, debug);
}

inline rocksdb::IOStatus FaultyDisk::GetFreeSpace(const std::string&, const rocksdb::IOOptions&,
                                                  uint64_t* free, rocksdb::IODebugContext*) {
  if (reported_room_ < 0) return rocksdb::IOStatus::NotSupported("free space");
  *free = static_cast<uint64_t>(reported_room_);
  return rocksdb::IOStatus::OK();
}

// The environment of a disk, with a clock that never sleeps: RocksDB would sleep a second
// after each failed flush.
class FaultyEnv final : public rocksdb::EnvWrapper {
 public:
  explicit FaultyEnv(const std::shared_ptr<FaultyDisk>& disk)
      : FaultyEnv(rocksdb::NewCompositeEnv(disk)) {}

 private:
  class SleeplessClock final : public rocksdb::SystemClockWrapper {
   public:
    SleeplessClock() : SystemClockWrapper(rocksdb::SystemClock::Default()) {}
    const char* Name() const override { return "SleeplessClock"; }
    void SleepForMicroseconds(int) override {}
  };

  explicit FaultyEnv(std::unique_ptr<rocksdb::Env> composite)
      : EnvWrapper(composite.get()), composite_(std::move(composite)) {
    system_clock_ = std::make_shared<SleeplessClock>();
  }

  std::unique_ptr<rocksdb::Env> composite_;
};

}  // namespace goldthread
