// Identity's rows as a snapshot of the views has them.
#pragma once

#include <optional>
#include <string>

#include "eventstore/base/key.h"
#include "eventstore/views/view_store.h"
#include "services/identity/identity_rows.h"

namespace goldthread::identity {

class SnapshotRows final : public RowReader {
 public:
  explicit SnapshotRows(const ViewSnapshot& views) : views_(views) {}
  StatusOr<std::optional<std::string_view>> Get(std::string_view key) override {
    GT_ASSIGN_OR_RETURN(latest_, views_.Get(KeyWriter().Byte(kSpace).Take().append(key)));
    return std::optional<std::string_view>(latest_);
  }

 private:
  const ViewSnapshot& views_;
  std::optional<std::string> latest_;
};

}  // namespace goldthread::identity
