#include "services/search/fact_agreement.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "services/identity/matching/birth_agreement.h"
#include "services/identity/matching/folded.h"
#include "services/identity/matching/name_agreement.h"
#include "services/identity/matching/nicknames.h"
#include "services/identity/matching/spelling.h"
#include "services/search/tokens.h"

namespace goldthread::search {
namespace {

using matching::Level;
using matching::Portrait;

struct How {
  const char* words = "different";
  int points = 0;
};

How Better(How one, How other) { return other.points > one.points ? other : one; }

bool GoesWith(std::string_view asked, std::string_view said) {
  const auto one = matching::Words(asked);
  const auto other = matching::Words(said);
  return std::ranges::any_of(one, [&](std::string_view word) {
    return std::ranges::any_of(
        other, [&](std::string_view with) { return matching::GoTogether(word, with); });
  });
}

How CompareSpelt(const std::string& asked, const std::string& said, Level level) {
  if (said.empty()) return {};
  if (asked == said) return {"the same", 3};
  if (level == Level::kNear) return {"a slip apart", 2};
  if (level == Level::kPart) return {"one of several names", 2};
  if (GoesWith(asked, said)) return {"a short form", 2};
  if (said.starts_with(asked)) return {"begins so", asked.size() >= kBeginningBytes ? 2 : 1};
  const std::string sound = matching::SoundOf(matching::Compact(asked));
  if (!sound.empty() && sound == matching::SoundOf(matching::Compact(said))) {
    return {"sounds alike", 1};
  }
  return level == Level::kSimilar ? How{"looks alike", 1} : How{};
}

How CompareGiven(const std::string& asked, const Portrait& portrait) {
  How best;
  for (const matching::NameForm& name : portrait.names) {
    best = Better(best, CompareSpelt(asked, name.given, matching::CompareGiven(asked, name.given)));
    if (asked == name.family) best = Better(best, {"is the family name", 2});
  }
  return best;
}

How CompareFamily(const std::string& asked, const Portrait& portrait) {
  How best;
  for (const matching::NameForm& name : portrait.names) {
    best =
        Better(best, CompareSpelt(asked, name.family, matching::CompareFamily(asked, name.family)));
    if (asked == name.given) best = Better(best, {"is the given name", 2});
  }
  return best;
}

How CompareDay(const std::string& asked, const std::string& said) {
  switch (matching::CompareBirths({asked}, {said})) {
    case Level::kSame:
      return {"the same", 3};
    case Level::kNear:
      return {"a slip apart", 2};
    case Level::kCrossed:
      return {"day and month exchanged", 2};
    case Level::kPart:
      return {"as far as it is known", 2};
    case Level::kSimilar:
      return {"two of its three parts", 1};
    default:
      return {};
  }
}

How CompareBirth(const Query& query, const Portrait& portrait) {
  How best;
  for (const std::string& said : portrait.births) {
    if (query.birth.size() == 8) {
      best = Better(best, CompareDay(query.birth, said));
    } else if (said.starts_with(query.birth)) {
      best = Better(best, {"as far as it was given", 3});
    }
    const auto year = [](const std::string& birth) {
      return std::atoi(birth.substr(0, 4).c_str());
    };
    if (query.birth_about && std::abs(year(said) - year(query.birth)) <= 1) {
      best = Better(best, {"about then", 2});
    }
  }
  return best;
}

How ComparePlace(const Query& query, const Portrait& portrait) {
  How best;
  for (const matching::PlaceForm& place : portrait.places) {
    const bool same_street = !query.place.street.empty() && (query.place.street == place.street ||
                                                             query.place.street == place.building);
    if (same_street && query.place.number == place.number) best = Better(best, {"the same", 3});
    if (same_street && query.place.number.empty()) best = Better(best, {"the street", 1});
  }
  return best;
}

How ComparePostcode(const Query& query, const Portrait& portrait) {
  const bool same = std::ranges::any_of(
      portrait.places, [&](const auto& place) { return place.postcode == query.postcode; });
  return same ? How{"the same", 3} : How{};
}

How CompareNumber(const Query& query, const Portrait& portrait) {
  const bool same = std::ranges::any_of(portrait.numbers, [&](const auto& number) {
    return NumberForm(number.value) == query.number;
  });
  return same ? How{"the same", 3} : How{};
}

}  // namespace

int Agreement::agreeing() const {
  return static_cast<int>(
      std::ranges::count_if(facts, [](const FactAgreement& fact) { return fact.points > 0; }));
}

int Agreement::points() const {
  int sum = 0;
  for (const FactAgreement& fact : facts) sum += fact.points;
  return sum;
}

v1::MatchStrength Agreement::strength() const {
  if (agreeing() < kFactsMin) return v1::MATCH_STRENGTH_UNSPECIFIED;
  const auto least = std::ranges::min(facts, {}, &FactAgreement::points).points;
  return least == 3   ? v1::MATCH_STRENGTH_STRONG
         : least == 2 ? v1::MATCH_STRENGTH_LIKELY
                      : v1::MATCH_STRENGTH_POSSIBLE;
}

Agreement AgreementOf(const Query& query, const std::vector<v1::SearchSaying>& sayings,
                      bool with_address) {
  Portrait portrait;
  for (const v1::SearchSaying& saying : sayings) AddSaying(portrait, saying);
  Agreement agreement;
  const auto add = [&](const char* fact, How how) {
    agreement.facts.push_back({fact, how.words, how.points});
  };
  if (!query.given.empty()) add("given name", CompareGiven(query.given, portrait));
  if (!query.family.empty()) add("family name", CompareFamily(query.family, portrait));
  if (!query.birth.empty()) add("birth date", CompareBirth(query, portrait));
  if (!query.place.empty() && with_address) add("address", ComparePlace(query, portrait));
  if (!query.postcode.empty() && with_address) add("postcode", ComparePostcode(query, portrait));
  if (!query.number.empty()) add("identifier", CompareNumber(query, portrait));
  return agreement;
}

}  // namespace goldthread::search
