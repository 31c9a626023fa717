// The one vocabulary of errors: Abseil's status with the codes of gRPC, so that nothing is
// translated between the inside and the wire.
//
// Outside can cause it: return a Status. Only we can cause it: GT_CHECK (check.h).
// Which code means what here, and who acts on it: docs/operations.md.
#pragma once

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <string_view>
#include <utility>

namespace goldthread {

using Status = absl::Status;
using Code = absl::StatusCode;
template <class T>
using StatusOr = absl::StatusOr<T>;

inline Status OkStatus() { return absl::OkStatus(); }

// `message` may hold ids and field names, never names, addresses or free text.
// (Debian's absl::string_view is not std::string_view, hence the conversion.)
inline Status Error(Code code, std::string_view message) {
  return Status(code, absl::string_view(message.data(), message.size()));
}

inline std::string_view Message(const Status& status) {
  return {status.message().data(), status.message().size()};
}

}  // namespace goldthread

#define GT_RETURN_IF_ERROR(expr)                                                       \
  do {                                                                                 \
    if (::goldthread::Status gt_status_ = (expr); !gt_status_.ok()) return gt_status_; \
  } while (false)

// Declares or assigns `lhs`. Two statements: needs braces in an if.
#define GT_ASSIGN_OR_RETURN(lhs, expr) \
  GT_ASSIGN_OR_RETURN_(GT_CONCAT_(gt_result_, __LINE__), lhs, expr)
#define GT_ASSIGN_OR_RETURN_(result, lhs, expr) \
  auto result = (expr);                         \
  if (!result.ok()) return result.status();     \
  lhs = *std::move(result)
#define GT_CONCAT_(a, b) GT_CONCAT_2_(a, b)
#define GT_CONCAT_2_(a, b) a##b
