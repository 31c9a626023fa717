#include "connectors/adults/places.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <string_view>
#include <vector>

namespace goldthread::adults {
namespace {

constexpr std::array<std::string_view, 8> kUnits = {"flat", "apartment", "apt",   "room",
                                                    "unit", "studio",    "suite", "bedsit"};
// What a part of a house is called that has no number.
constexpr std::array<std::string_view, 9> kParts = {
    "floor", "annexe", "annex", "maisonette", "basement", "penthouse", "attic", "loft", "cellar"};
constexpr std::array<std::string_view, 5> kInstitutions = {"prison", "hospital", "hostel", "refuge",
                                                           "barracks"};
constexpr std::string_view kPrisonService = "hmp";
constexpr std::array<std::string_view, 4> kOrdinals = {"st", "nd", "rd", "th"};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return c >= 'a' && c <= 'z'; }

template <class List>
bool Among(const List& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

using Words = std::span<const std::string>;

// In lower case, without what is neither letter nor digit; "12-14" is one.
std::vector<std::string> WordsOf(std::string_view text) {
  std::vector<std::string> words(1);
  for (size_t i = 0; i < text.size(); ++i) {
    const char raw = text[i];
    const char c = raw >= 'A' && raw <= 'Z' ? static_cast<char>(raw - 'A' + 'a') : raw;
    const bool between =
        c == '-' && i > 0 && i + 1 < text.size() && IsDigit(text[i - 1]) && IsDigit(text[i + 1]);
    if (IsDigit(c) || IsLetter(c) || between) {
      words.back().push_back(c);
    } else if (c != '\'' && !words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

std::string Joined(Words words) {
  std::string joined;
  for (const std::string& word : words) joined += word;
  return joined;
}

// "1st" is of a floor.
bool IsNumber(const std::string& word) {
  return IsDigit(word.front()) &&
         !(word.size() > 2 && Among(kOrdinals, std::string_view(word).substr(word.size() - 2)));
}

// "Elm Hostel", and not "4 Hospital Road": where nobody is told from his neighbours no alert rises,
// so a street must not be taken for an institution.
bool IsInstitution(Words words) {
  return Among(kInstitutions, words.back()) || words.front() == kPrisonService;
}

// What an address says of number and flat; `name` where it has no number.
struct Parts {
  std::string number;
  std::string flat;
  std::string name;
  bool shared = false;
};

void ReadHouse(Words words, Parts& parts) {
  if (words.empty()) return;
  if (parts.name.empty()) parts.name = Joined(words);
  const auto number = std::find_if(words.begin(), words.end(), IsNumber);
  if (number == words.end() || !parts.number.empty()) return;
  parts.number = *number;
  // "12 a".
  const auto next = std::next(number);
  if (next != words.end() && next->size() == 1 && IsLetter(next->front())) parts.number += *next;
}

// What stands between two commas. A part of a house is "flat 3", "top floor flat", "the annexe".
void ReadSegment(Words words, Parts& parts) {
  if (words.empty()) return;
  parts.shared = parts.shared || IsInstitution(words);
  auto unit = std::find_if(words.begin(), words.end(),
                           [](const std::string& word) { return Among(kUnits, word); });
  if (unit == words.end() && Among(kParts, words.back())) unit = std::prev(words.end());
  const Words before(words.begin(), unit);
  if (unit == words.end() || std::any_of(before.begin(), before.end(), IsNumber)) {
    ReadHouse(before, parts);
  } else {
    parts.flat += Joined(before);
  }
  if (unit == words.end()) return;
  if (!Among(kUnits, *unit)) {
    parts.flat += *unit;
  } else if (const auto named = std::next(unit); named != words.end()) {
    parts.flat += *named;
    unit = named;
  }
  ReadHouse(Words(std::next(unit), words.end()), parts);
}

void ReadLine(std::string_view line, Parts& parts) {
  while (true) {
    const size_t comma = line.find(',');
    ReadSegment(WordsOf(line.substr(0, comma)), parts);
    if (comma == std::string_view::npos) return;
    line.remove_prefix(comma + 1);
  }
}

}  // namespace

Property PropertyAt(const v1::Address& address) {
  Property property;
  property.uprn = address.uprn();
  Parts parts;
  for (const std::string& line : address.lines()) ReadLine(line, parts);
  property.shared = parts.shared && parts.flat.empty();
  std::string postcode = Joined(WordsOf(address.postcode()));
  const std::string& house = parts.number.empty() ? parts.name : parts.number;
  if (postcode.empty() || house.empty()) return property;
  property.spelling = postcode + "/" + house + "/" + parts.flat;
  return property;
}

}  // namespace goldthread::adults
