// Addresses compared part by part; of several the pair that agrees best. A flat and the house
// it is in are never the same, and no house number is near another.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "services/identity/matching/agreement.h"

namespace goldthread::matching {

inline constexpr std::array<Comparison, 6> kPlaceComparisons = {
    Comparison::kHouse,    Comparison::kStreet, Comparison::kBuilding,
    Comparison::kLocality, Comparison::kRegion, Comparison::kPostcode};

// In that order.
struct PlaceAgreement {
  std::array<Level, kPlaceComparisons.size()> levels{};
  std::array<std::string_view, kPlaceComparisons.size()> on{};  // Lives in the first list.
};

PlaceAgreement ComparePlaces(const std::vector<PlaceForm>& a, const std::vector<PlaceForm>& b);

}  // namespace goldthread::matching
