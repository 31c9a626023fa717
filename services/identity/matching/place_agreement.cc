#include "services/identity/matching/place_agreement.h"

#include <algorithm>
#include <tuple>

#include "services/identity/matching/spelling.h"

namespace goldthread::matching {
namespace {

constexpr double kAlikePlaces = 0.88;

enum Part : size_t { kHouse, kStreet, kBuilding, kLocality, kRegion, kPostcode };

Level CompareText(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return Level::kMissing;
  if (a == b) return Level::kSame;
  const size_t shorter = std::min(a.size(), b.size());
  const int allowed = shorter < 3 ? 0 : shorter < 7 ? 1 : 2;
  if (allowed > 0 && Slips(a, b, allowed) <= allowed) return Level::kNear;
  return shorter >= 4 && JaroWinkler(a, b) >= kAlikePlaces ? Level::kSimilar : Level::kDifferent;
}

Level CompareHouse(const PlaceForm& a, const PlaceForm& b) {
  if (a.uprn != 0 && b.uprn != 0) return a.uprn == b.uprn ? Level::kSame : Level::kDifferent;
  if (a.number.empty() || b.number.empty()) {
    if (a.flat.empty() || b.flat.empty()) return Level::kMissing;
    return a.flat == b.flat ? Level::kSame : Level::kDifferent;
  }
  if (a.number != b.number) return Level::kDifferent;
  return a.flat == b.flat ? Level::kSame : Level::kPart;
}

// UK postcodes agree in part by their district ("NM4 2" of NM4 2AB).
Level ComparePostcodes(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return Level::kMissing;
  if (a == b) return Level::kSame;
  if (Slips(a, b, 1) <= 1) return Level::kNear;
  const bool british = a.size() >= 5 && b.size() >= 5 && a.size() == b.size();
  return british && a.substr(0, a.size() - 2) == b.substr(0, b.size() - 2) ? Level::kPart
                                                                           : Level::kDifferent;
}

bool SaysAlike(Level level) {
  return level == Level::kSame || level == Level::kNear || level == Level::kSimilar;
}

// Street and building are compared crosswise where they disagree as they stand: forms have two
// lines and people use either. The better one stands for the street.
void CompareLines(const PlaceForm& a, const PlaceForm& b, PlaceAgreement* agreement) {
  Level& street = agreement->levels[kStreet];
  Level& building = agreement->levels[kBuilding];
  street = CompareText(a.street, b.street);
  building = CompareText(a.building, b.building);
  if (!SaysAlike(street) && !SaysAlike(building)) {
    Level one = Crossed(CompareText(a.street, b.building));
    Level other = Crossed(CompareText(a.building, b.street));
    if (Worth(one) < Worth(other)) std::swap(one, other);
    if (Worth(one) > Worth(Level::kMissing)) std::tie(street, building) = std::tie(one, other);
  }
  if (street == Level::kSame) agreement->on[kStreet] = a.street;
  if (building == Level::kSame) agreement->on[kBuilding] = a.building;
}

PlaceAgreement ComparePlace(const PlaceForm& a, const PlaceForm& b) {
  PlaceAgreement agreement;
  agreement.levels[kHouse] = CompareHouse(a, b);
  if (agreement.levels[kHouse] == Level::kSame) agreement.on[kHouse] = a.number;
  CompareLines(a, b, &agreement);
  const auto set = [&](Part part, Level level, std::string_view on) {
    agreement.levels[part] = level;
    if (level == Level::kSame) agreement.on[part] = on;
  };
  set(kLocality, CompareText(a.locality, b.locality), a.locality);
  set(kRegion, CompareText(a.region, b.region), a.region);
  set(kPostcode, ComparePostcodes(a.postcode, b.postcode), a.postcode);
  return agreement;
}

}  // namespace

PlaceAgreement ComparePlaces(const std::vector<PlaceForm>& a, const std::vector<PlaceForm>& b) {
  PlaceAgreement best;
  int most = -1;
  for (const PlaceForm& one : a) {
    for (const PlaceForm& other : b) {
      const PlaceAgreement agreement = ComparePlace(one, other);
      int worth = 0;
      for (const Level level : agreement.levels) worth += Worth(level);
      const auto order = [](int points, const PlaceAgreement& each) {
        return std::tuple(points, each.levels, each.on);
      };
      if (most >= 0 && order(worth, agreement) <= order(most, best)) continue;
      most = worth;
      best = agreement;
    }
  }
  return best;
}

}  // namespace goldthread::matching
