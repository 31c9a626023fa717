// What people did about an alert, and what became of telling a subscriber of a change, as the views
// have it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/status.h"
#include "eventstore/views/view_store.h"
#include "goldthread/v1/adult_service.pb.h"
#include "goldthread/v1/alert.pb.h"

namespace goldthread::alerts {

struct Decided {
  v1::AlertDecision decision;
  std::vector<std::string> causes;
  std::string answers;
};

// On an alert that has these causes, or on whatever alert had one of them then: each once, oldest
// first. Errors of all: of the store; kDataLoss.
StatusOr<std::vector<Decided>> DecisionsOn(const ViewSnapshot& views,
                                           const std::vector<std::string>& causes);

struct Telling {
  bool delivered = false;
  int given_up = 0;     // How often.
  int asked_again = 0;  // How often.
  // Nothing is to be done: it was told, or given up and nobody asked since.
  bool Settled() const { return delivered || given_up > asked_again; }
};
StatusOr<Telling> TellingOf(const ViewSnapshot& views, std::string_view change,
                            std::string_view subscriber);

// The changes of which the subscriber is to be told again, because somebody asked.
StatusOr<std::vector<std::string>> AskedAgain(const ViewSnapshot& views,
                                              std::string_view subscriber);

// What was given up and not told since, newest first, after `after` (a place in the list; empty:
// from the first), at most `limit`; and the place of the last.
struct UndeliveredPage {
  std::vector<v1::Undelivered> undelivered;
  std::string next;  // Empty: no more.
};
StatusOr<UndeliveredPage> UndeliveredIn(const ViewSnapshot& views, std::string_view after,
                                        size_t limit);

}  // namespace goldthread::alerts
