// The alerts of children whose worries add up, worked out again from the day on which something
// changed: of a child of whom much is said most stay as they are.
#pragma once

#include <set>
#include <string>

#include "connectors/adults/alerts.h"

namespace goldthread::adults {

// For one record of the log. Errors: kDataLoss, a damaged row.
class Pictures {
 public:
  explicit Pictures(People& people) : people_(people) {}

  // Worries of `day` or later are others than before, or add up otherwise. Adds to `before` the
  // ids of the alerts that may be gone, to `now` those that stand instead.
  Status JudgeSince(int day, const RecordId& child, std::set<std::string>* before, AlertRows* now);

 private:
  StatusOr<AlertRows> AlertsOf(const RecordId& child, People::Told told);
  // In place of the child's pictures from the `kept`th on.
  Status Write(const RecordId& child, int kept, const AlertRows& found);

  People& people_;
};

}  // namespace goldthread::adults
