// What each feed delivered: the first fold, which decides what is new.
//
// The first content under an id, in the order of the log, stands. The same content again is a
// sender's harmless retry; other content is a conflict, kept in a row of its own. Neither goes
// on to later folds. Source: design §5.1, D14.
#pragma once

#include "eventstore/projector/projection.h"

namespace goldthread::feeds {

class FeedLedger final : public Projection {
 public:
  std::string_view Name() const override { return "feed-ledger"; }
  char Space() const override;
  uint32_t Version() const override { return 2; }

  // kDataLoss: the header names no event, or a row of its own is damaged.
  StatusOr<Onward> Apply(const Arrival& arrival, FoldRows& rows) const override;
};

}  // namespace goldthread::feeds
