#include "services/server/caller_interceptor.h"

#include <fmt/format.h>
#include <google/protobuf/message.h>
#include <grpc/grpc_security_constants.h>
#include <grpcpp/server_context.h>

#include <algorithm>
#include <string>
#include <vector>

#include "services/access/token.h"
#include "services/server/role_connection.h"

namespace goldthread::server {
namespace {

using grpc::experimental::InterceptionHookPoints;
using grpc::experimental::InterceptorBatchMethods;

constexpr std::string_view kOurs = "/goldthread.v1.";
constexpr std::string_view kBearer = "Bearer ";
constexpr const char* kAuthorization = "authorization";
// The peer of a call that came over no transport, as gRPC names it.
constexpr const char* kNoPeer = "unknown";

// The names in the certificate of who called first, as an authority vouched for them.
std::vector<std::string> CertificateNames(const grpc::ServerContextBase& context,
                                          const CallerProof& proof) {
  const auto connection = context.auth_context();
  if (connection == nullptr) return {};
  if (!proof.among_roles) return NamesOf(*connection);
  std::vector<std::string> names;
  if (!IsOfRole(context, Role::kGateway)) return names;
  const auto [first, last] = context.client_metadata().equal_range(kCertificateNameKey);
  for (auto said = first; said != last; ++said) {
    names.emplace_back(said->second.data(), said->second.size());
  }
  return names;
}

// By its certificate, when the transport asked for one and it is named in the key file.
const access::TrustedSystem* SystemOf(const grpc::ServerContextBase& context,
                                      const CallerProof& proof) {
  for (const std::string& name : CertificateNames(context, proof)) {
    const auto* system = proof.keys->FindSystem(name);
    if (system != nullptr) return system;
  }
  return nullptr;
}

class CallerInterceptor final : public grpc::experimental::Interceptor {
 public:
  CallerInterceptor(grpc::experimental::ServerRpcInfo* call, const CallerProof& proof)
      : call_(call), proof_(proof) {}

  void Intercept(InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::POST_RECV_MESSAGE) &&
        std::string_view(call_->method()).starts_with(kOurs) &&
        methods->GetRecvMessage() != nullptr) {
      // All messages of our services are protobuf's, which derive from it alone.
      Prove(*static_cast<google::protobuf::Message*>(methods->GetRecvMessage()));
    }
    methods->Proceed();
  }

 private:
  void Prove(google::protobuf::Message& request) {
    const auto* field = request.GetDescriptor()->FindFieldByName("caller");
    if (field == nullptr || field->message_type() != v1::Caller::descriptor()) return;
    auto* named =
        static_cast<v1::Caller*>(request.GetReflection()->MutableMessage(&request, field));
    const grpc::ServerContextBase& context = *call_->server_context();
    if (IsOwnersOwn(context) && named->purpose() == v1::PURPOSE_OPERATION) return;
    const auto caller = ProvenCaller(context, proof_);
    if (!caller.ok() && proof_.log) {
      proof_.log(fmt::format("{}: {}", call_->method(), Message(caller.status())));
    }
    *named = caller.ok() ? *caller : v1::Caller();
  }

  grpc::experimental::ServerRpcInfo* const call_;
  const CallerProof& proof_;
};

class CallerInterceptors final : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  explicit CallerInterceptors(CallerProof proof) : proof_(std::move(proof)) {}
  grpc::experimental::Interceptor* CreateServerInterceptor(
      grpc::experimental::ServerRpcInfo* call) override {
    return new CallerInterceptor(call, proof_);
  }

 private:
  const CallerProof proof_;
};

class TokenSender final : public grpc::experimental::Interceptor {
 public:
  explicit TokenSender(const std::string& token) : token_(token) {}
  void Intercept(InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_INITIAL_METADATA)) {
      methods->GetSendInitialMetadata()->emplace(kAuthorization, std::string(kBearer) + token_);
    }
    methods->Proceed();
  }

 private:
  const std::string& token_;
};

class TokenSenders final : public grpc::experimental::ClientInterceptorFactoryInterface {
 public:
  explicit TokenSenders(std::string token) : token_(std::move(token)) {}
  grpc::experimental::Interceptor* CreateClientInterceptor(
      grpc::experimental::ClientRpcInfo* /*call*/) override {
    return new TokenSender(token_);
  }

 private:
  const std::string token_;
};

}  // namespace

StatusOr<v1::Caller> ProvenCaller(const grpc::ServerContextBase& context,
                                  const CallerProof& proof) {
  const auto& metadata = context.client_metadata();
  const auto [first, last] = metadata.equal_range(kAuthorization);
  if (first != last) {
    if (std::next(first) != last) {
      return Error(Code::kUnauthenticated, "TOKEN_MALFORMED: more than one authorization");
    }
    const std::string_view value(first->second.data(), first->second.size());
    if (!value.starts_with(kBearer)) {
      return Error(Code::kUnauthenticated, "TOKEN_MALFORMED: no bearer token");
    }
    return access::CallerOfToken(value.substr(kBearer.size()), *proof.keys, proof.clock->Now());
  }
  const access::TrustedSystem* system = SystemOf(context, proof);
  if (system == nullptr) {
    return Error(Code::kUnauthenticated, "TOKEN_MISSING: neither token nor known certificate");
  }
  v1::Caller caller;
  caller.set_agency(system->agency);
  caller.set_user(system->name);
  caller.set_role(system->role);
  caller.set_purpose(system->purpose);
  return caller;
}

bool IsOfRole(const grpc::ServerContextBase& context, Role role) {
  const auto connection = context.auth_context();
  if (connection == nullptr) return false;
  const std::vector<std::string> names = NamesOf(*connection);
  return std::ranges::count(names, CertificateNameOf(role)) > 0;
}

bool IsOwnersOwn(const grpc::ServerContextBase& context) {
  // Every transport names itself, "insecure" or "ssl"; a call within the process has none.
  const auto connection = context.auth_context();
  const bool came_over_a_transport =
      connection == nullptr ||
      !connection->FindPropertyValues(GRPC_TRANSPORT_SECURITY_TYPE_PROPERTY_NAME).empty();
  return !came_over_a_transport && context.peer() == kNoPeer &&
         !context.client_metadata().contains(kAuthorization);
}

std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> NewCallerInterceptors(
    CallerProof proof) {
  return std::make_unique<CallerInterceptors>(std::move(proof));
}

std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface> NewTokenSender(
    std::string token) {
  return std::make_unique<TokenSenders>(std::move(token));
}

}  // namespace goldthread::server
