#include "services/server/role_settings.h"

#include "services/server/listen_address.h"

namespace goldthread::server {
namespace {

constexpr int kFreshSecondsMax = 7 * 24 * 3600;

// "HOST:PORT", or several of them with commas between.
Status CheckPlaces(const access::TomlReading& file, const toml::node& node,
                   std::string_view places) {
  while (true) {
    const std::string_view place = places.substr(0, places.find(','));
    const Status checked = CheckAddress(place);
    if (!checked.ok()) return file.Wrong(node, Message(checked));
    if (place.size() == places.size()) return OkStatus();
    places.remove_prefix(place.size() + 1);
  }
}

Status TakePlaces(const access::TomlReading& file, const toml::table& roles, std::string_view key,
                  std::string* places) {
  if (!roles.contains(key)) return OkStatus();
  GT_ASSIGN_OR_RETURN(*places, file.TextAt(roles, key));
  return CheckPlaces(file, *roles.get(key), *places);
}

Status TakeProjectors(const access::TomlReading& file, const toml::table& roles,
                      std::vector<std::string>* projectors) {
  const toml::node* const node = roles.get("projectors");
  if (node == nullptr) return OkStatus();
  const toml::array* const list = node->as_array();
  if (list == nullptr || list->empty()) {
    return file.Wrong(*node, "\"projectors\" is a list: [\"HOST:PORT\", …]");
  }
  for (const toml::node& item : *list) {
    projectors->push_back(item.value_exact<std::string>().value_or(""));
    const Status checked = CheckAddress(projectors->back());
    if (!checked.ok()) return file.Wrong(item, Message(checked));
    if (std::ranges::count(*projectors, projectors->back()) > 1) {
      return file.Wrong(item, "one projector is there twice; delete it once");
    }
  }
  return OkStatus();
}

Status TakeCertificate(const access::TomlReading& file, const toml::table& roles,
                       RolePlaces* places) {
  const std::pair<std::string_view, std::string*> parts[] = {{"certificate", &places->certificate},
                                                             {"key", &places->key},
                                                             {"authority", &places->authority}};
  int there = 0;
  for (const auto& [key, value] : parts) {
    if (!roles.contains(key)) continue;
    GT_ASSIGN_OR_RETURN(*value, file.TextAt(roles, key));
    ++there;
  }
  if (there == 0 || there == 3) return OkStatus();
  return file.Wrong(roles, "certificate, key and authority go together; add the missing one");
}

}  // namespace

StatusOr<std::optional<RolePlaces>> RolePlacesOf(const access::TomlReading& file,
                                                 const toml::table& root) {
  const toml::node* const node = root.get("roles");
  if (node == nullptr) return std::optional<RolePlaces>();
  const toml::table* const roles = node->as_table();
  if (roles == nullptr) return file.Wrong(*node, "write it as [roles]");
  GT_RETURN_IF_ERROR(file.OnlyKnownKeys(*roles, {"certificate", "key", "authority", "ingest",
                                                 "query", "projectors", "fresh_seconds"}));
  RolePlaces places;
  GT_RETURN_IF_ERROR(TakeCertificate(file, *roles, &places));
  GT_RETURN_IF_ERROR(TakePlaces(file, *roles, "ingest", &places.ingest));
  GT_RETURN_IF_ERROR(TakePlaces(file, *roles, "query", &places.query));
  GT_RETURN_IF_ERROR(TakeProjectors(file, *roles, &places.projectors));
  if (const toml::node* const fresh = roles->get("fresh_seconds")) {
    const auto seconds = fresh->value_exact<int64_t>();
    if (!seconds.has_value() || *seconds < 0 || *seconds > kFreshSecondsMax) {
      return file.Wrong(*fresh,
                        fmt::format("\"fresh_seconds\" must be a whole number from 1 to {}, or 0: "
                                    "views are never too old",
                                    kFreshSecondsMax));
    }
    places.fresh = std::chrono::seconds(*seconds);
  }
  return std::optional<RolePlaces>(std::move(places));
}

}  // namespace goldthread::server
