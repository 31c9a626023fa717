// Whether bytes are text: files and messages from outside may be in any encoding, and what the
// hub keeps is UTF-8.
#pragma once

#include <string_view>

namespace goldthread {

// Well-formed UTF-8: no overlong forms, no surrogates, nothing beyond U+10FFFF.
bool IsUtf8(std::string_view text);

}  // namespace goldthread
