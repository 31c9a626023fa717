#include "services/server/hub_access.h"

#include <fmt/format.h>

#include <filesystem>

#include "services/access/toml_reading.h"
#include "services/server/kafka_settings.h"
#include "services/server/read_file.h"

namespace goldthread::server {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDevelopment = "development";
constexpr std::string_view kProduction = "production";

Status In(const std::string& file, const Status& status) {
  return Error(status.code(), fmt::format("{} (in {})", Message(status), file));
}

// The files a settings file names, from where it stands.
class Settings {
 public:
  Settings(const access::TomlReading& file, fs::path folder)
      : file_(file), folder_(std::move(folder)) {}

  Status TakeText(const toml::table& table, std::string_view key, std::string* value) const {
    if (table.get(key) == nullptr) return OkStatus();
    GT_ASSIGN_OR_RETURN(*value, file_.TextAt(table, key));
    return OkStatus();
  }
  Status TakeFile(const toml::table& table, std::string_view key, std::string* value) const {
    GT_RETURN_IF_ERROR(TakeText(table, key, value));
    if (!value->empty()) *value = (folder_ / *value).string();
    return OkStatus();
  }

 private:
  const access::TomlReading& file_;
  const fs::path folder_;
};

Status TakeTls(const access::TomlReading& file, const Settings& settings, const toml::table& root,
               HubAccess* access) {
  const toml::node* node = root.get("tls");
  if (node == nullptr) return OkStatus();
  const toml::table* tls = node->as_table();
  if (tls == nullptr) return file.Wrong(*node, "write it as [tls]");
  GT_RETURN_IF_ERROR(file.OnlyKnownKeys(*tls, {"certificate", "key", "client_ca"}));
  GT_RETURN_IF_ERROR(settings.TakeFile(*tls, "certificate", &access->tls_certificate));
  GT_RETURN_IF_ERROR(settings.TakeFile(*tls, "key", &access->tls_key));
  GT_RETURN_IF_ERROR(settings.TakeFile(*tls, "client_ca", &access->tls_client_ca));
  if (access->tls_certificate.empty() || access->tls_key.empty()) {
    return file.Wrong(*node, "[tls] needs certificate and key; add the missing one");
  }
  return OkStatus();
}

StatusOr<HubAccess> ParseSettings(std::string_view text, const fs::path& folder) {
  const access::TomlReading file("BAD_SETTINGS");
  const Settings settings(file, folder);
  GT_ASSIGN_OR_RETURN(const toml::table root, file.Parse(text));
  GT_RETURN_IF_ERROR(
      file.OnlyKnownKeys(root, {"mode", "listen", "metrics", "policy", "keys", "clock", "tls",
                                "kafka", "roles", "subscriber", "directory"}));
  HubAccess access;
  GT_ASSIGN_OR_RETURN(const std::string mode, file.TextAt(root, "mode"));
  if (mode != kDevelopment && mode != kProduction) {
    return file.Wrong(*root.get("mode"), "\"mode\" is \"development\" or \"production\"");
  }
  access.production = mode == kProduction;
  GT_RETURN_IF_ERROR(settings.TakeText(root, "listen", &access.listen));
  GT_RETURN_IF_ERROR(settings.TakeText(root, "metrics", &access.metrics));
  GT_RETURN_IF_ERROR(settings.TakeFile(root, "policy", &access.policy_file));
  GT_RETURN_IF_ERROR(settings.TakeFile(root, "keys", &access.keys_file));
  GT_RETURN_IF_ERROR(settings.TakeFile(root, "clock", &access.clock_file));
  GT_RETURN_IF_ERROR(TakeTls(file, settings, root, &access));
  GT_ASSIGN_OR_RETURN(access.kafka, KafkaOf(file, root, folder));
  GT_ASSIGN_OR_RETURN(access.roles, RolePlacesOf(file, root));
  GT_ASSIGN_OR_RETURN(access.subscribers, SubscribersOf(file, root, folder));
  GT_ASSIGN_OR_RETURN(access.directory, DirectoryOf(file, root, folder));
  if (access.roles.has_value()) {
    for (std::string* const named :
         {&access.roles->certificate, &access.roles->key, &access.roles->authority}) {
      if (!named->empty()) *named = (folder / *named).string();
    }
  }
  return access;
}

}  // namespace

StatusOr<HubAccess> ReadHubAccess(const std::string& file) {
  GT_ASSIGN_OR_RETURN(const std::string text, ReadFile(file));
  auto access = ParseSettings(text, fs::path(file).parent_path());
  if (!access.ok()) return In(file, access.status());
  return access;
}

