#include "services/reviews/pair_view.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "services/identity/matching/explanation.h"
#include "services/identity/matching/folded.h"
#include "services/search/tokens.h"

namespace goldthread::reviews {
namespace {

using Texts = std::set<std::string>;

matching::Portrait PortraitOf(const Side& side) {
  matching::Portrait portrait;
  for (const v1::SearchSaying& saying : side.sayings) search::AddSaying(portrait, saying);
  if (side.address_shielded) portrait.places.clear();
  return portrait;
}

std::string WordOf(v1::NameKind kind) {
  switch (kind) {
    case v1::NAME_KIND_FORMER:
      return " (former)";
    case v1::NAME_KIND_ALIAS:
      return " (alias)";
    case v1::NAME_KIND_LEGAL:
      return " (legal)";
    default:
      return "";
  }
}

std::string TextOf(const v1::Address& address) {
  std::vector<std::string> parts(address.lines().begin(), address.lines().end());
  if (!address.postcode().empty()) parts.push_back(address.postcode());
  if (parts.empty() && address.uprn() != 0) parts.push_back(fmt::format("{}", address.uprn()));
  return fmt::format("{}", fmt::join(parts, ", "));
}

using Say = std::function<void(const v1::SearchSaying&, Texts&)>;

struct FactKind {
  const char* what;
  bool of_address;
  Say say;
};

const std::vector<FactKind>& FactKinds() {
  static const auto* const kinds = new std::vector<FactKind>{
      {"names", false,
       [](const auto& saying, Texts& texts) {
         for (const v1::PersonName& name : saying.described().names()) {
           texts.insert(fmt::format("{} {}{}", name.given(), name.family(), WordOf(name.kind())));
         }
       }},
      {"birth dates", false,
       [](const auto& saying, Texts& texts) { texts.insert(saying.described().birth_date()); }},
      {"sex", false,
       [](const auto& saying, Texts& texts) {
         if (saying.described().sex() == v1::SEX_MALE) texts.insert("male");
         if (saying.described().sex() == v1::SEX_FEMALE) texts.insert("female");
       }},
      {"numbers", false,
       [](const auto& saying, Texts& texts) {
         for (const auto& number : saying.described().identifiers()) texts.insert(number.value());
       }},
      {"addresses", true,
       [](const auto& saying, Texts& texts) {
         for (const auto& address : saying.described().addresses()) texts.insert(TextOf(address));
         if (saying.has_observed()) texts.insert(TextOf(saying.observed()));
       }},
      {"telephones", false,
       [](const auto& saying, Texts& texts) {
         texts.insert(saying.described().phones().begin(), saying.described().phones().end());
       }},
      {"e-mails", false, [](const auto& saying, Texts& texts) {
         texts.insert(saying.described().emails().begin(), saying.described().emails().end());
       }}};
  return *kinds;
}

Texts Said(const Side& side, const FactKind& kind) {
  Texts texts;
  if (side.address_shielded && kind.of_address) return texts;
  for (const v1::SearchSaying& saying : side.sayings) kind.say(saying, texts);
  texts.erase("");
  return texts;
}

// In no spelling the same.
bool Differ(const Texts& one, const Texts& other) {
  Texts folded;
  for (const std::string& text : one) folded.insert(matching::Compact(matching::Folded(text)));
  return !one.empty() && !other.empty() && std::ranges::none_of(other, [&](const auto& text) {
    return folded.contains(matching::Compact(matching::Folded(text)));
  });
}

double Against(bool one_feed) { return one_feed ? matching::kOneFeedBits : 0; }

}  // namespace

void AddSides(const matching::Model& model, const Side& first, const Side& second, bool one_feed,
              v1::ShowPairResponse* response) {
  response->set_content_shown(true);
  for (const FactKind& kind : FactKinds()) {
    const Texts one = Said(first, kind);
    const Texts other = Said(second, kind);
    if (one.empty() && other.empty()) continue;
    v1::ComparedFact& fact = *response->add_facts();
    fact.set_what(kind.what);
    fact.mutable_first()->Assign(one.begin(), one.end());
    fact.mutable_second()->Assign(other.begin(), other.end());
    fact.set_differs(Differ(one, other));
  }
  const matching::Portrait a = PortraitOf(first);
  const matching::Portrait b = PortraitOf(second);
  const matching::Explanation explanation =
      matching::Explain(model, matching::Compare(a, b), Against(one_feed));
  response->set_bits(explanation.judgement.bits);
  response->set_odds(matching::OddsText(explanation.judgement.bits));
  response->set_verdict(std::string(matching::VerdictWord(explanation.judgement.verdict())));
  response->set_model(model.version);
  for (const matching::Step& step : explanation.steps) {
    v1::MatchStep& listed = *response->add_steps();
    listed.set_what(step.what);
    listed.set_found(step.found);
    listed.set_bits(step.bits);
  }
}

double WeightOf(const matching::Model& model, const Side& first, const Side& second,
                bool one_feed) {
  const matching::Portrait a = PortraitOf(first);
  const matching::Portrait b = PortraitOf(second);
  return matching::Judge(model, matching::Compare(a, b), Against(one_feed)).bits;
}

}  // namespace goldthread::reviews
