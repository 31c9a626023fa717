#include "tests/kafka/secure_kafka.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <utility>

namespace goldthread {
namespace {

std::string* FolderIfUp(const char* variable) {
  const char* const folder = std::getenv(variable);
  if (folder == nullptr || !std::ifstream(std::string(folder) + "/address")) return new std::string;
  return new std::string(folder);
}

}  // namespace

const std::string& SecureFolder(Login login) {
  static const std::string* const plain = FolderIfUp("GT_KAFKA_SECURE");
  static const std::string* const scram = FolderIfUp("GT_KAFKA_SCRAM");
  return login == Login::kPlain ? *plain : *scram;
}

std::string Secret(const std::string& name, Login login) {
  std::string text;
  std::ifstream(SecureFolder(login) + "/" + name) >> text;
  EXPECT_NE(text, "") << name;
  return text;
}

KafkaShard ByPassword(const std::string& user, Login login) {
  return {.brokers = Secret("address", login),
          .topic = "",
          .access = {{"security.protocol", "sasl_ssl"},
                     {"ssl.ca.location", SecureFolder(login) + "/secure/ca.pem"},
                     {"sasl.mechanism", login == Login::kPlain ? "PLAIN" : "SCRAM-SHA-512"},
                     {"sasl.username", user},
                     {"sasl.password", Secret("secure/" + user + ".password", login)}}};
}

KafkaShard ByCertificate(const std::string& user) {
  const std::string folder = SecureFolder() + "/secure/";
  return {.brokers = Secret("secure/address-mutual"),
          .topic = "",
          .access = {{"security.protocol", "ssl"},
                     {"ssl.ca.location", folder + "ca.pem"},
                     {"ssl.certificate.location", folder + user + ".pem"},
                     {"ssl.key.location", folder + user + ".key"}}};
}

KafkaShard With(KafkaShard shard, const std::string& setting, const std::string& value) {
  shard.access.emplace_back(setting, value);
  return shard;
}

}  // namespace goldthread
