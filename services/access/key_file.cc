#include "services/access/key_file.h"

#include "services/access/policy_words.h"
#include "services/access/toml_reading.h"

namespace goldthread::access {
namespace {

const TomlReading& File() {
  static const TomlReading file("BAD_KEYS");
  return file;
}

// The words of a list of roles that the policy must know.
StatusOr<std::vector<std::string>> RolesAt(const toml::table& table, const SharingPolicy& policy) {
  std::vector<std::string> words;
  for (const auto& [role, what] : policy.roles()) words.push_back(role);
  return File().ListAt<std::string>(table, "roles", words,
                                    [&](const std::string& word) -> std::optional<std::string> {
                                      if (!policy.KnowsRole(word)) return std::nullopt;
                                      return word;
                                    });
}

// A TOML date: the key is good to its end, in UTC.
StatusOr<Instant> LastMomentAt(const toml::table& table) {
  const toml::node* node = table.get("not_after");
  if (node == nullptr) return Instant::max();
  const auto date = node->value_exact<toml::date>();
  const auto day = date.has_value() ? std::chrono::year(date->year) / date->month / date->day
                                    : std::chrono::year_month_day();
  if (!day.ok()) return File().Wrong(*node, "\"not_after\" must be a date; write 2027-03-31");
  return Instant(std::chrono::sys_days(day)) + std::chrono::days(1);
}

StatusOr<TrustedKey> ReadKey(const toml::table& table, const SharingPolicy& policy) {
  GT_RETURN_IF_ERROR(
      File().OnlyKnownKeys(table, {"kid", "agency", "roles", "x", "y", "not_after", "demo"}));
  TrustedKey key;
  GT_ASSIGN_OR_RETURN(key.kid, File().TextAt(table, "kid"));
  if (!IsWord(key.kid)) {
    return File().Wrong(table, "a kid is 1 to 100 of a-z 0-9 and hyphens; rename it");
  }
  GT_ASSIGN_OR_RETURN(key.agency, File().TextAt(table, "agency"));
  GT_ASSIGN_OR_RETURN(key.roles, RolesAt(table, policy));
  GT_ASSIGN_OR_RETURN(key.not_after, LastMomentAt(table));
  key.demo = table["demo"].value_or(false);
  GT_ASSIGN_OR_RETURN(const std::string x, File().TextAt(table, "x"));
  GT_ASSIGN_OR_RETURN(const std::string y, File().TextAt(table, "y"));
  auto point = PublicKey::Of(x, y);
  if (!point.ok()) {
    return File().Wrong(table, "x and y are no key of P-256; copy the public key again");
  }
  key.key = *std::move(point);
  return key;
}

StatusOr<TrustedSystem> ReadSystem(const toml::table& table, const SharingPolicy& policy) {
  GT_RETURN_IF_ERROR(File().OnlyKnownKeys(table, {"name", "agency", "role", "purpose"}));
  TrustedSystem system;
  GT_ASSIGN_OR_RETURN(system.name, File().TextAt(table, "name"));
  GT_ASSIGN_OR_RETURN(system.agency, File().TextAt(table, "agency"));
  GT_ASSIGN_OR_RETURN(system.role, File().TextAt(table, "role"));
  if (!policy.KnowsRole(system.role)) {
    return File().Wrong(table, "the policy has no such role; add it there or write another");
  }
  GT_ASSIGN_OR_RETURN(const std::string word, File().TextAt(table, "purpose"));
  const auto purpose = PurposeOf(word);
  if (!purpose.has_value()) {
    return File().Wrong(table,
                        fmt::format("\"purpose\" is one of {}", fmt::join(PurposeWords(), ", ")));
  }
  system.purpose = *purpose;
  return system;
}

}  // namespace

StatusOr<KeyFile> KeyFile::Parse(std::string_view toml, const SharingPolicy& policy) {
  GT_ASSIGN_OR_RETURN(const toml::table root, File().Parse(toml));
  GT_RETURN_IF_ERROR(File().OnlyKnownKeys(root, {"audience", "key", "system"}));
  KeyFile keys;
  GT_ASSIGN_OR_RETURN(keys.audience_, File().TextAt(root, "audience"));
  GT_ASSIGN_OR_RETURN(const auto key_tables, File().TablesAt(root, "key"));
  for (const toml::table* table : key_tables) {
    GT_ASSIGN_OR_RETURN(TrustedKey key, ReadKey(*table, policy));
    const std::string kid = key.kid;
    if (!keys.keys_.emplace(kid, std::move(key)).second) {
      return File().Wrong(*table, "this kid is there twice; give the new key a kid of its own");
    }
  }
  GT_ASSIGN_OR_RETURN(const auto system_tables, File().TablesAt(root, "system"));
  for (const toml::table* table : system_tables) {
    GT_ASSIGN_OR_RETURN(TrustedSystem system, ReadSystem(*table, policy));
    const std::string name = system.name;
    if (!keys.systems_.emplace(name, std::move(system)).second) {
      return File().Wrong(*table, "this system is there twice; delete one");
    }
  }
  if (keys.keys_.empty() && keys.systems_.empty()) {
    return File().WrongAt(1, "no [[key]] and no [[system]], so nobody could call; add one");
  }
  return keys;
}

const TrustedKey* KeyFile::Find(const std::string& kid) const {
  const auto key = keys_.find(kid);
  return key == keys_.end() ? nullptr : &key->second;
}

const TrustedSystem* KeyFile::FindSystem(const std::string& name) const {
  const auto system = systems_.find(name);
  return system == systems_.end() ? nullptr : &system->second;
}

std::string KeyFileLines(const PrivateKey& key, const std::string& agency,
                         const std::vector<std::string>& roles) {
  return fmt::format(
      "[[key]]\nkid = \"{}\"\nagency = \"{}\"\nroles = [\"{}\"]\nx = \"{}\"\n"
      "y = \"{}\"\n",
      key.kid(), agency, fmt::join(roles, "\", \""), key.x(), key.y());
}

}  // namespace goldthread::access
