#include "services/identity/resolution.h"

#include <algorithm>
#include <deque>

namespace goldthread::identity {

StatusOr<const Evidence*> Resolution::EvidenceOf(const RecordId& record) {
  auto known = evidence_.find(record);
  if (known == evidence_.end()) {
    GT_ASSIGN_OR_RETURN(Evidence evidence, source_.Of(record));
    known = evidence_.emplace(record, std::move(evidence)).first;
  }
  return &known->second;
}

StatusOr<const Records*> Resolution::StandingClaimants(const std::string& token) {
  auto known = claimants_.find(token);
  if (known == claimants_.end()) {
    GT_ASSIGN_OR_RETURN(const std::vector<RecordId> ever, source_.Claimants(token));
    Records standing;
    for (const RecordId& record : ever) {
      GT_ASSIGN_OR_RETURN(const Evidence* evidence, EvidenceOf(record));
      if (evidence->tokens.contains(token)) standing.push_back(record);
    }
    std::sort(standing.begin(), standing.end());
    known = claimants_.emplace(token, std::move(standing)).first;
  }
  return &known->second;
}

StatusOr<Records> Resolution::Holders(const std::string& token) {
  GT_ASSIGN_OR_RETURN(const Records* claimants, StandingClaimants(token));
  Records holders = *claimants;
  const auto unborn = UnbornOf(token);
  if (unborn.has_value() && !holders.empty()) holders.push_back(*unborn);
  return holders;
}

// Each other record that has a token of this one, and whether a token joins the two.
StatusOr<std::map<RecordId, bool>> Resolution::SharingToken(const RecordId& record) {
  std::map<RecordId, bool> sharing;
  GT_ASSIGN_OR_RETURN(const Evidence* evidence, EvidenceOf(record));
  for (const std::string& token : evidence->tokens) {
    GT_ASSIGN_OR_RETURN(const Records* claimants, StandingClaimants(token));
    if (const auto unborn = UnbornOf(token)) {
      if (!claimants->empty()) sharing[*unborn] |= claimants->size() == 1;
      continue;  // Children of one birth are not one child.
    }
    for (const RecordId& other : *claimants) sharing[other] = true;
  }
  GT_ASSIGN_OR_RETURN(const Records* born, StandingClaimants(BirthToken(record)));
  for (const RecordId& child : *born) sharing[child] |= born->size() == 1;
  sharing.erase(record);
  return sharing;
}

StatusOr<const Resolution::Ties*> Resolution::TiesOf(const RecordId& record) {
  auto known = ties_.find(record);
  if (known != ties_.end()) return &known->second;
  GT_ASSIGN_OR_RETURN(const auto sharing, SharingToken(record));
  GT_ASSIGN_OR_RETURN(const Evidence* evidence, EvidenceOf(record));
  Ties ties;
  for (const auto& [other, token_joins] : sharing) {
    GT_ASSIGN_OR_RETURN(const Evidence* others, EvidenceOf(other));
    Tie& tie = ties[other];
    const auto conflict = Conflict(*evidence, *others);
    if (conflict.has_value()) {
      tie.reason = *conflict;
    } else if (token_joins) {
      tie.joins = true;
    } else {
      tie.reason = ReviewReason::kSeveralBirths;
    }
  }
  GT_ASSIGN_OR_RETURN(const auto decisions, source_.Decisions(record));
  for (const auto& [other, linked] : decisions) {
    ties[other].decided = true;
    ties[other].joins = linked;
  }
  return &ties_.emplace(record, std::move(ties)).first->second;
}

StatusOr<Resolution::Component> Resolution::Reach(const RecordId& record, By by) {
  Component reached;
  std::set<RecordId> seen{record};
  std::deque<RecordId> next{record};
  while (!next.empty() && seen.size() <= kRecordsMax) {
    GT_ASSIGN_OR_RETURN(const Ties* ties, TiesOf(next.front()));
    next.pop_front();
    for (const auto& [other, tie] : *ties) {
      if (!tie.joins || (by == By::kDecision && !tie.decided)) continue;
      if (seen.insert(other).second) next.push_back(other);
    }
  }
  reached.too_many = seen.size() > kRecordsMax;
  reached.records.assign(seen.begin(), seen.end());
  return reached;
}

StatusOr<bool> Resolution::AnySeparated(const Records& records) {
  for (const RecordId& record : records) {
    GT_ASSIGN_OR_RETURN(const Ties* ties, TiesOf(record));
    for (const auto& [other, tie] : *ties) {
      const bool separated = tie.decided && !tie.joins;
      if (separated && std::binary_search(records.begin(), records.end(), other)) return true;
    }
  }
  return false;
}

// Whether two of them conflict without having been linked.
StatusOr<bool> Resolution::AnyConflict(const Records& records) {
  std::vector<const Evidence*> evidence;
  for (const RecordId& record : records) {
    GT_ASSIGN_OR_RETURN(const Evidence* one, EvidenceOf(record));
    evidence.push_back(one);
  }
  for (size_t i = 0; i < records.size(); ++i) {
    GT_ASSIGN_OR_RETURN(const Ties* ties, TiesOf(records[i]));
    for (size_t j = i + 1; j < records.size(); ++j) {
      if (!Conflict(*evidence[i], *evidence[j]).has_value()) continue;
      const auto tie = ties->find(records[j]);
      const bool linked = tie != ties->end() && tie->second.decided && tie->second.joins;
      if (!linked) return true;
    }
  }
  return false;
}

StatusOr<Resolution::Component*> Resolution::ComponentOf(const RecordId& record) {
  const auto known = components_.find(record);
  if (known != components_.end()) return known->second.get();
  GT_ASSIGN_OR_RETURN(Component component, Reach(record, By::kAnyTie));
  const auto shared = std::make_shared<Component>(std::move(component));
  for (const RecordId& member : shared->records) components_[member] = shared;
  return shared.get();
}

StatusOr<bool> Resolution::IsClean(Component& component) {
  if (component.too_many) return false;
  if (!component.clean.has_value()) {
    GT_ASSIGN_OR_RETURN(const bool separated, AnySeparated(component.records));
    GT_ASSIGN_OR_RETURN(const bool conflict, AnyConflict(component.records));
    component.clean = !separated && !conflict;
  }
  return *component.clean;
}

StatusOr<const Records*> Resolution::RecordsWith(const RecordId& record) {
  const auto known = persons_.find(record);
  if (known != persons_.end()) return known->second.get();
  GT_ASSIGN_OR_RETURN(Component * component, ComponentOf(record));
  GT_ASSIGN_OR_RETURN(const bool clean, IsClean(*component));
  Records records{record};
  if (clean) {
    records = component->records;
  } else {
    GT_ASSIGN_OR_RETURN(Component linked, Reach(record, By::kDecision));
    GT_ASSIGN_OR_RETURN(const bool separated, AnySeparated(linked.records));
    if (!linked.too_many && !separated) records = std::move(linked.records);
  }
  const auto shared = std::make_shared<const Records>(std::move(records));
  for (const RecordId& member : *shared) persons_[member] = shared;
  return shared.get();
}

StatusOr<std::map<RecordId, ReviewReason>> Resolution::Reviews(const RecordId& record) {
  GT_ASSIGN_OR_RETURN(const Ties* ties, TiesOf(record));
  GT_ASSIGN_OR_RETURN(const Records* with, RecordsWith(record));
  std::map<RecordId, ReviewReason> reviews;
  for (const auto& [other, tie] : *ties) {
    const bool separated = tie.decided && !tie.joins;
    if (separated || std::binary_search(with->begin(), with->end(), other)) continue;
    ReviewReason reason = tie.decided ? ReviewReason::kDecisionsConflict : tie.reason;
    if (tie.joins) {
      GT_ASSIGN_OR_RETURN(const Component* component, ComponentOf(record));
      if (component->too_many) reason = ReviewReason::kTooManyRecords;
    }
    reviews.emplace(other, reason);
  }
  return reviews;
}

StatusOr<Resolved> Resolution::PersonOf(const RecordId& record) {
  GT_ASSIGN_OR_RETURN(const Records* records, RecordsWith(record));
  Resolved person;
  person.records = *records;
  std::set<std::string> birth_dates;
  for (const RecordId& member : *records) {
    GT_ASSIGN_OR_RETURN(const auto reviews, Reviews(member));
    person.in_review += static_cast<int>(reviews.size());
    GT_ASSIGN_OR_RETURN(const Evidence* evidence, EvidenceOf(member));
    birth_dates.insert(evidence->birth_dates.begin(), evidence->birth_dates.end());
  }
  if (birth_dates.size() == 1) person.birth_date = *birth_dates.begin();
  return person;
}

StatusOr<bool> Resolution::TooMany(const RecordId& record) {
  GT_ASSIGN_OR_RETURN(const Component* component, ComponentOf(record));
  return component->too_many;
}

// A component of too many is the same for all in it whatever changes, but for links.
StatusOr<Records> Resolution::ChangesWith(const RecordId& record) {
  GT_ASSIGN_OR_RETURN(const Component* component, ComponentOf(record));
  if (!component->too_many) return component->records;
  GT_ASSIGN_OR_RETURN(const Component linked, Reach(record, By::kDecision));
  return linked.too_many ? Records{record} : linked.records;
}

}  // namespace goldthread::identity
