#include "tests/kafka/faults/fault_cluster.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <utility>

#include "eventstore/base/mutex.h"

namespace goldthread::faults {
namespace {

namespace fs = std::filesystem;

constexpr int kNodes = 3;
constexpr int kRoomMb = 96;
constexpr int kAskMs = 5'000;
constexpr std::chrono::minutes kPatient{2};
constexpr std::chrono::milliseconds kLook{5};

constexpr std::pair<const char*, const char*> kRightForALog[] = {
    {"retention.ms", "-1"},
    {"retention.bytes", "-1"},
    {"cleanup.policy", "delete"},
    {"unclean.leader.election.enable", "false"}};

bool Run(const std::string& command) { return std::system(command.c_str()) == 0; }

void MustRun(const std::string& command) { EXPECT_TRUE(Run(command)) << command; }

}  // namespace

void Await(std::string_view what, const std::function<bool()>& is_so) {
  const auto deadline = std::chrono::steady_clock::now() + kPatient;
  while (!is_so()) {
    if (std::chrono::steady_clock::now() > deadline) {
      ADD_FAILURE() << "it never came that " << what;
      return;
    }
    // Who is waited for needs the processor more than who looks.
    Mutex mutex;
    Condition nobody;
    const MutexLock lock(mutex);
    nobody.WaitUntil(mutex, std::chrono::steady_clock::now() + kLook);
  }
}

bool LeaveTheMachine() {
  // Whether all of it can be had, seen in a namespace that is thrown away.
  constexpr const char* kProbe =
      "unshare -mn --propagation private sh -c '"
      "ip link add gt-a type bridge && ip link add gt-b type veth peer name gt-c && "
      "tc qdisc add dev gt-b root tbf rate 1mbit burst 4kb latency 1s && "
      "mount -t tmpfs tmpfs /run' >/dev/null 2>&1";
  if (!Run(kProbe) || unshare(CLONE_NEWNET | CLONE_NEWNS) != 0 ||
      mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
    return false;
  }
  // The names of networks are files: ours must not meet the machine's.
  return Run("ip link set lo up && mkdir -p /run/netns && mount -t tmpfs tmpfs /run/netns");
}

FaultCluster::FaultCluster(std::string name, bool apart) : name_(std::move(name)), apart_(apart) {
  const std::string wires = apart ? fmt::format(" --wired --room {}", kRoomMb) : "";
  if (Run(fmt::format("{}/script/kafka up --name {} --nodes {}{} >&2", GT_ROOT, name_, kNodes,
                      wires))) {
    std::ifstream(Folder() + "/address") >> brokers_;
  }
}

FaultCluster::~FaultCluster() {
  MustRun(fmt::format("{}/script/kafka down --name {}", GT_ROOT, name_));
}

std::string FaultCluster::Folder() const {
  return fmt::format("{}/build/kafka/{}", GT_ROOT, name_);
}

KafkaShard FaultCluster::NewShard() const {
  static int topics = 0;
  return {.brokers = brokers_,
          .topic = fmt::format("faults-{}-{}", getpid(), ++topics),
          .answer_wait = std::chrono::seconds(2)};
}

FaultCluster::Partition FaultCluster::Ask(const KafkaShard& shard) const {
  KafkaComplaint complaint;
  const KafkaHandle handle =
      *NewKafkaHandle(RD_KAFKA_PRODUCER, *NewKafkaConf(shard, {}, &complaint));
  const KafkaTopicHandle topic(rd_kafka_topic_new(handle.get(), shard.topic.c_str(), nullptr));
  const rd_kafka_metadata_t* metadata = nullptr;
  Partition partition;
  if (rd_kafka_metadata(handle.get(), 0, topic.get(), &metadata, kAskMs) != 0) return partition;
  if (metadata->topic_cnt == 1 && metadata->topics[0].partition_cnt > shard.partition) {
    const rd_kafka_metadata_partition& asked = metadata->topics[0].partitions[shard.partition];
    partition = {asked.leader, asked.isr_cnt, {asked.replicas, asked.replicas + asked.replica_cnt}};
  }
  rd_kafka_metadata_destroy(metadata);
  return partition;
}

int FaultCluster::LeaderOf(const KafkaShard& shard) const {
  AwaitLeader(shard, {});
  return Ask(shard).leader;
}

int FaultCluster::FollowerOf(const KafkaShard& shard) const {
  const Partition partition = Ask(shard);
  const auto found = std::ranges::find_if(partition.replicas,
                                          [&](int replica) { return replica != partition.leader; });
  EXPECT_NE(found, partition.replicas.end());
  return found != partition.replicas.end() ? *found : -1;
}

void FaultCluster::AwaitLeader(const KafkaShard& shard, const std::vector<int>& but) const {
  Await("another leads", [&] {
    const int leader = Ask(shard).leader;
    return leader >= 0 && std::ranges::count(but, leader) == 0;
  });
}

void FaultCluster::AwaitWhole(const KafkaShard& shard) const {
  Await("all copies are in sync", [&] {
    const Partition partition = Ask(shard);
    return partition.leader >= 0 && partition.in_sync == std::ssize(partition.replicas);
  });
}

// As nodes say in their own words when they come to lead, with the epoch: the highest leads.
int FaultCluster::Controller() const {
  constexpr std::string_view kWords = "Becoming the active controller at epoch ";
  int leader = -1;
  int64_t newest = -1;
  for (const auto& file : fs::directory_iterator(Folder() + "/logs/")) {
    const std::string name = file.path().filename().string();
    if (!name.starts_with("node-") || !name.ends_with(".log")) continue;
    std::ifstream log(file.path());
    for (std::string line; std::getline(log, line);) {
      const size_t at = line.find(kWords);
      if (at == std::string::npos) continue;
      int64_t epoch = -1;
      std::from_chars(line.data() + at + kWords.size(), line.data() + line.size(), epoch);
      if (epoch <= newest) continue;
      newest = epoch;
      leader = name[5] - '0';
    }
  }
  EXPECT_GT(leader, 0);
  return leader;
}

int FaultCluster::ProcessOf(int node) const {
  std::ifstream pids(Folder() + "/pids");
  std::vector<int> all{std::istream_iterator<int>(pids), {}};
  return all.at(static_cast<size_t>(node - 1));
}

void FaultCluster::Signal(int node, int signal) const { kill(ProcessOf(node), signal); }

void FaultCluster::Mend(int node) const {
  MustRun(fmt::format("{}/script/kafka mend --name {} --node {}", GT_ROOT, name_, node));
}

bool FaultCluster::IsUp(int node) const { return kill(ProcessOf(node), 0) == 0; }

void FaultCluster::Kill(const std::vector<int>& nodes) const {
  for (const int node : nodes) Signal(node, SIGKILL);
  for (const int node : nodes) {
    Await("a killed broker is gone", [&] { return !IsUp(node); });
  }
}

void FaultCluster::Mend() const {
  MustRun(fmt::format("{}/script/kafka mend --name {}", GT_ROOT, name_));
}

void FaultCluster::Unplug(int node) const { MustRun(fmt::format("ip link set gt-{} down", node)); }
void FaultCluster::PlugIn(int node) const { MustRun(fmt::format("ip link set gt-{} up", node)); }

void FaultCluster::Narrow(int node) const {
  constexpr std::string_view kLine = "root tbf rate 128kbit burst 4kb latency 2s";
  MustRun(fmt::format("tc qdisc add dev gt-{} {}", node, kLine));
  MustRun(fmt::format("tc -n gt-{} qdisc add dev end {}", node, kLine));
}

void FaultCluster::Widen(int node) const {
  MustRun(fmt::format("tc qdisc del dev gt-{} root", node));
  MustRun(fmt::format("tc -n gt-{} qdisc del dev end root", node));
}

void FaultCluster::FillDisk(int node) const {
  const std::string file = fmt::format("{}/logs/node-{}/filler", Folder(), node);
  const int filler = open(file.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  EXPECT_GE(filler, 0) << file;
  const std::vector<char> bytes(1 << 16);
  for (size_t size = bytes.size(); size > 0;) {
    if (write(filler, bytes.data(), size) <= 0) size /= 2;
  }
  close(filler);
}

void FaultCluster::MakeRoom(int node) const {
  fs::remove(fmt::format("{}/logs/node-{}/filler", Folder(), node));
}

void FaultCluster::SetTopic(const KafkaShard& shard, const char* setting, const char* value) const {
  // Whom it asks first may be dead, or not know yet who controls.
  Await(fmt::format("{} is {}", setting, value), [&] {
    KafkaComplaint complaint;
    const KafkaHandle handle =
        *NewKafkaHandle(RD_KAFKA_PRODUCER, *NewKafkaConf(shard, {}, &complaint));
    const KafkaQueue answers(rd_kafka_queue_new(handle.get()));
    rd_kafka_ConfigResource_t* resource =
        rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, shard.topic.c_str());
    // What is not named is forgotten.
    for (const auto& [name, right] : kRightForALog) {
      if (std::string_view(name) == setting) continue;
      rd_kafka_ConfigResource_set_config(resource, name, right);
    }
    rd_kafka_ConfigResource_set_config(resource, setting, value);
    rd_kafka_AlterConfigs(handle.get(), &resource, 1, nullptr, answers.get());
    rd_kafka_ConfigResource_destroy(resource);
    const KafkaEvent answer(rd_kafka_queue_poll(answers.get(), 60'000));
    return answer != nullptr && rd_kafka_event_error(answer.get()) == RD_KAFKA_RESP_ERR_NO_ERROR;
  });
}

}  // namespace goldthread::faults
