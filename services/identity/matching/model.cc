#include "services/identity/matching/model.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace goldthread::matching {
namespace {

// More records than agencies hold of one person.
constexpr int kOwnersMax = 50;

size_t At(Comparison which) { return static_cast<size_t>(which); }

bool HasFrequency(Comparison which) { return kHasCommonValues[At(which)]; }

double AmongStrangers(const Model& model, const Agreement& agreement, Comparison which) {
  const Level level = agreement[which];
  const double share = model.strangers[At(which)][static_cast<size_t>(level)];
  if (level != Level::kSame || !HasFrequency(which)) return share;
  return model.frequencies.ShareOf(which, agreement.on[At(which)], share);
}

std::string CountedAs(const NumberForm& number) { return number.kind + '\n' + number.value; }

// log2(2^a + 2^b).
double AddBits(double a, double b) {
  const double more = std::max(a, b);
  return more + std::log2(std::exp2(a - more) + std::exp2(b - more));
}

}  // namespace

void Frequencies::Count(Comparison which, std::string_view value) {
  if (value.empty()) return;
  ++counts_[At(which)][std::string(value)];
  ++totals_[At(which)];
}

void Frequencies::CountRecord(const Portrait& portrait) {
  for (const NameForm& name : portrait.names) {
    Count(Comparison::kGiven, name.given);
    Count(Comparison::kFamily, name.family);
  }
  for (const PlaceForm& place : portrait.places) {
    Count(Comparison::kHouse, place.number);
    Count(Comparison::kStreet, place.street);
    Count(Comparison::kBuilding, place.building);
    Count(Comparison::kLocality, place.locality);
    Count(Comparison::kRegion, place.region);
    Count(Comparison::kPostcode, place.postcode);
  }
  for (const NumberForm& number : portrait.numbers) {
    Count(Comparison::kNumber, CountedAs(number));
  }
}

double Frequencies::ShareOf(Comparison which, std::string_view value, double otherwise) const {
  const auto& counts = counts_[At(which)];
  const auto found = counts.find(absl::string_view(value.data(), value.size()));
  if (found == counts.end()) return otherwise;
  return static_cast<double>(found->second) / static_cast<double>(totals_[At(which)]);
}

void Frequencies::Set(Comparison which, int64_t values, const Counts& common) {
  totals_[At(which)] = values;
  counts_[At(which)].clear();
  for (const auto& [value, times] : common) counts_[At(which)][value] = times;
}

Frequencies::Counts Frequencies::Common(Comparison which, size_t limit, int64_t least) const {
  Counts common;
  for (const auto& [value, times] : counts_[At(which)]) {
    if (times >= least) common.emplace_back(value, times);
  }
  std::ranges::sort(common, [](const auto& a, const auto& b) {
    return std::tuple(-a.second, a.first) < std::tuple(-b.second, b.first);
  });
  if (common.size() > limit) common.resize(limit);
  std::ranges::sort(common);
  return common;
}

bool Frequencies::IsWorthless(const NumberForm& number) const {
  const auto& counts = counts_[At(Comparison::kNumber)];
  const auto found = counts.find(CountedAs(number));
  return found != counts.end() && found->second > kOwnersMax;
}

double OfOneNameAndDay(Level given, Level birth) {
  return given == Level::kSame && birth == Level::kSame ? 1.0 / 16 : 1;
}

bool IsOfTheHousehold(Comparison which) {
  switch (which) {
    case Comparison::kFamily:
    case Comparison::kHouse:
    case Comparison::kStreet:
    case Comparison::kBuilding:
    case Comparison::kLocality:
    case Comparison::kRegion:
    case Comparison::kPostcode:
    case Comparison::kPhone:
      return true;
    case Comparison::kGiven:
    case Comparison::kBirth:
    case Comparison::kSex:
    case Comparison::kNumber:
    case Comparison::kEmail:
      return false;
  }
  return false;
}

double WeightOf(const Model& model, const Agreement& agreement, Comparison which) {
  const Level level = agreement[which];
  if (level == Level::kMissing) return 0;
  return std::log2(model.same[At(which)][static_cast<size_t>(level)] /
                   AmongStrangers(model, agreement, which));
}

Judgement Judge(const Model& model, const Agreement& agreement, double against) {
  double same = std::log2(model.same_share) - against;
  double kin = std::log2(model.kin_share);
  double strangers = std::log2(1 - model.same_share - model.kin_share);
  for (size_t i = 0; i < kComparisons; ++i) {
    const auto which = static_cast<Comparison>(i);
    const auto level = static_cast<size_t>(agreement.levels[i]);
    if (agreement.levels[i] == Level::kMissing) continue;
    same += std::log2(model.same[i][level]);
    kin += std::log2(model.kin[i][level]);
    strangers += std::log2(AmongStrangers(model, agreement, which));
  }
  kin += std::log2(OfOneNameAndDay(agreement[Comparison::kGiven], agreement[Comparison::kBirth]));
  return {.bits = same - AddBits(kin, strangers), .kin_bits = kin - AddBits(same, strangers)};
}

}  // namespace goldthread::matching
