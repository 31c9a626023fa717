#include "services/server/roles.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace goldthread::server {
namespace {

constexpr Role kAll[] = {Role::kIngest, Role::kProjector, Role::kQuery, Role::kConnect,
                         Role::kGateway};

struct MayAsk {
  Role caller;
  Role called;
};
constexpr MayAsk kMayAsk[] = {
    {Role::kGateway, Role::kIngest},  // Events.
    {Role::kGateway, Role::kQuery},   // Questions.
    {Role::kQuery, Role::kIngest},    // Leases of feeds; decisions.
    {Role::kQuery, Role::kProjector}, {Role::kConnect, Role::kIngest},
};

}  // namespace

std::string_view NameOf(Role role) {
  switch (role) {
    case Role::kIngest:
      return "ingest";
    case Role::kProjector:
      return "projector";
    case Role::kQuery:
      return "query";
    case Role::kConnect:
      return "connect";
    case Role::kGateway:
      return "gateway";
  }
  return "";
}

Roles::Roles(std::initializer_list<Role> roles) {
  for (const Role role : roles) bits_ |= 1u << static_cast<unsigned>(role);
}

StatusOr<Roles> Roles::Parse(std::string_view words) {
  Roles roles;
  while (true) {
    const std::string_view word = words.substr(0, words.find(','));
    const auto named = std::ranges::find(kAll, word, NameOf);
    if (named == std::end(kAll)) {
      return Error(Code::kInvalidArgument,
                   fmt::format("\"{}\" is no role; there are ingest, projector, query, connect and "
                               "gateway, separated by commas",
                               word));
    }
    roles.bits_ |= 1u << static_cast<unsigned>(*named);
    if (word.size() == words.size()) break;
    words.remove_prefix(word.size() + 1);
  }
  if (roles.Has(Role::kGateway) && roles.List().size() > 1) {
    return Error(Code::kInvalidArgument,
                 "a gateway runs alone: it stands between agencies and all the others");
  }
  return roles;
}

std::vector<Role> Roles::List() const {
  std::vector<Role> list;
  for (const Role role : kAll) {
    if (Has(role)) list.push_back(role);
  }
  return list;
}

std::string CertificateNameOf(Role role) {
  return fmt::format("{}.roles.goldthread", NameOf(role));
}

Status MayCall(const std::vector<std::string>& certificate_names, const Roles& called) {
  std::vector<std::string_view> callers;
  for (const auto& [caller, of] : kMayAsk) {
    if (!called.Has(of)) continue;
    if (std::ranges::count(certificate_names, CertificateNameOf(caller)) > 0) return OkStatus();
    if (std::ranges::count(callers, NameOf(caller)) == 0) callers.push_back(NameOf(caller));
  }
  std::vector<std::string_view> names;
  for (const Role role : called.List()) names.push_back(NameOf(role));
  return Error(Code::kPermissionDenied,
               fmt::format("WRONG_ROLE: {} is called by {} alone, proven by a certificate",
                           fmt::join(names, ", "), fmt::join(callers, ", ")));
}

}  // namespace goldthread::server
