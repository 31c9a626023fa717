// Reading a mapping's TOML so that every mistake is found in one go and named by file, line and
// key, with what to write instead: those who write mappings are no programmers.
#pragma once

#include <fmt/format.h>

#include <toml++/toml.h>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/status.h"

namespace goldthread::csv {

// What is wrong with one mapping, in the order found.
class Mistakes {
 public:
  explicit Mistakes(std::string_view file) : file_(file) {}

  // `key` as a path: "events[2].occurred".
  void Add(const toml::node& at, std::string_view key, std::string_view what);
  void AddLine(int64_t line, std::string_view key, std::string_view what);

  bool none() const { return lines_.empty(); }
  Status AsStatus() const;

 private:
  const std::string file_;
  std::vector<std::string> lines_;
  size_t more_ = 0;
};

// A table of the mapping and where it stands. Lent: the document and `mistakes`.
class Section {
 public:
  Section(const toml::table& table, std::string path, Mistakes& mistakes)
      : table_(table), path_(std::move(path)), mistakes_(mistakes) {}

  const toml::table& table() const { return table_; }
  Mistakes& mistakes() const { return mistakes_; }
  // "events[1].occurred"; of the table itself for "".
  std::string Path(std::string_view key) const;
  void Wrong(std::string_view key, std::string_view what) const;

  // Any other key is a mistake; the nearest known one is offered.
  void OnlyKeys(const std::vector<std::string>& known) const;

  bool Has(std::string_view key) const { return table_.contains(key); }
  // Nothing when it is not there, or is no text (then it is noted).
  std::optional<std::string> Text(std::string_view key) const;
  // As Text, but noted when it is not there; `instead` says what to write.
  std::optional<std::string> NeededText(std::string_view key, std::string_view instead) const;
  // One text or a list of texts; empty when it is not there.
  std::vector<std::string> Texts(std::string_view key) const;
  std::optional<bool> Flag(std::string_view key) const;
  std::optional<int64_t> Number(std::string_view key) const;
  std::optional<Section> Table(std::string_view key) const;

 private:
  const toml::table& table_;
  const std::string path_;
  Mistakes& mistakes_;
};

// A boolean, whole number or text as text; nothing for anything else.
std::optional<std::string> ScalarText(const toml::node& node);

// The document, or what the TOML reader says is wrong.
StatusOr<toml::table> ParseDocument(std::string_view toml, std::string_view file);

}  // namespace goldthread::csv
