// Keeps what people did about alerts, and whom the hub told: facts of its own feed alone.
//
// What an alert is, the rules say (connectors/adults); the two are put together when somebody asks.
#pragma once

#include "eventstore/projector/projection.h"

namespace goldthread::alerts {

class LifeFold final : public Projection {
 public:
  std::string_view Name() const override { return "alert-lives"; }
  char Space() const override;
  uint32_t Version() const override { return 2; }

  // kUnimplemented: its kind is newer than this build.
  StatusOr<Onward> Apply(const Arrival& arrival, FoldRows& rows) const override;
};

}  // namespace goldthread::alerts
