#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <nlohmann/json.hpp>

#include "services/server/chronology_json.h"
#include "services/server/commands.h"

namespace goldthread::server {
namespace {

constexpr const char* kDescription = R"(Run a hub for agencies and practitioners on this machine.

Without --data everything is in memory and gone at the end.
Ctrl-C stops it within a second; killing it loses nothing that was acknowledged.

Examples:
  goldthread serve --data DIR
  goldthread serve --data DIR --listen 127.0.0.1:0     any free port; it is printed
)";

constexpr std::chrono::milliseconds kDrain{500};
constexpr int kHealthCheckMs = 1000;

// SIGINT and SIGTERM as something to wait for. One at a time.
class StopSignal {
 public:
  StopSignal() {
    if (pipe2(ends_, O_CLOEXEC | O_NONBLOCK) != 0) return;
    struct sigaction action{};
    action.sa_handler = [](int) { (void)!write(ends_[1], "", 1); };
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
  }
  // True once one came; false after `wait_ms` without.
  bool Wait(int wait_ms) const {
    pollfd end{.fd = ends_[0], .events = POLLIN, .revents = 0};
    return poll(&end, 1, wait_ms) > 0;
  }

 private:
  inline static int ends_[2] = {-1, -1};  // A signal handler has no other place to look.
};

struct Options {
  CommonOptions common;
  std::string listen = "127.0.0.1:7790";
};

constexpr std::string_view kWarning = R"(
  +---------------------------------------------------------------------+
  |  NOT FOR PRODUCTION YET: no encryption, no sign-in, one sharing     |
  |  rule. This machine only. Synthetic people only.                    |
  +---------------------------------------------------------------------+
)";

void PrintWelcome(const Options& options, const Hub& hub, const v1::GetStatusResponse& status,
                  Console& console) {
  const bool keeps = !options.common.place.data.empty();
  if (options.common.json) {
    console.out << JsonLine({{"version", std::string(Version())},
                             {"address", hub.address()},
                             {"data", options.common.place.data},
                             {"partnership", hub.partnership()},
                             {"log_end", status.log_end()},
                             {"views", status.position().next()},
                             {"quarantined", status.quarantined()}})
                << std::endl;
    return;
  }
  const std::string data =
      keeps ? options.common.place.data : "in memory, gone at the end (keep it: --data DIR)";
  const std::string registry = hub.registry_file().empty() ? "built in" : hub.registry_file();
  const std::string& at = hub.address();
  console.out << fmt::format("goldthread {}\n\n", Version())
              << fmt::format("  gRPC:      {}   (this machine only; reflection and health on)\n",
                             at)
              << fmt::format("  Data:      {}\n", data)
              << fmt::format("  Registry:  {}   (partnership {})\n", registry, hub.partnership())
              << fmt::format("  Log end:   {}\n", status.log_end())
              << fmt::format("  Views:     at {}, {} in quarantine\n", status.position().next(),
                             status.quarantined());
  console.err << kWarning;
  console.out << fmt::format("\n  Next:  goldthread publish events.ndjson --hub {}\n", at)
              << fmt::format("         goldthread import cin-census FILE --hub {}\n", at)
              << fmt::format("         goldthread feeds --hub {}\n", at) << "  Stop with Ctrl-C.\n"
              << std::flush;
}

int RunServe(const Options& options, Console& console) {
  HubConfig config;
  config.data_dir = options.common.place.data;
  config.registry_file = options.common.place.registry;
  config.listen = options.listen;
  Progress progress(console, "building the views");
  config.progress = [&progress](const RebuildProgress& at) {
    progress.Show(at.records_read, at.records_total);
  };
  // Until it serves, a signal ends the process as it stands: nothing is half done.
  const auto hub = Hub::Open(config);
  progress.Done();
  if (!hub.ok()) return FailToOpen(console, hub.status());
  const StopSignal stop;
  const auto status = HubClient(**hub).GetStatus(OperatorOf(options.common));
  if (!status.ok()) return Fail(console, status.status());
  PrintWelcome(options, **hub, *status, console);
  Status health = OkStatus();
  while (!stop.Wait(kHealthCheckMs)) {
    const Status now = (*hub)->WhyViewsStand();
    (*hub)->RefreshHealth();
    if (now != health) {
      Say(console, now.ok() ? std::string("the views move again")
                            : fmt::format("the views stand still: {}", Message(now)));
    }
    health = now;
  }
  (*hub)->Shutdown(kDrain);
  console.err << "Stopped.\n";
  return kExitOk;
}

}  // namespace

void AddServe(CLI::App& app, Run* chosen) {
  auto options = std::make_shared<Options>();
  CLI::App& command = *app.add_subcommand("serve", kDescription);
  AddJson(command, &options->common);
  command.add_option("--data", options->common.place.data, "where it keeps everything")
      ->type_name("DIR");
  command.add_option("--registry", options->common.place.registry, "who may send what")
      ->type_name("FILE");
  command.add_option("--listen", options->listen, "loopback only; port 0: any free one")
      ->type_name("HOST:PORT")
      ->capture_default_str();
  command.callback([options, chosen] {
    *chosen = [options](Console& console) { return RunServe(*options, console); };
  });
}

}  // namespace goldthread::server
