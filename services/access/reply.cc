#include "services/access/reply.h"

#include <fmt/format.h>

#include <string>

#include "google/rpc/status.pb.h"
#include "services/access/reason.h"

namespace goldthread::access {
namespace {

constexpr char kDomain[] = "goldthread";

}  // namespace

grpc::Status ToGrpc(const Status& status) {
  if (status.ok()) return grpc::Status::OK;
  google::rpc::Status wire;
  wire.set_code(static_cast<int>(status.code()));
  wire.set_message(std::string(WithoutReason(status)));
  google::rpc::ErrorInfo reason;
  reason.set_reason(ReasonOf(status));
  reason.set_domain(kDomain);
  wire.add_details()->PackFrom(reason);
  status.ForEachPayload([&wire](absl::string_view type, const absl::Cord& bytes) {
    google::protobuf::Any* detail = wire.add_details();
    detail->set_type_url(std::string(type));
    detail->set_value(std::string(bytes));
  });
  return {static_cast<grpc::StatusCode>(status.code()), wire.message(), wire.SerializeAsString()};
}

Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return OkStatus();
  const auto code = static_cast<Code>(status.error_code());
  google::rpc::Status wire;
  // Details come only from a handler of ours, not from the transport or a proxy on the way.
  if (!wire.ParseFromString(status.error_details())) wire.clear_details();
  std::string reason = absl::StatusCodeToString(code);
  google::rpc::ErrorInfo info;
  for (const google::protobuf::Any& detail : wire.details()) {
    if (detail.UnpackTo(&info) && info.domain() == kDomain) reason = info.reason();
  }
  Status result = Error(code, fmt::format("{}: {}", reason, status.error_message()));
  for (const google::protobuf::Any& detail : wire.details()) {
    if (!detail.Is<google::rpc::ErrorInfo>()) {
      result.SetPayload(detail.type_url(), absl::Cord(detail.value()));
    }
  }
  return result;
}

}  // namespace goldthread::access
