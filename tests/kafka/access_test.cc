// Who may connect to a real broker, and what an agency may do there: as docs/kafka-topics.md says.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "connectors/inbound/kafka/inbox_fixture.h"
#include "connectors/inbound/kafka/inbox_sender.h"
#include "connectors/inbound/kafka/inbox_topics.h"
#include "eventstore/log/kafka/kafka_outbox.h"
#include "eventstore/log/kafka/kafka_reader.h"
#include "goldthread/v1/event_service.pb.h"
#include "services/ingest/sample_event.h"
#include "services/server/certificates.h"
#include "services/server/hub.h"
#include "tests/kafka/broker_tools.h"
#include "tests/kafka/real_kafka.h"
#include "tests/kafka/secure_kafka.h"

namespace goldthread {
namespace {

using inbox::InboxTopics;
using inbox::InboxTopicsOf;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// Refused for good, and at once: not when the time for an answer is up.
std::string WhyRefused(KafkaShard shard) {
  shard.topic = "any";
  shard.answer_wait = std::chrono::minutes(5);
  const Status refused = CheckKafkaTopic(shard, kOneBroker);
  EXPECT_EQ(refused.code(), Code::kFailedPrecondition) << refused;
  return std::string(Message(refused));
}

TEST(KafkaAccessTest, AWrongPasswordIsRefusedAndNotRepeated) {
  EXPECT_THAT(WhyRefused(With(ByPassword("hub"), "sasl.password", "guessed")),
              AllOf(HasSubstr("KAFKA_REFUSED"), HasSubstr("the user or its password"),
                    Not(HasSubstr("guessed"))));
}

// librdkafka as Debian packages it says the nonce wrongly, and Kafka 4 is strict about it.
TEST(KafkaAccessTest, AScramLoginThatTheseBrokersCannotTakeSaysWhatToDo) {
  EXPECT_THAT(WhyRefused(With(ByPassword("hub"), "sasl.mechanism", "SCRAM-SHA-512")),
              HasSubstr("use a certificate"));
}

TEST(KafkaAccessTest, ABrokerThatCannotProveWhoItIsIsNotToldThePassword) {
  const server::TestDirectory directory;
  const server::Authority other(directory, "other");
  EXPECT_THAT(WhyRefused(With(ByPassword("hub"), "ssl.ca.location", other.file())),
              HasSubstr("not of the authority in ca"));
  KafkaShard expired = ByPassword("hub");
  expired.brokers = Secret("secure/address-expired");
  EXPECT_THAT(WhyRefused(expired), HasSubstr("it has expired"));
  KafkaShard renamed = ByPassword("hub");
  renamed.brokers.replace(0, renamed.brokers.find(':'), "localhost");
  EXPECT_THAT(WhyRefused(renamed), HasSubstr("for another host"));
}

TEST(KafkaAccessTest, ACertificateOfAnotherAuthorityOpensNothing) {
  const server::TestDirectory directory;
  const server::Authority other(directory, "other");
  other.Issue("hub", "IP:127.0.0.1");
  const KafkaShard pretender =
      With(With(ByCertificate("hub"), "ssl.certificate.location", directory.File("hub.pem")),
           "ssl.key.location", directory.File("hub.key"));
  EXPECT_THAT(WhyRefused(pretender), HasSubstr("refused our certificate"));
}

TEST(KafkaAccessTest, OneSideWithoutTlsIsToldSo) {
  EXPECT_THAT(WhyRefused({.brokers = Secret("address"), .topic = ""}), HasSubstr("speaks TLS"));
  KafkaShard clear = ByPassword("hub");
  clear.brokers = RealBrokers();
  EXPECT_THAT(WhyRefused(clear), HasSubstr("speaks TLS"));
}

TEST(KafkaScramTest, AWrongPasswordIsRefusedAndNotRepeated) {
  EXPECT_THAT(WhyRefused(With(ByPassword("hub", Login::kScram), "sasl.password", "guessed")),
              AllOf(HasSubstr("KAFKA_REFUSED"), HasSubstr("the user or its password"),
                    Not(HasSubstr("guessed"))));
}

TEST(KafkaScramTest, OneUsersPasswordIsNotAnothers) {
  const KafkaShard police = ByPassword("police", Login::kScram);
  EXPECT_THAT(WhyRefused(With(police, "sasl.username", "hub")),
              HasSubstr("the user or its password"));
}

// Two agencies with an inbox each, and a hub, allowed what the page says and no more. Whoever they
// are, they log in by password.
class KafkaRightsTest : public ::testing::TestWithParam<Login> {
 protected:
  KafkaRightsTest() {
    Make(log_, {.partitions = 1, .replicas = 1});
    Make("goldthread.alerts", inbox::AnswerTerms(1));
    for (const auto& [agency, topics] : {std::pair("police", police_), {"school", school_}}) {
      Make(topics.inbox, inbox::InboxTerms(1));
      Allow(agency, topics.inbox, {RD_KAFKA_ACL_OPERATION_WRITE});
      Allow("hub", topics.inbox,
            {RD_KAFKA_ACL_OPERATION_READ, RD_KAFKA_ACL_OPERATION_DESCRIBE_CONFIGS});
      for (const std::string& answers : {topics.receipts, topics.dead_letters}) {
        Make(answers, inbox::AnswerTerms(1));
        Allow(agency, answers, {RD_KAFKA_ACL_OPERATION_READ});
        Allow("hub", answers,
              {RD_KAFKA_ACL_OPERATION_WRITE, RD_KAFKA_ACL_OPERATION_DESCRIBE_CONFIGS});
      }
    }
    Allow("hub", log_,
          {RD_KAFKA_ACL_OPERATION_READ, RD_KAFKA_ACL_OPERATION_WRITE,
           RD_KAFKA_ACL_OPERATION_DESCRIBE_CONFIGS});
    goldthread::Allow(admin_, "hub", RD_KAFKA_RESOURCE_GROUP, "goldthread.inbox.northmere",
                      {RD_KAFKA_ACL_OPERATION_READ});
    // Rights are known to a broker in the order they were given: so this one is the last.
    Make(marker_, inbox::AnswerTerms(1));
    Allow("hub", marker_, {RD_KAFKA_ACL_OPERATION_READ});
    while (!ReadAs("hub", marker_).ok()) {
    }
  }

