#include "services/server/kafka_settings.h"

#include "services/server/read_file.h"

namespace goldthread::server {
namespace {

namespace fs = std::filesystem;

// Kafka's own limits are far above.
constexpr int kPartitionsMax = 10'000;
constexpr int kReplicasMax = 9;
constexpr int kPatienceSecondsMax = 60;

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

// A password is in a file of its own, so that the settings can be shown.
StatusOr<std::string> PasswordIn(const access::TomlReading& file, const toml::table& kafka,
                                 const fs::path& folder) {
  GT_ASSIGN_OR_RETURN(const std::string name, file.TextAt(kafka, "password_file"));
  const StatusOr<std::string> text = ReadFile((folder / name).string());
  if (!text.ok()) return file.Wrong(*kafka.get("password_file"), Message(text.status()));
  const std::string password = text->substr(0, text->find_last_not_of("\r\n") + 1);
  if (password.empty()) return file.Wrong(*kafka.get("password_file"), "the file is empty");
  return password;
}

// TLS and a name to the brokers, in our own words; [kafka.access] has librdkafka's.
Status TakeCredentials(const access::TomlReading& file, const toml::table& kafka,
                       const fs::path& folder, KafkaShard* shard) {
  auto& access = shard->access;
  const auto take_file = [&](std::string_view key, const char* setting) -> Status {
    if (!kafka.contains(key)) return OkStatus();
    GT_ASSIGN_OR_RETURN(const std::string name, file.TextAt(kafka, key));
    const std::string path = (folder / name).string();
    // librdkafka names no file that it cannot read.
    if (const auto text = ReadFile(path); !text.ok()) {
      return file.Wrong(*kafka.get(key), Message(text.status()));
    }
    access.emplace_back(setting, path);
    return OkStatus();
  };
  const bool user = kafka.contains("user");
  for (const char* const key : {"user", "certificate", "key"}) {
    if (!kafka.contains(key) || kafka.contains("ca")) continue;
    return file.Wrong(*kafka.get(key), "without \"ca\" nobody knows who the brokers are; add it");
  }
  for (const auto& [one, other] :
       {std::pair("user", "password_file"), std::pair("password_file", "user"),
        std::pair("certificate", "key"), std::pair("key", "certificate")}) {
    if (!kafka.contains(one) || kafka.contains(other)) continue;
    return file.Wrong(*kafka.get(one), fmt::format("\"{}\" is missing beside it; add it", other));
  }
  if (!kafka.contains("ca")) return OkStatus();
  access.emplace_back("security.protocol", user ? "sasl_ssl" : "ssl");
  GT_RETURN_IF_ERROR(take_file("ca", "ssl.ca.location"));
  GT_RETURN_IF_ERROR(take_file("certificate", "ssl.certificate.location"));
  GT_RETURN_IF_ERROR(take_file("key", "ssl.key.location"));
  if (!user) return OkStatus();
  access.emplace_back("sasl.mechanism", "SCRAM-SHA-512");
  GT_ASSIGN_OR_RETURN(const std::string name, file.TextAt(kafka, "user"));
  access.emplace_back("sasl.username", name);
  GT_ASSIGN_OR_RETURN(const std::string password, PasswordIn(file, kafka, folder));
  access.emplace_back("sasl.password", password);
  return OkStatus();
}

StatusOr<std::vector<std::string>> FeedsAt(const access::TomlReading& file,
                                           const toml::table& kafka) {
  const toml::node* const node = kafka.get("inbox");
  if (node == nullptr) return std::vector<std::string>();
  const toml::array* const list = node->as_array();
  std::vector<std::string> feeds;
  for (size_t i = 0; list != nullptr && i < list->size(); ++i) {
    feeds.push_back((*list)[i].value_exact<std::string>().value_or(""));
  }
  if (list != nullptr && std::ranges::find(feeds, "") == feeds.end()) return feeds;
  return file.Wrong(*node, "\"inbox\" is a list of feeds: [\"northmere-police/incidents\"]");
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
                                            const toml::table& root, const fs::path& folder) {
  const toml::node* const node = root.get("kafka");
  if (node == nullptr) return std::optional<KafkaPlace>();
  const toml::table* const kafka = node->as_table();
  if (kafka == nullptr) return file.Wrong(*node, "write it as [kafka]");
  GT_RETURN_IF_ERROR(file.OnlyKnownKeys(
      *kafka, {"brokers", "topic", "partition", "replicas", "make_topic", "access", "inbox", "ca",
               "user", "password_file", "certificate", "key", "patience_seconds"}));
  KafkaPlace place;
  GT_ASSIGN_OR_RETURN(place.shard.brokers, file.TextAt(*kafka, "brokers"));
  if (kafka->contains("topic")) {
    GT_ASSIGN_OR_RETURN(place.shard.topic, file.TextAt(*kafka, "topic"));
  }
  if (kafka->contains("partition")) {
    GT_ASSIGN_OR_RETURN(place.shard.partition, PartitionAt(file, *kafka));
  }
  if (kafka->contains("patience_seconds")) {
    GT_ASSIGN_OR_RETURN(const int seconds,
                        file.NumberAt(*kafka, "patience_seconds", kPatienceSecondsMax));
    place.shard.answer_wait = std::chrono::seconds(seconds);
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
  GT_ASSIGN_OR_RETURN(place.inbox, FeedsAt(file, *kafka));
  GT_RETURN_IF_ERROR(TakeCredentials(file, *kafka, folder, &place.shard));
  GT_RETURN_IF_ERROR(TakeAccess(file, *kafka, &place.shard));
  return std::optional<KafkaPlace>(std::move(place));
}

StatusOr<KafkaPlace> ReadKafka(const std::string& name) {
  GT_ASSIGN_OR_RETURN(const std::string text, ReadFile(name));
  const access::TomlReading file("BAD_SETTINGS");
  GT_ASSIGN_OR_RETURN(const toml::table root, file.Parse(text));
  GT_ASSIGN_OR_RETURN(const auto kafka, KafkaOf(file, root, fs::path(name).parent_path()));
  if (kafka.has_value()) return *kafka;
  return Error(Code::kInvalidArgument,
               fmt::format("BAD_SETTINGS: {} has no [kafka]; add it, with brokers", name));
}

}  // namespace goldthread::server
