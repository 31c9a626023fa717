#include "services/chronology/chronology_rows.h"

#include <cstring>
#include <limits>

#include "eventstore/base/key.h"

namespace goldthread::chronology {
namespace {

// Fixed part of a FactRow's value; then agency, event id, body. Little-endian as on every
// machine Debian 12 calls amd64 or arm64; views are never moved between the two.
struct FactHead {
  int64_t received_us;
  int64_t recorded_us;
  uint16_t kind;
  uint8_t category;
  uint8_t role;
  uint16_t agency_size;
  uint16_t event_id_size;
};
static_assert(sizeof(FactHead) == 24);

}  // namespace

std::string FactKey(std::string_view feed, std::string_view record, int64_t wall_us,
                    std::string_view event_id) {
  return KeyWriter("r").Text(feed).Text(record).Number(wall_us).Text(event_id).Take();
}

std::string AmendedKey(std::string_view feed, std::string_view record, std::string_view event_id) {
  return KeyWriter("k").Text(feed).Text(record).Text(event_id).Take();
}

std::string AmendmentKey(std::string_view feed, std::string_view target,
                         std::string_view amending) {
  return KeyWriter("m").Text(feed).Text(target).Text(amending).Take();
}

std::string SubjectsKey(std::string_view feed, std::string_view event_id) {
  return KeyWriter("e").Text(feed).Text(event_id).Take();
}

std::string ShieldKey(std::string_view feed, std::string_view record, std::string_view event_id) {
  return KeyWriter("s").Text(feed).Text(record).Text(event_id).Take();
}

std::string EncodeFact(const FactRow& row) {
  const FactHead head{row.received_us,
                      row.recorded_us,
                      static_cast<uint16_t>(row.kind),
                      static_cast<uint8_t>(row.category),
                      static_cast<uint8_t>(row.role),
                      static_cast<uint16_t>(row.agency.size()),
                      static_cast<uint16_t>(row.event_id.size())};
  std::string value;
  value.reserve(sizeof head + row.agency.size() + row.event_id.size() + row.body.size());
  value.append(reinterpret_cast<const char*>(&head), sizeof head);
  return value.append(row.agency).append(row.event_id).append(row.body);
}

bool DecodeFact(std::string_view value, FactRow* row) {
  FactHead head;
  if (value.size() < sizeof head) return false;
  std::memcpy(&head, value.data(), sizeof head);
  value.remove_prefix(sizeof head);
  if (value.size() < size_t{head.agency_size} + head.event_id_size) return false;
  row->received_us = head.received_us;
  row->recorded_us = head.recorded_us;
  row->kind = head.kind;
  row->category = static_cast<v1::InformationCategory>(head.category);
  row->role = static_cast<v1::SubjectRole>(head.role);
  row->agency = value.substr(0, head.agency_size);
  row->event_id = value.substr(head.agency_size, head.event_id_size);
  row->body = value.substr(size_t{head.agency_size} + head.event_id_size);
  return true;
}

std::string EncodeAmendment(const AmendmentRow& row) {
  return KeyWriter()
      .Number(row.received_us)
      .Number(row.recorded_us)
      .Number(row.makes_it)
      .Text(row.replacement_event_id)
      .Text(row.reason)
      .Take();
}

bool DecodeAmendment(std::string_view value, AmendmentRow* row) {
  int64_t makes_it = 0;
  KeyReader reader(value);
  const bool read = reader.Number(&row->received_us) && reader.Number(&row->recorded_us) &&
                    reader.Number(&makes_it) && reader.Text(&row->replacement_event_id) &&
                    reader.Text(&row->reason);
  row->makes_it = static_cast<v1::Standing>(makes_it);
  return read;
}

std::string FactPrefix(const RecordId& record) {
  return KeyWriter().Byte(kSpace).Byte('r').Text(record.feed).Text(record.record).Take();
}

KeyRange FactRange(const RecordId& record, int64_t from_us, int64_t before_us) {
  const std::string prefix = FactPrefix(record);
  KeyRange range{KeyWriter(prefix).Number(from_us).Take(),
                 KeyWriter(prefix).Number(before_us).Take()};
  if (before_us == std::numeric_limits<int64_t>::max()) range.last = PrefixEnd(prefix);
  return range;
}

KeyRange AmendedRange(const RecordId& record) {
  return PrefixRange(
      KeyWriter().Byte(kSpace).Byte('k').Text(record.feed).Text(record.record).Take());
}

KeyRange ShieldRange(const RecordId& record) {
  return PrefixRange(
      KeyWriter().Byte(kSpace).Byte('s').Text(record.feed).Text(record.record).Take());
}

KeyRange AmendmentRange(std::string_view feed) {
  return PrefixRange(KeyWriter().Byte(kSpace).Byte('m').Text(feed).Take());
}

std::string AmendmentPrefix(std::string_view feed, std::string_view target) {
  return KeyWriter().Byte(kSpace).Byte('m').Text(feed).Text(target).Take();
}

}  // namespace goldthread::chronology
