#include "eventstore/projector/projector.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>

#include "eventstore/base/check.h"

namespace goldthread {
namespace {

// The store as it will be after the batch.
class Overlay final : public RowBackend {
 public:
  explicit Overlay(const ViewStore& store) : store_(store) {}

  std::optional<std::string_view> Get(std::string_view key) override {
    if (const auto row = rows_.find(key); row != rows_.end()) {
      if (!row->second.has_value()) return std::nullopt;
      return *row->second;
    }
    StatusOr<std::optional<std::string>> stored = store_.Get(key);
    if (!stored.ok()) {
      store_error_.Update(stored.status());
      return std::nullopt;
    }
    if (!stored->has_value()) return std::nullopt;
    last_got_ = *std::move(*stored);
    return last_got_;
  }
  void Put(std::string_view key, std::string_view value) override { rows_[key] = value; }
  void Erase(std::string_view key) override { rows_[key] = std::nullopt; }
  void Append(std::string_view key, std::string_view value) override { rows_[key] = value; }

  const Status& store_error() const { return store_error_; }

  // In key order: RocksDB takes a sorted batch half as dear again.
  std::vector<RowChange> Take() && {
    std::vector<RowChange> changes;
    changes.reserve(rows_.size());
    for (auto& [key, value] : rows_) changes.push_back({key, std::move(value)});
    std::sort(changes.begin(), changes.end(),
              [](const RowChange& a, const RowChange& b) { return a.key < b.key; });
    return changes;
  }

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view key) const { return std::hash<std::string_view>()(key); }
  };

  const ViewStore& store_;
  absl::flat_hash_map<std::string, std::optional<std::string>, Hash, std::equal_to<>> rows_;
  std::string last_got_;
  Status store_error_;
};

}  // namespace

Projector::Projector(EventReader& log, ViewStore& store, std::vector<const Projection*> folds)
    : log_(log), store_(store), pass_(folds), versions_(FoldVersions(folds)) {}

StatusOr<size_t> Projector::Step(size_t limit, std::chrono::milliseconds wait) {
  GT_CHECK(limit > 0);
  GT_ASSIGN_OR_RETURN(const Position next, store_.NextPosition());
  GT_RETURN_IF_ERROR(log_.Read(next, limit, wait, &batch_));
  if (batch_.empty()) return size_t{0};
  Overlay overlay(store_);
  if (next == Position{0}) overlay.Put(kFoldsKey, versions_);
  for (const LogRecord& record : batch_.records()) {
    GT_CHECK(record.position >= next);
    pass_.Take(record, overlay);
  }
  overlay.Put(kLastRecordKey, MarkOf(batch_.records().back()));
  GT_RETURN_IF_ERROR(overlay.store_error());
  // Rows and position land together: a crash repeats a batch or keeps it whole.
  const Position after = batch_.records().back().position.Next();
  GT_RETURN_IF_ERROR(store_.Commit(std::move(overlay).Take(), after));
  return batch_.records().size();
}

StatusOr<RepairTally> Projector::Repair(const std::vector<Position>& positions) {
  GT_ASSIGN_OR_RETURN(const Position next, store_.NextPosition());
  RepairTally tally;
  Overlay overlay(store_);
  for (const Position position : positions) {
    if (position.value < 0 || position >= next) continue;
    GT_RETURN_IF_ERROR(log_.Read(position, 1, std::chrono::milliseconds(0), &batch_));
    if (batch_.empty() || batch_.records()[0].position != position) continue;
    const FoldPass::Repair outcome = pass_.TakeAgain(batch_.records()[0], overlay);
    if (outcome != FoldPass::Repair::kNotQuarantined) ++tally.tried;
    if (outcome == FoldPass::Repair::kRepaired) ++tally.repaired;
  }
  GT_RETURN_IF_ERROR(overlay.store_error());
  GT_RETURN_IF_ERROR(store_.Commit(std::move(overlay).Take(), next));
  return tally;
}

}  // namespace goldthread
