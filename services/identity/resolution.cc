#include "services/identity/resolution.h"

#include <algorithm>
#include <set>

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
    GT_ASSIGN_OR_RETURN(const std::vector<RecordId> ever, source_.Claimants(token));
    Members standing;
    for (const RecordId& record : ever) {
      Known* const claimant = Of(record);
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

StatusOr<Resolution::Ties*> Resolution::TiesOf(Known* one) {
  if (one->ties.has_value()) return &*one->ties;
  GT_ASSIGN_OR_RETURN(Ties ties, SharingToken(one));
  GT_ASSIGN_OR_RETURN(const Evidence* evidence, EvidenceOf(one));
  for (Tie& tie : ties) {
    GT_ASSIGN_OR_RETURN(const Evidence* others, EvidenceOf(tie.other));
    const auto conflict = Conflict(*evidence, *others);
    if (conflict.has_value()) {
      tie.reason = *conflict;
    } else if (!tie.joins) {
      tie.reason = ReviewReason::kSeveralBirths;
    }
    tie.joins = tie.joins && !conflict.has_value();
  }
  GT_ASSIGN_OR_RETURN(const auto decisions, source_.Decisions(*one->record));
  for (const auto& [other, linked] : decisions) {
    Tie& tie = TieWith(ties, Of(other));
    tie.decided = true;
    tie.joins = linked;
  }
  one->ties = std::move(ties);
  return &*one->ties;
}

StatusOr<Resolution::Component> Resolution::Reach(Known* one, By by) {
  Component reached;
  reached.members = {one};
  for (size_t at = 0; at < reached.members.size() && !reached.too_many; ++at) {
    GT_ASSIGN_OR_RETURN(const Ties* ties, TiesOf(reached.members[at]));
    for (const Tie& tie : *ties) {
      if (!tie.joins || (by == By::kDecision && !tie.decided)) continue;
      if (!Contains(reached.members, tie.other)) reached.members.push_back(tie.other);
    }
    reached.too_many = reached.members.size() > kRecordsMax;
  }
  Sort(reached.members);
  return reached;
}

StatusOr<bool> Resolution::AnySeparated(const Members& members) {
  for (Known* member : members) {
    GT_ASSIGN_OR_RETURN(const Ties* ties, TiesOf(member));
    for (const Tie& tie : *ties) {
      const bool separated = tie.decided && !tie.joins;
      if (separated && Contains(members, tie.other)) return true;
    }
  }
  return false;
}

// Whether two of them conflict without having been linked.
StatusOr<bool> Resolution::AnyConflict(const Members& members) {
  std::vector<const Evidence*> evidence;
  for (Known* member : members) {
    GT_ASSIGN_OR_RETURN(const Evidence* one, EvidenceOf(member));
    evidence.push_back(one);
  }
  for (size_t i = 0; i < members.size(); ++i) {
    GT_ASSIGN_OR_RETURN(Ties * ties, TiesOf(members[i]));
    for (size_t j = i + 1; j < members.size(); ++j) {
      if (!Conflict(*evidence[i], *evidence[j]).has_value()) continue;
      const Tie* const tie = FindTie(*ties, members[j]);
      const bool linked = tie != nullptr && tie->decided && tie->joins;
      if (!linked) return true;
    }
  }
  return false;
}

StatusOr<Resolution::Component*> Resolution::ComponentOf(Known* one) {
  if (one->component == nullptr) {
    GT_ASSIGN_OR_RETURN(Component component, Reach(one, By::kAnyTie));
    const auto shared = std::make_shared<Component>(std::move(component));
    for (Known* member : shared->members) member->component = shared;
  }
  return one->component.get();
}

StatusOr<bool> Resolution::IsClean(Component& component) {
  if (component.too_many) return false;
  if (!component.clean.has_value()) {
    GT_ASSIGN_OR_RETURN(const bool separated, AnySeparated(component.members));
    GT_ASSIGN_OR_RETURN(const bool conflict, AnyConflict(component.members));
    component.clean = !separated && !conflict;
  }
  return *component.clean;
}

StatusOr<const Resolution::Members*> Resolution::PersonWith(Known* one) {
  if (one->person != nullptr) return one->person.get();
  GT_ASSIGN_OR_RETURN(Component * component, ComponentOf(one));
  GT_ASSIGN_OR_RETURN(const bool clean, IsClean(*component));
  Members members{one};
  if (clean) {
    members = component->members;
  } else {
    GT_ASSIGN_OR_RETURN(Component linked, Reach(one, By::kDecision));
    GT_ASSIGN_OR_RETURN(const bool separated, AnySeparated(linked.members));
    if (!linked.too_many && !separated) members = std::move(linked.members);
  }
  const auto shared = std::make_shared<const Members>(std::move(members));
  for (Known* member : *shared) member->person = shared;
  return shared.get();
}

StatusOr<std::map<RecordId, ReviewReason>> Resolution::Reviews(const RecordId& record) {
  return ReviewsOf(Of(record));
}

StatusOr<std::map<RecordId, ReviewReason>> Resolution::ReviewsOf(Known* one) {
  GT_ASSIGN_OR_RETURN(const Ties* ties, TiesOf(one));
  GT_ASSIGN_OR_RETURN(const Members* with, PersonWith(one));
  std::map<RecordId, ReviewReason> reviews;
  for (const Tie& tie : *ties) {
    const bool separated = tie.decided && !tie.joins;
    if (separated || Contains(*with, tie.other)) continue;
    ReviewReason reason = tie.decided ? ReviewReason::kDecisionsConflict : tie.reason;
    if (tie.joins) {
      GT_ASSIGN_OR_RETURN(const Component* component, ComponentOf(one));
      if (component->too_many) reason = ReviewReason::kTooManyRecords;
    }
    reviews.emplace(*tie.other->record, reason);
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

// A component of too many is the same for all in it whatever changes, but for links.
StatusOr<Records> Resolution::ChangesWith(const RecordId& record) {
  Known* const one = Of(record);
  GT_ASSIGN_OR_RETURN(const Component* component, ComponentOf(one));
  if (!component->too_many) return RecordsOf(component->members);
  GT_ASSIGN_OR_RETURN(const Component linked, Reach(one, By::kDecision));
  return linked.too_many ? Records{record} : RecordsOf(linked.members);
}

}  // namespace goldthread::identity
