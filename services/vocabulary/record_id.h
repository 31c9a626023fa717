// A source record: a feed and that feed's own id for a person. It never moves (design D7).
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace goldthread {

struct RecordId {
  std::string feed;
  std::string record;

  friend auto operator<=>(const RecordId&, const RecordId&) = default;
  template <class Hash>
  friend Hash AbslHashValue(Hash hash, const RecordId& id) {
    return Hash::combine(std::move(hash), id.feed, id.record);
  }

  // "FEED/ID", as people type it and as messages name it.
  std::string Text() const { return feed + "/" + record; }
};

// The reverse: a feed may hold slashes, an id may not, so the last one parts them.
std::optional<RecordId> ParseRecordId(std::string_view text);

}  // namespace goldthread
