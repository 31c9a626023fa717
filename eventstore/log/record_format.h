// The bytes of one record in the embedded log. They are for ever: changing them needs a
// new log directory and a copy.
//
//   key    8 bytes   position, as KeyWriter::Number writes it (order kept)
//   value  4 bytes   size of the header, little-endian
//          n bytes   header
//          m bytes   body, up to the checksum
//          8 bytes   XXH3 of everything before it in the value, seeded with the position,
//                    little-endian
//
// The seed makes a good record in another's place a damaged one.
#pragma once

#include <string>
#include <string_view>

#include "eventstore/log/event_log.h"

namespace goldthread {

std::string RecordKey(Position position);

// Fills `value`, keeping its memory.
void EncodeRecord(Position position, const NewRecord& record, std::string* value);

// The record at `position`, its views into `value`; false when key or value is not what
// EncodeRecord wrote there.
bool DecodeRecord(Position position, std::string_view key, std::string_view value,
                  LogRecord* record);

// Numbers as they lie on the disk, least significant byte first.
void AppendLittleEndian(uint64_t number, size_t bytes, std::string* out);
uint64_t ReadLittleEndian(std::string_view bytes);

}  // namespace goldthread
