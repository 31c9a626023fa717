#include "services/identity/model_in_use.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "eventstore/base/digest.h"
#include "eventstore/base/mutex.h"
#include "eventstore/projector/projection.h"
#include "services/identity/identity_rows.h"
#include "services/identity/matching/model_message.h"

namespace goldthread::identity {
namespace {

// The last that was taken apart, by its bytes: there is seldom another.
class LastModel {
 public:
  std::shared_ptr<const matching::Model> Find(const std::string& bytes) const {
    const MutexLock lock(mutex_);
    return bytes_ == bytes ? model_ : nullptr;
  }
  void Keep(std::string bytes, std::shared_ptr<const matching::Model> model) {
    const MutexLock lock(mutex_);
    bytes_ = std::move(bytes);
    model_ = std::move(model);
  }

 private:
  mutable Mutex mutex_;
  std::string bytes_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<const matching::Model> model_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

StatusOr<std::shared_ptr<const matching::Model>> ModelInUse(const ViewSnapshot& views) {
  static auto* const last = new LastModel;
  GT_ASSIGN_OR_RETURN(std::optional<std::string> bytes, views.Get(TermsKey(kSpace)));
  if (!bytes.has_value()) {
    return std::shared_ptr<const matching::Model>(std::shared_ptr<void>(),
                                                  &matching::ShippedModel());
  }
  if (auto known = last->Find(*bytes)) return known;
  v1::MatchingModel message;
  if (!message.ParseFromString(*bytes)) return Error(Code::kDataLoss, "the model does not parse");
  GT_ASSIGN_OR_RETURN(matching::Model model, matching::FromMessage(message));
  auto kept = std::make_shared<const matching::Model>(std::move(model));
  last->Keep(*std::move(bytes), kept);
  return kept;
}

StatusOr<std::string> ModelMark(const ViewSnapshot& views) {
  GT_ASSIGN_OR_RETURN(const auto terms, views.Get(TermsKey(kSpace)));
  return terms.has_value() ? fmt::format("{:016x}", Checksum(*terms)) : std::string();
}

}  // namespace goldthread::identity
