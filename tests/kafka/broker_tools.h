// What somebody else may do to a topic, rightly or wrongly.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eventstore/base/position.h"
#include "eventstore/log/kafka/kafka_handles.h"
#include "eventstore/log/kafka/kafka_shard.h"

namespace goldthread {

// As retention would.
void DeleteRecordsBefore(const KafkaShard& shard, Position first);

// Writes one record in a transaction of its own, whose marker takes the offset after it.
void AppendInTransaction(const KafkaShard& shard, std::string_view value);

// A topic of one partition and one copy, with settings of the test's choosing.
void MakeTopic(const KafkaShard& shard,
               const std::vector<std::pair<std::string, std::string>>& settings);

// What `user` may do to the topic or group `name`, said by `admin`.
void Allow(const KafkaShard& admin, const std::string& user, rd_kafka_ResourceType_t type,
           const std::string& name, const std::vector<rd_kafka_AclOperation_t>& operations);

// As an operator does for another partnership.
void GrowTopic(const KafkaShard& shard, int partitions);

void DeleteTopic(const KafkaShard& shard);

// What a shell command prints.
std::string OutputOf(const std::string& command);

}  // namespace goldthread
