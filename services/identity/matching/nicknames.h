// Given names by which one person goes: Daz and Darren, Liz and Elizabeth.
//
// A name may be short for several ("alex"): then it goes with each, and they not with each other.
#pragma once

#include <string_view>
#include <vector>

namespace goldthread::matching {

// Both folded, one word each. A name goes with itself only where it is listed.
bool GoTogether(std::string_view a, std::string_view b);

// All that go with the folded word, without itself.
std::vector<std::string_view> NamesLike(std::string_view name);

}  // namespace goldthread::matching
