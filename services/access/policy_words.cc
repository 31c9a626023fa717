#include "services/access/policy_words.h"

#include <algorithm>
#include <array>

namespace goldthread::access {
namespace {

constexpr size_t kWordBytesMax = 100;
constexpr std::array<const char*, 3> kRelationWords = {"own-agency", "own-case", "none"};
constexpr std::array<const char*, 3> kOutcomeWords = {"nothing", "existence", "content"};

// "PURPOSE_SECTION_47" without its prefix is "section-47".
std::string Word(std::string_view name, std::string_view prefix) {
  std::string word(name.substr(prefix.size()));
  for (char& c : word) c = c == '_' ? '-' : static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return word;
}

template <class Words>
std::vector<std::string> All(const Words& words) {
  return {words.begin(), words.end()};
}

template <class T>
std::optional<T> Find(const std::vector<std::string>& words, const std::string& word, int first) {
  const auto found = std::ranges::find(words, word);
  if (found == words.end()) return std::nullopt;
  return static_cast<T>(found - words.begin() + first);
}

}  // namespace

std::string WordOf(v1::Purpose purpose) { return Word(v1::Purpose_Name(purpose), "PURPOSE_"); }

std::string WordOf(v1::InformationCategory category) {
  return Word(v1::InformationCategory_Name(category), "INFORMATION_CATEGORY_");
}

std::string WordOf(Relation relation) { return kRelationWords[static_cast<size_t>(relation)]; }
std::string WordOf(Outcome outcome) { return kOutcomeWords[static_cast<size_t>(outcome)]; }

std::vector<std::string> PurposeWords() {
  std::vector<std::string> words;
  for (int i = 1; i < v1::Purpose_ARRAYSIZE; ++i) words.push_back(WordOf(v1::Purpose(i)));
  return words;
}

std::vector<std::string> CategoryWords() {
  std::vector<std::string> words;
  for (int i = 1; i < v1::InformationCategory_ARRAYSIZE; ++i) {
    words.push_back(WordOf(v1::InformationCategory(i)));
  }
  return words;
}

std::vector<std::string> RelationWords() { return All(kRelationWords); }
std::vector<std::string> OutcomeWords() { return All(kOutcomeWords); }

// The contract's numbers begin at 1 for what is said.
std::optional<v1::Purpose> PurposeOf(const std::string& word) {
  return Find<v1::Purpose>(PurposeWords(), word, 1);
}
std::optional<v1::InformationCategory> CategoryOf(const std::string& word) {
  return Find<v1::InformationCategory>(CategoryWords(), word, 1);
}
std::optional<Relation> RelationOf(const std::string& word) {
  return Find<Relation>(RelationWords(), word, 0);
}
std::optional<Outcome> OutcomeOf(const std::string& word) {
  return Find<Outcome>(OutcomeWords(), word, 0);
}

bool IsWord(std::string_view text) {
  return !text.empty() && text.size() <= kWordBytesMax && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

}  // namespace goldthread::access
