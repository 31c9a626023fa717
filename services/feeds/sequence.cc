#include "services/feeds/sequence.h"

#include <algorithm>

#include "services/feeds/feed_rows.h"

namespace goldthread::feeds {
namespace {

int64_t ChunkOf(int64_t number) { return number / kChunkNumbers; }

StatusOr<SequenceChunk> Load(std::string_view feed, int64_t place, FoldRows& rows) {
  const std::optional<std::string_view> row = rows.Get(ChunkKey(feed, place));
  if (!row.has_value()) return SequenceChunk();
  const std::optional<SequenceChunk> chunk = SequenceChunk::Parse(*row);
  if (!chunk.has_value())
    return Error(Code::kDataLoss, "a chunk row of the feed ledger is damaged");
  return *chunk;
}

void Store(std::string_view feed, int64_t place, const SequenceChunk& chunk, FoldRows& rows) {
  if (chunk.empty()) {
    rows.Erase(ChunkKey(feed, place));
  } else {
    rows.Put(ChunkKey(feed, place), chunk.row());
  }
}

// The head has grown: takes in what follows on it.
Status GrowHead(std::string_view feed, SequenceRuns& runs, FoldRows& rows) {
  while (runs.in_chunks > 0 && runs.head + 1 != runs.tail_first) {
    const int64_t place = ChunkOf(runs.head + 1);
    GT_ASSIGN_OR_RETURN(SequenceChunk chunk, Load(feed, place, rows));
    const int64_t before = runs.head;
    while (ChunkOf(runs.head + 1) == place && chunk.Has(runs.head + 1)) chunk.Clear(++runs.head);
    if (runs.head == before) break;
    runs.in_chunks -= runs.head - before;
    Store(feed, place, chunk, rows);
    if (ChunkOf(runs.head + 1) == place) break;
  }
  if (runs.tail_first != 0 && runs.head + 1 == runs.tail_first) {
    runs.head = runs.tail_last;
    runs.tail_first = runs.tail_last = 0;
  }
  return OkStatus();
}

// A greater number broke the tail off: it goes into its chunk, and a new tail begins.
Status StartTail(std::string_view feed, int64_t number, SequenceRuns& runs, FoldRows& rows) {
  if (runs.tail_first != 0) {
    const int64_t place = ChunkOf(runs.tail_last);
    GT_ASSIGN_OR_RETURN(SequenceChunk chunk, Load(feed, place, rows));
    for (int64_t n = runs.tail_first; n <= runs.tail_last; ++n) chunk.Set(n);
    runs.in_chunks += runs.tail_last - runs.tail_first + 1;
    Store(feed, place, chunk, rows);
  }
  runs.tail_first = runs.tail_last = number;
  return OkStatus();
}

// A number between head and tail: into its chunk, or on to the tail with what it joins.
StatusOr<bool> SeeBetween(std::string_view feed, int64_t number, SequenceRuns& runs,
                          FoldRows& rows) {
  const int64_t place = ChunkOf(number);
  GT_ASSIGN_OR_RETURN(SequenceChunk chunk, Load(feed, place, rows));
  if (chunk.Has(number)) return false;
  if (number + 1 == runs.tail_first && place == ChunkOf(runs.tail_last)) {
    runs.tail_first = number;
    while (ChunkOf(runs.tail_first - 1) == place && chunk.Has(runs.tail_first - 1)) {
      chunk.Clear(--runs.tail_first);
      --runs.in_chunks;
    }
  } else {
    chunk.Set(number);
    ++runs.in_chunks;
  }
  Store(feed, place, chunk, rows);
  return true;
}

}  // namespace

std::optional<SequenceChunk> SequenceChunk::Parse(std::string_view row) {
  SequenceChunk chunk;
  if (row.size() != chunk.bytes_.size()) return std::nullopt;
  std::ranges::copy(row, chunk.bytes_.begin());
  return chunk;
}

void SequenceChunk::Set(int64_t number) {
  bytes_[Place(number)] = static_cast<char>(Byte(number) | 1u << (number % 8));
}

void SequenceChunk::Clear(int64_t number) {
  bytes_[Place(number)] = static_cast<char>(Byte(number) & ~(1u << (number % 8)));
}

bool SequenceChunk::empty() const {
  return std::ranges::all_of(bytes_, [](char byte) { return byte == 0; });
}

StatusOr<bool> SeeNumber(std::string_view feed, int64_t number, SequenceRuns& runs,
                         FoldRows& rows) {
  if (number <= runs.head) return false;
  if (runs.tail_first != 0 && number >= runs.tail_first && number <= runs.tail_last) return false;
  if (number == runs.head + 1) {
    ++runs.head;
    GT_RETURN_IF_ERROR(GrowHead(feed, runs, rows));
    return true;
  }
  if (number < runs.tail_first) return SeeBetween(feed, number, runs, rows);
  if (number == runs.tail_last + 1 && ChunkOf(number) == ChunkOf(runs.tail_last)) {
    ++runs.tail_last;
    return true;
  }
  GT_RETURN_IF_ERROR(StartTail(feed, number, runs, rows));
  return true;
}

}  // namespace goldthread::feeds
