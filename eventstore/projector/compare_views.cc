#include "eventstore/projector/compare_views.h"

#include <fmt/format.h>

#include "eventstore/base/digest.h"
#include "eventstore/projector/fold_pass.h"

namespace goldthread {
namespace {

std::string FoldOf(char space, const std::vector<const Projection*>& folds) {
  for (const Projection* fold : folds) {
    if (fold->Space() == space) return std::string(fold->Name());
  }
  return "engine";
}

// Sizes before bytes, so that no two different tables run together alike.
void AddRow(const RowCursor& row, Sha256Stream& digest) {
  const uint64_t sizes[2] = {row.key().size(), row.value().size()};
  digest.Add({reinterpret_cast<const char*>(sizes), sizeof sizes});
  digest.Add(row.key());
  digest.Add(row.value());
}

// Which record was folded last says something of the log, not of what was made of it.
void SkipMark(RowCursor& row) {
  if (row.Valid() && row.key() == kLastRecordKey) row.Next();
}

}  // namespace

StatusOr<ViewComparison> CompareViews(const ViewSnapshot& live, const ViewSnapshot& rebuilt,
                                      const std::vector<const Projection*>& folds) {
  ViewComparison comparison;
  comparison.next = live.NextPosition();
  Sha256Stream live_digest;
  Sha256Stream rebuilt_digest;
  const auto a = live.Scan({});
  const auto b = rebuilt.Scan({});
  for (SkipMark(*a), SkipMark(*b); a->Valid() || b->Valid(); ++comparison.rows) {
    const bool equal = a->Valid() && b->Valid() && a->key() == b->key() && a->value() == b->value();
    if (!equal && comparison.first_difference.empty()) {
      const char space = a->Valid() ? a->key().front() : b->key().front();
      comparison.first_difference =
          fmt::format("{}, row {}", FoldOf(space, folds), comparison.rows);
    }
    if (a->Valid()) {
      AddRow(*a, live_digest);
      a->Next();
      SkipMark(*a);
    }
    if (b->Valid()) {
      AddRow(*b, rebuilt_digest);
      b->Next();
      SkipMark(*b);
    }
  }
  GT_RETURN_IF_ERROR(a->status());
  GT_RETURN_IF_ERROR(b->status());
  comparison.live_digest = Hex(live_digest.Finish());
  comparison.rebuilt_digest = Hex(rebuilt_digest.Finish());
  comparison.equal = comparison.live_digest == comparison.rebuilt_digest;
  return comparison;
}

}  // namespace goldthread
