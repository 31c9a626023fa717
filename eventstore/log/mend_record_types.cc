#include "eventstore/log/mend_record_types.h"

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "eventstore/log/log_database.h"
#include "eventstore/log/record_format.h"

namespace goldthread {
namespace {

// A file is blocks of records; a record is checksum (4 bytes), length (2), type (1), bytes.
constexpr size_t kJournalBlockBytes = 32 << 10;
constexpr size_t kHeaderBytes = 7;
constexpr size_t kLengthAt = 4;
constexpr size_t kTypeAt = 6;
constexpr uint8_t kLastType = 4;
constexpr uint8_t kRecycled = 4;  // What a type for recycled files has more.

bool IsOfRecords(std::string_view name) {
  return name.ends_with(".log") || name.starts_with("MANIFEST-");
}

// Where in `block` the types stand that we never wrote. What follows a length that cannot be
// is not looked at: RocksDB does not read it either.
std::vector<size_t> ForeignTypes(std::string_view block) {
  std::vector<size_t> places;
  for (size_t at = 0; at + kHeaderBytes <= block.size();) {
    const auto type = static_cast<uint8_t>(block[at + kTypeAt]);
    if (type == 0 || type > kLastType + kRecycled) break;
    if (type > kLastType) places.push_back(at + kTypeAt);
    at += kHeaderBytes + ReadLittleEndian(block.substr(at + kLengthAt, 2));
  }
  return places;
}

rocksdb::Status MendFile(rocksdb::Env* env, const std::string& path) {
  std::string bytes;
  rocksdb::Status status = rocksdb::ReadFileToString(env, path, &bytes);
  std::unique_ptr<rocksdb::RandomRWFile> file;
  for (size_t start = 0; status.ok() && start < bytes.size(); start += kJournalBlockBytes) {
    for (const size_t place :
         ForeignTypes(std::string_view(bytes).substr(start, kJournalBlockBytes))) {
      if (file == nullptr) status = env->NewRandomRWFile(path, &file, rocksdb::EnvOptions());
      if (!status.ok()) return status;
      const char type = static_cast<char>(bytes[start + place] - kRecycled);
      status = file->Write(start + place, rocksdb::Slice(&type, 1));
    }
  }
  return status.ok() && file != nullptr ? file->Sync() : status;
}

}  // namespace

Status MendRecordTypes(rocksdb::Env* env, const std::string& dir) {
  rocksdb::FileLock* lock = nullptr;
  if (!env->LockFile(dir + "/LOCK", &lock).ok()) return OkStatus();  // Opening will say why.
  std::vector<std::string> names;
  rocksdb::Status status = env->GetChildren(dir, &names);
  for (const std::string& name : names) {
    if (status.ok() && IsOfRecords(name)) status = MendFile(env, dir + "/" + name);
  }
  env->UnlockFile(lock).PermitUncheckedError();
  return FromRocks(status, dir);
}

}  // namespace goldthread
