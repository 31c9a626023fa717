// Two records side by side: what each says, where they differ, and what that weighs; for who may
// see both. Who may not see one of them is shown neither: that the two agree would tell of it.
#pragma once

#include <optional>
#include <vector>

#include "eventstore/base/status.h"
#include "eventstore/views/view_store.h"
#include "goldthread/v1/matching_service.pb.h"
#include "goldthread/v1/search_rows.pb.h"
#include "services/access/disclosed.h"
#include "services/identity/matching/model.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::reviews {

// Who looks at what. Lent.
struct Viewing {
  const ViewSnapshot& views;
  const access::Door& door;
  const v1::Caller& caller;
};

// What the caller may see of the record, to know its person by; nothing: not of all of it, or there
// is nothing. `sight` is by what right. Errors: as search::SayingsOf.
struct Side {
  std::vector<v1::SearchSaying> sayings;
  access::Sight sight;
  bool address_shielded = false;
};
StatusOr<std::optional<Side>> SideOf(const Viewing& viewing, const RecordId& record);

// Facts, weight and words of both sides, and that content is shown.
void AddSides(const matching::Model& model, const Side& first, const Side& second, bool one_feed,
              v1::ShowPairResponse* response);

// How likely the two are one person, in bits.
double WeightOf(const matching::Model& model, const Side& first, const Side& second, bool one_feed);

// All of it, whoever asks: to put pairs in order, never to be shown.
StatusOr<Side> WholeSideOf(const ViewSnapshot& views, const RecordId& record);

}  // namespace goldthread::reviews
