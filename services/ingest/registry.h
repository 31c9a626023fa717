// Who may send what: the partnership, its agencies, their feeds and the categories each
// feed may publish. A TOML file the partnership keeps; docs/operations.md has an example.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/status.h"
#include "goldthread/v1/event.pb.h"

namespace goldthread::ingest {

struct FeedRule {
  std::string pattern;  // A feed's name, or a prefix ending in "*": "cin-census/*".
  std::string agency;   // May use "{}" for what the star matched: "council/{}".
  std::vector<v1::InformationCategory> categories;
};

struct FeedEntry {
  std::string agency;
  const FeedRule* rule = nullptr;
};

class Registry {
 public:
  // kInvalidArgument names the line and what is wrong.
  static StatusOr<Registry> Parse(std::string_view toml);

  const std::string& partnership() const { return partnership_; }
  // Exact names before patterns, longer patterns before shorter.
  std::optional<FeedEntry> Find(std::string_view feed) const;

 private:
  std::string partnership_;
  std::vector<FeedRule> rules_;
};

// What a new data directory starts with: partnership "northmere", the census feeds and the
// demo's agencies, commented.
std::string_view DefaultRegistryToml();

}  // namespace goldthread::ingest
