#include "services/search/search_rows.h"

#include "eventstore/base/key.h"
#include "services/search/tokens.h"

namespace goldthread::search {
namespace {

KeyWriter KeyOf(char kind, const RecordId& record) {
  KeyWriter key;
  key.Byte(kind).Text(record.feed).Text(record.record);
  return key;
}

}  // namespace

std::string SayingKey(const RecordId& record, std::string_view digest) {
  return KeyOf('p', record).Text(digest).Take();
}

std::string SaidByKey(const RecordId& record, std::string_view digest, std::string_view event_id) {
  return KeyOf('q', record).Text(digest).Text(event_id).Take();
}

std::string TokenKey(std::string_view token, const RecordId& record) {
  return KeyWriter().Byte('t').Text(token).Text(record.feed).Text(record.record).Take();
}

std::string SayingsPrefix(const RecordId& record) { return kSpace + KeyOf('p', record).Take(); }

std::string SaidByPrefix(const RecordId& record, std::string_view digest) {
  return kSpace + KeyOf('q', record).Text(digest).Take();
}

std::string AllNumbersPrefix() { return kSpace + KeyWriter().Byte('t').Byte(kNumberToken).Take(); }

std::string TokenPrefix(std::string_view token) {
  return kSpace + KeyWriter().Byte('t').Text(token).Take();
}

}  // namespace goldthread::search
