#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "services/server/chronology_json.h"
#include "services/server/commands.h"
#include "services/server/data_directory.h"
#include "services/server/hub_access.h"
#include "services/server/listen_address.h"

namespace goldthread::server {
namespace {

constexpr const char* kConfigDescription = R"(The hub's settings: hub.toml and the files it names.

Examples:
  goldthread config check --data DIR
  goldthread config check --settings /etc/goldthread/hub.toml --production
)";

constexpr const char* kCheckDescription =
    R"(Whether a hub would start with these settings. Every finding says what to change.

Reads hub.toml, policy.toml, keys.toml, registry.toml and the TLS files; opens nothing else.
Exit code 1 when something is wrong.

Examples:
  goldthread config check --data DIR
  goldthread config check --settings /etc/goldthread/hub.toml --production
)";

struct ConfigOptions {
  bool json = false;
  bool production = false;
  std::string data;
  std::string settings;
  std::string registry;
};

struct Finding {
  std::string part;  // "policy"
  std::string what;
};

class Checkup {
 public:
  explicit Checkup(const ConfigOptions& options) : options_(options) {}

  // What is wrong with each part; of one file the first.
  std::vector<Finding> Run() {
    auto settings =
        options_.settings.empty() ? HubAccessOf(options_.data) : ReadHubAccess(options_.settings);
    Add("settings", settings.status());
    if (!settings.ok()) return std::move(findings_);
    if (options_.production) settings->production = true;
    CheckAddresses(*settings);
    const auto loaded = Load(*settings);
    Add("tls", CredentialsOf(*settings).status());
    CheckRegistry();
    if (!settings->production) return std::move(findings_);
    const bool loopback = settings->listen.empty() || IsLoopbackAddress(settings->listen);
    const bool keyed = loaded.ok() && loaded->keys.has_value();
    for (std::string& problem :
         ProductionProblems(*settings, loopback, keyed ? &*loaded->keys : nullptr)) {
      findings_.push_back({"production", std::move(problem)});
    }
    return std::move(findings_);
  }

 private:
  void Add(std::string part, const Status& status) {
    if (!status.ok()) findings_.push_back({std::move(part), std::string(Message(status))});
  }

  void CheckAddresses(const HubAccess& settings) {
    if (!settings.listen.empty()) {
      Add("listen", settings.production ? CheckAddress(settings.listen)
                                        : CheckListenAddress(settings.listen));
    }
    if (!settings.metrics.empty()) Add("metrics", CheckListenAddress(settings.metrics));
  }

  // A mistake in the policy does not hide one in the keys, where they can be read without it.
  StatusOr<LoadedAccess> Load(const HubAccess& settings) {
    HubAccess policy_alone = settings;
    policy_alone.keys_file.clear();
    const Status policy = LoadAccess(policy_alone).status();
    Add("policy", policy);
    HubAccess with_keys = settings;
    if (!policy.ok()) with_keys.policy_file.clear();
    auto loaded = LoadAccess(with_keys);
    Add("keys", loaded.status());
    return loaded;
  }

  void CheckRegistry() {
    std::string file = options_.registry;
    if (file.empty() && HoldsHub(options_.data)) file = options_.data + "/registry.toml";
    if (!file.empty()) Add("registry", ReadRegistry({file}).status());
  }

  const ConfigOptions& options_;
  std::vector<Finding> findings_;
};

int RunCheck(const ConfigOptions& options, Console& console) {
  if (options.data.empty() && options.settings.empty()) {
    Say(console, "say which settings: --data DIR or --settings FILE");
    return kExitUsage;
  }
  const std::vector<Finding> findings = Checkup(options).Run();
  if (options.json) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const Finding& finding : findings) {
      list.push_back({{"part", finding.part}, {"finding", finding.what}});
    }
    console.out << JsonLine({{"ok", findings.empty()}, {"findings", std::move(list)}}) << '\n';
  } else if (findings.empty()) {
    console.out << "good: a hub would start with these settings\n";
  } else {
    for (const Finding& finding : findings) {
      console.out << fmt::format("{:<11} {}\n", finding.part, Plain(finding.what));
    }
  }
  return findings.empty() ? kExitOk : kExitFailed;
}

}  // namespace

void AddConfig(Command app) {
  Command config = app.Add("config", kConfigDescription);
  config.WantsCommand();
  auto options = std::make_shared<ConfigOptions>();
  Command check = config.Add("check", kCheckDescription);
  check.Value("--data", options->data, "a hub's directory: DIR/hub.toml").Of("DIR");
  check.Value("--settings", options->settings, "a settings file elsewhere").Of("FILE");
  check.Value("--registry", options->registry, "who may send what, elsewhere").Of("FILE");
  check.Switch("--production", options->production, "as if it were for production");
  check.Switch("--json", options->json, "answer in JSON");
  check.Runs([options](Console& console) { return RunCheck(*options, console); });
}

}  // namespace goldthread::server