StatusOr<HubAccess> HubAccessOf(const std::string& data_dir) {
  HubAccess access;
  if (data_dir.empty()) return access;
  std::error_code ignored;
  const std::string settings = data_dir + "/hub.toml";
  if (fs::exists(settings, ignored)) return ReadHubAccess(settings);
  const std::string policy = data_dir + "/policy.toml";
  if (fs::exists(policy, ignored)) access.policy_file = policy;
  return access;
}

StatusOr<LoadedAccess> LoadAccess(const HubAccess& access) {
  LoadedAccess loaded;
  if (!access.policy_file.empty()) {
    GT_ASSIGN_OR_RETURN(const std::string text, ReadFile(access.policy_file));
    auto policy = access::SharingPolicy::Parse(text);
    if (!policy.ok()) return In(access.policy_file, policy.status());
    loaded.own_policy = *std::move(policy);
  }
  if (!access.keys_file.empty()) {
    GT_ASSIGN_OR_RETURN(const std::string text, ReadFile(access.keys_file));
    auto keys = access::KeyFile::Parse(text, loaded.policy());
    if (!keys.ok()) return In(access.keys_file, keys.status());
    loaded.keys = *std::move(keys);
  }
  return loaded;
}

std::vector<std::string> ProductionProblems(const HubAccess& access, bool listens_on_loopback,
                                            const access::KeyFile* keys) {
  std::vector<std::string> problems;
  if (access.policy_file.empty()) {
    problems.emplace_back(
        "no sharing policy of its own. Write the default one (goldthread access policy > "
        "policy.toml), agree it with the partners, and name it: policy = \"policy.toml\"");
  }
  if (access.keys_file.empty()) {
    problems.emplace_back(
        "callers would only say who they are. Name the file of trusted keys: keys = "
        "\"keys.toml\"");
  }
  if (keys != nullptr) {
    for (const auto& [kid, key] : keys->keys()) {
      if (!key.demo) continue;
      problems.push_back(fmt::format(
          "key {} was made for trying out (demo = true). Take it out of keys.toml; its agency "
          "makes its own",
          kid));
    }
  }
  if (!listens_on_loopback && access.tls_certificate.empty()) {
    problems.emplace_back(
        "it would listen on a network without TLS. Add [tls] with certificate and key, or listen "
        "on 127.0.0.1");
  }
  if (!access.tls_certificate.empty() && !listens_on_loopback && access.tls_client_ca.empty()) {
    problems.emplace_back(
        "anybody on the network could connect. Add client_ca to [tls], the authority of the "
        "certificates that callers must show");
  }
  if (!access.clock_file.empty()) {
    problems.emplace_back("its time would be what a file says. Take clock out of the settings");
  }
  if (access.kafka.has_value()) {
    for (std::string& problem : KafkaProblems(*access.kafka)) {
      problems.push_back(std::move(problem));
    }
  }
  return problems;
}

StatusOr<std::string> ReadPem(const std::string& file, std::string_view kind) {
  GT_ASSIGN_OR_RETURN(std::string text, ReadFile(file));
  if (text.find(fmt::format("{}-----", kind)) != text.npos) return text;
  return Error(Code::kInvalidArgument,
               fmt::format("BAD_SETTINGS: {} holds no {} in PEM; name one that does", file, kind));
}

StatusOr<std::shared_ptr<grpc::ServerCredentials>> CredentialsOf(const HubAccess& access) {
  if (access.tls_certificate.empty()) return grpc::InsecureServerCredentials();
  grpc::SslServerCredentialsOptions options(
      access.tls_client_ca.empty() ? GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE
                                   : GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  grpc::SslServerCredentialsOptions::PemKeyCertPair pair;
  GT_ASSIGN_OR_RETURN(pair.private_key, ReadPem(access.tls_key, "PRIVATE KEY"));
  GT_ASSIGN_OR_RETURN(pair.cert_chain, ReadPem(access.tls_certificate, "CERTIFICATE"));
  options.pem_key_cert_pairs.push_back(std::move(pair));
  if (!access.tls_client_ca.empty()) {
    GT_ASSIGN_OR_RETURN(options.pem_root_certs, ReadPem(access.tls_client_ca, "CERTIFICATE"));
  }
  return grpc::SslServerCredentials(options);
}

}  // namespace goldthread::server
