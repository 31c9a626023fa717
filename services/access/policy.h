// Who may see what, and why: the only place that decides.
//
// Today one rule: say who you are and for what purpose; running the hub shows no person.
// Later rules (role, category, relation, deny lists: domain/sharing-law.md §6) are added
// here and nowhere else.
#pragma once

#include "eventstore/base/status.h"
#include "goldthread/v1/caller.pb.h"
#include "services/access/disclosed.h"

namespace goldthread::access {

// Of one caller field; an id or a role, not a story.
inline constexpr size_t kCallerFieldBytesMax = 100;

// Depends on nothing but its arguments, so that the same question always gets the same
// answer.
//
// Errors: kUnauthenticated "CALLER_MISSING": a caller field is missing, too long or not
// plain text; kPermissionDenied "NO_LAWFUL_BASIS".
Status Decide(const v1::Caller& caller, const Look& look);

// The one answer to who may not look and to who looks for nobody (design D10).
Status NoLawfulBasis();

}  // namespace goldthread::access
