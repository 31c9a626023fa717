#include "connectors/adults/places.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace goldthread::adults {
namespace {

constexpr std::array<std::string_view, 8> kUnitWords = {"flat", "apartment", "apt",   "room",
                                                        "unit", "studio",    "suite", "bedsit"};
constexpr std::array<std::string_view, 6> kSharedWords = {"prison", "hmp",    "hospital",
                                                          "hostel", "refuge", "barracks"};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return c >= 'a' && c <= 'z'; }

template <class Words>
bool Among(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// In lower case, without what is neither letter nor digit.
std::vector<std::string> WordsOf(std::string_view line) {
  std::vector<std::string> words(1);
  for (const char raw : line) {
    const char c = raw >= 'A' && raw <= 'Z' ? static_cast<char>(raw - 'A' + 'a') : raw;
    if (IsDigit(c) || IsLetter(c)) {
      words.back().push_back(c);
    } else if (c != '\'' && !words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

std::string Joined(const std::vector<std::string>& words) {
  std::string joined;
  for (const std::string& word : words) joined += word;
  return joined;
}

// What a line says of number and flat; `name` where it has neither.
struct Parts {
  std::string number;
  std::string flat;
  std::string name;
  bool shared = false;
};

void ReadLine(std::string_view line, Parts& parts) {
  const std::vector<std::string> words = WordsOf(line);
  for (size_t i = 0; i < words.size(); ++i) {
    parts.shared = parts.shared || Among(kSharedWords, words[i]);
    if (Among(kUnitWords, words[i]) && i + 1 < words.size()) {
      if (parts.flat.empty()) parts.flat = words[i + 1];
      ++i;
    } else if (IsDigit(words[i].front()) && parts.number.empty()) {
      parts.number = words[i];
    }
  }
  if (parts.name.empty()) parts.name = Joined(words);
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
