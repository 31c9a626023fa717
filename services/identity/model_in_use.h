// The model with which views were made: who explains an answer, or asks for a past day, goes by it
// too.
#pragma once

#include <memory>
#include <string>

#include "eventstore/base/status.h"
#include "eventstore/views/view_store.h"
#include "services/identity/matching/model.h"

namespace goldthread::identity {

// The one that ships, where nothing is folded yet. kDataLoss: what views hold is none. Threads:
// any.
StatusOr<std::shared_ptr<const matching::Model>> ModelInUse(const ViewSnapshot& views);

// A fingerprint of it: by another model other persons, and what follows from them, were found.
// Empty: what ships. Errors: as of the views.
StatusOr<std::string> ModelMark(const ViewSnapshot& views);

}  // namespace goldthread::identity
