#include "services/server/grpc_server.h"

#include <fmt/format.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>

#include "services/server/listen_address.h"

namespace goldthread::server {
namespace {

// Handlers block, so threads are the bound on calls at once; beyond it gRPC refuses with
// RESOURCE_EXHAUSTED, which is the back-pressure we want.
constexpr int kServerThreads = 64;
constexpr int kReceiveBytesMax = 4 * 1024 * 1024;
constexpr int kMetadataBytesMax = 16 * 1024;
constexpr int kStreamsMax = 100;  // Of one connection.
constexpr int kKeepaliveMs = 60'000;
constexpr int kKeepaliveTimeoutMs = 20'000;
constexpr int kPingIntervalMinMs = 10'000;
constexpr int kPingStrikesMax = 3;

}  // namespace

void Limit(grpc::ServerBuilder& builder) {
  grpc::ResourceQuota quota("hub");
  quota.SetMaxThreads(kServerThreads);
  builder.SetResourceQuota(quota);
  builder.SetMaxReceiveMessageSize(kReceiveBytesMax);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMetadataBytesMax);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kStreamsMax);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             kPingIntervalMinMs);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PING_STRIKES, kPingStrikesMax);
  // Two hubs on one port would each get half of the calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
}

StatusOr<Listening> Listen(grpc::ServerBuilder& builder, const std::string& listen,
                           const std::shared_ptr<grpc::ServerCredentials>& credentials) {
  grpc::EnableDefaultHealthCheckService(true);
  Limit(builder);
  int port = 0;
  if (!listen.empty()) builder.AddListeningPort(listen, credentials, &port);
  Listening listening;
  listening.server = builder.BuildAndStart();
  if (listening.server == nullptr || (!listen.empty() && port == 0)) {
    return Error(Code::kUnavailable,
                 fmt::format("cannot listen on {}: another program may have the port. Choose "
                             "another, or port 0 for any free one.",
                             listen));
  }
  if (!listen.empty()) listening.address = fmt::format("{}:{}", HostOf(listen), port);
  return listening;
}

void DrainServer(grpc::Server& server, std::chrono::milliseconds drain,
                 const EndStreams& end_streams) {
  const auto deadline = std::chrono::system_clock::now() + drain;
  server.GetHealthCheckService()->Shutdown();
  end_streams(std::chrono::steady_clock::now() + drain / 2);
  server.Shutdown(deadline);
}

}  // namespace goldthread::server
