#include "services/feeds/holes.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include "eventstore/base/key.h"
#include "services/feeds/sequence.h"

namespace goldthread::feeds {
namespace {

// Goes over the numbers seen, lowest first, and notes what lies between them.
class HoleFinder {
 public:
  HoleFinder(int64_t next, size_t limit) : next_(next), limit_(limit) {}

  bool full() const { return holes_.size() == limit_; }
  void See(int64_t first, int64_t last) {
    if (last < next_) return;
    if (first > next_ && !full()) {
      v1::SequenceRange& hole = holes_.emplace_back();
      hole.set_first(next_);
      hole.set_last(first - 1);
    }
    next_ = last + 1;
  }
  std::vector<v1::SequenceRange> Take() && { return std::move(holes_); }

 private:
  int64_t next_;
  const size_t limit_;
  std::vector<v1::SequenceRange> holes_;
};

}  // namespace

StatusOr<std::vector<v1::SequenceRange>> HolesAfter(const ViewSnapshot& views,
                                                    std::string_view feed, const SequenceRuns& runs,
                                                    int64_t after, size_t limit) {
  const int64_t next = std::max(runs.head, after) + 1;
  HoleFinder holes(next, limit);
  const std::string prefix = InSpace(KeyWriter("n").Text(feed).view());
  KeyRange range = PrefixRange(prefix);
  range.first = InSpace(ChunkKey(feed, next / kChunkNumbers));
  const std::unique_ptr<RowCursor> row = views.Scan(range);
  for (; row->Valid() && !holes.full(); row->Next()) {
    KeyReader key(row->key().substr(prefix.size()));
    const std::optional<SequenceChunk> chunk = SequenceChunk::Parse(row->value());
    int64_t place = 0;
    if (!key.Number(&place) || !chunk.has_value()) {
      return Error(Code::kDataLoss, "a row of the feed ledger is damaged");
    }
    for (int64_t n = place * kChunkNumbers; n < (place + 1) * kChunkNumbers; ++n) {
      if (chunk->Has(n)) holes.See(n, n);
    }
  }
  GT_RETURN_IF_ERROR(row->status());
  if (runs.tail_first != 0) holes.See(runs.tail_first, runs.tail_last);
  return std::move(holes).Take();
}

}  // namespace goldthread::feeds
