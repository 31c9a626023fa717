#include "services/access/audit_entry.h"

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "eventstore/base/digest.h"
#include "goldthread/v1/record.pb.h"
#include "services/access/policy.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::access {
namespace {

// What is refused for its length must still fit the audit.
std::string Cut(std::string_view text) {
  size_t end = std::min(text.size(), kCallerFieldBytesMax);
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) {
    --end;  // Never through the middle of a character.
  }
  return std::string(text.substr(0, end));
}

}  // namespace

v1::AuditRecord AuditRecordOf(const v1::Caller& caller, const Look& look, Instant now) {
  v1::AuditRecord audit;
  audit.set_at_us(now.time_since_epoch().count());
  audit.mutable_caller()->set_agency(Cut(caller.agency()));
  audit.mutable_caller()->set_user(Cut(caller.user()));
  audit.mutable_caller()->set_role(Cut(caller.role()));
  audit.mutable_caller()->set_purpose(caller.purpose());
  audit.set_action(look.action);
  for (const RecordId& record : look.records) *audit.add_records() = ToRef(record);
  audit.set_question(look.question);
  audit.set_rows(look.rows);
  audit.set_position(look.position.value);
  audit.mutable_shown()->Assign(look.shown.begin(), look.shown.end());
  if (look.sight.has_value()) {
    audit.mutable_rules()->Assign(look.sight->rules().begin(), look.sight->rules().end());
    audit.set_policy(look.sight->policy());
    audit.set_under_grant(look.sight->grant());
  }
  return audit;
}

Status WriteAudit(EventAppender& log, const v1::AuditRecord& audit) {
  NewRecord record;
  record.body = audit.SerializeAsString();
  v1::RecordHeader header;
  header.set_version(1);
  header.set_feed("audit");  // No event id: a look is named by its place.
  header.set_received_at_us(audit.at_us());
  header.set_body_digest(Sha256(record.body));
  record.header = header.SerializeAsString();
  const auto positions = log.Append({&record, 1});
  if (positions.ok()) return OkStatus();
  return Error(Code::kUnavailable,
               fmt::format("AUDIT_UNAVAILABLE: the audit did not take the look, so nothing is "
                           "shown; retry ({})",
                           Message(positions.status())));
}

}  // namespace goldthread::access
