#include "connectors/inbound/kafka/answers.h"

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include <string>

namespace goldthread::inbox {
namespace {

KafkaHeaders HeadersOf(const Answer& answer, std::string_view feed, std::string_view content_type) {
  return {{"ce_specversion", "1.0"},
          {"ce_type", "goldthread.v1.Receipt"},
          {"ce_source", fmt::format("/inboxes/{}", feed)},
          {"ce_id", std::to_string(answer.to.value)},
          {"content-type", std::string(content_type)}};
}

std::string JsonOf(const v1::Receipt& receipt) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  // A receipt is always JSON: it holds no Any, and its texts are UTF-8 as they were parsed.
  static_cast<void>(google::protobuf::util::MessageToJsonString(receipt, &json, options));
  return json;
}

}  // namespace

std::vector<OutboxRecord> RecordsOf(const std::vector<Answer>& answers, std::string_view feed) {
  const InboxTopics topics = InboxTopicsOf(feed);
  std::vector<OutboxRecord> records;
  for (const Answer& answer : answers) {
    records.push_back({topics.receipts, HeadersOf(answer, feed, "application/protobuf"),
                       answer.receipt.SerializeAsString()});
  }
  for (const Answer& answer : answers) {
    if (!answer.receipt.has_rejected()) continue;
    records.push_back(
        {topics.dead_letters, HeadersOf(answer, feed, "application/json"), JsonOf(answer.receipt)});
  }
  return records;
}

}  // namespace goldthread::inbox
