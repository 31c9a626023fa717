// Who may see what: the partnership's sharing agreement as a table, role × purpose × category ×
// relation → content, existence only, or nothing. Read from a TOML file, checked whole when the
// hub starts, looked up in constant time. What no rule gives is not shown.
//
// Source: domain/sharing-law.md §6; default_policy.toml names the source of every rule.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/status.h"
#include "goldthread/v1/caller.pb.h"
#include "services/access/sight.h"

namespace goldthread::access {

inline constexpr size_t kRelations = 3;

struct SharingRule {
  std::string id;
  int line = 0;  // In the file.
  std::vector<std::string> roles;
  std::vector<v1::Purpose> purposes;
  std::vector<v1::InformationCategory> categories;
  std::vector<Relation> relations;
  Outcome show = Outcome::kNothing;
  std::string source;   // Which law or agreement.
  std::string because;  // In a sentence, for people.
};

struct GlassTerms {
  std::vector<std::string> roles;
  std::vector<v1::InformationCategory> opens;
  int minutes = 0;
  int per_day = 0;  // Of one user.
};

struct AuditTerms {
  std::vector<std::string> everything;  // Roles that may list all looks.
  std::vector<std::string> own_agency;  // Roles that may list looks at their agency's records.
};

struct MatchingTerms {
  std::vector<std::string> roles;  // Who may decide which records are one person.
  std::vector<std::string> adopt;  // Who may put a model of matching in force.
};

struct AlertTerms {
  std::vector<std::string> see;  // Roles that are shown alerts, as far as the rules show the facts.
  std::vector<std::string> decide;  // Of those, who may take them on, assess and close them.
  std::string owner;                // Agency that must take them on; may be empty.
};

struct SearchTerms {
  int per_hour = 60;  // Searches of one user.
};

class SharingPolicy {
 public:
  // kInvalidArgument "BAD_POLICY: line N: what is wrong; what to do".
  static StatusOr<SharingPolicy> Parse(std::string_view toml);

  struct Decision {
    Outcome outcome = Outcome::kNothing;
    const SharingRule* rule = nullptr;  // None: no rule says anything, so nothing is shown.
  };
  Decision Decide(const std::string& role, v1::Purpose purpose, v1::InformationCategory category,
                  Relation relation) const;

  bool KnowsRole(const std::string& role) const { return roles_.contains(role); }
  // Role to what it is.
  const std::map<std::string, std::string>& roles() const { return roles_; }

  // Whether any rule shows this role anything for this purpose. Depends on no data.
  bool MayLook(const v1::Caller& caller) const;
  // Of a person of whom the caller's agency has records (`own_case`), or has none.
  Sight SightOf(const v1::Caller& caller, bool own_case) const;
  // The same with what a grant opens.
  Sight Opened(Sight sight, const std::string& grant) const;

  // Whom to ring at an agency of which only existence is told.
  std::string RingOf(const std::string& agency) const;
  const GlassTerms& glass() const { return glass_; }
  const AuditTerms& audit() const { return audit_; }
  const SearchTerms& search() const { return search_; }
  const AlertTerms& alerts() const { return alerts_; }
  // Whether the caller is one who is shown alerts; who may decide on them. What an alert says, the
  // rules decide.
  bool MaySeeAlerts(const v1::Caller& caller) const;
  bool MayDecideOnAlerts(const v1::Caller& caller) const;
  // Whether the caller may see what waits for a decision on who is one person, and decide it: of
  // each pair as much as the rules show of both records.
  bool MayMatch(const v1::Caller& caller) const;
  // Whether the caller may learn and adopt a model of matching, which shows no person.
  bool MayAdopt(const v1::Caller& caller) const;
  // Whether the caller may do what shows no person: run the hub, or watch over the audit.
  bool MayOperate(const v1::Caller& caller) const;
  // Whether the role may send events of its agency: an agency's system, not whoever works there.
  bool MaySend(const v1::Caller& caller) const;
  const std::vector<SharingRule>& rules() const { return rules_; }
  // The first 16 hexadecimal digits of the file's SHA-256: which policy decided.
  const std::string& fingerprint() const { return fingerprint_; }

 private:
  friend class PolicyFile;
  // Enters the rule's cells. False when earlier rules had decided them all.
  bool Enter(const SharingRule& rule, uint16_t number);
  size_t CellOf(size_t role, v1::Purpose purpose, v1::InformationCategory category,
                Relation relation) const;

  std::map<std::string, std::string> roles_;
  std::map<std::string, size_t, std::less<>> role_numbers_;
  std::vector<SharingRule> rules_;
  std::vector<uint16_t> cells_;  // A rule's number + 1; 0: no rule.
  std::map<std::string, std::string> rings_;
  GlassTerms glass_;
  AuditTerms audit_;
  MatchingTerms matching_;
  SearchTerms search_;
  AlertTerms alerts_;
  std::vector<std::string> operators_;
  std::optional<std::vector<std::string>> senders_;  // None: the policy says nothing of it.
  std::string fingerprint_;
};

// What a new hub starts with (default_policy.toml), as text and read.
std::string_view DefaultPolicyToml();
const SharingPolicy& DefaultPolicy();

}  // namespace goldthread::access
