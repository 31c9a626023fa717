// Any bytes as a record of an inbox: read or refused with a reason, never a crash; what is read is
// of the inbox's feed and named as its attributes say.
#include "connectors/inbound/kafka/letter.h"
#include "eventstore/base/check.h"

using goldthread::inbox::Letter;
using goldthread::inbox::ReadLetter;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  // The first byte chooses the form: in JSON the attributes are in the value itself.
  const bool structured = data[0] == '{';
  goldthread::InboxRecord record;
  record.headers = {
      {"ce_specversion", "1.0"},
      {"ce_type", "goldthread.v1.Event"},
      {"ce_source", "/feeds/a/b"},
      {"ce_id", "1"},
      {"content-type", structured ? "application/cloudevents+json" : "application/protobuf"}};
  record.value.assign(reinterpret_cast<const char*>(data), size);
  const Letter letter = ReadLetter(record, "a/b");
  if (letter.problem.has_value()) {
    GT_CHECK(!letter.problem->rule().empty() && !letter.problem->remedy().empty());
    return 0;
  }
  GT_CHECK(letter.event.feed() == "a/b");
  GT_CHECK(structured || letter.event.id() == "1");
  return 0;
}
