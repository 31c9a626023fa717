#include "services/ingest/cloud_event_headers.h"

#include <google/protobuf/util/time_util.h>

#include "goldthread/v1/record.pb.h"

namespace goldthread::ingest {

std::vector<std::pair<std::string, std::string>> CloudEventHeaders(std::string_view record_header) {
  using google::protobuf::util::TimeUtil;
  v1::RecordHeader header;
  if (!header.ParseFromArray(record_header.data(), static_cast<int>(record_header.size()))) {
    return {};
  }
  return {{"ce_specversion", "1.0"},
          {"ce_type", "goldthread.v1.Event"},
          {"ce_source", "/feeds/" + header.feed()},
          {"ce_id", header.event_id()},
          {"ce_partnership", header.partnership()},
          {"ce_receivedtime",
           TimeUtil::ToString(TimeUtil::MicrosecondsToTimestamp(header.received_at_us()))},
          {"content-type", "application/protobuf"}};
}

}  // namespace goldthread::ingest
