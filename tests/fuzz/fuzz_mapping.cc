// Any bytes as a mapping file: taken or refused in words, never a crash; and one that is taken
// reads a table of its own columns.
#include <algorithm>
#include <string>

#include "connectors/inbound/csv/table_reader.h"
#include "eventstore/base/check.h"

namespace {

std::string TableFor(const goldthread::csv::Mapping& mapping) {
  std::string text;
  for (const char* cell : {"", "2025-02-14", "1", "x"}) {
    for (const auto& column : mapping.columns) {
      text += *cell == '\0' ? column.name : cell;
      text += mapping.shape.delimiter;
    }
    text += '\n';
  }
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view toml(reinterpret_cast<const char*>(data), size);
  const auto mapping = goldthread::csv::Mapping::Parse(toml, "fuzz.toml");
  if (!mapping.ok()) {
    GT_CHECK(!goldthread::Message(mapping.status()).empty());
    return 0;
  }
  std::string text = TableFor(*mapping);
  goldthread::csv::TableReader table(*mapping, [&text](char* buffer, size_t room) {
    const size_t given = text.copy(buffer, room);
    text.erase(0, given);
    return static_cast<int64_t>(given);
  });
  while (table.Next()) {
  }
  return 0;
}
