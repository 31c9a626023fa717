#include "tests/kafka/broker_tools.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>

#include "eventstore/log/kafka/kafka_handles.h"

namespace goldthread {
namespace {

constexpr int kLongMs = 60'000;

struct Client {
  KafkaComplaint complaint;
  KafkaHandle handle;
  KafkaQueue answers;

  explicit Client(const KafkaShard& shard, std::span<const KafkaSetting> settings = {}) {
    handle = *NewKafkaHandle(RD_KAFKA_PRODUCER, *NewKafkaConf(shard, settings, &complaint));
    answers.reset(rd_kafka_queue_new(handle.get()));
  }

  void ExpectAnswer() {
    const KafkaEvent event(rd_kafka_queue_poll(answers.get(), kLongMs));
    ASSERT_NE(event, nullptr) << complaint.Last();
    EXPECT_EQ(rd_kafka_event_error(event.get()), RD_KAFKA_RESP_ERR_NO_ERROR) << complaint.Last();
  }
};

void ExpectDone(rd_kafka_error_t* error) {
  EXPECT_EQ(error, nullptr) << rd_kafka_error_string(error);
  if (error != nullptr) rd_kafka_error_destroy(error);
}

}  // namespace

void DeleteRecordsBefore(const KafkaShard& shard, Position first) {
  Client client(shard);
  rd_kafka_topic_partition_list_t* const list = rd_kafka_topic_partition_list_new(1);
  rd_kafka_topic_partition_list_add(list, shard.topic.c_str(), shard.partition)->offset =
      first.value;
  rd_kafka_DeleteRecords_t* records = rd_kafka_DeleteRecords_new(list);
  rd_kafka_topic_partition_list_destroy(list);
  rd_kafka_DeleteRecords(client.handle.get(), &records, 1, nullptr, client.answers.get());
  client.ExpectAnswer();
  rd_kafka_DeleteRecords_destroy(records);
}

void AppendInTransaction(const KafkaShard& shard, std::string_view value) {
  constexpr KafkaSetting kSettings[] = {{"transactional.id", "somebody-else"}};
  Client client(shard, kSettings);
  rd_kafka_t* const handle = client.handle.get();
  ExpectDone(rd_kafka_init_transactions(handle, kLongMs));
  ExpectDone(rd_kafka_begin_transaction(handle));
  rd_kafka_vu_t fields[3] = {};
  fields[0].vtype = RD_KAFKA_VTYPE_TOPIC;
  fields[0].u.cstr = shard.topic.c_str();
  fields[1].vtype = RD_KAFKA_VTYPE_VALUE;
  fields[1].u.mem.ptr = const_cast<char*>(value.data());
  fields[1].u.mem.size = value.size();
  fields[2].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
  fields[2].u.i = RD_KAFKA_MSG_F_COPY;
  ExpectDone(rd_kafka_produceva(handle, fields, 3));
  ExpectDone(rd_kafka_commit_transaction(handle, kLongMs));
}

void MakeTopic(const KafkaShard& shard,
               const std::vector<std::pair<std::string, std::string>>& settings) {
  Client client(shard);
  std::array<char, 512> reason;
  rd_kafka_NewTopic_t* topic =
      rd_kafka_NewTopic_new(shard.topic.c_str(), 1, 1, reason.data(), reason.size());
  ASSERT_NE(topic, nullptr) << reason.data();
  for (const auto& [name, value] : settings) {
    rd_kafka_NewTopic_set_config(topic, name.c_str(), value.c_str());
  }
  rd_kafka_CreateTopics(client.handle.get(), &topic, 1, nullptr, client.answers.get());
  client.ExpectAnswer();
  rd_kafka_NewTopic_destroy(topic);
}

void Allow(const KafkaShard& admin, const std::string& user, rd_kafka_ResourceType_t type,
           const std::string& name, const std::vector<rd_kafka_AclOperation_t>& operations) {
  Client client(admin);
  for (const rd_kafka_AclOperation_t operation : operations) {
    std::array<char, 512> reason;
    rd_kafka_AclBinding_t* acl = rd_kafka_AclBinding_new(
        type, name.c_str(), RD_KAFKA_RESOURCE_PATTERN_LITERAL, ("User:" + user).c_str(), "*",
        operation, RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW, reason.data(), reason.size());
    ASSERT_NE(acl, nullptr) << reason.data();
    rd_kafka_CreateAcls(client.handle.get(), &acl, 1, nullptr, client.answers.get());
    client.ExpectAnswer();
    rd_kafka_AclBinding_destroy(acl);
  }
}

void GrowTopic(const KafkaShard& shard, int partitions) {
  Client client(shard);
  std::array<char, 512> reason;
  rd_kafka_NewPartitions_t* more = rd_kafka_NewPartitions_new(
      shard.topic.c_str(), static_cast<size_t>(partitions), reason.data(), reason.size());
  ASSERT_NE(more, nullptr) << reason.data();
  rd_kafka_CreatePartitions(client.handle.get(), &more, 1, nullptr, client.answers.get());
  client.ExpectAnswer();
  rd_kafka_NewPartitions_destroy(more);
}

void DeleteTopic(const KafkaShard& shard) {
  Client client(shard);
  rd_kafka_DeleteTopic_t* topic = rd_kafka_DeleteTopic_new(shard.topic.c_str());
  rd_kafka_DeleteTopics(client.handle.get(), &topic, 1, nullptr, client.answers.get());
  client.ExpectAnswer();
  rd_kafka_DeleteTopic_destroy(topic);
}

std::string OutputOf(const std::string& command) {
  std::string output;
  FILE* const pipe = popen(command.c_str(), "r");
  EXPECT_NE(pipe, nullptr);
  if (pipe == nullptr) return output;
  std::array<char, 4096> bytes;
  for (size_t size; (size = fread(bytes.data(), 1, bytes.size(), pipe)) > 0;) {
    output.append(bytes.data(), size);
  }
  EXPECT_EQ(pclose(pipe), 0) << command;
  return output;
}

}  // namespace goldthread
