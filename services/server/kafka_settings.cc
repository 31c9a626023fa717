#include "services/server/kafka_settings.h"

namespace goldthread::server {
namespace {

// Kafka's own limits are far above.
constexpr int kPartitionsMax = 10'000;
constexpr int kReplicasMax = 9;

Status TakeAccess(const access::TomlReading& file, const toml::table& kafka, KafkaShard* shard) {
  const toml::node* const node = kafka.get("access");
  if (node == nullptr) return OkStatus();
  const toml::table* const settings = node->as_table();
  if (settings == nullptr) return file.Wrong(*node, "write it as [kafka.access]");
  for (const auto& [key, value] : *settings) {
    const std::string name(key.str());
    GT_ASSIGN_OR_RETURN(const std::string text, file.TextAt(*settings, name));
    shard->access.emplace_back(name, text);
  }
  return OkStatus();
}

StatusOr<int32_t> PartitionAt(const access::TomlReading& file, const toml::table& kafka) {
  const toml::node& node = *kafka.get("partition");
  const auto number = node.value_exact<int64_t>();
  if (number.has_value() && *number >= 0 && *number < kPartitionsMax) {
    return static_cast<int32_t>(*number);
  }
  return file.Wrong(
      node, fmt::format("\"partition\" must be a whole number from 0 to {}", kPartitionsMax - 1));
}

}  // namespace

StatusOr<std::optional<KafkaPlace>> KafkaOf(const access::TomlReading& file,
                                            const toml::table& root) {
  const toml::node* const node = root.get("kafka");
  if (node == nullptr) return std::optional<KafkaPlace>();
  const toml::table* const kafka = node->as_table();
  if (kafka == nullptr) return file.Wrong(*node, "write it as [kafka]");
  GT_RETURN_IF_ERROR(file.OnlyKnownKeys(
      *kafka, {"brokers", "topic", "partition", "replicas", "make_topic", "access"}));
  KafkaPlace place;
  GT_ASSIGN_OR_RETURN(place.shard.brokers, file.TextAt(*kafka, "brokers"));
  if (kafka->contains("topic")) {
    GT_ASSIGN_OR_RETURN(place.shard.topic, file.TextAt(*kafka, "topic"));
  }
  if (kafka->contains("partition")) {
    GT_ASSIGN_OR_RETURN(place.shard.partition, PartitionAt(file, *kafka));
  }
  if (kafka->contains("replicas")) {
    GT_ASSIGN_OR_RETURN(place.terms.replicas, file.NumberAt(*kafka, "replicas", kReplicasMax));
  }
  if (const toml::node* const make = kafka->get("make_topic")) {
    const auto value = make->value_exact<bool>();
    if (!value.has_value()) return file.Wrong(*make, "\"make_topic\" is true or false");
    place.make_topic = *value;
  }
  place.terms.partitions = place.shard.partition + 1;
  GT_RETURN_IF_ERROR(TakeAccess(file, *kafka, &place.shard));
  return std::optional<KafkaPlace>(std::move(place));
}

}  // namespace goldthread::server
