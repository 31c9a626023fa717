#include "connectors/inbound/kafka/inbox_topics.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace goldthread::inbox {
namespace {

// A sender that was not answered for a week asks somebody.
constexpr std::chrono::hours kKeep{7 * 24};

std::string TopicNameOf(std::string_view feed) {
  std::string name(feed);
  std::ranges::replace(name, '/', '.');
  return name;
}

}  // namespace

InboxTopics InboxTopicsOf(std::string_view feed) {
  const std::string name = TopicNameOf(feed);
  return {.inbox = "goldthread.inbox." + name,
          .receipts = "goldthread.receipts." + name,
          .dead_letters = "goldthread.dead-letters." + name};
}

KafkaTopicTerms InboxTerms(int replicas) {
  // One partition: a sender's order is kept.
  return {.partitions = 1, .replicas = replicas, .keep = kKeep, .from_others = true};
}

KafkaTopicTerms AnswerTerms(int replicas) {
  return {.partitions = 1, .replicas = replicas, .keep = kKeep};
}

Status CheckFeeds(const std::vector<std::string>& feeds) {
  if (feeds.size() > kInboxesMax) {
    return Error(Code::kInvalidArgument,
                 fmt::format("{} inboxes; a hub reads at most {}", feeds.size(), kInboxesMax));
  }
  std::map<std::string, std::string> taken;
  for (const std::string& feed : feeds) {
    std::string name = TopicNameOf(feed);
    std::ranges::replace(name, '_', '.');
    const auto [other, is_new] = taken.emplace(name, feed);
    if (is_new) continue;
    return Error(Code::kInvalidArgument, fmt::format("the feeds \"{}\" and \"{}\" would have one "
                                                     "inbox; let one of them send over gRPC",
                                                     other->second, feed));
  }
  return OkStatus();
}

}  // namespace goldthread::inbox
