#include "services/vocabulary/revision_id.h"

#include <fmt/format.h>

#include <charconv>

namespace goldthread {

std::string RevisionId::Text() const {
  return words.empty() ? fmt::format("{}~{}", name, number)
                       : fmt::format("{}~{}.{}", name, number, words);
}

std::optional<RevisionId> ParseRevisionId(std::string_view id) {
  const size_t mark = id.rfind('~');
  if (mark == id.npos || mark == 0) return std::nullopt;
  const std::string_view after = id.substr(mark + 1);
  const char* const end = after.data() + after.size();
  RevisionId revision{std::string(id.substr(0, mark)), 0, ""};
  const auto [read_to, error] = std::from_chars(after.data(), end, revision.number);
  if (error != std::errc() || revision.number < 1 || after.front() == '0') return std::nullopt;
  if (read_to == end) return revision;
  if (*read_to != '.' || read_to + 1 == end) return std::nullopt;
  revision.words.assign(read_to + 1, end);
  return revision;
}

}  // namespace goldthread
