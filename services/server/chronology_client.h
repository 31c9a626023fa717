// Asking a hub for a chronology: all pages joined, or as a stream.
#pragma once

#include <functional>

#include "eventstore/base/status.h"
#include "services/server/chronology_json.h"
#include "services/server/hub_client.h"

namespace goldthread::server {

// All pages, true for everything the hub had when asked; or, where the log does not answer, for
// what its views hold (`stands`).
// Errors: as ChronologyService.
StatusOr<Chronology> FetchChronology(const HubClient& client, const v1::Caller& caller,
                                     const v1::ChronologyQuery& query);

// The same, but calls `take` with each entry, in order, as they come: any length in bounded
// memory. When `take` returns false, stops there.
// Errors: as ChronologyService; entries may have been taken before.
Status StreamChronology(const HubClient& client, const v1::Caller& caller,
                        const v1::ChronologyQuery& query,
                        const std::function<bool(const v1::ChronologyEntry&)>& take, bool* stands);

}  // namespace goldthread::server
