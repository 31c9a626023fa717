// The codes that councils and schools report to the Department for Education, in plain words.
//
// Councils send what they have, so an unknown code is a quality fact: it is kept as sent and
// marked, never refused. Retired codes stay known: old files keep coming.
// Source: domain/formats.md §1.2 (Children in Need census, all years), §6.3 (exclusions).
#pragma once

#include <string_view>

namespace goldthread {

enum class CodeList {
  kReferralSource,
  kPrimaryNeed,
  kClosureReason,
  kCategoryOfAbuse,
  kDisability,
  kEthnicity,
  kAssessmentFactor,
  kUpnUnknownReason,
  kExclusionCategory,
  kExclusionReason,
};

bool IsKnownCode(CodeList list, std::string_view code);

// For people to read; "" for an unknown code.
std::string_view CodeLabel(CodeList list, std::string_view code);

}  // namespace goldthread
