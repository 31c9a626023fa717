#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <csignal>
#include <nlohmann/json.hpp>

#include "services/server/chronology_json.h"
#include "services/server/commands.h"
#include "services/server/gateway.h"
#include "services/server/journal.h"

namespace goldthread::server {
namespace {

constexpr const char* kServeDescription =
    R"(Run a hub for agencies and practitioners on this machine.

Without --data everything is in memory and gone at the end.
Its settings are in DIR/hub.toml, or where --settings says; flags go before them.
Ctrl-C or SIGTERM stops it: running calls end first. Killing it loses nothing acknowledged.
SIGHUP lets it read its registry again.

Examples:
  goldthread serve --data DIR
  goldthread serve --data DIR --listen 127.0.0.1:0     any free port; it is printed
  goldthread serve --data DIR --metrics 127.0.0.1:9790
  goldthread serve --data DIR --settings /etc/goldthread/hub.toml
  goldthread serve --data DIR --kafka 127.0.0.1:9092   the log on a broker, to try it out
  goldthread serve --data DIR --roles ingest           one part of a hub (docs/operations.md)
)";

constexpr const char* kListenDefault = "127.0.0.1:7790";
constexpr int kHealthCheckMs = 1000;

// Signals as something to wait for: SIGINT and SIGTERM stop, SIGHUP asks for what has changed. One
// at a time.
class Signals {
 public:
  enum class Came { kNothing, kReload, kStop };

  // A hub on a terminal ends with it, as other programs do.
  explicit Signals(const Console& console) {
    if (pipe2(ends_, O_CLOEXEC | O_NONBLOCK) != 0) return;
    struct sigaction action{};
    action.sa_handler = [](int signal) {
      const char told = signal == SIGHUP ? kReload : kStop;
      (void)!write(ends_[1], &told, 1);
    };
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    if (!console.err_is_terminal) sigaction(SIGHUP, &action, nullptr);
  }
  // What came first; nothing after `wait_ms` without.
  Came Wait(int wait_ms) const {
    pollfd end{.fd = ends_[0], .events = POLLIN, .revents = 0};
    char told = kStop;
    if (poll(&end, 1, wait_ms) <= 0 || read(ends_[0], &told, 1) != 1) return Came::kNothing;
    return told == kReload ? Came::kReload : Came::kStop;
  }

 private:
  static constexpr char kReload = 'r';
  static constexpr char kStop = 's';
  inline static int ends_[2] = {-1, -1};  // A signal handler has no other place to look.
};

struct ServeOptions {
  CommonOptions common;
  std::string settings;
  std::string listen;
  std::string metrics;
  std::string log;
  std::string kafka;
  std::string roles;  // Empty: all of them.
  int drain_seconds = 5;
};

constexpr std::string_view kWarning = R"(
  +---------------------------------------------------------------------+
  |  NOT FOR PRODUCTION: without mode = "production" in hub.toml it     |
  |  takes a caller's word. This machine only. Synthetic people only.   |
  +---------------------------------------------------------------------+
)";

