// The order in which rows keep what came: by when it was received, then by id.
#pragma once

#include <string_view>
#include <tuple>

#include "goldthread/v1/identity_rows.pb.h"

namespace goldthread::identity {

inline bool EarlierAmendment(const v1::IdentityAmendment& a, const v1::IdentityAmendment& b) {
  return std::tuple(a.received_us(), std::string_view(a.event_id())) <
         std::tuple(b.received_us(), std::string_view(b.event_id()));
}

inline bool EarlierDecision(const v1::IdentityDecision& a, const v1::IdentityDecision& b) {
  return std::tuple(a.received_us(), std::string_view(a.feed()), std::string_view(a.event_id())) <
         std::tuple(b.received_us(), std::string_view(b.feed()), std::string_view(b.event_id()));
}

}  // namespace goldthread::identity
