// The rows of what people did about alerts, and of deliveries. All are appends.
//
//   d cause received event           AlertDecisionRow: on an alert that had the cause then
//   v change subscriber event        AlertDeliveryRow: it was told
//   u change subscriber event        AlertDeliveryRow: the hub gave up
//   a change subscriber event        AlertDeliveryRow: somebody asked that it be tried again
//   w received change subscriber event  AlertDeliveryRow: as u, in the order of time
//   q subscriber change event        nothing: as a, by subscriber
//
// No row holds a log position, so the rows depend on the set of events and not on their order.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace goldthread::alerts {

inline constexpr char kSpace = 'T';

// Of one change and one subscriber.
enum class Fate : char { kDelivered = 'v', kGivenUp = 'u', kAskedAgain = 'a' };

// Keys without the space byte, as the fold writes them.
std::string DecisionKey(std::string_view cause, int64_t received_us, std::string_view event_id);
std::string FateKey(Fate what, std::string_view change, std::string_view subscriber,
                    std::string_view event_id);
std::string GivenUpKey(int64_t received_us, std::string_view change, std::string_view subscriber,
                       std::string_view event_id);
std::string AskedKey(std::string_view subscriber, std::string_view change,
                     std::string_view event_id);

// Prefixes with the space byte, as a reader scans them.
std::string DecisionsPrefix(std::string_view cause);
std::string FatePrefix(Fate what, std::string_view change, std::string_view subscriber);
std::string GivenUpPrefix();
std::string AskedPrefix(std::string_view subscriber);

}  // namespace goldthread::alerts
