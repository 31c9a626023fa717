// Reads TOML files that decide who may do what: strictly, and every refusal names the line and
// the remedy.
#pragma once

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/status.h"

namespace goldthread::access {

// Of one file: `reason` is the word its errors carry.
class TomlReading {
 public:
  explicit TomlReading(std::string_view reason) : reason_(reason) {}

  Status WrongAt(unsigned line, std::string_view what) const {
    return Error(Code::kInvalidArgument, fmt::format("{}: line {}: {}", reason_, line, what));
  }
  Status Wrong(const toml::node& where, std::string_view what) const {
    return WrongAt(where.source().begin.line, what);
  }

  StatusOr<toml::table> Parse(std::string_view text) const;
  // A misspelt key would silently change who may do what.
  Status OnlyKnownKeys(const toml::table& table,
                       std::initializer_list<std::string_view> known) const;
  // Text that is not empty.
  StatusOr<std::string> TextAt(const toml::table& table, std::string_view key) const;
  StatusOr<int> NumberAt(const toml::table& table, std::string_view key, int most) const;
  // The tables of [[key]]; none when there is no such key.
  StatusOr<std::vector<const toml::table*>> TablesAt(const toml::table& root,
                                                     std::string_view key) const;

  // A list of words, each turned into a T by `read` (nothing: not one of `words`). ["*"] is all.
  template <class T, class Read>
  StatusOr<std::vector<T>> ListAt(const toml::table& table, std::string_view key,
                                  const std::vector<std::string>& words, Read read) const {
    const toml::node* node = table.get(key);
    if (node == nullptr) return Wrong(table, fmt::format("\"{}\" is missing; add it", key));
    const toml::array* list = node->as_array();
    if (list == nullptr || list->empty()) {
      return Wrong(*node, fmt::format("\"{}\" must be a list of one or more words", key));
    }
    std::vector<T> values;
    if (list->size() == 1 && (*list)[0].value_exact<std::string>() == "*") {
      for (const std::string& word : words) values.push_back(*read(word));
      return values;
    }
    for (const toml::node& item : *list) {
      const auto value = read(item.value_exact<std::string>().value_or(""));
      if (!value.has_value()) {
        return Wrong(item, fmt::format("unknown word in \"{}\"; write one of {}", key,
                                       fmt::join(words, ", ")));
      }
      if (std::ranges::find(values, *value) != values.end()) {
        return Wrong(item, fmt::format("a word of \"{}\" is there twice; delete one", key));
      }
      values.push_back(*value);
    }
    return values;
  }

 private:
  const std::string_view reason_;
};

}  // namespace goldthread::access
