#include "services/server/kafka_place.h"

#include <fmt/format.h>

#include <string_view>

namespace goldthread::server {
namespace {

// The last one counts, as for librdkafka.
std::string AccessOf(const KafkaPlace& place, std::string_view name) {
  std::string value;
  for (const auto& [setting, given] : place.shard.access) {
    if (setting == name) value = given;
  }
  return value;
}

}  // namespace

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
  const std::string protocol = AccessOf(place, "security.protocol");
  const bool proves_user = protocol == "sasl_ssl";
  if (protocol != "ssl" && !proves_user) {
    problems.emplace_back(
        "records would travel to Kafka in clear. Set ca in [kafka], and user and password_file, or "
        "certificate and key");
  } else if (!proves_user && AccessOf(place, "ssl.certificate.location").empty()) {
    problems.emplace_back(
        "the brokers would not know who writes the log, and let anybody. Set user and "
        "password_file, or certificate and key, in [kafka]");
  }
  if (AccessOf(place, "ssl.endpoint.identification.algorithm") == "none") {
    problems.emplace_back(
        "any certificate of that authority could pass for a broker. Take "
        "\"ssl.endpoint.identification.algorithm\" out of [kafka.access]");
  }
  return problems;
}

}  // namespace goldthread::server
