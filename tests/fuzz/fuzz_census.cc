// Any bytes as a census file: read to its end or its break, never a crash; what comes out
// adds up.
#include <algorithm>
#include <cstring>

#include "connectors/inbound/cin_census/census_reader.h"
#include "eventstore/base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using goldthread::cin_census::CensusReader;
  size_t at = 0;
  CensusReader reader([&](char* buffer, size_t room) {
    const size_t given = std::min(room, size - at);
    std::memcpy(buffer, data + at, given);
    at += given;
    return static_cast<int64_t>(given);
  });
  int64_t children = 0;
  int64_t events = 0;
  while (const auto child = reader.Next()) {
    ++children;
    events += static_cast<int64_t>(child->events.size());
  }
  GT_CHECK(reader.counts().children == children);
  GT_CHECK(reader.counts().events == events);
  return 0;
}
