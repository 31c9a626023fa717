#include "services/access/reason.h"

#include <fmt/format.h>

#include "google/rpc/status.pb.h"

namespace goldthread::access {
namespace {

constexpr std::string_view kColon = ": ";

// How many bytes of a leading "WORD_IN_CAPITALS: "; 0 when there is none.
size_t ReasonBytes(std::string_view message) {
  const size_t end = message.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
  if (end == std::string_view::npos || end < 2 || !message.substr(end).starts_with(kColon))
    return 0;
  return end;
}

}  // namespace

std::string ReasonOf(const Status& status) {
  const std::string_view message = Message(status);
  const size_t bytes = ReasonBytes(message);
  return bytes == 0 ? absl::StatusCodeToString(status.code())
                    : std::string(message.substr(0, bytes));
}

std::string_view WithoutReason(const Status& status) {
  const std::string_view message = Message(status);
  const size_t bytes = ReasonBytes(message);
  return bytes == 0 ? message : message.substr(bytes + kColon.size());
}

Status BadField(std::string_view field, std::string_view remedy) {
  Status status = Error(Code::kInvalidArgument, fmt::format("BAD_REQUEST: {}: {}", field, remedy));
  google::rpc::BadRequest bad;
  google::rpc::BadRequest::FieldViolation* violation = bad.add_field_violations();
  violation->set_field(std::string(field));
  violation->set_description(std::string(remedy));
  status.SetPayload("type.googleapis.com/google.rpc.BadRequest",
                    absl::Cord(bad.SerializeAsString()));
  return status;
}

}  // namespace goldthread::access
