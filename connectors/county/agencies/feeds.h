// The agencies of Northmere and how each keeps its records: how late, how wrong, how often
// twice. Shares are per mille and our own choice: nobody publishes them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/county/people/dates.h"
#include "connectors/county/people/world.h"
#include "goldthread/v1/event.pb.h"

namespace goldthread::county {

enum class Feed : uint8_t {
  kNorthmereCouncil,
  kWestmereCouncil,
  kPolice,
  kNorthmereEd,
  kWestmereEd,
  kNorthmereMaternity,
  kWestmereMaternity,
  kHealthVisiting,
  kGps,
  kSchools,
  kNorthmereHousing,
  kWestmereHousing,
  kProbation,
  kRecovery,
  kMarac,
};
inline constexpr int kFeeds = 15;

// So many in a thousand take from … to … minutes.
struct Lag {
  uint16_t per_mille;
  int32_t minutes_min;
  int32_t minutes_max;
};
using Lags = std::array<Lag, 4>;

struct FeedManner {
  std::string_view name;
  std::string_view agency;
  char letter;  // Its record ids and event ids begin with it.
  v1::InformationCategory category;
  Lags writing;  // From when it happened to when it is written down.
  Lags sending;  // From then to when the hub gets it.
  // Of events.
  uint16_t repeated;
  uint16_t corrected;
  uint16_t withdrawn;
  uint16_t lost;       // Of what may be, never sent: a hole in its numbers.
  uint16_t described;  // Say again what the record says of the person.
  // Of records.
  uint16_t with_nhs_number;
  uint16_t with_upn;
  uint16_t misspelt;
  uint16_t birth_missing;
  uint16_t birth_wrong;
  uint16_t second_record;
};

const FeedManner& MannerOf(Feed feed);
std::vector<std::string> FeedNames();

// By council: 0 Northmere, 1 Westmere.
Feed CouncilFeed(int council);
Feed EmergencyFeed(int council);
Feed MaternityFeed(int council);
Feed HousingFeed(int council);

// Three digits that no council has.
int LeaOf(int council);

// When the hub gets what the feed would have sent at `sent`: later, if the feed was down.
Second AfterOutage(uint64_t seed, Feed feed, Second sent);

}  // namespace goldthread::county
