// A hub of processes on the cluster that is broken, an agency that never stops sending to it, and
// what must be true of it afterwards.
#pragma once

#include <string>
#include <thread>
#include <vector>

#include "eventstore/base/mutex.h"
#include "tests/faults/sender.h"
#include "tests/kafka/faults/fault_cluster.h"
#include "tests/kafka/role_processes.h"

namespace goldthread::faults {

// Threads: one.
class HubInTrouble {
 public:
  explicit HubInTrouble(const FaultCluster& cluster);
  ~HubInTrouble();

  const KafkaShard& shard() const { return roles_.shard(); }
  server::RoleProcesses& roles() { return roles_; }
  // A connection to the gateway, which does not remember earlier ones' troubles.
  server::HubClient Gateway() const;

  // The agency sends on; returns when some of it has receipts and more is on its way.
  void BeginSending();
  // Until all of it has receipts. Whatever is broken, this must come.
  void AwaitReceipts();

  // What has a receipt is in the log, at the receipt's position, nothing oftener than it was sent;
  // the replica's views, every row of them, are those of a hub on the embedded log that was sent
  // the same, and no child's chronology tells an event twice or not at all.
  void ExpectNothingLostNorDoubled();

 private:
  std::vector<v1::Event> EventsInTheLog() const;
  // The digest of all views of a hub on the embedded log.
  std::string DigestOfEmbedded(const std::vector<v1::Event>& events) const;
  void ExpectChronologiesTellAll(size_t distinct) const;

  const v1::Event event_;
  server::RoleProcesses roles_;
  Mutex mutex_;
  Condition changed_;
  Sender sender_;
  int64_t acknowledged_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t wanted_ ABSL_GUARDED_BY(mutex_) = 0;
  std::jthread sending_;  // Last: it uses the others.
};

}  // namespace goldthread::faults
