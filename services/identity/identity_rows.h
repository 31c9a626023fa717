// Identity's rows: where each lies, and what an event's standing is by them.
//
//   r record                        IdentityRecordRow: what was said of it, and its person
//   p record                        IdentitySayingsRow: the sayings themselves
//   a record                        IdentityAlikeRow: who is like it
//   s record saying received event  nothing: one append for each event that says it
//   e feed event                    IdentityEventRow
//   t token                         IdentityClaimsRow
//   b block                         IdentityClaimsRow
//   d record                        IdentityDecisionsRow
//   v record                        IdentityReviewRow
//   w token                         nothing: the token is overused
//
// A *token* is whatever makes two records one person when both have it: a valid NHS number,
// a UPN, a council's child id, a named unborn record. A *saying* is what one event says of
// one record that bears on identity; its name, a fingerprint, stands for it in the other rows. A
// *block* is a fingerprint of things that the records of one person seldom get wrong together.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "eventstore/base/status.h"
#include "goldthread/v1/identity_rows.pb.h"
#include "services/identity/row_reader.h"
#include "services/vocabulary/record_id.h"
#include "services/vocabulary/withdrawal.h"

namespace goldthread::identity {

inline constexpr char kSpace = 'I';
inline constexpr char kRecordRows = 'r';
inline constexpr char kReviewRows = 'v';
inline constexpr char kOverusedRows = 'w';

std::string RecordKey(const RecordId& record);
bool ParseRecordKey(std::string_view key, RecordId* record);
std::string SayingsKey(const RecordId& record);
std::string AlikeKey(const RecordId& record);
// Before every StatementKey of the two, which go on by when they were received.
std::string StatementPrefix(const RecordId& record, std::string_view name);
std::string StatementKey(std::string_view prefix, int64_t received_us, std::string_view event_id);
bool ParseStatement(std::string_view after_prefix, int64_t* received_us, std::string* event_id);
std::string EventKey(std::string_view feed, std::string_view event_id);
std::string ClaimsKey(std::string_view token);
std::string BlockKey(uint64_t block);
std::string DecisionsKey(const RecordId& record);
std::string ReviewKey(const RecordId& record);
std::string OverusedKey(std::string_view token);

// The token that a birth gives the child, and that the unborn record always has.
std::string BirthToken(const RecordId& unborn);
// The unborn record, where the token is a birth's.
std::optional<RecordId> UnbornOf(std::string_view token);

inline constexpr int kWithdrawalDepthMax = kWithdrawalStepsMax;

// Whether the event is corrected or withdrawn by what was received before `before_us` and was
// not void by then (vocabulary/withdrawal.h).
StatusOr<bool> Amended(RowReader& rows, std::string_view feed, std::string_view event_id,
                       int64_t before_us);

}  // namespace goldthread::identity
