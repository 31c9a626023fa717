// Alerts that stand, by whom they are about, until the hub should have ended them: then Truth
// is told.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <compare>
#include <map>
#include <set>
#include <string_view>
#include <vector>

#include "connectors/county/believed_homes.h"
#include "connectors/county/people/life.h"

namespace goldthread::county {

struct AlertKey {
  int rule = 0;
  PersonIndex adult = kNobody;
  PersonIndex child = kNobody;
  uint32_t about = 0;  // An order, an address; whatever else parts two of them.
  auto operator<=>(const AlertKey&) const = default;
};

class StandingAlerts {
 public:
  // Both outlive it.
  StandingAlerts(const World& world, Truth& truth) : world_(world), truth_(truth) {}

  // Nothing if that one stands already.
  void Raise(const AlertKey& key, const ExpectedAlert& alert);
  // Nothing if it does not stand.
  void Stop(const AlertKey& key, Second when, std::string_view why);
  // Those about the person, as adult or child.
  std::vector<AlertKey> About(PersonIndex person) const;

  // Stops those that rest on an address of the person's that the hub no longer believes in.
  void Moved(PersonIndex person, const BelievedHomes& believed, Second when);
  // The hub was told of the person's death.
  void Died(PersonIndex person, Second when);
  // Stops those about children who are grown up by the month's end.
  void StopGrown(const Month& month);
  // Tells Truth of those that still stand.
  void Finish();

 private:
  const World& world_;
  Truth& truth_;
  std::map<AlertKey, ExpectedAlert> standing_;
  absl::flat_hash_map<PersonIndex, std::set<AlertKey>> about_;
};

}  // namespace goldthread::county
