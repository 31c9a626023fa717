#include "services/ingest/syntax.h"

#include <algorithm>
#include <string>

#include "services/vocabulary/calendar.h"
#include "services/vocabulary/utf8.h"

namespace goldthread::ingest {
namespace {

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '/' ||
         c == '-';
}

}  // namespace

bool IsId(std::string_view text, size_t bytes_max) {
  return !text.empty() && text.size() <= bytes_max && std::ranges::none_of(text, IsControl) &&
         IsUtf8(text);
}

bool IsName(std::string_view text) {
  return !text.empty() && text.size() <= kNameBytesMax &&
         std::ranges::all_of(text, IsNameCharacter);
}

bool IsPartialDay(std::string_view text) {
  std::string day(text);
  if (day.size() == 4) day += "-01";
  if (day.size() == 7) day += "-01";
  return ParseDay(day).has_value();
}

}  // namespace goldthread::ingest
