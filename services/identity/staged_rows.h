// One event's changes to identity's rows, held back until all are made, so that the rules can
// be asked about before and after.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eventstore/projector/projection.h"
#include "services/identity/row_reader.h"

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
    const auto kept = kept_.find(absl::string_view(key.data(), key.size()));
    if (kept == kept_.end() || !kept->second.changed) {
      if (marks_.contains(key)) return std::optional<std::string_view>("");
      return before_.Get(key);
    }
    kept->second.message->SerializeToString(&bytes_);
    return bytes_.empty() ? std::nullopt : std::optional<std::string_view>(bytes_);
  }

  // To be changed in place, before it is next read. An empty one is no row.
  template <class Row>
  StatusOr<Row*> Edit(std::string_view key) {
    GT_ASSIGN_OR_RETURN(Kept* const kept, KeptAt<Row>(key));
    if (!kept->changed) changed_.emplace_back(key, kept);
    kept->changed = true;
    return static_cast<Row*>(kept->message.get());
  }
  // A row that says all by being there.
  void PutMark(std::string_view key) { marks_.emplace(key); }

  void WriteTo(FoldRows& rows) {
    for (const auto& [key, kept] : changed_) {
      kept->message->SerializeToString(&bytes_);
      if (bytes_.empty()) {
        rows.Erase(key);
      } else {
        rows.Put(key, bytes_);
      }
    }
    for (const std::string& key : marks_) rows.Put(key, "");
  }

 private:
  RowReader& before_;
  std::vector<std::pair<std::string, Kept*>> changed_;  // In the order in which they were.
  std::set<std::string, std::less<>> marks_;
  std::string bytes_;
};

}  // namespace goldthread::identity
