// The bytes of a file an agency hands over, a piece at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "eventstore/base/status.h"

namespace goldthread {

// Fills `buffer` with up to `size` bytes and says how many; 0 at the end, -1 when it fails.
using ByteSource = std::function<int64_t(char* buffer, size_t size)>;

// kNotFound, or kUnavailable when it cannot be opened.
StatusOr<ByteSource> OpenFile(const std::string& path);

}  // namespace goldthread
