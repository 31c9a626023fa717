// Three real brokers, each a machine of its own as far as can be: its own network at the end of a
// cable, its own small disk. What breaks them here breaks brokers anywhere.
//
// By root the process has a network and mounts of its own, which end with it. Without, the brokers
// stand on loopback and on one disk, and nothing can be pulled or filled.
#pragma once

#include <csignal>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/log/kafka/kafka_handles.h"
#include "eventstore/log/kafka/kafka_shard.h"
#include "eventstore/log/kafka/kafka_topic.h"

namespace goldthread::faults {

inline constexpr KafkaTopicTerms kThreeCopies{.partitions = 1, .replicas = 3};

// Looks until it is so; fails the test when it does not come in two minutes.
void Await(std::string_view what, const std::function<bool()>& is_so);

// Before any thread: a network and mounts of this process's own. False: it may not.
bool LeaveTheMachine();

// Threads: one.
class FaultCluster {
 public:
  // Starts it. `apart`: what LeaveTheMachine said. Not ok(): there is no Java here.
  FaultCluster(std::string name, bool apart);
  // Stops it; its data are gone.
  ~FaultCluster();
  bool ok() const { return !brokers_.empty(); }
  bool apart() const { return apart_; }

  // A topic that nobody else has, not made yet. Brokers may be silent for two seconds.
  KafkaShard NewShard() const;

  // Which node leads the shard's partition, and which one the controllers.
  int LeaderOf(const KafkaShard& shard) const;
  // Another node that has a copy.
  int FollowerOf(const KafkaShard& shard) const;
  int Controller() const;

  void Signal(int node, int signal) const;
  // kill -9 of each, and waits until they are gone.
  void Kill(const std::vector<int>& nodes) const;
  // Starts again what has died; that node alone.
  void Mend() const;
  void Mend(int node) const;
  bool IsUp(int node) const;
  // The node's cable.
  void Unplug(int node) const;
  void PlugIn(int node) const;
  // As a line that carries 128 kbit a second each way.
  void Narrow(int node) const;
  void Widen(int node) const;
  // Not a byte more fits on the node's disk, until there is room again.
  void FillDisk(int node) const;
  void MakeRoom(int node) const;

  // Until some node leads and it is none of `but`; until all copies are there.
  void AwaitLeader(const KafkaShard& shard, const std::vector<int>& but) const;
  void AwaitWhole(const KafkaShard& shard) const;
  // One setting of a topic, as an operator may change it at any time; the others are right again.
  void SetTopic(const KafkaShard& shard, const char* setting, const char* value) const;

 private:
  struct Partition {
    int leader = -1;
    int in_sync = 0;
    std::vector<int> replicas{};
  };
  Partition Ask(const KafkaShard& shard) const;
  int ProcessOf(int node) const;
  std::string Folder() const;

  const std::string name_;
  const bool apart_;
  std::string brokers_;
};

}  // namespace goldthread::faults
