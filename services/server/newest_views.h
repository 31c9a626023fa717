// Lets a question demand an answer about everything the log holds when it is asked, without
// being told where the log ends: that moves with what the caller may not see.
#pragma once

#include <memory>

#include "eventstore/projector/view_source.h"
#include "services/feeds/page_token.h"
#include "services/server/hub_log.h"

namespace goldthread::server {

using feeds::kNewest;

class NewestViews final : public ViewSource {
 public:
  // Lent.
  NewestViews(const ViewSource& views, const HubLog& log) : views_(views), log_(log) {}

  StatusOr<std::shared_ptr<const ViewSnapshot>> At(Position at_least) const override {
    if (at_least.value != kNewest) return views_.At(at_least);
    GT_ASSIGN_OR_RETURN(const Position end, log_.End());
    return views_.At(end);
  }

 private:
  const ViewSource& views_;
  const HubLog& log_;
};

}  // namespace goldthread::server
