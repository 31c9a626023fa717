#include "connectors/county/people/places.h"

#include <fmt/compile.h>

#include <array>
#include <string_view>

#include "connectors/county/people/chance.h"

namespace goldthread::county {
namespace {

constexpr uint32_t kPerStreet = 40;
constexpr uint32_t kPerPostcode = 20;
constexpr uint32_t kFlatsPerBlock = 8;
constexpr uint32_t kHouseholdsPerRefuge = 12'000;
constexpr uint32_t kHouseholdsPerHostel = 8'000;
// Twelve digits from 999 on: none was given out.
constexpr uint64_t kFirstUprn = 999'100'000'000;

constexpr std::array<std::string_view, 24> kStreets = {
    "Ashbourne", "Beacon",   "Chapel",  "Dunmere", "Elm",   "Fairfield",  "Granary", "Harbour",
    "Ivy",       "Juniper",  "Keel",    "Lantern", "Mill",  "Nethergate", "Orchard", "Priory",
    "Quarry",    "Ropewalk", "Station", "Tanner",  "Upton", "Viaduct",    "Weir",    "Yarrow"};
constexpr std::array<std::string_view, 10> kWays = {"Road", "Street",  "Lane",  "Avenue", "Close",
                                                    "Way",  "Gardens", "Drive", "Place",  "Court"};
constexpr std::array<std::string_view, 8> kTowns = {"Northmere",  "Saltby",   "Holme Ferry",
                                                    "Carrow",     "Westmere", "Thornwick",
                                                    "Lower Dray", "Marlstead"};
// Neither Q nor X begins any postcode area.
constexpr std::array<std::string_view, kCouncils> kAreas = {"QN", "XW"};
constexpr std::string_view kInward = "ABDEFGHJLNPQRSTUWXYZ";

}  // namespace

Places::Places(uint32_t households)
    : homes_(households + households / 11 + 40),
      refuges_(2 + households / kHouseholdsPerRefuge),
      hostels_(2 + households / kHouseholdsPerHostel) {}

uint64_t Places::UprnOf(AddressIndex address) { return kFirstUprn + address; }

PlaceKind Places::KindOf(AddressIndex address) const {
  if (IsPrison(address)) return PlaceKind::kPrison;
  if (address >= HostelRoom(0)) return PlaceKind::kHostel;
  if (address >= homes_) return PlaceKind::kRefuge;
  return address / kPerStreet % 6 == 5 ? PlaceKind::kFlat : PlaceKind::kHouse;
}

// Streets lie in one council; three in five in Northmere.
int Places::CouncilOf(AddressIndex address) const {
  if (IsPrison(address)) return static_cast<int>((address - Prison(0)) % kCouncils);
  if (address >= homes_) return static_cast<int>((address - homes_) / kRooms % kCouncils);
  return address / kPerStreet % 5 < 3 ? 0 : 1;
}

// Of England's households: 62 in 100 own, 20 rent privately, 17 from a council or association.
Tenure Places::TenureOf(AddressIndex address) const {
  if (address >= homes_) return Tenure::kSocial;
  const uint64_t share = Mixed(address / 8) % 100;
  if (KindOf(address) == PlaceKind::kFlat) {
    return share < 30 ? Tenure::kOwned : share < 62 ? Tenure::kPrivate : Tenure::kSocial;
  }
  return share < 69 ? Tenure::kOwned : share < 87 ? Tenure::kPrivate : Tenure::kSocial;
}

Place Places::At(AddressIndex address) const {
  Place place;
  place.kind = KindOf(address);
  place.tenure = TenureOf(address);
  place.council = CouncilOf(address);
  place.uprn = UprnOf(address);
  const bool room = place.kind == PlaceKind::kRefuge || place.kind == PlaceKind::kHostel;
  // All rooms of a house have its street and postcode.
  const uint32_t house = room ? homes_ + (address - homes_) / kRooms : address;
  const uint32_t street = house / kPerStreet;
  const uint32_t in_street = house % kPerStreet;
  const std::string name = fmt::format(FMT_COMPILE("{} {}"), kStreets[street % kStreets.size()],
                                       kWays[street / kStreets.size() % kWays.size()]);
  if (place.kind == PlaceKind::kFlat) {
    place.line = fmt::format(FMT_COMPILE("Flat {}, {} {}"), in_street % kFlatsPerBlock + 1,
                             in_street / kFlatsPerBlock * 2 + 10, name);
  } else if (place.kind == PlaceKind::kHouse) {
    place.line = fmt::format(FMT_COMPILE("{} {}"), in_street + 1, name);
  } else if (place.kind == PlaceKind::kPrison) {
    place.line = fmt::format(FMT_COMPILE("{} Prison, {}"), kTowns[in_street % kTowns.size()], name);
  } else {
    const uint32_t number = (address - homes_) % kRooms + 1;
    place.line =
        place.kind == PlaceKind::kRefuge
            ? fmt::format(FMT_COMPILE("Room {}, House {}, {}"), number, in_street + 1, name)
            : fmt::format(FMT_COMPILE("Room {}, {} Hostel, {}"), number, name, name);
  }
  place.town = kTowns[street % 4 + static_cast<uint32_t>(place.council) * 4];
  const uint32_t unit = house / kPerPostcode;
  const uint32_t letters = unit % 400;
  place.postcode = fmt::format(FMT_COMPILE("{}{} {}{}{}"),
                               kAreas[static_cast<size_t>(place.council)], unit / 4'000 % 99 + 1,
                               unit / 400 % 10, kInward[letters / 20], kInward[letters % 20]);
  return place;
}

}  // namespace goldthread::county
