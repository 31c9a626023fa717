#include "services/identity/resolution.h"

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

#include <algorithm>
#include <set>
#include <utility>

#include "services/vocabulary/record_ref.h"

namespace goldthread::identity {
namespace {

template <class Item>
bool Contains(const std::vector<Item>& items, const Item& item) {
  return std::find(items.begin(), items.end(), item) != items.end();
}

}  // namespace

Resolution::Known* Resolution::Of(const RecordId& record) {
  const auto [known, added] = known_.try_emplace(record);
  if (added) known->second.record = &known->first;
  return &known->second;
}

Resolution::Known* Resolution::Of(const v1::RecordRef& record) {
  const auto known = known_.find(record);
  return known != known_.end() ? &known->second : Of(FromRef(record));
}

Records Resolution::RecordsOf(const Members& members) {
  Records records;
  records.reserve(members.size());
  for (const Known* member : members) records.push_back(*member->record);
  return records;
}

void Resolution::Sort(Members& members) {
  std::sort(members.begin(), members.end(),
            [](const Known* a, const Known* b) { return *a->record < *b->record; });
}

Resolution::Tie* Resolution::FindTie(Ties& ties, const Known* other) {
  const auto tie = std::find_if(ties.begin(), ties.end(),
                                [other](const Tie& each) { return each.other == other; });
  return tie == ties.end() ? nullptr : &*tie;
}

Resolution::Tie& Resolution::TieWith(Ties& ties, Known* other) {
  Tie* const tie = FindTie(ties, other);
  return tie != nullptr ? *tie : ties.emplace_back(Tie{.other = other});
}

StatusOr<const Evidence*> Resolution::EvidenceOf(Known* one) {
  if (!one->evidence.has_value()) {
    GT_ASSIGN_OR_RETURN(one->evidence, source_.Of(*one->record));
  }
  return &*one->evidence;
}

StatusOr<const Resolution::Members*> Resolution::StandingClaimants(const std::string& token) {
  auto known = claimants_.find(token);
  if (known == claimants_.end()) {
    GT_ASSIGN_OR_RETURN(const Claimants ever, source_.ClaimantsOf(token));
    Members standing;
    for (const v1::RecordRef* record : ever) {
      Known* const claimant = Of(*record);
      GT_ASSIGN_OR_RETURN(const Evidence* evidence, EvidenceOf(claimant));
      if (evidence->tokens.contains(token)) standing.push_back(claimant);
    }
    Sort(standing);
    known = claimants_.emplace(token, std::move(standing)).first;
  }
  return &known->second;
}

StatusOr<Records> Resolution::Holders(const std::string& token) {
  GT_ASSIGN_OR_RETURN(const Members* claimants, StandingClaimants(token));
  Records holders = RecordsOf(*claimants);
  const auto unborn = UnbornOf(token);
  if (unborn.has_value() && !holders.empty()) holders.push_back(*unborn);
  return holders;
}

// Each other record that has a token of this one, and whether a token joins the two.
StatusOr<Resolution::Ties> Resolution::SharingToken(Known* one) {
  Ties sharing;
  GT_ASSIGN_OR_RETURN(const Evidence* evidence, EvidenceOf(one));
  for (const std::string& token : evidence->tokens) {
    GT_ASSIGN_OR_RETURN(const Members* claimants, StandingClaimants(token));
    if (const auto unborn = UnbornOf(token)) {
      if (!claimants->empty()) TieWith(sharing, Of(*unborn)).joins |= claimants->size() == 1;
      continue;  // Children of one birth are not one child.
    }
    for (Known* other : *claimants) TieWith(sharing, other).joins = true;
  }
  GT_ASSIGN_OR_RETURN(const Members* born, StandingClaimants(BirthToken(*one->record)));
  for (Known* child : *born) TieWith(sharing, child).joins |= born->size() == 1;
  std::erase_if(sharing, [one](const Tie& tie) { return tie.other == one; });
  return sharing;
}

StatusOr<Likeness> Resolution::LikenessOf(Known* one, Known* other) {
  GT_ASSIGN_OR_RETURN(const Evidence* ones, EvidenceOf(one));
  GT_ASSIGN_OR_RETURN(const Evidence* others, EvidenceOf(other));
  return Weigh(model_, source_, {*one->record, *ones}, {*other->record, *others});
}

// A date or a sex that differs is a slip where all else says so.
StatusOr<std::optional<ReviewReason>> Resolution::ConflictOf(Known* one, Known* other) {
  GT_ASSIGN_OR_RETURN(const Evidence* ones, EvidenceOf(one));
  GT_ASSIGN_OR_RETURN(const Evidence* others, EvidenceOf(other));
  std::optional<ReviewReason> conflict = Conflict(*ones, *others);
  if (!conflict.has_value()) return conflict;
  GT_ASSIGN_OR_RETURN(const Likeness likeness, LikenessOf(one, other));
  return likeness.tenths >= kSlipTenths ? std::nullopt : conflict;
}

StatusOr<Alikes> Resolution::AlikesOf(const RecordId& record) { return AlikesOf(Of(record)); }

StatusOr<Alikes> Resolution::AlikesOf(Known* one) {
  Alikes alikes;
  GT_ASSIGN_OR_RETURN(const Evidence* evidence, EvidenceOf(one));
  if (evidence->shielded) return alikes;
  absl::flat_hash_set<const Known*> weighed = {one};
  for (const uint64_t block : evidence->blocks) {
    GT_ASSIGN_OR_RETURN(const Claimants counted, source_.Counted(block));
    Members together;
    for (const v1::RecordRef* record : counted) together.push_back(Of(*record));
    if (!Contains(together, one)) continue;
    for (Known* const other : together) {
      if (weighed.contains(other)) continue;
      GT_ASSIGN_OR_RETURN(const Evidence* others, EvidenceOf(other));
      if (others->shielded || !std::ranges::binary_search(others->blocks, block)) continue;
      weighed.insert(other);
      GT_ASSIGN_OR_RETURN(const Likeness likeness, LikenessOf(one, other));
      if (!likeness.different()) alikes.emplace(*other->record, likeness.tenths);
    }
  }
  return alikes;
}

StatusOr<Resolution::Ties*> Resolution::TiesOf(Known* one) {
  if (one->ties.has_value()) return &*one->ties;
  GT_ASSIGN_OR_RETURN(Ties ties, SharingToken(one));
  for (Tie& tie : ties) {
    GT_ASSIGN_OR_RETURN(const auto conflict, ConflictOf(one, tie.other));
    if (conflict.has_value()) {
      tie.reason = *conflict;
    } else if (!tie.joins) {
      tie.reason = ReviewReason::kSeveralBirths;
    }
    tie.joins = tie.joins && !conflict.has_value();
    tie.strength = kTokenStrength;
  }
  GT_ASSIGN_OR_RETURN(std::optional<Alikes> alikes, source_.KeptAlikes(*one->record));
  if (!alikes.has_value()) {
    GT_ASSIGN_OR_RETURN(alikes, AlikesOf(one));
  }
  for (const auto& [other, tenths] : *alikes) {
    Tie& tie = TieWith(ties, Of(other));
    tie.tenths = tenths;
    if (tie.strength == kTokenStrength) continue;
    tie.strength = tenths;
    tie.joins = tenths >= kSameTenths;
    if (!tie.joins) tie.reason = ReviewReason::kLooksAlike;
  }
  GT_ASSIGN_OR_RETURN(const auto decisions, source_.Decisions(*one->record));
  for (const auto& [other, linked] : decisions) {
    Tie& tie = TieWith(ties, Of(other));
    tie.decided = true;
    tie.joins = linked;
    tie.strength = kDecidedStrength;
  }
  one->ties = std::move(ties);
  return &*one->ties;
}

StatusOr<Resolution::Component> Resolution::Reach(Known* one, int least_strength) {
  Component reached;
  reached.members = {one};
  for (size_t at = 0; at < reached.members.size() && !reached.too_many; ++at) {
    GT_ASSIGN_OR_RETURN(const Ties* ties, TiesOf(reached.members[at]));
    for (const Tie& tie : *ties) {
      if (!tie.joins || tie.strength < least_strength) continue;
      if (!Contains(reached.members, tie.other)) reached.members.push_back(tie.other);
    }
    reached.too_many = reached.members.size() > kRecordsMax;
  }
  Sort(reached.members);
  return reached;
}

StatusOr<Resolution::Component*> Resolution::ComponentOf(Known* one) {
  if (one->component == nullptr) {
    GT_ASSIGN_OR_RETURN(Component component, Reach(one, kSameTenths));
    const auto shared = std::make_shared<Component>(std::move(component));
    for (Known* member : shared->members) member->component = shared;
  }
  return one->component.get();
}

StatusOr<Resolution::Component> Resolution::Held(Known* one, int* least_strength) {
  GT_ASSIGN_OR_RETURN(const Component* component, ComponentOf(one));
  *least_strength = kSameTenths;
  if (!component->too_many) return *component;
  for (const int strength : {kTokenStrength, kDecidedStrength}) {
    *least_strength = strength;
    GT_ASSIGN_OR_RETURN(Component held, Reach(one, strength));
    if (!held.too_many) return held;
  }
  return Component{.members = {one}, .too_many = false};
}

StatusOr<Accord> Resolution::AccordOf(Known* one, Known* other, Bond bond) {
  GT_ASSIGN_OR_RETURN(Ties * ties, TiesOf(one));
  const Tie* const tie = FindTie(*ties, other);
  if (tie != nullptr && tie->decided) return tie->joins ? Accord::kAgree : Accord::kConflict;
  if (bond == Bond::kDecided) return Accord::kAgree;
  if (bond == Bond::kWeighed) {
    if (tie != nullptr && tie->joins) return Accord::kAgree;
    return AccordByWeight(one, other);
  }
  if (tie != nullptr && tie->strength == kTokenStrength) {
    GT_ASSIGN_OR_RETURN(const auto conflict, ConflictOf(one, other));
    return conflict.has_value() ? Accord::kConflict : Accord::kAgree;
  }
  return AccordByNumbers(one, other);
}

// Two whom the numbers of others hold together may well differ in a date or a sex, if all they say
// is more likely of one person than not.
StatusOr<Accord> Resolution::AccordByNumbers(Known* one, Known* other) {
  GT_ASSIGN_OR_RETURN(const Evidence* ones, EvidenceOf(one));
  GT_ASSIGN_OR_RETURN(const Evidence* others, EvidenceOf(other));
  if (!Conflict(*ones, *others).has_value()) return Accord::kAgree;
  GT_ASSIGN_OR_RETURN(const Likeness likeness, LikenessOf(one, other));
  return likeness.different() || likeness.kin ? Accord::kConflict : Accord::kAgree;
}

// Of two records of one feed that others hold together, the second was written by a clerk who did
// not find the first, if all they say weighs so but for the feed's keeping them apart. By given
// names a letter apart a feed keeps twins apart.
StatusOr<Accord> Resolution::AccordByWeight(Known* one, Known* other) {
  GT_ASSIGN_OR_RETURN(const Evidence* ones, EvidenceOf(one));
  GT_ASSIGN_OR_RETURN(const Evidence* others, EvidenceOf(other));
  if (ones->shielded || others->shielded) return Accord::kConflict;
  GT_ASSIGN_OR_RETURN(const Likeness likeness, LikenessOf(one, other));
  if (likeness.same()) return Accord::kAgree;
  if (likeness.kin) return Accord::kDoubt;
  if (likeness.other_number) return Accord::kConflict;
  const bool one_feed = one->record->feed == other->record->feed;
  if (one_feed && likeness.maybe_namesakes) return Accord::kConflict;
  if (!likeness.different()) return Accord::kAgree;
  if (Conflict(*ones, *others).has_value()) return Accord::kConflict;
  if (!one_feed) return Accord::kAgree;
  const bool one_person = likeness.one_name && likeness.tenths >= kSameOfOneFeedTenths;
  return one_person ? Accord::kAgree : Accord::kConflict;
}

// Settles the person of each of them.
Status Resolution::Part(const Members& members, int least_strength) {
  absl::flat_hash_map<const Known*, size_t> places;
  for (size_t i = 0; i < members.size(); ++i) places[members[i]] = i;
  std::vector<Edge> edges;
  for (size_t i = 0; i < members.size(); ++i) {
    GT_ASSIGN_OR_RETURN(const Ties* ties, TiesOf(members[i]));
    for (const Tie& tie : *ties) {
      if (!tie.joins || tie.strength < least_strength) continue;
      const auto place = places.find(tie.other);
      if (place != places.end() && i < place->second) {
        edges.push_back({i, place->second, tie.strength});
      }
    }
  }
  const auto accord = [&](size_t i, size_t j, Bond bond) {
    return AccordOf(members[i], members[j], bond);
  };
  GT_ASSIGN_OR_RETURN(const std::vector<size_t> persons,
                      Partition(members.size(), std::move(edges), accord));
  std::map<size_t, std::shared_ptr<Members>> found;
  for (size_t i = 0; i < members.size(); ++i) {
    std::shared_ptr<Members>& person = found[persons[i]];
    if (person == nullptr) person = std::make_shared<Members>();
    person->push_back(members[i]);
  }
  for (size_t i = 0; i < members.size(); ++i) members[i]->person = found[persons[i]];
  return OkStatus();
}

StatusOr<const Resolution::Members*> Resolution::PersonWith(Known* one) {
  if (one->person == nullptr) {
    int least_strength = 0;
    GT_ASSIGN_OR_RETURN(const Component held, Held(one, &least_strength));
    GT_RETURN_IF_ERROR(Part(held.members, least_strength));
  }
  return one->person.get();
}

StatusOr<Reviews> Resolution::ReviewsOf(const RecordId& record) { return ReviewsOf(Of(record)); }

StatusOr<Reviews> Resolution::ReviewsOf(Known* one) {
  GT_ASSIGN_OR_RETURN(const Ties* ties, TiesOf(one));
  GT_ASSIGN_OR_RETURN(const Members* with, PersonWith(one));
  Reviews reviews;
  for (const Tie& tie : *ties) {
    const bool separated = tie.decided && !tie.joins;
    if (separated || Contains(*with, tie.other)) continue;
    ReviewReason reason = tie.decided ? ReviewReason::kDecisionsConflict : tie.reason;
    if (tie.joins) {
      GT_ASSIGN_OR_RETURN(const Component* component, ComponentOf(one));
      if (component->too_many) reason = ReviewReason::kTooManyRecords;
    }
    reviews.emplace(*tie.other->record, Review{.reason = reason, .tenths = tie.tenths});
  }
  return reviews;
}

StatusOr<Resolved> Resolution::PersonOf(const RecordId& record) {
  GT_ASSIGN_OR_RETURN(const Members* members, PersonWith(Of(record)));
  Resolved person;
  person.records = RecordsOf(*members);
  std::set<std::string> birth_dates;
  for (Known* member : *members) {
    GT_ASSIGN_OR_RETURN(const auto reviews, ReviewsOf(member));
    person.in_review += static_cast<int>(reviews.size());
    GT_ASSIGN_OR_RETURN(const Evidence* evidence, EvidenceOf(member));
    birth_dates.insert(evidence->birth_dates.begin(), evidence->birth_dates.end());
  }
  if (birth_dates.size() == 1) person.birth_date = *birth_dates.begin();
  return person;
}

StatusOr<bool> Resolution::TooMany(const RecordId& record) {
  GT_ASSIGN_OR_RETURN(const Component* component, ComponentOf(Of(record)));
  return component->too_many;
}

// A component of too many is the same for all in it whatever changes, but for what holds together
// more strongly.
StatusOr<Records> Resolution::ChangesWith(const RecordId& record) {
  int least_strength = 0;
  GT_ASSIGN_OR_RETURN(const Component held, Held(Of(record), &least_strength));
  return RecordsOf(held.members);
}

}  // namespace goldthread::identity
