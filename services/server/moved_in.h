// Story 2, played through a hub's real services: an adult whom probation knows joins a household
// with three children, spelt otherwise by housing. A reviewer decides, three lead professionals are
// told, the decision is undone, and an alert taken back; somebody opens a story in an emergency.
// Where a child in a refuge is must be in no answer of it.
//
// Source: experience notes §5.4. Everyone in it is invented.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/clock.h"
#include "eventstore/base/status.h"
#include "services/server/hub_client.h"

namespace goldthread::server {

// Where his own child lives, hidden from him.
struct Refuge {
  uint64_t uprn = 100'000'000'777;
  std::string postcode = "ZZ99 7RF";
};

struct MovedIn {
  std::string before;                    // The adults around one of the children, as a picture.
  std::string after;                     // … once it is decided who he is.
  std::vector<std::string> differences;  // What is not as the story says.
  // All that anybody was answered, but for what has an id made by chance; for whoever looks for
  // what must not be in it.
  std::string answers;
};

// In March 2026, at the earliest after the 12th; `clock` is set step by step, and `tell` is called
// with a line for each. Errors: what the hub refuses or cannot do.
StatusOr<MovedIn> PlayMovedIn(const HubClient& client, ManualClock& clock, const Refuge& refuge,
                              const std::function<void(std::string_view line)>& tell);

}  // namespace goldthread::server
