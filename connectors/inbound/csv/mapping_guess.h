// A first mapping for a file, guessed from its header and first rows: something to correct is
// easier than an empty page.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "connectors/inbound/file/byte_source.h"
#include "eventstore/base/status.h"

namespace goldthread::csv {

// Called for each attempt: the file from its beginning.
using OpenBytes = std::function<StatusOr<ByteSource>()>;

// The text of a mapping with comments on what to check. Takes no cell's value but short codes
// that come again and again.
// Errors: those of `open`; kInvalidArgument: the file is no table, or has no header.
StatusOr<std::string> GuessMapping(const OpenBytes& open);

}  // namespace goldthread::csv
