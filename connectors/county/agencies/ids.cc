#include "connectors/county/agencies/ids.h"

#include <algorithm>

namespace goldthread::county {
namespace {

// Every number below 2^32 to another: a Feistel network of four rounds.
uint32_t Scrambled(uint32_t number, uint64_t key) {
  uint32_t left = number >> 16;
  uint32_t right = number & 0xffff;
  for (uint64_t round = 0; round < 4; ++round) {
    const uint32_t turned =
        left ^ static_cast<uint32_t>(Mixed(key + (round << 32) + right) & 0xffff);
    left = right;
    right = turned;
  }
  return (left << 16) | right;
}

// After the mark the number, which fills the rest.
std::string IdOf(const CountyMark& mark, Feed feed, uint32_t number) {
  std::string id(15, '0');
  id[0] = MannerOf(feed).letter;
  std::copy(mark.begin(), mark.end(), id.begin() + 1);
  for (size_t at = id.size() - 1; number > 0; --at) {
    id[at] = static_cast<char>('0' + number % 10);
    number /= 10;
  }
  return id;
}

}  // namespace

// Ten million people send fewer than a thousand million in sixty years.
std::string EventIdOf(const CountyMark& mark, Feed feed, uint32_t ordinal) {
  std::string id = IdOf(mark, feed, ordinal);
  id[mark.size() + 1] = '-';
  return id;
}

std::string RecordOf(const World& world, Feed feed, PersonIndex person, int copy) {
  const uint64_t key = Mixed(world.seed() ^ (static_cast<uint64_t>(feed) << 40));
  return IdOf(world.mark(), feed, Scrambled(person * 2 + static_cast<uint32_t>(copy), key));
}

}  // namespace goldthread::county
