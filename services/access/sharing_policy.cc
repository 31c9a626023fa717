#include "services/access/sharing_policy.h"

#include <algorithm>

#include "eventstore/base/check.h"

namespace goldthread::access {
namespace {

constexpr size_t kPurposes = v1::Purpose_ARRAYSIZE;
constexpr size_t kCellsOfRole = kPurposes * kCategories * kRelations;

}  // namespace

size_t SharingPolicy::CellOf(size_t role, v1::Purpose purpose, v1::InformationCategory category,
                             Relation relation) const {
  const size_t of_purpose = role * kPurposes + static_cast<size_t>(purpose);
  const size_t of_category = of_purpose * kCategories + static_cast<size_t>(category);
  return of_category * kRelations + static_cast<size_t>(relation);
}

bool SharingPolicy::Enter(const SharingRule& rule, uint16_t number) {
  cells_.resize(roles_.size() * kCellsOfRole, 0);
  bool reached = false;
  for (const std::string& role : rule.roles) {
    for (const v1::Purpose purpose : rule.purposes) {
      for (const v1::InformationCategory category : rule.categories) {
        for (const Relation relation : rule.relations) {
          uint16_t& cell =
              cells_[CellOf(role_numbers_.find(role)->second, purpose, category, relation)];
          if (cell != 0) continue;
          cell = static_cast<uint16_t>(number + 1);
          reached = true;
        }
      }
    }
  }
  return reached;
}

SharingPolicy::Decision SharingPolicy::Decide(const std::string& role, v1::Purpose purpose,
                                              v1::InformationCategory category,
                                              Relation relation) const {
  const auto number = role_numbers_.find(role);
  if (number == role_numbers_.end() || !v1::Purpose_IsValid(purpose) ||
      !v1::InformationCategory_IsValid(category)) {
    return {};
  }
  const uint16_t cell = cells_[CellOf(number->second, purpose, category, relation)];
  if (cell == 0) return {};
  const SharingRule& rule = rules_[cell - 1U];
  return {rule.show, &rule};
}

bool SharingPolicy::MayLook(const v1::Caller& caller) const {
  return !SightOf(caller, true).ShowsNothing() || !SightOf(caller, false).ShowsNothing();
}

bool SharingPolicy::MayOperate(const v1::Caller& caller) const {
  const auto has = [&caller](const std::vector<std::string>& roles) {
    return std::ranges::find(roles, caller.role()) != roles.end();
  };
  if (caller.purpose() == v1::PURPOSE_OPERATION) return has(operators_);
  return caller.purpose() == v1::PURPOSE_AUDIT &&
         (has(audit_.everything) || has(audit_.own_agency));
}

bool SharingPolicy::MayMatch(const v1::Caller& caller) const {
  return MayLook(caller) &&
         std::ranges::find(matching_.roles, caller.role()) != matching_.roles.end();
}

bool SharingPolicy::MayAdopt(const v1::Caller& caller) const {
  return caller.purpose() == v1::PURPOSE_MATCHING &&
         std::ranges::find(matching_.adopt, caller.role()) != matching_.adopt.end();
}

bool SharingPolicy::MaySeeAlerts(const v1::Caller& caller) const {
  return MayLook(caller) && std::ranges::find(alerts_.see, caller.role()) != alerts_.see.end();
}

bool SharingPolicy::MayDecideOnAlerts(const v1::Caller& caller) const {
  return MaySeeAlerts(caller) &&
         std::ranges::find(alerts_.decide, caller.role()) != alerts_.decide.end();
}

bool SharingPolicy::MaySend(const v1::Caller& caller) const {
  return !senders_.has_value() || std::ranges::find(*senders_, caller.role()) != senders_->end();
}

Sight SharingPolicy::SightOf(const v1::Caller& caller, bool own_case) const {
  Sight sight;
  sight.agency_ = caller.agency();
  sight.policy_ = fingerprint_;
  std::vector<bool> decided(rules_.size());
  const auto outcome = [&](size_t category, Relation relation) {
    const Decision decision = Decide(caller.role(), caller.purpose(),
                                     static_cast<v1::InformationCategory>(category), relation);
    if (decision.rule != nullptr) {
      decided[static_cast<size_t>(decision.rule - rules_.data())] = true;
    }
    return decision.outcome;
  };
  for (size_t category = 1; category < kCategories; ++category) {
    sight.own_[category] = outcome(category, Relation::kOwnAgency);
    sight.others_[category] = outcome(category, own_case ? Relation::kOwnCase : Relation::kNone);
  }
  // What says of no category what it is, is shown to those alone from whom nothing is hidden.
  const auto least = [](const OutcomeByCategory& outcomes) {
    return *std::min_element(outcomes.begin() + 1, outcomes.end()) == Outcome::kContent
               ? Outcome::kContent
               : Outcome::kNothing;
  };
  sight.own_[0] = least(sight.own_);
  sight.others_[0] = least(sight.others_);
  for (size_t i = 0; i < rules_.size(); ++i) {
    if (decided[i]) sight.rules_.push_back(rules_[i].id);
  }
  return sight;
}

Sight SharingPolicy::Opened(Sight sight, const std::string& grant) const {
  for (const v1::InformationCategory category : glass_.opens) {
    sight.own_[static_cast<size_t>(category)] = Outcome::kContent;
    sight.others_[static_cast<size_t>(category)] = Outcome::kContent;
  }
  sight.grant_ = grant;
  return sight;
}

std::string SharingPolicy::RingOf(const std::string& agency) const {
  const auto ring = rings_.find(agency);
  return ring == rings_.end() ? "its safeguarding lead" : ring->second;
}

const SharingPolicy& DefaultPolicy() {
  static const auto* const policy = [] {
    auto parsed = SharingPolicy::Parse(DefaultPolicyToml());
    GT_CHECK(parsed.ok());
    return new SharingPolicy(*std::move(parsed));
  }();
  return *policy;
}

}  // namespace goldthread::access
