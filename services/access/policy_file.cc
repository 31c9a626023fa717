// Reads a sharing policy: every mistake is found before the hub starts, with its line.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "eventstore/base/digest.h"
#include "services/access/policy_words.h"
#include "services/access/sharing_policy.h"
#include "services/access/toml_reading.h"

namespace goldthread::access {
namespace {

constexpr int kGlassMinutesMax = 60;
constexpr int kGlassPerDayMax = 20;
constexpr int kSearchesPerHourMax = 1'000;
constexpr size_t kRulesMax = 2'000;
constexpr size_t kRolesMax = 200;
constexpr size_t kFingerprintDigits = 16;

}  // namespace

class PolicyFile {
 public:
  PolicyFile(const TomlReading& file, const toml::table& root) : file_(file), root_(root) {}

  StatusOr<SharingPolicy> Read() {
    GT_RETURN_IF_ERROR(
        file_.OnlyKnownKeys(root_, {"roles", "agency", "rule", "break_glass", "audit", "operations",
                                    "matching", "search", "alerts"}));
    GT_RETURN_IF_ERROR(ReadRoles());
    GT_RETURN_IF_ERROR(ReadAgencies());
    GT_RETURN_IF_ERROR(ReadRules());
    GT_RETURN_IF_ERROR(ReadGlass());
    GT_RETURN_IF_ERROR(ReadAudit());
    GT_RETURN_IF_ERROR(ReadOperations());
    GT_RETURN_IF_ERROR(ReadMatching());
    GT_RETURN_IF_ERROR(ReadAlerts());
    GT_RETURN_IF_ERROR(ReadSearch());
    return std::move(policy_);
  }

 private:
  Status ReadRoles() {
    const toml::node* node = root_.get("roles");
    const toml::table* roles = node == nullptr ? nullptr : node->as_table();
    if (roles == nullptr || roles->empty() || roles->size() > kRolesMax) {
      return file_.Wrong(
          node == nullptr ? root_ : *node,
          fmt::format("name 1 to {} roles under [roles]: role = \"what it is\"", kRolesMax));
    }
    for (const auto& [role, what] : *roles) {
      const auto text = what.value_exact<std::string>();
      if (!text.has_value() || text->empty())
        return file_.Wrong(what, "say in text what the role is");
      if (!IsWord(role.str())) {
        return file_.WrongAt(role.source().begin.line,
                             "a role is 1 to 100 of a-z 0-9 and hyphens; rename it");
      }
      policy_.role_numbers_[std::string(role.str())] = policy_.roles_.size();
      policy_.roles_[std::string(role.str())] = *text;
      role_words_.emplace_back(role.str());
    }
    return OkStatus();
  }

  StatusOr<std::vector<std::string>> RolesAt(const toml::table& table, std::string_view key) {
    return file_.ListAt<std::string>(table, key, role_words_,
                                     [this](const std::string& word) -> std::optional<std::string> {
                                       if (!policy_.KnowsRole(word)) return std::nullopt;
                                       return word;
                                     });
  }

  Status ReadAgencies() {
    GT_ASSIGN_OR_RETURN(const auto agencies, file_.TablesAt(root_, "agency"));
    for (const toml::table* agency : agencies) {
      GT_RETURN_IF_ERROR(file_.OnlyKnownKeys(*agency, {"name", "ring"}));
      GT_ASSIGN_OR_RETURN(const std::string name, file_.TextAt(*agency, "name"));
      GT_ASSIGN_OR_RETURN(const std::string ring, file_.TextAt(*agency, "ring"));
      if (!policy_.rings_.emplace(name, ring).second) {
        return file_.Wrong(*agency, "this agency is there twice; delete one");
      }
    }
    return OkStatus();
  }

  StatusOr<SharingRule> ReadRule(const toml::table& table) {
    GT_RETURN_IF_ERROR(file_.OnlyKnownKeys(table, {"id", "roles", "purposes", "categories",
                                                   "relations", "show", "source", "because"}));
    SharingRule rule;
    rule.line = static_cast<int>(table.source().begin.line);
    GT_ASSIGN_OR_RETURN(rule.id, file_.TextAt(table, "id"));
    if (!IsWord(rule.id)) {
      return file_.Wrong(table, "an id is 1 to 100 of a-z 0-9 and hyphens; rename it");
    }
    GT_ASSIGN_OR_RETURN(rule.roles, RolesAt(table, "roles"));
    GT_ASSIGN_OR_RETURN(rule.purposes,
                        file_.ListAt<v1::Purpose>(table, "purposes", PurposeWords(), PurposeOf));
    GT_ASSIGN_OR_RETURN(rule.categories, file_.ListAt<v1::InformationCategory>(
                                             table, "categories", CategoryWords(), CategoryOf));
    GT_ASSIGN_OR_RETURN(rule.relations,
                        file_.ListAt<Relation>(table, "relations", RelationWords(), RelationOf));
    GT_ASSIGN_OR_RETURN(const std::string show, file_.TextAt(table, "show"));
    const auto outcome = OutcomeOf(show);
    if (!outcome.has_value()) {
      return file_.Wrong(*table.get("show"),
                         fmt::format("\"show\" is one of {}", fmt::join(OutcomeWords(), ", ")));
    }
    rule.show = *outcome;
    GT_ASSIGN_OR_RETURN(rule.source, file_.TextAt(table, "source"));
    GT_ASSIGN_OR_RETURN(rule.because, file_.TextAt(table, "because"));
    return rule;
  }

