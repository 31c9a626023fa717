// What one caller may see of one person: decided once for an answer, asked for every row.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "goldthread/v1/event.pb.h"

namespace goldthread::access {

// Ordered: more is more.
enum class Outcome : uint8_t { kNothing, kExistence, kContent };

// How a fact and the person in it stand to the caller.
enum class Relation : uint8_t {
  kOwnAgency,  // The caller's agency recorded the fact.
  kOwnCase,    // Another agency's fact, about a person of whom the caller's agency has records.
  kNone,       // Another agency's fact, about a person it has never recorded.
};

inline constexpr size_t kCategories = v1::InformationCategory_ARRAYSIZE;
using OutcomeByCategory = std::array<Outcome, kCategories>;

// Made by a SharingPolicy; shows nothing unless it says so.
class Sight {
 public:
  Sight() {
    own_.fill(Outcome::kNothing);
    others_.fill(Outcome::kNothing);
  }

  // A category newer than this build is not shown.
  Outcome Of(v1::InformationCategory category, std::string_view agency) const {
    const auto at = static_cast<size_t>(category);
    if (at >= kCategories) return Outcome::kNothing;
    if (own_[at] == others_[at]) return own_[at];
    return agency == agency_ ? own_[at] : others_[at];
  }
  bool ShowsContent(v1::InformationCategory category, std::string_view agency) const {
    return Of(category, agency) == Outcome::kContent;
  }

  // Nothing can be hidden from the caller, whatever there is.
  bool ShowsEverything() const {
    const auto content = [](Outcome outcome) { return outcome == Outcome::kContent; };
    return std::ranges::all_of(own_, content) && std::ranges::all_of(others_, content);
  }
  // Nothing can be shown, whatever there is.
  bool ShowsNothing() const { return Most() == Outcome::kNothing; }
  // Of some facts the caller may be told only that there are any.
  bool HasExistence() const {
    return std::ranges::count(own_, Outcome::kExistence) +
               std::ranges::count(others_, Outcome::kExistence) >
           0;
  }

  const std::string& agency() const { return agency_; }
  // The rules that had a say, in the policy's order; the policy's fingerprint; the grant that
  // opened more, if one did. For the audit.
  const std::vector<std::string>& rules() const { return rules_; }
  const std::string& policy() const { return policy_; }
  const std::string& grant() const { return grant_; }

 private:
  friend class SharingPolicy;
  Outcome Most() const { return std::max(std::ranges::max(own_), std::ranges::max(others_)); }

  std::string agency_;
  OutcomeByCategory own_;
  OutcomeByCategory others_;
  std::vector<std::string> rules_;
  std::string policy_;
  std::string grant_;
};

}  // namespace goldthread::access
