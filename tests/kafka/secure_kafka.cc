#include "tests/kafka/secure_kafka.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <utility>

namespace goldthread {
namespace {

std::string FolderIfUp() {
  const char* const folder = std::getenv("GT_KAFKA_SECURE");
  if (folder == nullptr || !std::ifstream(std::string(folder) + "/address")) return "";
  return folder;
}

std::string FileOf(const std::string& name) { return SecureFolder() + "/secure/" + name; }

}  // namespace

const std::string& SecureFolder() {
  static const auto* const folder = new std::string(FolderIfUp());
  return *folder;
}

std::string Secret(const std::string& name) {
  std::string text;
  std::ifstream(SecureFolder() + "/" + name) >> text;
  EXPECT_NE(text, "") << name;
  return text;
}

KafkaShard ByPassword(const std::string& user) {
  return {.brokers = Secret("address"),
          .topic = "",
          .access = {{"security.protocol", "sasl_ssl"},
                     {"ssl.ca.location", FileOf("ca.pem")},
                     {"sasl.mechanism", "PLAIN"},
                     {"sasl.username", user},
                     {"sasl.password", Secret("secure/" + user + ".password")}}};
}

KafkaShard ByCertificate(const std::string& user) {
  return {.brokers = Secret("secure/address-mutual"),
          .topic = "",
          .access = {{"security.protocol", "ssl"},
                     {"ssl.ca.location", FileOf("ca.pem")},
                     {"ssl.certificate.location", FileOf(user + ".pem")},
                     {"ssl.key.location", FileOf(user + ".key")}}};
}

KafkaShard With(KafkaShard shard, const std::string& setting, const std::string& value) {
  shard.access.emplace_back(setting, value);
  return shard;
}

}  // namespace goldthread
