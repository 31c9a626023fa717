// A look as it stands in the audit: for this folder only.
#pragma once

#include "eventstore/base/clock.h"
#include "eventstore/log/event_log.h"
#include "goldthread/v1/audit.pb.h"
#include "services/access/disclosed.h"

namespace goldthread::access {

v1::AuditRecord AuditRecordOf(const v1::Caller& caller, const Look& look, Instant now);

// Returns once it is durable. kUnavailable "AUDIT_UNAVAILABLE".
Status WriteAudit(EventAppender& log, const v1::AuditRecord& audit);

}  // namespace goldthread::access
