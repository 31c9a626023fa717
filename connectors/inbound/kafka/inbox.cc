#include "connectors/inbound/kafka/inbox.h"

#include <utility>

namespace goldthread::inbox {
namespace {

Status Fit(KafkaShard place, const std::string& topic, const KafkaTopicTerms& terms, bool make) {
  place.topic = topic;
  place.partition = 0;
  if (make) GT_RETURN_IF_ERROR(CreateKafkaTopic(place, terms));
  return CheckKafkaTopic(place, terms);
}

}  // namespace

StatusOr<std::unique_ptr<Inbox>> Inbox::Open(const Config& config) {
  GT_RETURN_IF_ERROR(CheckFeeds(config.feeds));
  std::unique_ptr<Inbox> inbox(new Inbox);
  GT_ASSIGN_OR_RETURN(const auto client, KafkaInboxClient::Open(config.brokers, config.group));
  GT_ASSIGN_OR_RETURN(inbox->outbox_, KafkaOutbox::Open(config.brokers));
  for (const std::string& feed : config.feeds) {
    const InboxTopics topics = InboxTopicsOf(feed);
    const KafkaTopicTerms answers = AnswerTerms(config.replicas);
    const bool make = config.make_topics;
    GT_RETURN_IF_ERROR(Fit(config.brokers, topics.inbox, InboxTerms(config.replicas), make));
    GT_RETURN_IF_ERROR(Fit(config.brokers, topics.receipts, answers, make));
    GT_RETURN_IF_ERROR(Fit(config.brokers, topics.dead_letters, answers, make));
  }
  for (const std::string& feed : config.feeds) {
    KafkaShard place = config.brokers;
    place.topic = InboxTopicsOf(feed).inbox;
    place.partition = 0;
    GT_ASSIGN_OR_RETURN(auto reader, KafkaInbox::Open(client, std::move(place)));
    inbox->lines_.push_back(
        std::make_unique<InboxLine>(InboxLine::Config{.feed = feed,
                                                      .inbox = std::move(reader),
                                                      .outbox = inbox->outbox_.get(),
                                                      .publish = config.publish,
                                                      .tell = config.tell}));
  }
  return inbox;
}

}  // namespace goldthread::inbox
