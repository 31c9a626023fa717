#include "services/identity/identity_rows.h"

#include "eventstore/base/key.h"

namespace goldthread::identity {
namespace {

constexpr char kBirth = 'B';
constexpr char kParted = '\n';  // Neither a feed nor an id holds control characters.

std::string KeyOf(char kind, const RecordId& record) {
  return KeyWriter().Byte(kind).Text(record.feed).Text(record.record).Take();
}

using Amending = google::protobuf::RepeatedPtrField<v1::IdentityAmendment>;

StatusOr<bool> IsVoid(RowReader& rows, std::string_view feed, std::string_view event_id,
                      int64_t before_us, int step);

// Whether one of them was received by then and is not void.
StatusOr<bool> AnyHolds(RowReader& rows, std::string_view feed, const Amending& amendments,
                        int64_t before_us, int step) {
  for (const v1::IdentityAmendment& by : amendments) {
    if (by.received_us() >= before_us) break;
    GT_ASSIGN_OR_RETURN(const bool is_void, IsVoid(rows, feed, by.event_id(), before_us, step));
    if (!is_void) return true;
  }
  return false;
}

StatusOr<bool> IsVoid(RowReader& rows, std::string_view feed, std::string_view event_id,
                      int64_t before_us, int step) {
  if (step >= kWithdrawalDepthMax) return false;
  GT_ASSIGN_OR_RETURN(const auto* row, rows.Read<v1::IdentityEventRow>(EventKey(feed, event_id)));
  GT_ASSIGN_OR_RETURN(const bool withdrawn,
                      AnyHolds(rows, feed, row->withdrawn_by(), before_us, step + 1));
  if (!withdrawn) return false;
  GT_ASSIGN_OR_RETURN(const bool corrected,
                      AnyHolds(rows, feed, row->corrected_by(), before_us, step + 1));
  return !corrected;
}

}  // namespace

std::string RecordKey(const RecordId& record) { return KeyOf(kRecordRows, record); }

bool ParseRecordKey(std::string_view key, RecordId* record) {
  KeyReader reader(key);
  char kind = 0;
  return reader.Byte(&kind) && kind == kRecordRows && reader.Text(&record->feed) &&
         reader.Text(&record->record) && reader.rest().empty();
}

std::string SayingsKey(const RecordId& record) { return KeyOf('p', record); }

std::string AlikeKey(const RecordId& record) { return KeyOf('a', record); }

std::string StatementPrefix(const RecordId& record, std::string_view name) {
  return KeyWriter(KeyOf('s', record)).Text(name).Take();
}

std::string StatementKey(std::string_view prefix, int64_t received_us, std::string_view event_id) {
  return KeyWriter(prefix).Number(received_us).Text(event_id).Take();
}

bool ParseStatement(std::string_view after_prefix, int64_t* received_us, std::string* event_id) {
  KeyReader reader(after_prefix);
  return reader.Number(received_us) && reader.Text(event_id) && reader.rest().empty();
}

std::string EventKey(std::string_view feed, std::string_view event_id) {
  return KeyWriter().Byte('e').Text(feed).Text(event_id).Take();
}

std::string ClaimsKey(std::string_view token) { return KeyWriter().Byte('t').Text(token).Take(); }

std::string BlockKey(uint64_t block) {
  return KeyWriter().Byte('b').Number(static_cast<int64_t>(block)).Take();
}

std::string DecisionsKey(const RecordId& record) { return KeyOf('d', record); }

std::string ReviewKey(const RecordId& record) { return KeyOf(kReviewRows, record); }

std::string OverusedKey(std::string_view token) {
  return KeyWriter().Byte(kOverusedRows).Text(token).Take();
}

std::string BirthToken(const RecordId& unborn) {
  return kBirth + unborn.feed + kParted + unborn.record;
}

std::optional<RecordId> UnbornOf(std::string_view token) {
  const size_t parted = token.find(kParted);
  if (token.front() != kBirth || parted == std::string_view::npos) return std::nullopt;
  return RecordId{std::string(token.substr(1, parted - 1)), std::string(token.substr(parted + 1))};
}

StatusOr<bool> Amended(RowReader& rows, std::string_view feed, std::string_view event_id,
                       int64_t before_us) {
  GT_ASSIGN_OR_RETURN(const auto* row, rows.Read<v1::IdentityEventRow>(EventKey(feed, event_id)));
  GT_ASSIGN_OR_RETURN(const bool withdrawn,
                      AnyHolds(rows, feed, row->withdrawn_by(), before_us, 1));
  if (withdrawn) return true;
  return AnyHolds(rows, feed, row->corrected_by(), before_us, 1);
}

}  // namespace goldthread::identity
