#include "connectors/inbound/csv/words.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace goldthread::csv {
namespace {

constexpr std::string_view kSpaces = " \t\r\n";

// How many letters to add, drop or change to get from one to the other.
size_t Distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
    }
  }
  return row.back();
}

}  // namespace

std::string_view Trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(kSpaces);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpaces) - begin + 1);
}

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  for (;;) {
    const size_t at = text.find(separator);
    pieces.push_back(Trimmed(text.substr(0, at)));
    if (at == std::string_view::npos) return pieces;
    text.remove_prefix(at + 1);
  }
}

std::string Lowered(std::string_view text) {
  std::string lowered(text);
  for (char& c : lowered) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lowered;
}

std::string HeaderKey(std::string_view name) { return Lowered(Trimmed(name)); }

std::optional<std::string> NearestOf(std::string_view word, const std::vector<std::string>& words) {
  constexpr size_t kWordBytesMax = 100;
  if (word.empty() || word.size() > kWordBytesMax) return std::nullopt;
  const std::string lowered = Lowered(word);
  std::optional<std::string> nearest;
  size_t least = std::max<size_t>(2, word.size() / 3) + 1;
  for (const std::string& candidate : words) {
    if (candidate.size() > kWordBytesMax) continue;
    const size_t distance = Distance(lowered, Lowered(candidate));
    if (distance >= least) continue;
    least = distance;
    nearest = candidate;
  }
  return nearest;
}

}  // namespace goldthread::csv
