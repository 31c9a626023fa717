#include "eventstore/log/kafka/kafka_topic.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <map>
#include <optional>

#include "eventstore/log/event_log.h"
#include "eventstore/log/kafka/kafka_handles.h"

namespace goldthread {
namespace {

using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, KafkaDeleter<rd_kafka_NewTopic_destroy>>;
using Resource =
    std::unique_ptr<rd_kafka_ConfigResource_t, KafkaDeleter<rd_kafka_ConfigResource_destroy>>;
using Settings = std::map<std::string, std::string, std::less<>>;

// What Kafka adds to a record, with room to spare.
constexpr int64_t kMessageBytesMin = static_cast<int64_t>(kRecordBytesMax) + 16 * 1024;

// How often it is looked for who refuses whom.
constexpr int kLookMs = 500;
constexpr int kAgainMs = 50;

int LeastInSync(const KafkaTopicTerms& terms) { return std::max(1, terms.replicas - 1); }

int64_t KeepMs(const KafkaTopicTerms& terms) {
  return terms.keep.count() == 0 ? -1 : std::chrono::milliseconds(terms.keep).count();
}

Settings RightSettings(const KafkaTopicTerms& terms) {
  Settings settings = {{"retention.ms", std::to_string(KeepMs(terms))},
                       {"retention.bytes", "-1"},
                       {"cleanup.policy", terms.compacted ? "compact" : "delete"},
                       {"unclean.leader.election.enable", "false"},
                       {"min.insync.replicas", std::to_string(LeastInSync(terms))}};
  if (terms.from_others) settings.emplace("compression.type", "uncompressed");
  return settings;
}

// A client that asks, and the queue its answers come on.
struct Asker {
  int answer_ms = 0;
  KafkaComplaint complaint;
  KafkaHandle handle;
  KafkaQueue answers;

  Status Open(const KafkaShard& shard) {
    answer_ms = static_cast<int>(shard.answer_wait.count());
    GT_ASSIGN_OR_RETURN(KafkaConf conf, NewKafkaConf(shard, {}, &complaint));
    GT_ASSIGN_OR_RETURN(handle, NewKafkaHandle(RD_KAFKA_CONSUMER, std::move(conf)));
    answers.reset(rd_kafka_queue_new(handle.get()));
    return OkStatus();
  }

  StatusOr<KafkaEvent> Answer(std::string_view to) {
    KafkaEvent event;
    // A second more than the request's own limit, which tells the reason.
    for (int waited = 0; waited < answer_ms + 1000 && event == nullptr; waited += kLookMs) {
      event.reset(rd_kafka_queue_poll(answers.get(), kLookMs));
      if (event == nullptr) GT_RETURN_IF_ERROR(complaint.Refusal());
    }
    const rd_kafka_resp_err_t error =
        event == nullptr ? RD_KAFKA_RESP_ERR__TIMED_OUT : rd_kafka_event_error(event.get());
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return event;
    return Error(Code::kUnavailable, fmt::format("Kafka did not {}: {}; last heard: {}", to,
                                                 KafkaErrorName(error), complaint.Last()));
  }

