#include "services/server/relay.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <chrono>

#include "services/access/reply.h"
#include "services/server/hub_client.h"
#include "services/server/relay_stream.h"
#include "services/server/role_connection.h"

namespace goldthread::server {
namespace {

using SystemTime = std::chrono::system_clock::time_point;

// Nothing waits for ever. Questions are answered in moments; an export or a rebuild is read as it
// comes; a stream of events is open for as long as its sender likes.
constexpr std::chrono::minutes kQuestionMax{1};

class Refusal final : public grpc::ServerGenericBidiReactor {
 public:
  explicit Refusal(const Status& status) { Finish(access::ToGrpc(status)); }
  void OnDone() override { delete this; }
};

// "/goldthread.v1.EventService/Publish"; null: no such method.
const google::protobuf::MethodDescriptor* KnownMethod(std::string path) {
  if (path.empty()) return nullptr;
  path.erase(0, 1);
  std::ranges::replace(path, '/', '.');
  return google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(path);
}

SystemTime RelayDeadline(const google::protobuf::MethodDescriptor& method, SystemTime asked) {
  if (method.client_streaming()) return asked;
  const bool long_one = method.server_streaming() ||
                        method.service()->full_name() == "goldthread.v1.OperationsService" ||
                        method.service()->full_name() == "goldthread.v1.AuditService" ||
                        method.service()->full_name() == "goldthread.v1.QuarantineService";
  const auto most =
      long_one ? std::chrono::duration_cast<std::chrono::minutes>(kLongCall) : kQuestionMax;
  return std::min(asked, std::chrono::system_clock::now() + most);
}

}  // namespace

grpc::GenericStub* Relay::Answerer(const std::string& method) {
  const auto* known = KnownMethod(method);
  if (known == nullptr) return nullptr;
  const std::string& service = known->service()->full_name();
  if (service == kEventService) return &ingest_;
  return std::ranges::count(kAnsweredByQuery, service) > 0 ? &query_ : nullptr;
}

grpc::ServerGenericBidiReactor* Relay::CreateReactor(grpc::GenericCallbackServerContext* context) {
  const std::string& method = context->method();
  grpc::GenericStub* const answerer = Answerer(method);
  if (answerer == nullptr) {
    return new Refusal(Error(Code::kUnimplemented, "no such method is to be had here"));
  }
  if (!calls_.Begin(kRelayedMax)) {
    return new Refusal(Error(Code::kResourceExhausted,
                             "TOO_MANY_CALLS: the gateway hands on as many as it can; try again "
                             "later"));
  }
  const auto& known = *KnownMethod(method);
  const bool kept_open = known.client_streaming();
  if (kept_open) streams_.Begin(kRelayedMax);
  return new RelayStream(context, *answerer, RelayDeadline(known, context->deadline()),
                         kept_open ? streams_.token() : std::stop_token(),
                         [this, method, kept_open](const grpc::Status& status) {
                           metrics_.Called(method, CodeWord(status.error_code()));
                           if (kept_open) streams_.End();
                           calls_.End();
                         });
}

}  // namespace goldthread::server
