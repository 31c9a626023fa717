#include "services/search/tokens.h"

#include <algorithm>

#include "services/identity/matching/folded.h"
#include "services/identity/matching/spelling.h"

namespace goldthread::search {
namespace {

// Both or nothing.
std::string Together(char kind, std::string_view one, std::string_view other) {
  if (one.empty() || other.empty()) return "";
  std::string token(1, kind);
  return token.append(one).append("|").append(other);
}

std::string Sound(std::string_view name) { return matching::SoundOf(matching::Compact(name)); }

std::string Beginning(std::string_view name) {
  const std::string compact = matching::Compact(name);
  return compact.size() < kBeginningBytes ? "" : compact.substr(0, kBeginningBytes);
}

// The whole, and each of its words.
std::vector<std::string> Forms(const std::string& folded) {
  std::vector<std::string> forms = {folded};
  const auto words = matching::Words(folded);
  if (words.size() > 1) forms.insert(forms.end(), words.begin(), words.end());
  return forms;
}

}  // namespace

void AddSaying(matching::Portrait& portrait, const v1::SearchSaying& saying) {
  if (saying.has_observed()) matching::AddPlace(portrait, saying.observed());
  matching::AddTo(portrait, saying.described());
}

std::string NamePairToken(std::string_view given, std::string_view family) {
  return Together('n', Sound(given), Sound(family));
}

std::string InitialToken(std::string_view given, std::string_view family) {
  return Together('i', given.substr(0, 1), Sound(family));
}

std::string InitialBeginningToken(std::string_view given, std::string_view family) {
  return Together('j', given.substr(0, 1), Beginning(family));
}

std::string NameYearToken(std::string_view name, std::string_view year) {
  return Together('y', Sound(name), year);
}

std::string BeginningYearToken(std::string_view name, std::string_view year) {
  return Together('z', Beginning(name), year);
}

std::string BirthToken(std::string_view birth) {
  if (birth.size() != 8) return "";
  const std::string_view month = birth.substr(4, 2);
  const std::string_view day = birth.substr(6, 2);
  return Together('b', birth.substr(0, 4),
                  std::string(std::min(month, day)).append(std::max(month, day)));
}

std::string NumberToken(std::string_view number) {
  return number.empty() ? "" : kNumberToken + NumberForm(number);
}

std::string PostcodeToken(std::string_view postcode) {
  return postcode.empty() ? "" : std::string("a").append(postcode);
}

std::string HouseToken(std::string_view number, std::string_view street) {
  return Together('h', number, street);
}

std::string NumberForm(std::string_view text) { return matching::Compact(matching::Folded(text)); }

std::vector<std::string> TokensOf(const matching::Portrait& portrait) {
  std::vector<std::string> tokens;
  for (const matching::NameForm& name : portrait.names) {
    for (const std::string& family : Forms(name.family)) {
      for (const std::string& given : Forms(name.given)) {
        tokens.push_back(NamePairToken(given, family));
        tokens.push_back(InitialToken(given, family));
        tokens.push_back(InitialBeginningToken(given, family));
      }
    }
    for (const std::string& birth : portrait.births) {
      for (const std::string& whole : {name.given, name.family}) {
        for (const std::string& form : Forms(whole)) {
          tokens.push_back(NameYearToken(form, birth.substr(0, 4)));
          tokens.push_back(BeginningYearToken(form, birth.substr(0, 4)));
        }
      }
    }
  }
  for (const std::string& birth : portrait.births) tokens.push_back(BirthToken(birth));
  for (const auto& number : portrait.numbers) tokens.push_back(NumberToken(number.value));
  for (const matching::PlaceForm& place : portrait.places) {
    tokens.push_back(PostcodeToken(place.postcode));
    tokens.push_back(HouseToken(place.number, place.street));
    tokens.push_back(HouseToken(place.number, place.building));
  }
  std::ranges::sort(tokens);
  const auto repeated = std::ranges::unique(tokens);
  tokens.erase(repeated.begin(), repeated.end());
  std::erase(tokens, "");
  return tokens;
}

}  // namespace goldthread::search