  static KafkaShard As(const std::string& user) { return ByPassword(user, GetParam()); }

  void Make(const std::string& topic, const KafkaTopicTerms& terms) {
    KafkaShard place = admin_;
    place.topic = topic;
    const Status made = CreateKafkaTopic(place, terms);
    EXPECT_TRUE(made.ok()) << made;
  }
  void Allow(const std::string& user, const std::string& topic,
             const std::vector<rd_kafka_AclOperation_t>& operations) {
    goldthread::Allow(admin_, user, RD_KAFKA_RESOURCE_TOPIC, topic, operations);
  }

  Status WriteAs(const std::string& user, const std::string& topic) const {
    const auto outbox = *KafkaOutbox::Open(As(user));
    return outbox->Send(std::vector{inbox::To(topic, inbox::BinaryRecord(event_))});
  }
  static Status ReadAs(const std::string& user, const std::string& topic) {
    KafkaShard place = As(user);
    place.topic = topic;
    place.answer_wait = std::chrono::seconds(5);
    LogBatch batch;
    return (*KafkaReader::Open(place))->Read({0}, 1, std::chrono::milliseconds(0), &batch);
  }

  static std::string Run() {
    const std::string topic = UnmadeShard().topic;  // "events-RUN-N"
    return topic.substr(topic.find('-') + 1);
  }

  const KafkaShard admin_ = As("admin");
  const std::string run_ = Run();
  const std::string log_ = "goldthread.events-" + run_;
  const std::string feed_ = "northmere-hospital/" + run_;
  const std::string marker_ = "marker-" + run_;
  const InboxTopics police_ = InboxTopicsOf(feed_);
  const InboxTopics school_ = InboxTopicsOf("westmere-hospital/" + run_);
  const v1::Event event_ = [this] {
    v1::Event event = ingest::SampleEvent();
    event.set_feed(feed_);
    event.set_category(v1::INFORMATION_CATEGORY_HEALTH);
    return event;
  }();
};

TEST_P(KafkaRightsTest, AnAgencyWritesItsOwnInboxReadsItsOwnAnswersAndNothingElse) {
  EXPECT_TRUE(WriteAs("police", police_.inbox).ok());
  EXPECT_TRUE(ReadAs("police", police_.receipts).ok());
  EXPECT_TRUE(ReadAs("police", police_.dead_letters).ok());
  for (const std::string& closed : {school_.inbox, log_, std::string("goldthread.alerts"),
                                    police_.receipts, police_.dead_letters, school_.receipts}) {
    const Status written = WriteAs("police", closed);
    EXPECT_FALSE(written.ok()) << closed;
    EXPECT_THAT(std::string(Message(written)), HasSubstr("TOPIC_AUTHORIZATION_FAILED")) << closed;
  }
  for (const std::string& closed :
       {police_.inbox, school_.inbox, log_, school_.receipts, school_.dead_letters}) {
    EXPECT_FALSE(ReadAs("police", closed).ok()) << closed;
  }
}

TEST_P(KafkaRightsTest, AHubWithoutRightsSaysWhichItNeeds) {
  KafkaShard place = As("school");
  place.topic = log_;
  EXPECT_THAT(std::string(Message(CheckKafkaTopic(place, kOneBroker))),
              AllOf(HasSubstr("TOPIC_REFUSED"), HasSubstr(log_)));
}

TEST_P(KafkaRightsTest, AHubWithNoMoreRightsThanThePageSaysTakesAndAnswers) {
  const server::TestDirectory directory;
  ManualClock clock(ingest::kSampleNow);
  server::HubAccess access;
  access.kafka = {.shard = GetParam() == Login::kPlain ? ByCertificate("hub") : As("hub"),
                  .terms = kOneBroker,
                  .inbox = {feed_}};
  access.kafka->shard.topic = log_;
  const auto hub =
      server::Hub::Open({.data_dir = directory.File("hub"), .clock = &clock, .access = access});
  ASSERT_TRUE(hub.ok()) << hub.status();
  const auto sender = inbox::InboxSender::Open(
      {.brokers = As("police"), .feeds = {feed_}, .refused = [](const v1::Receipt& receipt) {
         ADD_FAILURE() << receipt.ShortDebugString();
       }});
  ASSERT_TRUE(sender.ok()) << sender.status();
  ASSERT_TRUE((*sender)->Send(event_).ok());
  const Status answered = (*sender)->Finish([](const inbox::SenderAccount&) {});
  EXPECT_TRUE(answered.ok()) << answered;
  EXPECT_EQ((*sender)->account().accepted, 1);
}

INSTANTIATE_TEST_SUITE_P(Logins, KafkaRightsTest, testing::Values(Login::kPlain, Login::kScram));

}  // namespace
}  // namespace goldthread
