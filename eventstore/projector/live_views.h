// The views as they are served: opened or built, kept up to date by one thread, rebuilt
// beside themselves and swapped in when a fold has changed or its terms have, or when they turn
// out damaged or the disk would not take a write.
//
// Source: design D5, D5a, D11.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "eventstore/log/event_log.h"
#include "eventstore/projector/fold_choice.h"
#include "eventstore/projector/kept_views.h"
#include "eventstore/projector/projection.h"
#include "eventstore/views/rocks_view_store.h"

namespace goldthread {

class LiveViews final : public KeptViews {
 public:
  struct Config {
    std::string dir;  // Empty: in memory.
    // Opens a reader of its own for each thread that needs one.
    std::function<std::unique_ptr<EventReader>()> open_reader;
    std::shared_ptr<const FoldChoice> folds;
    // None: a killed process folds the last ten thousands of records again; kept: those of the
    // last second.
    Journal journal = Journal::kKept;
  };

  // Opens the views, or builds them from the log when there are none, when a fold's version
  // has changed or when they are damaged, then starts the projector's thread. Blocks while
  // building; `progress` may be empty.
  //
  // Errors: kFailedPrecondition: another process holds the directory; kOutOfRange,
  // kDataLoss: the log disagrees or is damaged; disk errors.
  static StatusOr<std::unique_ptr<LiveViews>> Open(
      Config config, std::function<void(const RebuildProgress&)> progress);
  // Stops the thread after the batch in hand.
  ~LiveViews() override;

  // Also kOutOfRange "LOG_BEHIND_VIEWS": the log has lost what these views were made of. Nobody
  // can tell what is true then; an operator must.
  StatusOr<std::shared_ptr<const ViewSnapshot>> At(Position at_least) const override;

  // Why the projector stands still, if it does: OK while it works.
  Status Health() const;

  Status Rebuild(std::function<void(const RebuildProgress&)> progress) override;
  StatusOr<ViewComparison> Verify() override;
  StatusOr<RepairTally> Repair(std::vector<Position> positions) override;

  // A copy of the live views that can be opened, at `path`, which must not exist.
  Status Checkpoint(const std::string& path);

 private:
  struct State;
  explicit LiveViews(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace goldthread
