// Room for very many small pieces of bytes, laid end to end, that stay where they are.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

namespace goldthread {

class Blocks {
 public:
  // `size` bytes right behind the last ones, or at the start of another block.
  char* Take(size_t size) {
    while (blocks_.empty() || blocks_[at_].size - blocks_[at_].used < size) Advance(size);
    Block& block = blocks_[at_];
    char* const room = block.bytes.get() + block.used;
    block.used += size;
    return room;
  }

  // Ends the life of all that was taken; keeps the memory.
  void Clear() {
    at_ = 0;
    for (Block& block : blocks_) block.used = 0;
  }

  // visit(begin, end) for what lies end to end, in the order it was taken, while it is ok.
  template <class Visit>
  auto ForEach(Visit visit) const {
    decltype(visit(nullptr, nullptr)) status;
    for (const Block& block : blocks_) {
      const char* const begin = block.bytes.get();
      status = visit(begin, begin + block.used);
      if (!status.ok()) break;
    }
    return status;
  }

 private:
  static constexpr size_t kBlockBytes = size_t{1} << 20;
  struct Block {
    std::unique_ptr<char[]> bytes;
    size_t size;
    size_t used;
  };

  void Advance(size_t wanted) {
    if (at_ + 1 < blocks_.size()) {
      ++at_;
      return;
    }
    const size_t size = std::max(wanted, kBlockBytes);
    blocks_.push_back({std::make_unique_for_overwrite<char[]>(size), size, 0});
    at_ = blocks_.size() - 1;
  }

  std::vector<Block> blocks_;
  size_t at_ = 0;  // The block that is being filled.
};

}  // namespace goldthread
