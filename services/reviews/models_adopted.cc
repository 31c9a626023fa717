#include "services/reviews/models_adopted.h"

#include <fmt/format.h>

#include <utility>

#include "services/reviews/review_rows.h"
#include "services/vocabulary/decisions_feed.h"
#include "services/vocabulary/matching_model.h"

namespace goldthread::reviews {

StatusOr<bool> IsAdoption(const v1::Event& event) {
  if (!event.has_matching_model_adopted() || event.feed() != kDecisionsFeed ||
      !event.id().starts_with(kAdoptionId)) {
    return false;
  }
  const auto faults = FaultsOf(event.matching_model_adopted().learnt().model());
  if (faults.empty()) return true;
  return Error(Code::kUnimplemented,
               fmt::format("a model adopted is none to this build: {}", faults.front().field));
}

StatusOr<std::vector<v1::ModelAdoptedRow>> ModelsAdopted(const ViewSnapshot& views) {
  std::vector<v1::ModelAdoptedRow> adopted;
  const auto rows = views.Scan(PrefixRange(ModelsPrefix()));
  for (; rows->Valid(); rows->Next()) {
    v1::ModelAdoptedRow row;
    if (!row.ParseFromArray(rows->value().data(), static_cast<int>(rows->value().size()))) {
      return Error(Code::kDataLoss, "a model adopted does not parse");
    }
    adopted.push_back(std::move(row));
  }
  GT_RETURN_IF_ERROR(rows->status());
  return adopted;
}

}  // namespace goldthread::reviews
