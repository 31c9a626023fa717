// What ids, names and days may be made of.
#pragma once

#include <string_view>

namespace goldthread::ingest {

inline constexpr size_t kEventIdBytesMax = 200;
inline constexpr size_t kNameBytesMax = 100;  // Of a feed, an agency, a partnership, a record.

// 1 to `bytes_max` bytes of UTF-8 without control characters.
bool IsId(std::string_view text, size_t bytes_max);

// 1 to 100 bytes of [a-z0-9._/-]: a feed, an agency or a partnership.
bool IsName(std::string_view text);

// "2011", "2011-03" or "2011-03-09".
bool IsPartialDay(std::string_view text);

}  // namespace goldthread::ingest
