// Lets a question demand an answer about everything the log holds when it is asked, without
// being told where the log ends: that moves with what the caller may not see.
#pragma once

#include <fmt/format.h>

#include <memory>
#include <string_view>
#include <utility>

#include "eventstore/projector/view_source.h"
#include "services/feeds/page_token.h"
#include "services/server/freshness.h"

namespace goldthread::server {

using feeds::kNewest;

// The reason of who cannot say what is newest; its views can be read.
inline constexpr std::string_view kLogSilent = "LOG_SILENT";

class NewestViews final : public ViewSource {
 public:
  // `views` is lent.
  NewestViews(const ViewSource& views, LogEnd log_end)
      : views_(views), log_end_(std::move(log_end)) {}

  StatusOr<std::shared_ptr<const ViewSnapshot>> At(Position at_least) const override {
    if (at_least.value != kNewest) return views_.At(at_least);
    const StatusOr<Position> end = log_end_();
    if (end.ok()) return views_.At(*end);
    return Error(Code::kUnavailable,
                 fmt::format("{}: where the log ends is not known now, ask for what the views "
                             "hold: {}",
                             kLogSilent, Message(end.status())));
  }

 private:
  const ViewSource& views_;
  const LogEnd log_end_;
};

}  // namespace goldthread::server
