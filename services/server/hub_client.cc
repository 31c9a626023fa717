#include "services/server/hub_client.h"

#include <fmt/format.h>
#include <grpcpp/create_channel.h>

#include "goldthread/v1/operations_service.grpc.pb.h"
#include "services/server/data_directory.h"

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

StatusOr<std::shared_ptr<grpc::Channel>> Dial(const std::string& address) {
  // Unencrypted for now, so to this machine only, like the server's side of it.
  GT_RETURN_IF_ERROR(CheckListenAddress(address));
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kClientReceiveBytesMax);
  auto channel = grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
  if (!Connects(*channel)) {
    return Error(Code::kUnavailable,
                 fmt::format("no hub answers at {}. Start one: goldthread serve --data DIR "
                             "--listen {}",
                             address, address));
  }
  return channel;
}

}  // namespace

StatusOr<HubClient> HubClient::Open(const Place& place, IfMissing if_missing,
                                    std::function<void(const RebuildProgress&)> progress) {
  if (place.data.empty() == place.hub.empty()) {
    return Error(Code::kInvalidArgument, "say where: --data DIR or --hub ADDRESS, one of them");
  }
  if (!place.hub.empty()) {
    GT_ASSIGN_OR_RETURN(auto channel, Dial(place.hub));
    return HubClient(nullptr, std::move(channel));
  }
  if (if_missing == IfMissing::kRefuse && !HoldsHub(place.data)) {
    return Error(Code::kUnavailable,
                 fmt::format("no hub's data in {}. Import or publish something into it first, or "
                             "check the name.",
                             place.data));
  }
  HubConfig config;
  config.data_dir = place.data;
  config.registry_file = place.registry;
  config.progress = std::move(progress);
  GT_ASSIGN_OR_RETURN(auto hub, Hub::Open(config));
  auto channel = hub->Channel();
  return HubClient(std::move(hub), std::move(channel));
}

StatusOr<v1::GetStatusResponse> HubClient::GetStatus(const v1::Caller& caller) const {
  const auto stub = v1::OperationsService::NewStub(channel_);
  v1::GetStatusRequest request;
  *request.mutable_caller() = caller;
  return Ask(*stub, &v1::OperationsService::Stub::GetStatus, request);
}

StatusOr<int64_t> HubClient::LogEnd(const v1::Caller& caller) const {
  GT_ASSIGN_OR_RETURN(const v1::GetStatusResponse status, GetStatus(caller));
  return status.log_end();
}

bool IsBehind(const Status& status) {
  return status.code() == Code::kFailedPrecondition && Message(status).starts_with("BEHIND");
}

}  // namespace goldthread::server
