#include "eventstore/log/durable_mark.h"

#include <array>

#include "eventstore/base/digest.h"
#include "eventstore/log/log_database.h"
#include "eventstore/log/record_format.h"

namespace goldthread {
namespace {

constexpr size_t kPlaces = 2;
constexpr size_t kPlaceBytes = 16;
// No disk tears across its blocks.
constexpr size_t kDiskBlockBytes = 4096;

std::string MarkPath(const std::string& dir) { return dir + "/DURABLE_END"; }

}  // namespace

bool DurableMark::Exists(rocksdb::Env* env, const std::string& dir) {
  return env->FileExists(MarkPath(dir)).ok();
}

StatusOr<std::unique_ptr<DurableMark>> DurableMark::Open(rocksdb::Env* env,
                                                         const std::string& dir) {
  if (!Exists(env, dir)) {
    const std::string empty(kPlaces * kDiskBlockBytes, '\0');
    GT_RETURN_IF_ERROR(FromRocks(
        rocksdb::WriteStringToFile(env, empty, MarkPath(dir), /*should_sync=*/true), dir));
    std::unique_ptr<rocksdb::Directory> entry;
    GT_RETURN_IF_ERROR(FromRocks(env->NewDirectory(dir, &entry), dir));
    GT_RETURN_IF_ERROR(FromRocks(entry->Fsync(), dir));
  }
  std::unique_ptr<rocksdb::RandomRWFile> file;
  GT_RETURN_IF_ERROR(
      FromRocks(env->NewRandomRWFile(MarkPath(dir), &file, rocksdb::EnvOptions()), dir));
  std::unique_ptr<DurableMark> mark(new DurableMark(std::move(file)));
  mark->Load();
  return mark;
}

void DurableMark::Load() {
  for (size_t place = 0; place < kPlaces; ++place) {
    std::array<char, kPlaceBytes> scratch;
    rocksdb::Slice read;
    if (!file_->Read(place * kDiskBlockBytes, scratch.size(), &read, scratch.data()).ok()) continue;
    if (read.size() != kPlaceBytes) continue;
    const std::string_view bytes(read.data(), read.size());
    if (ReadLittleEndian(bytes.substr(8)) != Checksum(bytes.substr(0, 8), place + 1)) continue;
    const Position end{static_cast<int64_t>(ReadLittleEndian(bytes.substr(0, 8)))};
    if (end < end_) continue;
    end_ = end;
    next_place_ = (place + 1) % kPlaces;  // The older one is overwritten first.
  }
}

Status DurableMark::Advance(Position end) {
  std::string bytes;
  AppendLittleEndian(static_cast<uint64_t>(end.value), 8, &bytes);
  AppendLittleEndian(Checksum(bytes, next_place_ + 1), 8, &bytes);
  GT_RETURN_IF_ERROR(
      FromRocks(file_->Write(next_place_ * kDiskBlockBytes, bytes), "the durable-end mark"));
  end_ = end;
  next_place_ = (next_place_ + 1) % kPlaces;
  return OkStatus();
}

Status DurableMark::Sync() { return FromRocks(file_->Sync(), "the durable-end mark"); }

}  // namespace goldthread
