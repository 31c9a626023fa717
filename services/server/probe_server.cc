#include "services/server/probe_server.h"

#include <fmt/format.h>
#include <httplib.h>
#include <sys/socket.h>

#include <charconv>
#include <thread>

#include "services/server/listen_address.h"

namespace goldthread::server {
namespace {

constexpr const char* kMetricsType = "text/plain; version=0.0.4; charset=utf-8";
constexpr const char* kPlain = "text/plain; charset=utf-8";
constexpr int kServiceUnavailable = 503;
constexpr size_t kThreads = 2;
constexpr time_t kPatienceSeconds = 5;

void Limit(httplib::Server& server) {
  server.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
  server.set_payload_max_length(0);
  server.set_read_timeout(kPatienceSeconds);
  server.set_write_timeout(kPatienceSeconds);
  server.set_keep_alive_timeout(kPatienceSeconds);
  // Without REUSEPORT, which the library would set: two hubs would share the port.
  server.set_socket_options([](socket_t socket) {
    const int on = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  });
}

}  // namespace

struct ProbeServer::Parts {
  ProbePages pages;
  httplib::Server server;
  std::string address;
  std::jthread thread;
};

ProbeServer::ProbeServer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

ProbeServer::~ProbeServer() { parts_->server.stop(); }

const std::string& ProbeServer::address() const { return parts_->address; }

StatusOr<std::unique_ptr<ProbeServer>> ProbeServer::Open(const std::string& address,
                                                         ProbePages pages) {
  GT_RETURN_IF_ERROR(pages.beyond_loopback ? CheckAddress(address) : CheckListenAddress(address));
  auto parts = std::make_unique<Parts>();
  parts->pages = std::move(pages);
  httplib::Server& server = parts->server;
  Limit(server);
  server.Get("/metrics", [&own = *parts](const httplib::Request&, httplib::Response& response) {
    response.set_content(own.pages.metrics(), kMetricsType);
  });
  server.Get("/livez", [](const httplib::Request&, httplib::Response& response) {
    response.set_content("ok\n", kPlain);
  });
  server.Get("/readyz", [&own = *parts](const httplib::Request&, httplib::Response& response) {
    const Status ready = own.pages.ready();
    if (!ready.ok()) response.status = kServiceUnavailable;
    response.set_content(ready.ok() ? "ok\n" : fmt::format("{}\n", Message(ready)), kPlain);
  });
  const std::string host(HostOf(address));
  const std::string_view digits = std::string_view(address).substr(host.size() + 1);
  int port = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), port);
  const std::string bare = host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
  if (port == 0) {
    port = server.bind_to_any_port(bare);
  } else if (!server.bind_to_port(bare, port)) {
    port = -1;
  }
  if (port <= 0) {
    return Error(
        Code::kUnavailable,
        fmt::format("cannot serve metrics on {}: another program may have the port", address));
  }
  parts->address = fmt::format("{}:{}", host, port);
  parts->thread = std::jthread([&server] { server.listen_after_bind(); });
  // Before it runs, stopping it would be forgotten.
  while (!server.is_running()) std::this_thread::yield();
  return std::unique_ptr<ProbeServer>(new ProbeServer(std::move(parts)));
}

}  // namespace goldthread::server
