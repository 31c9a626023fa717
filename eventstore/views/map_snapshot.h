// A snapshot over a std::map: for testing readers of views without a store.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eventstore/views/view_store.h"

namespace goldthread {

class MapSnapshot final : public ViewSnapshot {
 public:
  // Keys begin with their fold's Space byte, as in the store.
  MapSnapshot(std::map<std::string, std::string> rows, Position next)
      : rows_(std::move(rows)), next_(next) {}

  Position NextPosition() const override { return next_; }

  StatusOr<std::optional<std::string>> Get(std::string_view key) const override {
    const auto row = rows_.find(std::string(key));
    if (row == rows_.end()) return std::optional<std::string>();
    return std::optional<std::string>(row->second);
  }

  std::unique_ptr<RowCursor> Scan(const KeyRange& range, Direction direction) const override {
    std::vector<std::pair<std::string, std::string>> rows;
    for (auto row = rows_.lower_bound(range.first);
         row != rows_.end() && (range.last.empty() || row->first < range.last); ++row) {
      rows.push_back(*row);
    }
    if (direction == Direction::kBackward) std::reverse(rows.begin(), rows.end());
    return std::make_unique<Cursor>(std::move(rows));
  }

 private:
  class Cursor final : public RowCursor {
   public:
    explicit Cursor(std::vector<std::pair<std::string, std::string>> rows)
        : rows_(std::move(rows)) {}
    bool Valid() const override { return at_ < rows_.size(); }
    void Next() override { ++at_; }
    void Seek(std::string_view key) override {
      const auto row =
          std::lower_bound(rows_.begin(), rows_.end(), key,
                           [](const auto& a, std::string_view b) { return a.first < b; });
      at_ = static_cast<size_t>(row - rows_.begin());
    }
    std::string_view key() const override { return rows_[at_].first; }
    std::string_view value() const override { return rows_[at_].second; }
    Status status() const override { return OkStatus(); }

   private:
    std::vector<std::pair<std::string, std::string>> rows_;
    size_t at_ = 0;
  };

  std::map<std::string, std::string> rows_;
  Position next_;
};

}  // namespace goldthread
