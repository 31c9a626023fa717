// The hub's own feeds: what people decide with the hub itself, and what it did by itself.
#pragma once

#include <string_view>

namespace goldthread {

// The agency that decisions taken through the hub are recorded by. No registry names it and nobody
// can prove to be it.
inline constexpr std::string_view kHubAgency = "goldthread";
// Which records are one person.
inline constexpr std::string_view kDecisionsFeed = "goldthread/matching";
// What is done about alerts, and to whom they were delivered.
inline constexpr std::string_view kAlertsFeed = "goldthread/alerts";
// Which adults other partnerships know, as the directory says.
inline constexpr std::string_view kDirectoryFeed = "goldthread/directory";

}  // namespace goldthread
