#include "connectors/county/people/names.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "connectors/county/people/name_lists.h"

namespace goldthread::county {
namespace {

// A family name's number: the stock's place times this, and the place in its list; composed
// English names come after all stocks.
constexpr uint32_t kPerStock = 100;
constexpr uint32_t kFirstComposed = kPerStock * kStocks;

constexpr std::array<std::string_view, kCommunities> kCodes = {
    "WBRI", "WIRI", "WIRT", "WROM", "WOTH", "MWBC", "MWBA", "MWAS", "MOTH",
    "AIND", "APKN", "ABAN", "AOTH", "BCRB", "BAFR", "BOTH", "CHNE", "OOTH"};

Stock StockOf(Community community, bool given) {
  switch (community) {
    case Community::kWiri:
    case Community::kWirt:
      return Stock::kIrish;
    case Community::kWrom:
      return Stock::kRomanian;
    case Community::kWoth:
      return Stock::kPolish;
    case Community::kMwas:
      return given ? Stock::kEnglish : Stock::kIndian;
    case Community::kMwba:
    case Community::kBafr:
      return Stock::kAfrican;
    case Community::kAind:
    case Community::kAoth:
      return Stock::kIndian;
    case Community::kApkn:
      return Stock::kPakistani;
    case Community::kAban:
      return Stock::kBengali;
    case Community::kChne:
      return Stock::kChinese;
    case Community::kOoth:
      return Stock::kArabic;
    case Community::kWbri:
    case Community::kMwbc:
    case Community::kMoth:
    case Community::kBcrb:
    case Community::kBoth:
      return Stock::kEnglish;
  }
  return Stock::kEnglish;
}

// The front of a list is commoner than its back.
NameIndex Skewed(size_t count, Chance& chance) {
  const auto n = static_cast<uint32_t>(count);
  const uint32_t first = chance.Below(n);
  const uint32_t second = chance.Below(n);
  return static_cast<NameIndex>(first < second ? first : second);
}

// By each name in it, the row; where it is in several the first.
const Variants* RowOf(std::string_view name) {
  static const auto* const kRows = [] {
    auto* const rows = new std::unordered_map<std::string_view, const Variants*>;
    for (const Variants& row : VariantRows()) {
      for (const std::string_view one : row) {
        if (!one.empty()) rows->emplace(one, &row);
      }
    }
    return rows;
  }();
  const auto found = kRows->find(name);
  return found == kRows->end() ? nullptr : found->second;
}

// Another of the same row.
std::optional<std::string> KnownVariant(std::string_view name, Chance& chance) {
  const Variants* const row = RowOf(name);
  if (row == nullptr) return std::nullopt;
  const auto count = static_cast<uint32_t>(std::ranges::find(*row, "") - row->begin());
  size_t at = chance.Below(count);
  if ((*row)[at] == name) at = (at + 1) % count;
  return std::string((*row)[at]);
}

bool IsAscii(std::string_view name) {
  for (const char c : name) {
    if (static_cast<unsigned char>(c) > 127) return false;
  }
  return true;
}

}  // namespace

std::string_view EthnicityCode(Community community) {
  return kCodes[static_cast<size_t>(community)];
}

NameIndex DrawGiven(Community community, bool female, Chance& chance) {
  const NameList& list = ListOf(StockOf(community, true));
  return Skewed(female ? list.female.size() : list.male.size(), chance);
}

NameIndex DrawFamily(Community community, Chance& chance) {
  const Stock stock = StockOf(community, false);
  if (stock == Stock::kEnglish && chance.PerMille(600)) {
    const auto composed = static_cast<uint32_t>(FamilyHeads().size() * FamilyTails().size());
    return static_cast<NameIndex>(kFirstComposed + chance.Below(composed));
  }
  return static_cast<NameIndex>(static_cast<uint32_t>(stock) * kPerStock +
                                Skewed(ListOf(stock).family.size(), chance));
}

std::string_view GivenName(Community community, bool female, NameIndex index) {
  const NameList& list = ListOf(StockOf(community, true));
  const auto names = female ? list.female : list.male;
  return names[index % names.size()];
}

std::string FamilyName(NameIndex index) {
  if (index >= kFirstComposed) {
    const size_t at = index - kFirstComposed;
    const size_t tails = FamilyTails().size();
    return std::string(FamilyHeads()[at / tails % FamilyHeads().size()]) +
           std::string(FamilyTails()[at % tails]);
  }
  const auto& family = ListOf(static_cast<Stock>(index / kPerStock)).family;
  return std::string(family[index % kPerStock % family.size()]);
}

std::string Nickname(std::string_view given, Chance& chance) {
  return KnownVariant(given, chance).value_or(Shortened(given));
}

std::string Respelt(std::string_view name, Chance& chance) {
  std::optional<std::string> known = KnownVariant(name, chance);
  return known ? *std::move(known) : Mistyped(name, chance);
}

std::string Shortened(std::string_view name) {
  constexpr size_t kLetters = 3;
  size_t letters = 0;
  size_t end = 0;
  while (end < name.size()) {
    const bool starts_a_letter = (static_cast<unsigned char>(name[end]) & 0xC0) != 0x80;
    if (starts_a_letter && letters++ == kLetters) break;
    ++end;
  }
  return std::string(name.substr(0, end));
}

std::string Mistyped(std::string_view name, Chance& chance) {
  std::string typed(name);
  if (typed.size() < 4 || !IsAscii(typed)) return typed;
  const size_t at = 1 + chance.Below(static_cast<uint32_t>(typed.size() - 2));
  switch (chance.Below(3)) {
    case 0:
      std::swap(typed[at], typed[at + 1]);
      break;
    case 1:
      typed.erase(at, 1);
      break;
    default:
      typed.insert(at, 1, typed[at]);
      break;
  }
  return typed;
}

}  // namespace goldthread::county
