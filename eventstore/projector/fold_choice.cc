#include "eventstore/projector/fold_choice.h"

#include <utility>

namespace goldthread {
namespace {

class FixedFolds final : public FoldChoice {
 public:
  explicit FixedFolds(std::vector<const Projection*> folds)
      : folds_(std::make_shared<const std::vector<const Projection*>>(std::move(folds))) {}

  StatusOr<Folds> For(const ViewSnapshot*, EventReader&, Position) const override { return folds_; }
  bool Concerns(const LogRecord&) const override { return false; }

 private:
  const Folds folds_;
};

}  // namespace

std::shared_ptr<const FoldChoice> Always(std::vector<const Projection*> folds) {
  return std::make_shared<FixedFolds>(std::move(folds));
}

}  // namespace goldthread
