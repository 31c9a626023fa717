#include "services/server/kafka_place.h"

#include <fmt/format.h>

#include <algorithm>

namespace goldthread::server {

KafkaPlace TrialKafka(const std::string& brokers) {
  KafkaPlace place;
  place.shard.brokers = brokers;
  place.terms.replicas = 1;
  place.make_topic = true;
  return place;
}

std::vector<std::string> KafkaProblems(const KafkaPlace& place) {
  std::vector<std::string> problems;
  if (place.terms.replicas < 3) {
    problems.push_back(fmt::format(
        "with {} replicas a broken disk of Kafka is a lost or a stopped log. Set replicas = 3 in "
        "[kafka], on three brokers or more",
        place.terms.replicas));
  }
  const bool sealed = std::ranges::any_of(place.shard.access, [](const auto& setting) {
    return setting.first == "security.protocol" &&
           (setting.second == "ssl" || setting.second == "sasl_ssl");
  });
  if (!sealed) {
    problems.emplace_back(
        "records would travel to Kafka in clear. Set \"security.protocol\" to \"ssl\" or "
        "\"sasl_ssl\" in [kafka.access], with \"ssl.ca.location\"");
  }
  return problems;
}

}  // namespace goldthread::server
