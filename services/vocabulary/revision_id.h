// Ids for a source that names nothing and says again, changed, what it said before: the nth
// content of what it calls X has the id "X~n", or "X~n.words" where it has more to say of that
// content. Each corrects the one before.
//
// Source: docs/decisions/0011-chains-of-revisions.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace goldthread {

struct RevisionId {
  std::string name;
  int64_t number = 0;  // 1 is the first content.
  std::string words;   // Of the source's own; may be empty.

  std::string Text() const;
};

// Nothing: `id` is no revision's.
std::optional<RevisionId> ParseRevisionId(std::string_view id);

}  // namespace goldthread
