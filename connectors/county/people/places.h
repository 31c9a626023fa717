// Where people live: houses, flats, rooms of refuges and hostels, prisons of two councils, with
// postcodes of areas that do not exist and UPRNs that were never given out.
#pragma once

#include <cstdint>
#include <string>

namespace goldthread::county {

using AddressIndex = uint32_t;
inline constexpr uint32_t kNowhere = UINT32_MAX;

enum class PlaceKind : uint8_t { kHouse, kFlat, kRefuge, kHostel, kPrison };
enum class Tenure : uint8_t { kOwned, kPrivate, kSocial };

inline constexpr int kCouncils = 2;

struct Place {
  PlaceKind kind = PlaceKind::kHouse;
  Tenure tenure = Tenure::kOwned;
  int council = 0;   // 0 Northmere, 1 Westmere.
  std::string line;  // "Flat 3, 14 Ashbourne Road"
  std::string town;
  std::string postcode;
  uint64_t uprn = 0;
};

// The plan of the county: which addresses there are. Values only; nothing is stored.
class Places {
 public:
  // For so many households; one address in twelve stands empty.
  explicit Places(uint32_t households);

  // Ordinary homes are 0 … homes()-1; after them the rooms of refuges and of hostels, each an
  // address of its own as its front door has; last the prisons, each one address for all.
  uint32_t homes() const { return homes_; }
  uint32_t refuge_rooms() const { return refuges_ * kRooms; }
  uint32_t hostel_rooms() const { return hostels_ * kRooms; }
  uint32_t count() const { return Prison(0) + kPrisons; }
  AddressIndex RefugeRoom(uint32_t n) const { return homes_ + n % refuge_rooms(); }
  AddressIndex HostelRoom(uint32_t n) const { return homes_ + refuge_rooms() + n % hostel_rooms(); }
  AddressIndex Prison(uint32_t n) const {
    return homes_ + refuge_rooms() + hostel_rooms() + n % kPrisons;
  }

  bool IsPrison(AddressIndex address) const { return address >= Prison(0); }

  static uint64_t UprnOf(AddressIndex address);
  int CouncilOf(AddressIndex address) const;
  Tenure TenureOf(AddressIndex address) const;
  PlaceKind KindOf(AddressIndex address) const;
  Place At(AddressIndex address) const;

 private:
  static constexpr uint32_t kPrisons = 2;
  static constexpr uint32_t kRooms = 24;  // Of one refuge or hostel.

  uint32_t homes_;
  uint32_t refuges_;
  uint32_t hostels_;
};

}  // namespace goldthread::county
