// One event's changes to identity's rows, held back until all are made, so that the rules can
// be asked about before and after.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "eventstore/projector/projection.h"
#include "services/identity/identity_rows.h"

namespace goldthread::identity {

// As they stood before the event.
class RowsBefore final : public RowReader {
 public:
  explicit RowsBefore(FoldRows& rows) : rows_(rows) {}
  StatusOr<std::optional<std::string_view>> Get(std::string_view key) override {
    return rows_.Get(key);
  }

 private:
  FoldRows& rows_;
};

// As the event leaves them.
class StagedRows final : public RowReader {
 public:
  explicit StagedRows(RowReader& before) : before_(before) {}

  StatusOr<std::optional<std::string_view>> Get(std::string_view key) override {
    const auto staged = staged_.find(key);
    if (staged != staged_.end()) return std::optional<std::string_view>(staged->second);
    return before_.Get(key);
  }

  // An empty message is no row.
  template <class Row>
  void Put(std::string_view key, const Row& row) {
    std::string bytes = row.SerializeAsString();
    if (bytes.empty()) {
      staged_[std::string(key)] = std::nullopt;
    } else {
      staged_[std::string(key)] = std::move(bytes);
    }
  }
  // A row that says all by being there.
  void PutMark(std::string_view key) { staged_[std::string(key)] = ""; }

  void WriteTo(FoldRows& rows) const {
    for (const auto& [key, value] : staged_) {
      if (value.has_value()) {
        rows.Put(key, *value);
      } else {
        rows.Erase(key);
      }
    }
  }

 private:
  RowReader& before_;
  std::map<std::string, std::optional<std::string>, std::less<>> staged_;
};

}  // namespace goldthread::identity