  std::unique_ptr<rd_kafka_AdminOptions_t, KafkaDeleter<rd_kafka_AdminOptions_destroy>> Within(
      rd_kafka_admin_op_t op) const {
    std::unique_ptr<rd_kafka_AdminOptions_t, KafkaDeleter<rd_kafka_AdminOptions_destroy>> options(
        rd_kafka_AdminOptions_new(handle.get(), op));
    std::array<char, 256> reason;
    rd_kafka_AdminOptions_set_request_timeout(options.get(), answer_ms, reason.data(),
                                              reason.size());
    return options;
  }
};

StatusOr<Settings> AskSettings(Asker& asker, const std::string& topic) {
  const Resource resource(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()));
  rd_kafka_ConfigResource_t* asked[] = {resource.get()};
  const auto options = asker.Within(RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS);
  rd_kafka_DescribeConfigs(asker.handle.get(), asked, 1, options.get(), asker.answers.get());
  GT_ASSIGN_OR_RETURN(const KafkaEvent event, asker.Answer("tell a topic's settings"));
  size_t count = 0;
  const auto* const resources = rd_kafka_DescribeConfigs_result_resources(
      rd_kafka_event_DescribeConfigs_result(event.get()), &count);
  if (count != 1) return Error(Code::kUnavailable, "Kafka did not tell a topic's settings");
  const rd_kafka_resp_err_t error = rd_kafka_ConfigResource_error(resources[0]);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Error(Code::kUnavailable, fmt::format("Kafka did not tell the settings of {}: {}", topic,
                                                 KafkaErrorName(error)));
  }
  Settings settings;
  const auto* const entries = rd_kafka_ConfigResource_configs(resources[0], &count);
  for (size_t i = 0; i < count; ++i) {
    const char* const value = rd_kafka_ConfigEntry_value(entries[i]);
    settings[rd_kafka_ConfigEntry_name(entries[i])] = value == nullptr ? "" : value;
  }
  return settings;
}

struct Standing {
  std::optional<int> replicas;  // Of the shard's partition; none: it is not there.
  int partitions = 0;
};

StatusOr<Standing> AskStanding(Asker& asker, const KafkaShard& shard) {
  const KafkaTopicHandle topic(
      rd_kafka_topic_new(asker.handle.get(), shard.topic.c_str(), nullptr));
  const rd_kafka_metadata_t* raw = nullptr;
  rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR__TIMED_OUT;
  for (int waited = 0; waited < asker.answer_ms && raw == nullptr; waited += kLookMs) {
    error = rd_kafka_metadata(asker.handle.get(), 0, topic.get(), &raw, kLookMs);
    // It would be tried again until the time is up.
    if (raw == nullptr) GT_RETURN_IF_ERROR(asker.complaint.Refusal());
  }
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Error(Code::kUnavailable, fmt::format("the brokers did not answer: {}; last heard: {}",
                                                 KafkaErrorName(error), asker.complaint.Last()));
  }
  const std::unique_ptr<const rd_kafka_metadata_t, KafkaDeleter<rd_kafka_metadata_destroy>>
      metadata(raw);
  Standing standing;
  for (int t = 0; t < metadata->topic_cnt; ++t) {
    const rd_kafka_metadata_topic& described = metadata->topics[t];
    if (described.err == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED) {
      return Error(Code::kFailedPrecondition,
                   fmt::format("TOPIC_REFUSED: the brokers do not let this user see {}. What it "
                               "must be allowed: docs/kafka-topics.md",
                               shard.topic));
    }
    standing.partitions = described.partition_cnt;
    for (int p = 0; p < described.partition_cnt; ++p) {
      if (described.partitions[p].id != shard.partition) continue;
      standing.replicas = described.partitions[p].replica_cnt;
    }
  }
  return standing;
}

// The brokers hear of a new topic one by one.
Status AwaitTopic(Asker& asker, const KafkaShard& shard) {
  for (int waited = 0; waited < asker.answer_ms; waited += kAgainMs) {
    GT_ASSIGN_OR_RETURN(const Standing standing, AskStanding(asker, shard));
    if (standing.replicas.has_value()) break;
    rd_kafka_queue_poll(asker.answers.get(), kAgainMs);  // Nothing comes: a pause.
  }
  return OkStatus();
}

