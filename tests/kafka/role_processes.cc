#include "tests/kafka/role_processes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include "eventstore/log/kafka/kafka_reader.h"
#include "services/server/listen_address.h"

namespace goldthread::server {
namespace {

// A port that stays with its owner while it is away: below those that are given out by chance.
std::string FreeAddress() {
  constexpr int kFirst = 12'000;
  constexpr int kPorts = 8'000;
  static int next = getpid() * 17;  // Other runs begin elsewhere.
  std::string address;
  do {
    address = fmt::format("127.0.0.1:{}", kFirst + next++ % kPorts);
  } while (!ProbePort(address).ok());
  return address;
}

constexpr int kStarts = 10;

std::string RoleOf(const std::string& name) { return name.substr(0, name.find('-')); }

}  // namespace

RoleProcesses::RoleProcesses(int projectors, KafkaShard shard, int replicas)
    : shard_(std::move(shard)), replicas_(replicas) {
  std::vector<std::string> names = {"ingest", "query", "gateway"};
  for (int i = 0; i < projectors; ++i) names.push_back(fmt::format("projector-{}", i));
  for (const std::string& name : names) addresses_[name] = FreeAddress();
  for (const std::string role : {"ingest", "query", "gateway", "projector", "connect"}) {
    authority_.Issue(role, fmt::format("DNS:{}.roles.goldthread", role));
    WriteSettings(role, "clock = \"clock\"", "");
  }
}

void RoleProcesses::AskForProof() {
  for (const std::string role : {"ingest", "query", "projector"}) {
    WriteSettings(role, "keys = \"keys.toml\"", "");
  }
  WriteSettings("gateway", "",
                "[tls]\ncertificate = \"hub.pem\"\nkey = \"hub.key\"\n"
                "client_ca = \"agencies.pem\"\n");
}

void RoleProcesses::WriteSettings(const std::string& role, const std::string& first,
                                  const std::string& last) const {
  std::vector<std::string> projectors;
  for (const auto& [name, address] : addresses_) {
    if (RoleOf(name) == "projector") projectors.push_back(fmt::format("\"{}\"", address));
  }
  directory_.Write(
      role + ".toml",
      fmt::format("mode = \"development\"\n{}\n"
                  "[kafka]\nbrokers = \"{}\"\ntopic = \"{}\"\npartition = {}\nreplicas = {}\n"
                  "patience_seconds = {}\nmake_topic = true\n"
                  "[roles]\ncertificate = \"{}.pem\"\nkey = \"{}.key\"\nauthority = \"roles.pem\"\n"
                  "ingest = \"{}\"\nquery = \"{}\"\nprojectors = [{}]\n{}",
                  first, shard_.brokers, shard_.topic, shard_.partition, replicas_,
                  std::chrono::ceil<std::chrono::seconds>(shard_.answer_wait).count(), role, role,
                  AddressOf("ingest"), AddressOf("query"), fmt::join(projectors, ", "), last));
}

void RoleProcesses::StartAll() {
  for (const auto& [name, address] : addresses_) {
    if (name != "gateway") Start(name);
  }
  Start("gateway");
}

void RoleProcesses::Start(const std::string& name) {
  // Brokers that are slow to answer end a role that begins; whoever keeps it running starts it
  // again.
  std::unique_ptr<Program> program;
  std::string address;
  for (int tries = 0; tries < kStarts && address.empty(); ++tries) {
    program = std::make_unique<Program>(std::vector<std::string>{
        "serve", "--json", "--roles", RoleOf(name), "--settings",
        directory_.File(RoleOf(name) + ".toml"), "--data", directory_.File(name), "--listen",
        AddressOf(name), "--drain", "4"});
    address = program->ReadAddress();
  }
  EXPECT_EQ(address, AddressOf(name)) << name;
  running_[name] = std::move(program);
}

void RoleProcesses::Kill(const std::string& name) {
  EXPECT_EQ(At(name).Kill(SIGKILL), -SIGKILL);
  running_.erase(name);
}

RoleCertificate RoleProcesses::CertificateOf(const std::string& role) const {
  const auto own = LoadCertificate({.certificate = directory_.File(role + ".pem"),
                                    .key = directory_.File(role + ".key"),
                                    .authority = authority_.file()});
  EXPECT_TRUE(own.ok()) << own.status();
  return own.value_or(RoleCertificate());
}

int64_t RoleProcesses::Records() const {
  const auto end = (*KafkaReader::Open(shard_))->End();
  EXPECT_TRUE(end.ok()) << end.status();
  return end.value_or(Position{-1}).value;
}

}  // namespace goldthread::server
