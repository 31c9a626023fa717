// Two records side by side: what each says, where they differ, and what that weighs; for who may
// see both (pair_sight.h).
#pragma once

#include <vector>

#include "goldthread/v1/matching_service.pb.h"
#include "goldthread/v1/search_rows.pb.h"
#include "services/identity/matching/model.h"

namespace goldthread::reviews {

// What a record says, to know its person by.
struct Side {
  std::vector<v1::SearchSaying> sayings;
  bool address_shielded = false;
};

// Facts, weight and words of both sides, and that content is shown.
void AddSides(const matching::Model& model, const Side& first, const Side& second, bool one_feed,
              v1::ShowPairResponse* response);

// How likely the two are one person, in bits.
double WeightOf(const matching::Model& model, const Side& first, const Side& second, bool one_feed);

}  // namespace goldthread::reviews
