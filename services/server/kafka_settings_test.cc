#include "services/server/kafka_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/server/command_test.h"
#include "services/server/hub_access.h"

namespace goldthread::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

class KafkaSettingsTest : public ::testing::Test {
 protected:
  StatusOr<HubAccess> Read(const std::string& kafka) {
    return ReadHubAccess(directory_.Write("hub.toml", "mode = \"development\"\n" + kafka));
  }
  const TestDirectory directory_;
};

TEST_F(KafkaSettingsTest, ALogStandsInItsDirectoryUnlessToldOtherwise) {
  EXPECT_FALSE(Read("")->kafka.has_value());
}

TEST_F(KafkaSettingsTest, BrokersAreEnough) {
  const auto access = Read("[kafka]\nbrokers = \"one:9092,two:9092\"\n");
  ASSERT_TRUE(access.ok()) << access.status();
  EXPECT_EQ(access->kafka->shard.brokers, "one:9092,two:9092");
  EXPECT_EQ(access->kafka->shard.topic, "goldthread.events");
  EXPECT_EQ(access->kafka->shard.partition, 0);
  EXPECT_EQ(access->kafka->terms.replicas, 3);
  EXPECT_FALSE(access->kafka->make_topic);
}

TEST_F(KafkaSettingsTest, AllOfItCanBeSaid) {
  const auto access = Read(
      "[kafka]\nbrokers = \"b:1\"\ntopic = \"t\"\npartition = 4\nreplicas = 5\n"
      "make_topic = true\n[kafka.access]\n\"security.protocol\" = \"ssl\"\n");
  ASSERT_TRUE(access.ok()) << access.status();
  EXPECT_EQ(access->kafka->shard.topic, "t");
  EXPECT_EQ(access->kafka->shard.partition, 4);
  EXPECT_EQ(access->kafka->terms.partitions, 5);
  EXPECT_EQ(access->kafka->terms.replicas, 5);
  EXPECT_TRUE(access->kafka->make_topic);
  EXPECT_THAT(access->kafka->shard.access, ElementsAre(Pair("security.protocol", "ssl")));
}

TEST_F(KafkaSettingsTest, AMistakeIsNamedByItsLine) {
  directory_.Write("ca", "an authority's certificate");
  const std::vector<std::pair<std::string, std::string>> mistakes = {
      {"[kafka]\ntopic = \"t\"\n", "\"brokers\" is missing"},
      {"[kafka]\nbrokers = \"b\"\npartition = -1\n", "line 4: \"partition\""},
      {"[kafka]\nbrokers = \"b\"\nmake_topic = 1\n", "line 4: \"make_topic\""},
      {"[kafka]\nbrokers = \"b\"\nacks = \"1\"\n", "line 4"},
      {"[kafka]\nbrokers = \"b\"\ninbox = \"a/b\"\n", "line 4: \"inbox\" is a list"},
      {"[kafka]\nbrokers = \"b\"\nuser = \"hub\"\npassword_file = \"p\"\n", "add it"},
      {"[kafka]\nbrokers = \"b\"\nca = \"ca\"\nuser = \"hub\"\n", "\"password_file\" is missing"},
      {"[kafka]\nbrokers = \"b\"\nca = \"ca\"\nkey = \"k\"\n", "\"certificate\" is missing"},
      {"[kafka]\nbrokers = \"b\"\nca = \"ca\"\nuser = \"hub\"\npassword_file = \"none\"\n",
       "line 6"},
      {"[kafka]\nbrokers = \"b\"\nca = \"gone.pem\"\n", "gone.pem"}};
  for (const auto& [text, message] : mistakes) {
    const Status status = Read(text).status();
    EXPECT_EQ(status.code(), Code::kInvalidArgument) << text;
    EXPECT_THAT(std::string(Message(status)), HasSubstr(message));
  }
}

TEST_F(KafkaSettingsTest, AUserAndItsPasswordGoOverTls) {
  directory_.Write("kafka.password", "se cret\n");
  directory_.Write("ca.pem", "an authority's certificate");
  const auto access = Read(
      "[kafka]\nbrokers = \"b:1\"\ninbox = [\"a/b\", \"c\"]\nca = \"ca.pem\"\nuser = \"hub\"\n"
      "password_file = \"kafka.password\"\n[kafka.access]\n\"sasl.mechanism\" = "
      "\"SCRAM-SHA-256\"\n");
  ASSERT_TRUE(access.ok()) << access.status();
  EXPECT_THAT(access->kafka->inbox, ElementsAre("a/b", "c"));
  // What is said by librdkafka's names comes last, and counts.
  EXPECT_THAT(
      access->kafka->shard.access,
      ElementsAre(Pair("security.protocol", "sasl_ssl"),
                  Pair("ssl.ca.location", directory_.File("ca.pem")),
                  Pair("sasl.mechanism", "SCRAM-SHA-512"), Pair("sasl.username", "hub"),
                  Pair("sasl.password", "se cret"), Pair("sasl.mechanism", "SCRAM-SHA-256")));
}

TEST_F(KafkaSettingsTest, ACertificateIsAnotherWayToSayWho) {
  for (const char* const name : {"ca.pem", "c.pem", "c.key"}) directory_.Write(name, "PEM");
  const auto access = Read(
      "[kafka]\nbrokers = \"b:1\"\nca = \"ca.pem\"\ncertificate = \"c.pem\"\nkey = \"c.key\"\n");
  ASSERT_TRUE(access.ok()) << access.status();
  EXPECT_THAT(access->kafka->shard.access,
              ElementsAre(Pair("security.protocol", "ssl"),
                          Pair("ssl.ca.location", directory_.File("ca.pem")),
                          Pair("ssl.certificate.location", directory_.File("c.pem")),
                          Pair("ssl.key.location", directory_.File("c.key"))));
  EXPECT_THAT(KafkaProblems(*access->kafka), IsEmpty());
}

TEST_F(KafkaSettingsTest, ProductionWantsThreeCopiesAndNothingInClear) {
  EXPECT_THAT(KafkaProblems(TrialKafka("b:1")),
              ElementsAre(HasSubstr("replicas = 3"), HasSubstr("in clear")));
  KafkaPlace place;
  place.shard.access = {{"security.protocol", "sasl_ssl"}};
  EXPECT_THAT(KafkaProblems(place), IsEmpty());
}

TEST_F(KafkaSettingsTest, ProductionWantsBothSidesToProveWhoTheyAre) {
  KafkaPlace place;
  place.shard.access = {{"security.protocol", "ssl"}};
  EXPECT_THAT(KafkaProblems(place), ElementsAre(HasSubstr("who writes the log")));
  place.shard.access = {{"security.protocol", "sasl_ssl"},
                        {"ssl.endpoint.identification.algorithm", "none"}};
  EXPECT_THAT(KafkaProblems(place), ElementsAre(HasSubstr("pass for a broker")));
  place.shard.access = {{"security.protocol", "sasl_ssl"}, {"security.protocol", "sasl_plaintext"}};
  EXPECT_THAT(KafkaProblems(place), ElementsAre(HasSubstr("in clear")));
}

}  // namespace
}  // namespace goldthread::server