void PrintWelcome(const ServeOptions& options, const Hub& hub, const v1::GetStatusResponse& status,
                  Console& console) {
  const bool keeps = !options.common.place.data.empty();
  if (options.common.json) {
    console.out << JsonLine({{"version", std::string(Version())},
                             {"address", hub.address()},
                             {"metrics", hub.metrics_address()},
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
              << fmt::format("  gRPC:      {}   (reflection and health on)\n", at);
  if (!hub.metrics_address().empty()) {
    console.out << fmt::format("  Metrics:   http://{}/metrics\n", hub.metrics_address());
  }
  console.out << fmt::format("  Data:      {}\n", data)
              << fmt::format("  Registry:  {}   (partnership {})\n", registry, hub.partnership())
              << fmt::format("  Log end:   {}\n", status.log_end())
              << fmt::format("  Views:     at {}, {} in quarantine\n", status.position().next(),
                             status.quarantined());
  console.out << fmt::format("\n  Next:  goldthread publish events.ndjson --hub {}\n", at)
              << fmt::format("         goldthread import cin-census FILE --hub {}\n", at)
              << fmt::format("         goldthread feeds --hub {}\n", at) << "  Stop with Ctrl-C.\n"
              << std::flush;
}

struct RoleAt {
  std::string address;
  std::string metrics;
  std::string partnership;  // Empty: of none in particular.
};

// One role of several.
void PrintRole(const ServeOptions& options, const RoleAt& at, Console& console) {
  if (options.common.json) {
    console.out << JsonLine({{"version", std::string(Version())},
                             {"roles", options.roles},
                             {"address", at.address},
                             {"metrics", at.metrics},
                             {"data", options.common.place.data},
                             {"partnership", at.partnership}})
                << std::endl;
    return;
  }
  console.out << fmt::format("goldthread {}   {}\n\n  gRPC:      {}\n", Version(), options.roles,
                             at.address);
  if (!at.metrics.empty()) {
    console.out << fmt::format("  Metrics:   http://{}/metrics\n", at.metrics);
  }
  if (!at.partnership.empty()) {
    console.out << fmt::format("  Data:      {}   (partnership {})\n", options.common.place.data,
                               at.partnership);
  }
  console.out << "  Stop with Ctrl-C.\n" << std::flush;
}

Journal::Form FormOf(const ServeOptions& options, const Console& console) {
  if (options.log.empty() && console.err_is_terminal) return Journal::Form::kText;
  return options.log == "text" ? Journal::Form::kText : Journal::Form::kJson;
}

StatusOr<HubConfig> ConfigOf(const ServeOptions& options) {
  HubConfig config;
  config.data_dir = options.common.place.data;
  config.registry_file = options.common.place.registry;
  GT_ASSIGN_OR_RETURN(config.access, options.settings.empty() ? HubAccessOf(config.data_dir)
                                                              : ReadHubAccess(options.settings));
  const auto first = [](const std::string& flag, const std::string& setting) {
    return flag.empty() ? setting : flag;
  };
  config.listen = first(first(options.listen, config.access->listen), kListenDefault);
  config.access->metrics = first(options.metrics, config.access->metrics);
  if (!options.kafka.empty()) config.access->kafka = TrialKafka(options.kafka);
  if (!options.roles.empty()) {
    GT_ASSIGN_OR_RETURN(config.roles, Roles::Parse(options.roles));
  }
  return config;
}

void Warn(Journal::Form form, Journal& journal, Console& console) {
  if (form == Journal::Form::kText) {
    console.err << kWarning;
  } else {
    journal.Write(Journal::Level::kWarning,
                  "not for production: a caller's word is taken for who it is");
  }
}

void Reload(Hub& hub, Journal& journal) {
  const Status read = hub.ReadRegistryAgain();
  if (read.ok()) return journal.Write(Journal::Level::kInfo, "the registry was read again");
  journal.Write(Journal::Level::kError,
                fmt::format("the registry stays as it was: {}", Message(read)));
}

// Until a signal to stop comes.
void Watch(Hub& hub, const Signals& signals, Journal& journal) {
  Status health = OkStatus();
  while (true) {
    const Signals::Came came = signals.Wait(kHealthCheckMs);
    if (came == Signals::Came::kStop) return;
    if (came == Signals::Came::kReload) Reload(hub, journal);
    const Status now = hub.WhyViewsStand();
    hub.RefreshHealth();
    if (now != health && now.ok()) journal.Write(Journal::Level::kInfo, "the views move again");
    if (now != health && !now.ok()) {
      journal.Write(Journal::Level::kError, fmt::format("the views stand still: {}", Message(now)));
    }
    health = now;
  }
}

// Hands calls on until a signal comes.
int RunGateway(const ServeOptions& options, const HubConfig& config, Journal& journal,
               Console& console) {
  const auto gateway = Gateway::Open(*config.access, config.listen);
  if (!gateway.ok()) return FailToOpen(console, gateway.status());
  const Signals signals(console);
  PrintRole(options, {(*gateway)->address(), (*gateway)->metrics_address(), ""}, console);
  if (!config.access->production) Warn(FormOf(options, console), journal, console);
  Status health = OkStatus();
  do {
    const Status now = (*gateway)->RefreshHealth();
    if (now != health) {
      journal.Write(now.ok() ? Journal::Level::kInfo : Journal::Level::kWarning,
                    now.ok() ? "somebody answers again" : Message(now));
    }
    health = now;
  } while (signals.Wait(kHealthCheckMs) != Signals::Came::kStop);
  journal.Write(Journal::Level::kInfo, "stopping: running calls end, no new ones are taken");
  (*gateway)->Shutdown(std::chrono::seconds(options.drain_seconds));
  journal.Write(Journal::Level::kInfo, "stopped");
  return kExitOk;
}

int RunServe(const ServeOptions& options, Console& console) {
  const SystemClock clock;
  Journal journal(console.err, FormOf(options, console), clock);
  auto config = ConfigOf(options);
  if (!config.ok()) return FailToOpen(console, config.status());
  if (config->roles.Has(Role::kGateway)) return RunGateway(options, *config, journal, console);
  Progress progress(console, "building the views");
  config->progress = [&progress](const RebuildProgress& at) {
    progress.Show(at.records_read, at.records_total);
  };
  config->log = [&journal](std::string_view line) {
    journal.Write(Journal::Level::kWarning, line);
  };
  // Until it serves, a signal ends the process as it stands: nothing is half done.
  const auto hub = Hub::Open(*config);
  progress.Done();
  if (!hub.ok()) return FailToOpen(console, hub.status());
  const Signals signals(console);
  if (config->roles.IsWhole()) {
    const auto status = HubClient(**hub).GetStatus(OperatorOf(options.common));
    if (!status.ok()) return Fail(console, status.status());
    PrintWelcome(options, **hub, *status, console);
  } else {
    PrintRole(options, {(*hub)->address(), (*hub)->metrics_address(), (*hub)->partnership()},
              console);
  }
  if (!config->access->production) Warn(FormOf(options, console), journal, console);
  journal.Write(Journal::Level::kInfo, fmt::format("serving at {}", (*hub)->address()));
  Watch(**hub, signals, journal);
  journal.Write(Journal::Level::kInfo, "stopping: running calls end, no new ones are taken");
  (*hub)->Shutdown(std::chrono::seconds(options.drain_seconds));
  journal.Write(Journal::Level::kInfo, "stopped");
  return kExitOk;
}

}  // namespace

void AddServe(Command app) {
  auto options = std::make_shared<ServeOptions>();
  Command command = app.Add("serve", kServeDescription);
  AddJson(command, &options->common);
  command.Value("--data", options->common.place.data, "where it keeps everything").Of("DIR");
  command.Value("--registry", options->common.place.registry, "who may send what").Of("FILE");
  command.Value("--settings", options->settings, "hub.toml (default: DIR/hub.toml)").Of("FILE");
  command.Value("--listen", options->listen, "port 0: any free one (default: 127.0.0.1:7790)")
      .Of("HOST:PORT");
  command.Value("--metrics", options->metrics, "metrics and probes over HTTP; loopback only")
      .Of("HOST:PORT");
  command.Value("--kafka", options->kafka, "the log on Kafka, one copy ([kafka] in hub.toml: more)")
      .Of("BROKERS");
  command
      .Value("--roles", options->roles, "ingest, projector, query, connect, gateway (default: all)")
      .Of("WORDS");
  command.Value("--log", options->log, "text or json (default: text on a terminal)")
      .Of("WORD")
      .Among({"text", "json"});
  command.Value("--drain", options->drain_seconds, "what running calls get at the end")
      .Of("SECONDS")
      .Between(0, 3600)
      .SaysDefault();
  command.Runs([options](Console& console) { return RunServe(*options, console); });
}

}  // namespace goldthread::server