int64_t NumberOf(const Settings& settings, std::string_view name) {
  int64_t number = -1;
  const auto found = settings.find(name);
  if (found == settings.end()) return number;
  const std::string& text = found->second;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// Whether `name` is `right`, or safer.
bool Holds(const Settings& settings, std::string_view name, std::string_view right,
           const KafkaTopicTerms& terms) {
  const auto found = settings.find(name);
  if (found == settings.end()) return false;
  if (found->second == right) return true;
  if (name == "min.insync.replicas") return NumberOf(settings, name) >= LeastInSync(terms);
  if (name != "retention.ms" || terms.keep.count() == 0) return false;
  return found->second == "-1" || NumberOf(settings, name) >= KeepMs(terms);
}

std::vector<std::string> Wrong(const Settings& settings, const KafkaTopicTerms& terms) {
  std::vector<std::string> wrong;
  const auto require = [&](std::string_view name, std::string_view right, bool holds) {
    if (holds) return;
    const auto found = settings.find(name);
    wrong.push_back(fmt::format("{} is {}. Set {}={}", name,
                                found == settings.end() ? "unknown" : found->second, name, right));
  };
  for (const auto& [name, right] : RightSettings(terms)) {
    require(name, right, Holds(settings, name, right, terms));
  }
  require("max.message.bytes", std::to_string(kMessageBytesMin),
          NumberOf(settings, "max.message.bytes") >= kMessageBytesMin);
  return wrong;
}

}  // namespace

Status CreateKafkaTopic(const KafkaShard& shard, const KafkaTopicTerms& terms) {
  Asker asker;
  GT_RETURN_IF_ERROR(asker.Open(shard));
  std::array<char, 512> reason;
  const NewTopic topic(rd_kafka_NewTopic_new(shard.topic.c_str(), terms.partitions, terms.replicas,
                                             reason.data(), reason.size()));
  if (topic == nullptr) return Error(Code::kInvalidArgument, reason.data());
  for (const auto& [name, value] : RightSettings(terms)) {
    rd_kafka_NewTopic_set_config(topic.get(), name.c_str(), value.c_str());
  }
  rd_kafka_NewTopic_t* asked[] = {topic.get()};
  const auto options = asker.Within(RD_KAFKA_ADMIN_OP_CREATETOPICS);
  rd_kafka_CreateTopics(asker.handle.get(), asked, 1, options.get(), asker.answers.get());
  GT_ASSIGN_OR_RETURN(const KafkaEvent event, asker.Answer("make a topic"));
  size_t count = 0;
  const auto* const results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count);
  for (size_t i = 0; i < count; ++i) {
    const rd_kafka_resp_err_t error = rd_kafka_topic_result_error(results[i]);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR || error == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) {
      continue;
    }
    return Error(Code::kFailedPrecondition,
                 fmt::format("TOPIC_REFUSED: the brokers will not make {} with {} replicas: {}",
                             shard.topic, terms.replicas, KafkaErrorName(error)));
  }
  return AwaitTopic(asker, shard);
}

Status CheckKafkaTopic(const KafkaShard& shard, const KafkaTopicTerms& terms) {
  Asker asker;
  GT_RETURN_IF_ERROR(asker.Open(shard));
  GT_ASSIGN_OR_RETURN(const Standing standing, AskStanding(asker, shard));
  if (!standing.replicas.has_value()) {
    return Error(Code::kFailedPrecondition,
                 fmt::format("TOPIC_MISSING: there is no partition {} of {}. Make it, or more "
                             "partitions: docs/kafka-topics.md",
                             shard.partition, shard.topic));
  }
  GT_ASSIGN_OR_RETURN(const Settings settings, AskSettings(asker, shard.topic));
  std::vector<std::string> wrong = Wrong(settings, terms);
  if (*standing.replicas < terms.replicas) {
    wrong.push_back(fmt::format("partition {} has {} replicas. Give it {}", shard.partition,
                                *standing.replicas, terms.replicas));
  }
  if (terms.from_others && standing.partitions != terms.partitions) {
    wrong.push_back(fmt::format("it has {} partitions, of which {} are read. Make it anew",
                                standing.partitions, terms.partitions));
  }
  if (wrong.empty()) return OkStatus();
  return Error(Code::kFailedPrecondition,
               fmt::format("TOPIC_UNSAFE: {} would lose or change records: {}", shard.topic,
                           fmt::join(wrong, "; ")));
}

}  // namespace goldthread
