#include "eventstore/log/record_format.h"

#include "eventstore/base/digest.h"
#include "eventstore/base/key.h"

namespace goldthread {
namespace {

constexpr size_t kHeaderSizeBytes = 4;
constexpr size_t kChecksumBytes = 8;

uint64_t RecordChecksum(Position position, std::string_view bytes) {
  return Checksum(bytes, static_cast<uint64_t>(position.value));
}

}  // namespace

void AppendLittleEndian(uint64_t number, size_t bytes, std::string* out) {
  for (size_t i = 0; i < bytes; ++i) out->push_back(static_cast<char>(number >> (8 * i)));
}

uint64_t ReadLittleEndian(std::string_view bytes) {
  uint64_t number = 0;
  for (size_t i = bytes.size(); i-- > 0;) {
    number = number << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return number;
}

std::string RecordKey(Position position) {
  KeyWriter key;
  key.Number(position.value);
  return std::move(key).Take();
}

void EncodeRecord(Position position, const NewRecord& record, std::string* value) {
  value->clear();
  AppendLittleEndian(record.header.size(), kHeaderSizeBytes, value);
  value->append(record.header).append(record.body);
  AppendLittleEndian(RecordChecksum(position, *value), kChecksumBytes, value);
}

bool DecodeRecord(Position position, std::string_view key, std::string_view value,
                  LogRecord* record) {
  KeyReader reader(key);
  int64_t number = 0;
  if (!reader.Number(&number) || number != position.value || !reader.rest().empty()) return false;
  if (value.size() < kHeaderSizeBytes + kChecksumBytes) return false;
  const std::string_view checksum = value.substr(value.size() - kChecksumBytes);
  value.remove_suffix(kChecksumBytes);
  if (ReadLittleEndian(checksum) != RecordChecksum(position, value)) return false;
  const size_t header_size = ReadLittleEndian(value.substr(0, kHeaderSizeBytes));
  value.remove_prefix(kHeaderSizeBytes);
  if (header_size > value.size()) return false;
  *record = {position, value.substr(0, header_size), value.substr(header_size)};
  return true;
}

}  // namespace goldthread
