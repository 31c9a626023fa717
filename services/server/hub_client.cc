#include "services/server/hub_client.h"

#include <fmt/format.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <cctype>
#include <utility>

#include "goldthread/v1/operations_service.grpc.pb.h"
#include "services/server/caller_interceptor.h"
#include "services/server/data_directory.h"
#include "services/server/listen_address.h"
#include "services/server/read_file.h"

namespace goldthread::server {
namespace {

constexpr std::chrono::seconds kConnectWait{5};

// False as soon as nobody is there, not only when the wait is over.
bool Connects(grpc::Channel& channel) {
  const auto until = std::chrono::system_clock::now() + kConnectWait;
  grpc_connectivity_state state = channel.GetState(true);
  while (state != GRPC_CHANNEL_READY && state != GRPC_CHANNEL_TRANSIENT_FAILURE) {
    if (!channel.WaitForStateChange(state, until)) return false;
    state = channel.GetState(true);
  }
  return state == GRPC_CHANNEL_READY;
}

StatusOr<std::shared_ptr<grpc::ChannelCredentials>> CredentialsFor(const std::string& address,
                                                                   const ProofFiles& proof) {
  if (proof.ca.empty()) {
    if (IsLoopbackAddress(address)) return grpc::InsecureChannelCredentials();
    return Error(Code::kInvalidArgument,
                 fmt::format("{} is another machine: name the authority of its certificate with "
                             "--ca FILE, or reach it through an SSH tunnel",
                             address));
  }
  if (proof.certificate.empty() != proof.key.empty()) {
    return Error(Code::kInvalidArgument, "--certificate and --key go together; name both");
  }
  grpc::SslCredentialsOptions options;
  GT_ASSIGN_OR_RETURN(options.pem_root_certs, ReadFile(proof.ca));
  if (!proof.key.empty()) {
    GT_ASSIGN_OR_RETURN(options.pem_private_key, ReadFile(proof.key));
    GT_ASSIGN_OR_RETURN(options.pem_cert_chain, ReadFile(proof.certificate));
  }
  return grpc::SslCredentials(options);
}

StatusOr<std::string> TokenOf(const ProofFiles& proof) {
  if (proof.token.empty()) return std::string();
  GT_ASSIGN_OR_RETURN(std::string token, ReadFile(proof.token));
  while (!token.empty() && std::isspace(static_cast<unsigned char>(token.back())) != 0) {
    token.pop_back();
  }
  return token;
}

StatusOr<std::shared_ptr<grpc::Channel>> Dial(const std::string& address, const ProofFiles& proof) {
  GT_RETURN_IF_ERROR(CheckAddress(address));
  GT_ASSIGN_OR_RETURN(const auto credentials, CredentialsFor(address, proof));
  GT_ASSIGN_OR_RETURN(std::string token, TokenOf(proof));
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kClientReceiveBytesMax);
  std::vector<std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface>> senders;
  if (!token.empty()) senders.push_back(NewTokenSender(std::move(token)));
  auto channel = grpc::experimental::CreateCustomChannelWithInterceptors(
      address, credentials, arguments, std::move(senders));
  if (!Connects(*channel)) {
    return Error(Code::kUnavailable,
                 fmt::format("no hub answers at {0}. Start one: goldthread serve --data DIR "
                             "--listen {0}. If another program has the port, choose another. A "
                             "hub with TLS wants --ca FILE, and may want --certificate and --key; "
                             "one without is reached from its own machine only, or through an SSH "
                             "tunnel.",
                             address));
  }
  return channel;
}

// "the hub at 127.0.0.1:7790"; one in this process has no address.
std::string HubName(std::string_view peer) {
  for (const std::string_view scheme : {"ipv4:", "ipv6:", "dns:///"}) {
    if (peer.starts_with(scheme)) peer.remove_prefix(scheme.size());
  }
  return peer.find(':') == peer.npos ? "the hub" : fmt::format("the hub at {}", peer);
}

}  // namespace

Status FromHub(const grpc::Status& status, const grpc::ClientContext& context) {
  // A hub's own errors carry details, the transport's do not.
  if (status.ok() || !status.error_details().empty()) {
    const Status said = access::FromGrpc(status);
    if (said.code() != Code::kUnauthenticated) return said;
    return Error(said.code(), fmt::format("{}. A hub with keys wants a signed token: --token FILE",
                                          Message(said)));
  }
  const std::string hub = HubName(context.peer());
  const auto code = static_cast<Code>(status.error_code());
  if (code == Code::kUnavailable) {
    return Error(code, fmt::format("{} went away or does not answer. Is it still running? Start it "
                                   "with goldthread serve and try again.",
                                   hub));
  }
  if (code == Code::kDeadlineExceeded) {
    return Error(code, fmt::format("{} did not answer in time: it, or its disk, is busy. Try again "
                                   "later; goldthread feeds asks it for little.",
                                   hub));
  }
  if (code == Code::kUnimplemented) {
    return Error(code, fmt::format("{} does not know this question: it is older than this program, "
                                   "or what listens there is no hub.",
                                   hub));
  }
  return access::FromGrpc(status);
}

StatusOr<HubClient> HubClient::Open(const Place& place, IfMissing if_missing,
                                    std::function<void(const RebuildProgress&)> progress) {
  if (place.data.empty() == place.hub.empty()) {
    return Error(Code::kInvalidArgument, "say where: --data DIR or --hub HOST:PORT, one of them");
  }
  if (!place.hub.empty()) {
    GT_ASSIGN_OR_RETURN(auto channel, Dial(place.hub, place.proof));
    return HubClient(nullptr, std::move(channel));
  }
  if (if_missing == IfMissing::kRefuse && !HoldsHub(place.data)) {
    return Error(Code::kUnavailable,
                 fmt::format("no hub's data in {}. Import or publish something into it first, or "
                             "check the name.",
                             place.data));
  }
  GT_ASSIGN_OR_RETURN(const std::string token, TokenOf(place.proof));
  HubConfig config;
  config.data_dir = place.data;
  config.registry_file = place.registry;
  config.progress = std::move(progress);
  GT_ASSIGN_OR_RETURN(auto hub, Hub::Open(config));
  auto channel = hub->Channel(token);
  return HubClient(std::move(hub), std::move(channel));
}

StatusOr<v1::GetStatusResponse> HubClient::GetStatus(const v1::Caller& caller) const {
  const auto stub = v1::OperationsService::NewStub(channel_);
  v1::GetStatusRequest request;
  *request.mutable_caller() = caller;
  return Ask(*stub, &v1::OperationsService::Stub::GetStatus, request);
}

bool IsBehind(const Status& status) {
  return status.code() == Code::kFailedPrecondition && Message(status).starts_with("BEHIND");
}

}  // namespace goldthread::server
