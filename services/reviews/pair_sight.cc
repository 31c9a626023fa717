#include "services/reviews/pair_sight.h"

#include <algorithm>

#include "services/chronology/chronology_reader.h"
#include "services/identity/person.h"
#include "services/search/sayings.h"

namespace goldthread::reviews {
namespace {

using access::Outcome;

}  // namespace

Outcome PairSight::OutcomeOf(const access::Sight& sight, v1::InformationCategory category,
                             const std::string& agency) const {
  const auto depth = viewing_.caller.purpose() == v1::PURPOSE_MATCHING ? search::Depth::kDescription
                                                                       : search::Depth::kFact;
  v1::SearchSaying saying;
  saying.set_category(category);
  saying.set_agency(agency);
  return search::Shows(sight, saying, depth) ? Outcome::kContent : sight.Of(category, agency);
}

StatusOr<SeenRecord> PairSight::Look(const RecordId& record) {
  SeenRecord seen;
  GT_ASSIGN_OR_RETURN(auto person, identity::PersonOf(viewing_.views, record, std::nullopt));
  seen.person = std::move(person.records);
  seen.sight = viewing_.door.SightOf(viewing_.caller, seen.person);
  bool anything = false;
  Outcome least = Outcome::kContent;
  const auto note = [&](v1::InformationCategory category, const std::string& agency) {
    const Outcome outcome = OutcomeOf(seen.sight, category, agency);
    if (outcome == Outcome::kExistence) seen.keepers.insert(agency);
    anything = true;
    least = std::min(least, outcome);
    return outcome;
  };
  GT_ASSIGN_OR_RETURN(seen.side.sayings, search::SayingsOf(viewing_.views, record));
  std::erase_if(seen.side.sayings, [&](const v1::SearchSaying& saying) {
    return note(saying.category(), saying.agency()) != Outcome::kContent;
  });
  GT_ASSIGN_OR_RETURN(seen.side.address_shielded, shields_.IsShielded(record));
  if (!anything) {
    GT_RETURN_IF_ERROR(chronology::VisitFacts(
        viewing_.views, chronology::Question(), record, [&](const chronology::FactRow& fact) {
          return note(fact.category, std::string(fact.agency)) != Outcome::kNothing;
        }));
  }
  if (anything) seen.outcome = least;
  return seen;
}

StatusOr<const SeenRecord*> PairSight::Of(const RecordId& record) {
  auto seen = seen_.find(record);
  if (seen == seen_.end()) {
    GT_ASSIGN_OR_RETURN(SeenRecord looked, Look(record));
    seen = seen_.emplace(record, std::move(looked)).first;
  }
  return &seen->second;
}

StatusOr<Outcome> PairSight::Of(const Pair& pair) {
  GT_ASSIGN_OR_RETURN(const SeenRecord* const first, Of(pair.first));
  GT_ASSIGN_OR_RETURN(const SeenRecord* const second, Of(pair.second));
  return std::min(first->outcome, second->outcome);
}

StatusOr<bool> PairSight::Shows(const Pair& pair) {
  GT_ASSIGN_OR_RETURN(const Outcome outcome, Of(pair));
  if (outcome == Outcome::kExistence) {
    for (const RecordId& record : {pair.first, pair.second}) {
      GT_ASSIGN_OR_RETURN(const SeenRecord* const seen, Of(record));
      for (const std::string& agency : seen->keepers) {
        withheld_[agency].emplace(pair.first, pair.second);
      }
    }
  }
  return outcome == Outcome::kContent;
}

void PairSight::AddWithheld(google::protobuf::RepeatedPtrField<v1::MatchWithheld>* withheld) const {
  for (const auto& [agency, pairs] : withheld_) {
    v1::MatchWithheld& each = *withheld->Add();
    each.set_agency(agency);
    each.set_ring(viewing_.door.policy().RingOf(agency));
    each.set_pairs(static_cast<int64_t>(pairs.size()));
  }
}

}  // namespace goldthread::reviews
