// The lists themselves: given names, family names and the spellings that stand for one another.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace goldthread::county {

// Where names come from; several communities share a stock.
enum class Stock : size_t {
  kEnglish,
  kIrish,
  kPolish,
  kRomanian,
  kIndian,
  kPakistani,
  kBengali,
  kChinese,
  kAfrican,
  kArabic,
};
inline constexpr size_t kStocks = 10;

struct NameList {
  std::span<const std::string_view> female;
  std::span<const std::string_view> male;
  std::span<const std::string_view> family;
};

const NameList& ListOf(Stock stock);

// English family names beyond the list are put together from two halves.
std::span<const std::string_view> FamilyHeads();
std::span<const std::string_view> FamilyTails();

// Names in one row are spellings or short forms of one name; "" fills the row.
using Variants = std::array<std::string_view, 5>;
std::span<const Variants> VariantRows();

}  // namespace goldthread::county
