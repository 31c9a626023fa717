// A record's header as CloudEvents attributes, for systems that read the log on Kafka.
//
// Source: docs/kafka-topics.md; CloudEvents 1.0, Kafka binding, binary mode; design D15.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goldthread::ingest {

// Names and values of Kafka headers, for a serialised RecordHeader; none when it is not one.
// What they say is in the header, so they hold no personal data.
std::vector<std::pair<std::string, std::string>> CloudEventHeaders(std::string_view record_header);

}  // namespace goldthread::ingest