  Status ReadRules() {
    GT_ASSIGN_OR_RETURN(const auto tables, file_.TablesAt(root_, "rule"));
    if (tables.empty() || tables.size() > kRulesMax) {
      return file_.Wrong(
          root_, fmt::format("write 1 to {} [[rule]]; without one nothing is shown", kRulesMax));
    }
    std::set<std::string> ids;
    for (const toml::table* table : tables) {
      GT_ASSIGN_OR_RETURN(SharingRule rule, ReadRule(*table));
      if (!ids.insert(rule.id).second) {
        return file_.Wrong(*table, fmt::format("rule {} is there twice; rename one", rule.id));
      }
      if (rule.show != Outcome::kNothing &&
          std::ranges::find(rule.purposes, v1::PURPOSE_OPERATION) != rule.purposes.end()) {
        return file_.Wrong(*table, "purpose operation shows no person; take it out of this rule");
      }
      if (!policy_.Enter(rule, static_cast<uint16_t>(policy_.rules_.size()))) {
        return file_.Wrong(*table,
                           fmt::format("rule {} never decides: the rules above it do, first "
                                       "come first served; move it up or delete it",
                                       rule.id));
      }
      policy_.rules_.push_back(std::move(rule));
    }
    return OkStatus();
  }

  // Without the table nobody may break the glass.
  Status ReadGlass() {
    const toml::table* table = root_["break_glass"].as_table();
    if (table == nullptr) return OkStatus();
    GT_RETURN_IF_ERROR(file_.OnlyKnownKeys(*table, {"roles", "opens", "minutes", "per_day"}));
    GT_ASSIGN_OR_RETURN(policy_.glass_.roles, RolesAt(*table, "roles"));
    GT_ASSIGN_OR_RETURN(policy_.glass_.opens, file_.ListAt<v1::InformationCategory>(
                                                  *table, "opens", CategoryWords(), CategoryOf));
    GT_ASSIGN_OR_RETURN(policy_.glass_.minutes,
                        file_.NumberAt(*table, "minutes", kGlassMinutesMax));
    GT_ASSIGN_OR_RETURN(policy_.glass_.per_day, file_.NumberAt(*table, "per_day", kGlassPerDayMax));
    return OkStatus();
  }

  // Without the table nobody may list looks.
  Status ReadAudit() {
    const toml::table* table = root_["audit"].as_table();
    if (table == nullptr) return OkStatus();
    GT_RETURN_IF_ERROR(file_.OnlyKnownKeys(*table, {"everything", "own_agency"}));
    GT_ASSIGN_OR_RETURN(policy_.audit_.everything, RolesAt(*table, "everything"));
    GT_ASSIGN_OR_RETURN(policy_.audit_.own_agency, RolesAt(*table, "own_agency"));
    return OkStatus();
  }

  // Without the table nobody may run the hub from outside.
  Status ReadOperations() {
    const toml::table* table = root_["operations"].as_table();
    if (table == nullptr) return OkStatus();
    GT_RETURN_IF_ERROR(file_.OnlyKnownKeys(*table, {"roles", "senders"}));
    GT_ASSIGN_OR_RETURN(policy_.operators_, RolesAt(*table, "roles"));
    if (table->get("senders") == nullptr) return OkStatus();
    GT_ASSIGN_OR_RETURN(policy_.senders_, RolesAt(*table, "senders"));
    return OkStatus();
  }

  // Without the table nobody may decide which records are one person.
  Status ReadMatching() {
    const toml::table* table = root_["matching"].as_table();
    if (table == nullptr) return OkStatus();
    GT_RETURN_IF_ERROR(file_.OnlyKnownKeys(*table, {"roles", "adopt"}));
    GT_ASSIGN_OR_RETURN(policy_.matching_.roles, RolesAt(*table, "roles"));
    if (table->get("adopt") != nullptr) {
      GT_ASSIGN_OR_RETURN(policy_.matching_.adopt, RolesAt(*table, "adopt"));
    }
    return OkStatus();
  }

  // Without the table nobody is shown any alert.
  Status ReadAlerts() {
    const toml::table* table = root_["alerts"].as_table();
    if (table == nullptr) return OkStatus();
    GT_RETURN_IF_ERROR(file_.OnlyKnownKeys(*table, {"see", "decide", "owner"}));
    GT_ASSIGN_OR_RETURN(policy_.alerts_.see, RolesAt(*table, "see"));
    if (table->get("decide") != nullptr) {
      GT_ASSIGN_OR_RETURN(policy_.alerts_.decide, RolesAt(*table, "decide"));
    }
    if (table->get("owner") != nullptr) {
      GT_ASSIGN_OR_RETURN(policy_.alerts_.owner, file_.TextAt(*table, "owner"));
    }
    return OkStatus();
  }

  Status ReadSearch() {
    const toml::table* table = root_["search"].as_table();
    if (table == nullptr) return OkStatus();
    GT_RETURN_IF_ERROR(file_.OnlyKnownKeys(*table, {"per_hour"}));
    GT_ASSIGN_OR_RETURN(policy_.search_.per_hour,
                        file_.NumberAt(*table, "per_hour", kSearchesPerHourMax));
    return OkStatus();
  }

  const TomlReading& file_;
  const toml::table& root_;
  SharingPolicy policy_;
  std::vector<std::string> role_words_;
};

StatusOr<SharingPolicy> SharingPolicy::Parse(std::string_view toml) {
  const TomlReading file("BAD_POLICY");
  GT_ASSIGN_OR_RETURN(const toml::table root, file.Parse(toml));
  GT_ASSIGN_OR_RETURN(SharingPolicy policy, PolicyFile(file, root).Read());
  policy.fingerprint_ = Hex(Sha256(toml)).substr(0, kFingerprintDigits);
  return policy;
}

}  // namespace goldthread::access
