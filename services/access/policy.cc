#include "services/access/policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace goldthread::access {
namespace {

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

Status CheckField(std::string_view name, std::string_view value) {
  if (!value.empty() && value.size() <= kCallerFieldBytesMax &&
      std::ranges::none_of(value, IsControl)) {
    return OkStatus();
  }
  return Error(Code::kUnauthenticated,
               fmt::format("CALLER_MISSING: caller.{} must be 1 to {} bytes of plain text", name,
                           kCallerFieldBytesMax));
}

}  // namespace

Status Decide(const v1::Caller& caller, const Look& look) {
  GT_RETURN_IF_ERROR(CheckField("agency", caller.agency()));
  GT_RETURN_IF_ERROR(CheckField("user", caller.user()));
  GT_RETURN_IF_ERROR(CheckField("role", caller.role()));
  if (caller.purpose() == v1::PURPOSE_UNSPECIFIED || !v1::Purpose_IsValid(caller.purpose())) {
    return Error(Code::kUnauthenticated,
                 "CALLER_MISSING: caller.purpose must be one the hub knows");
  }
  // What an agency sent itself tells it of no person, whatever the purpose.
  if (look.only_agency.has_value()) {
    if (*look.only_agency == caller.agency()) return OkStatus();
    return Error(Code::kPermissionDenied, "NO_LAWFUL_BASIS: no such feed of this agency");
  }
  if (caller.purpose() == v1::PURPOSE_OPERATION && !look.records.empty()) {
    return NoLawfulBasis();
  }
  return OkStatus();
}

Status NoLawfulBasis() {
  return Error(Code::kPermissionDenied,
               "NO_LAWFUL_BASIS: no lawful basis for this purpose, or no such person");
}

}  // namespace goldthread::access
