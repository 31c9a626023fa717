#include "services/identity/matching/spelling.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace goldthread::matching {
namespace {

std::string_view Cut(std::string_view text) { return text.substr(0, kSpellingMax); }

double Jaro(std::string_view a, std::string_view b) {
  const size_t reach = std::max<size_t>(std::max(a.size(), b.size()) / 2, 1) - 1;
  uint64_t taken = 0;
  std::array<char, kSpellingMax> in_a{};
  size_t common = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    const size_t begin = i > reach ? i - reach : 0;
    const size_t end = std::min(i + reach + 1, b.size());
    for (size_t j = begin; j < end; ++j) {
      if (a[i] != b[j] || (taken >> j & 1) != 0) continue;
      taken |= uint64_t{1} << j;
      in_a[common++] = a[i];
      break;
    }
  }
  if (common == 0) return 0;
  size_t out_of_place = 0;
  size_t at = 0;
  for (size_t j = 0; j < b.size(); ++j) {
    if ((taken >> j & 1) != 0 && in_a[at++] != b[j]) ++out_of_place;
  }
  const auto share = static_cast<double>(common);
  return (share / static_cast<double>(a.size()) + share / static_cast<double>(b.size()) +
          (share - static_cast<double>(out_of_place) / 2) / share) /
         3;
}

// Soundex's classes; 0: a vowel, which parts letters of one class; '-': h and w, which do not.
char ClassOf(char letter) {
  constexpr std::string_view kClasses = "01230120022455012623010202";
  if (letter == 'h' || letter == 'w') return '-';
  return letter >= 'a' && letter <= 'z' ? kClasses[static_cast<size_t>(letter - 'a')] : '-';
}

std::pair<std::string_view, std::string_view> Opening(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kAlike = {{{"ph", "f"},
                                                                                    {"kn", "n"},
                                                                                    {"gn", "n"},
                                                                                    {"wr", "r"},
                                                                                    {"k", "c"},
                                                                                    {"q", "c"},
                                                                                    {"z", "s"},
                                                                                    {"j", "g"},
                                                                                    {"y", "i"}}};
  for (const auto& [written, as] : kAlike) {
    if (name.starts_with(written)) return {as, name.substr(written.size())};
  }
  return {name.substr(0, 1), name.substr(1)};
}

}  // namespace

double JaroWinkler(std::string_view a, std::string_view b) {
  a = Cut(a);
  b = Cut(b);
  // Who is asked for first would matter where a letter has two partners.
  if (std::pair(b.size(), b) < std::pair(a.size(), a)) std::swap(a, b);
  if (a == b) return 1;
  if (a.empty()) return 0;
  const double jaro = Jaro(a, b);
  size_t start = 0;
  while (start < std::min<size_t>(a.size(), 4) && a[start] == b[start]) ++start;
  return jaro + static_cast<double>(start) * 0.1 * (1 - jaro);
}

int Slips(std::string_view a, std::string_view b, int most) {
  a = Cut(a);
  b = Cut(b);
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > static_cast<size_t>(most)) return most + 1;
  // Rows of the table: the last but one, the last, this one.
  std::array<std::array<int, kSpellingMax + 1>, 3> rows;
  for (size_t j = 0; j <= b.size(); ++j) rows[0][j] = static_cast<int>(j);
  for (size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& above = rows[(i + 2) % 3];
    const auto& two_above = rows[(i + 1) % 3];
    row[0] = static_cast<int>(i);
    int least = row[0];
    for (size_t j = 1; j <= b.size(); ++j) {
      const int wrong = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + wrong});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], two_above[j - 2] + 1);
      }
      least = std::min(least, row[j]);
    }
    if (least > most) return most + 1;
  }
  return std::min(rows[a.size() % 3][b.size()], most + 1);
}

std::string SoundOf(std::string_view compact) {
  std::string letters;
  for (const char c : compact) {
    if (c >= 'a' && c <= 'z') letters.push_back(c);
  }
  if (letters.empty()) return "";
  const auto [first, rest] = Opening(letters);
  std::string sound(first);
  char last = ClassOf(first.front());
  for (const char c : rest) {
    const char of = ClassOf(c);
    if (of == '-') continue;
    if (of != '0' && of != last) sound.push_back(of);
    last = of;
    if (sound.size() == 4) break;
  }
  sound.resize(4, '0');
  return sound;
}

}  // namespace goldthread::matching
