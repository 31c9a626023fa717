#include "services/server/role_connection.h"

#include <fmt/format.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/auth_metadata_processor.h>
#include <grpcpp/security/credentials.h>

#include <nlohmann/json.hpp>

#include "services/server/hub_client.h"
#include "services/server/read_file.h"

namespace goldthread::server {
namespace {

// Who went away is looked for again soon: gRPC by itself waits up to two minutes.
constexpr int kReconnectMsMin = 100;
constexpr int kReconnectMsMax = 2'000;
// A peer that does not answer for so long is gone, whatever its connection says.
constexpr int kPeerPingMs = 20'000;
constexpr int kPeerPingTimeoutMs = 5'000;

// A first try and two more, somewhere else as a rule.
constexpr int kTriesMax = 3;
// The budget of repeats: each failure takes one of ten, each success gives a tenth back; with five
// left nothing is repeated.
constexpr int kRetryTokens = 10;
constexpr double kRetryTokenOfSuccess = 0.1;

class RoleGuard final : public grpc::AuthMetadataProcessor {
 public:
  explicit RoleGuard(Roles called) : called_(called) {}
  bool IsBlocking() const override { return false; }
  grpc::Status Process(const InputMetadata&, grpc::AuthContext* context, OutputMetadata*,
                       OutputMetadata*) override {
    // The words alone reach the other end from here, no details.
    const Status may = MayCall(NamesOf(*context), called_);
    return {static_cast<grpc::StatusCode>(may.code()), std::string(Message(may))};
  }

 private:
  const Roles called_;
};

std::string ServiceConfig(const Destination& to, const std::vector<std::string>& retried) {
  nlohmann::json config = {{"loadBalancingConfig",
                            nlohmann::json::array({{{"round_robin", nlohmann::json::object()}}})}};
  if (!to.health_service.empty()) {
    config["healthCheckConfig"] = {{"serviceName", to.health_service}};
  }
  if (!retried.empty()) {
    nlohmann::json names = nlohmann::json::array();
    for (const std::string& service : retried) names.push_back({{"service", service}});
    config["methodConfig"] = nlohmann::json::array(
        {{{"name", names},
          {"retryPolicy",
           {{"maxAttempts", kTriesMax},
            {"initialBackoff", "0.05s"},
            {"maxBackoff", "1s"},
            {"backoffMultiplier", 3},
            {"retryableStatusCodes", nlohmann::json::array({"UNAVAILABLE"})}}}}});
    config["retryThrottling"] = {{"maxTokens", kRetryTokens}, {"tokenRatio", kRetryTokenOfSuccess}};
  }
  return config.dump();
}

}  // namespace

std::vector<std::string> NamesOf(const grpc::AuthContext& connection) {
  std::vector<std::string> names;
  // Without a subject alternative name gRPC takes the common one, which no authority vouches for.
  if (!connection.IsPeerAuthenticated() ||
      connection.GetPeerIdentityPropertyName() != GRPC_X509_SAN_PROPERTY_NAME) {
    return names;
  }
  for (const grpc::string_ref& name : connection.GetPeerIdentity()) {
    names.emplace_back(name.data(), name.size());
  }
  return names;
}

StatusOr<RoleCertificate> LoadCertificate(const RolePlaces& places) {
  RoleCertificate own;
  if (places.certificate.empty()) return own;
  GT_ASSIGN_OR_RETURN(own.certificate, ReadPem(places.certificate, "CERTIFICATE"));
  GT_ASSIGN_OR_RETURN(own.key, ReadPem(places.key, "PRIVATE KEY"));
  GT_ASSIGN_OR_RETURN(own.authority, ReadPem(places.authority, "CERTIFICATE"));
  return own;
}

std::shared_ptr<grpc::ServerCredentials> CredentialsFor(const RoleCertificate& own,
                                                        const Roles& called) {
  if (own.certificate.empty()) return grpc::InsecureServerCredentials();
  grpc::SslServerCredentialsOptions options(
      GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  options.pem_key_cert_pairs.push_back({own.key, own.certificate});
  options.pem_root_certs = own.authority;
  auto credentials = grpc::SslServerCredentials(options);
  credentials->SetAuthMetadataProcessor(std::make_shared<RoleGuard>(called));
  return credentials;
}

std::string TargetOf(const std::string& addresses) {
  const bool numbers = addresses.find_first_not_of("0123456789.:,") == addresses.npos;
  return (numbers ? "ipv4:" : "dns:///") + addresses;
}

std::shared_ptr<grpc::Channel> ChannelTo(const Destination& to, const RoleCertificate& own,
                                         const std::vector<std::string>& retried) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kClientReceiveBytesMax);
  arguments.SetServiceConfigJSON(ServiceConfig(to, retried));
  // A name's own idea of its service's settings.
  arguments.SetInt(GRPC_ARG_SERVICE_CONFIG_DISABLE_RESOLUTION, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kReconnectMsMin);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kReconnectMsMin);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kReconnectMsMax);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kPeerPingMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kPeerPingTimeoutMs);
  std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::InsecureChannelCredentials();
  if (!own.certificate.empty()) {
    credentials = grpc::SslCredentials({own.authority, own.key, own.certificate});
    arguments.SetSslTargetNameOverride(CertificateNameOf(to.role));
  }
  return grpc::CreateCustomChannel(TargetOf(to.addresses), credentials, arguments);
}

}  // namespace goldthread::server
