// The hub's own feed: what people decide with the hub itself about which records are one person.
#pragma once

#include <string_view>

namespace goldthread {

// The agency that decisions taken through MatchingService are recorded by. No registry names it
// and nobody can prove to be it.
inline constexpr std::string_view kHubAgency = "goldthread";
inline constexpr std::string_view kDecisionsFeed = "goldthread/matching";

}  // namespace goldthread
