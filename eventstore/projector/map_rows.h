// A fold's rows in a std::map: for testing folds as the pure functions they are.
//
// Stricter than the real thing where that finds mistakes: reading an append, or appending
// other bytes under a key, stops the test.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eventstore/base/check.h"
#include "eventstore/projector/projection.h"

namespace goldthread {

class MapRows final : public FoldRows {
 public:
  std::optional<std::string_view> Get(std::string_view key) override {
    GT_CHECK(!appends_.contains(std::string(key)));
    const auto row = rows_.find(std::string(key));
    if (row == rows_.end()) return std::nullopt;
    return row->second;
  }
  void Put(std::string_view key, std::string_view value) override {
    GT_CHECK(!appends_.contains(std::string(key)));
    rows_[std::string(key)] = value;
  }
  void Erase(std::string_view key) override {
    GT_CHECK(!appends_.contains(std::string(key)));
    rows_.erase(std::string(key));
  }
  void Append(std::string_view key, std::string_view value) override {
    const auto [row, added] = rows_.emplace(key, value);
    GT_CHECK(added || row->second == value);
    GT_CHECK(!added || appends_.emplace(key).second);
  }
  void Announce(std::string_view announcement) override { announced_.emplace_back(announcement); }

  // What was announced since the last call.
  std::vector<std::string> TakeAnnounced() { return std::exchange(announced_, {}); }

  // Without the fold's Space byte.
  const std::map<std::string, std::string>& rows() const { return rows_; }

 private:
  std::map<std::string, std::string> rows_;
  std::set<std::string> appends_;
  std::vector<std::string> announced_;
};

}  // namespace goldthread
