// GT_CHECK(condition): what only our own mistake can break. On in every build, because a
// hub that goes on after a broken assumption may show the wrong child's record.
#pragma once

namespace goldthread {

// Prints place and condition, never a payload, and stops the process.
[[noreturn]] void CheckFailed(const char* file, int line, const char* condition);

}  // namespace goldthread

#define GT_CHECK(condition)                                      \
  do {                                                           \
    if (!(condition)) [[unlikely]]                               \
      ::goldthread::CheckFailed(__FILE__, __LINE__, #condition); \
  } while (false)
