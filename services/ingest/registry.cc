#include "services/ingest/registry.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>
#include <initializer_list>

#include "services/ingest/syntax.h"
#include "services/vocabulary/decisions_feed.h"

namespace goldthread::ingest {
namespace {

constexpr std::string_view kStar = "*";
constexpr std::string_view kHole = "{}";

Status Wrong(const toml::node& where, std::string_view what) {
  return Error(Code::kInvalidArgument,
               fmt::format("BAD_REGISTRY: line {}: {}", where.source().begin.line, what));
}

// A misspelt key would silently change who may send what.
Status OnlyKnownKeys(const toml::table& table, std::initializer_list<std::string_view> known) {
  for (const auto& [key, value] : table) {
    if (std::ranges::find(known, key.str()) == known.end()) {
      return Error(Code::kInvalidArgument, fmt::format("BAD_REGISTRY: line {}: unknown key \"{}\"",
                                                       key.source().begin.line, key.str()));
    }
  }
  return OkStatus();
}

StatusOr<std::string> TextAt(const toml::table& table, std::string_view key) {
  const toml::node* node = table.get(key);
  if (node == nullptr) return Wrong(table, fmt::format("\"{}\" is missing", key));
  const auto text = node->value_exact<std::string>();
  if (!text.has_value()) return Wrong(*node, fmt::format("\"{}\" must be text", key));
  return *text;
}

bool IsPattern(std::string_view name) { return name.ends_with(kStar); }

std::string_view WithoutStar(std::string_view pattern) {
  if (IsPattern(pattern)) pattern.remove_suffix(kStar.size());
  return pattern;
}

StatusOr<std::vector<v1::InformationCategory>> CategoriesOf(const toml::table& feed) {
  const toml::node* node = feed.get("categories");
  if (node == nullptr) return Wrong(feed, "\"categories\" is missing");
  const toml::array* names = node->as_array();
  if (names == nullptr || names->empty()) {
    return Wrong(*node, "\"categories\" must be a list of one or more");
  }
  std::vector<v1::InformationCategory> categories;
  for (const toml::node& name : *names) {
    const std::string text = name.value_exact<std::string>().value_or("");
    v1::InformationCategory category = v1::INFORMATION_CATEGORY_UNSPECIFIED;
    if (!v1::InformationCategory_Parse("INFORMATION_CATEGORY_" + text, &category) ||
        category == v1::INFORMATION_CATEGORY_UNSPECIFIED) {
      return Wrong(name, fmt::format("\"{}\" is not a category", text));
    }
    categories.push_back(category);
  }
  return categories;
}

StatusOr<FeedRule> FeedRuleOf(const toml::table& feed) {
  GT_RETURN_IF_ERROR(OnlyKnownKeys(feed, {"name", "agency", "categories"}));
  FeedRule rule;
  GT_ASSIGN_OR_RETURN(rule.pattern, TextAt(feed, "name"));
  if (!IsName(WithoutStar(rule.pattern))) {
    return Wrong(*feed.get("name"),
                 "\"name\" must be 1 to 100 of a-z 0-9 . _ / - and may end in one *");
  }
  GT_ASSIGN_OR_RETURN(rule.agency, TextAt(feed, "agency"));
  std::string fixed = rule.agency;
  const size_t hole = fixed.find(kHole);
  if (hole != std::string::npos) fixed.replace(hole, kHole.size(), "x");
  if (!IsName(fixed)) {
    return Wrong(*feed.get("agency"), "\"agency\" must be 1 to 100 of a-z 0-9 . _ / - and one {}");
  }
  if (hole != std::string::npos && !IsPattern(rule.pattern)) {
    return Wrong(*feed.get("agency"), "\"agency\" has {} but \"name\" has no *");
  }
  GT_ASSIGN_OR_RETURN(rule.categories, CategoriesOf(feed));
  return rule;
}

// toml++ as packaged reports by exception; here it becomes a value.
StatusOr<toml::table> ParseToml(std::string_view text) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    return Error(
        Code::kInvalidArgument,
        fmt::format("BAD_REGISTRY: line {}: {}", error.source().begin.line, error.description()));
  }
}

bool IsHubsOwn(std::string_view feed) {
  return feed == kDecisionsFeed || feed == kAlertsFeed || feed == kDirectoryFeed;
}

// Exact names first, then longer patterns before shorter: the first that fits is the rule.
bool GoesBefore(const FeedRule& a, const FeedRule& b) {
  if (IsPattern(a.pattern) != IsPattern(b.pattern)) return !IsPattern(a.pattern);
  return a.pattern.size() > b.pattern.size();
}

}  // namespace

StatusOr<Registry> Registry::Parse(std::string_view toml) {
  GT_ASSIGN_OR_RETURN(const toml::table root, ParseToml(toml));
  GT_RETURN_IF_ERROR(OnlyKnownKeys(root, {"partnership", "feed"}));
  Registry registry;
  GT_ASSIGN_OR_RETURN(registry.partnership_, TextAt(root, "partnership"));
  if (!IsName(registry.partnership_)) {
    return Wrong(*root.get("partnership"), "\"partnership\" must be 1 to 100 of a-z 0-9 . _ / -");
  }
  const auto add_own = [&registry](std::string_view feed, v1::InformationCategory category) {
    registry.rules_.push_back({std::string(feed), std::string(kHubAgency), {category}});
  };
  add_own(kDecisionsFeed, v1::INFORMATION_CATEGORY_DEMOGRAPHIC);
  add_own(kAlertsFeed, v1::INFORMATION_CATEGORY_ADULT_RISK);
  add_own(kDirectoryFeed, v1::INFORMATION_CATEGORY_ADULT_RISK);
  const toml::node* feeds = root.get("feed");
  if (feeds == nullptr) return registry;
  if (!feeds->is_array_of_tables()) return Wrong(*feeds, "write each feed as [[feed]]");
  for (const toml::node& feed : *feeds->as_array()) {
    GT_ASSIGN_OR_RETURN(FeedRule rule, FeedRuleOf(*feed.as_table()));
    if (IsHubsOwn(rule.pattern) || rule.agency == kHubAgency) {
      return Wrong(feed, "the hub's own feeds and agency cannot be entered; delete this one");
    }
    if (std::ranges::find(registry.rules_, rule.pattern, &FeedRule::pattern) !=
        registry.rules_.end()) {
      return Wrong(feed, fmt::format("feed \"{}\" is there twice", rule.pattern));
    }
    registry.rules_.push_back(std::move(rule));
  }
  std::ranges::stable_sort(registry.rules_, GoesBefore);
  return registry;
}

std::optional<FeedEntry> Registry::Find(std::string_view feed) const {
  for (const FeedRule& rule : rules_) {
    const std::string_view fixed = WithoutStar(rule.pattern);
    const bool fits = IsPattern(rule.pattern)
                          ? feed.starts_with(fixed) && feed.size() > fixed.size()
                          : feed == fixed;
    if (!fits) continue;
    std::string agency = rule.agency;
    const size_t hole = agency.find(kHole);
    if (hole != std::string::npos) agency.replace(hole, kHole.size(), feed.substr(fixed.size()));
    return FeedEntry{std::move(agency), &rule};
  }
  return std::nullopt;
}

}  // namespace goldthread::ingest
