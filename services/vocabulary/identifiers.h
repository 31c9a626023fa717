// Numbers by which systems know people, and what their check digits say.
//
// A failing check digit is a fact about the record's quality, never a reason to refuse it; a
// right one proves typing, not identity. Source: domain/identifiers.md.
#pragma once

#include <string>
#include <string_view>

#include "goldthread/v1/people.pb.h"

namespace goldthread {

enum class IdentifierStatus {
  kValid,
  kBadCheckDigit,
  kBadSyntax,
  kPlaceholder,  // Passes its check, but is typed in place of a number (3333333333).
  kUnchecked,    // No check digit, or none we know.
};

struct CheckedIdentifier {
  v1::IdentifierType type = v1::IDENTIFIER_TYPE_UNSPECIFIED;
  std::string issuer;     // Upper case, trimmed.
  std::string canonical;  // Spaces, hyphens and slashes removed where allowed, upper case.
  IdentifierStatus status = IdentifierStatus::kUnchecked;
};

// NHS number, UPN (current or former), ULN, council child id, PNC, CRO are checked; others
// are trimmed and upper-cased. `today_year` decides the century of a two-digit PNC year, and
// is passed in so that a replay gives what the first run gave.
CheckedIdentifier CheckIdentifier(const v1::Identifier& identifier, int today_year);

}  // namespace goldthread
