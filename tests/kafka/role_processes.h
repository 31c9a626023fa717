// The roles of one hub as processes of their own, on a topic of the real broker, known to each
// other by certificates.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "services/server/certificates.h"
#include "services/server/command_test.h"
#include "services/server/hub_client.h"
#include "services/server/program_fixture.h"
#include "services/server/role_connection.h"
#include "tests/kafka/real_kafka.h"

namespace goldthread::server {

// Instances by name: "ingest", "query", "gateway", "projector-0" … Killed with the object.
// Threads: one.
class RoleProcesses {
 public:
  explicit RoleProcesses(int projectors) : RoleProcesses(projectors, UnmadeShard(), 1) {}
  // On a topic of `replicas` copies.
  RoleProcesses(int projectors, KafkaShard shard, int replicas);

  // Before any is started: callers prove who they are, by keys.toml, and by certificates of
  // agencies.pem to a gateway that shows hub.pem. The time is the machine's.
  void AskForProof();
  void StartAll();
  // Where it was before, on what it had; waits until it serves.
  void Start(const std::string& name);
  Program& At(const std::string& name) { return *running_.at(name); }
  // With SIGKILL; what it had is kept.
  void Kill(const std::string& name);

  const std::string& AddressOf(const std::string& name) const { return addresses_.at(name); }
  // What the roles take for the time.
  std::string clock_file() const { return directory_.File("clock"); }
  // What holds the role's certificate shows, to whom it calls.
  RoleCertificate CertificateOf(const std::string& role) const;
  const TestDirectory& directory() const { return directory_; }
  const KafkaShard& shard() const { return shard_; }
  // How many records the log holds.
  int64_t Records() const;

 private:
  // `first`: lines before all tables; `last`: tables.
  void WriteSettings(const std::string& role, const std::string& first,
                     const std::string& last) const;

  const TestDirectory directory_;
  const Authority authority_{directory_, "roles"};
  const KafkaShard shard_;
  const int replicas_;
  std::map<std::string, std::string> addresses_;
  std::map<std::string, std::unique_ptr<Program>> running_;
};

}  // namespace goldthread::server
