#include "eventstore/projector/live_views.h"

#include <fmt/format.h>

#include <utility>

#include "eventstore/base/mutex.h"
#include "eventstore/projector/compare_views.h"
#include "eventstore/projector/fold_pass.h"
#include "eventstore/projector/live_views_state.h"
#include "eventstore/projector/rebuild.h"
#include "eventstore/projector/usable_views.h"

namespace goldthread {
namespace {

// A reader that wants its own write waits this long at most.
constexpr std::chrono::seconds kFreshWait{2};

// Damaged views, and views of which files are missing, are worth nothing: the log is the truth
// (design D1). If it is the disk that does not answer, building will say so too.
bool CuredByRebuild(const Status& status) {
  return status.code() == Code::kDataLoss || status.code() == Code::kUnavailable;
}

}  // namespace

LiveViews::LiveViews(std::unique_ptr<State> state) : state_(std::move(state)) {}

StatusOr<std::unique_ptr<LiveViews>> LiveViews::Open(
    Config config, std::function<void(const RebuildProgress&)> progress) {
  GT_ASSIGN_OR_RETURN(Generations generations, Generations::Open(config.dir, config.journal));
  auto state = std::make_unique<State>(std::move(config), std::move(generations));
  const std::unique_ptr<EventReader> reader = state->config.open_reader();
  GT_ASSIGN_OR_RETURN(const Position end, reader->End());
  StatusOr<State::Views> opened = state->OpenUsable(*reader, end);
  if (!opened.ok() && !CuredByRebuild(opened.status())) return opened.status();
  State::Views views = opened.ok() ? *std::move(opened) : State::Views{};
  if (views.store != nullptr) {
    const Status same = CheckSameLog(*views.store, *reader);
    if (!same.ok() && views.store->Health().ok()) return same;  // It is the log's.
    if (!same.ok()) views = {};
  }
  if (views.store == nullptr) {
    GT_ASSIGN_OR_RETURN(State::Built built, state->Build(*reader, progress));
    GT_RETURN_IF_ERROR(state->generations.MakeLive(built.building));
    views = {std::move(built.building.store), std::move(built.folds)};
  }
  GT_ASSIGN_OR_RETURN(const Position next, views.store->NextPosition());
  GT_ASSIGN_OR_RETURN(const auto mark, views.store->Get(kLastRecordKey));
  {
    const MutexLock lock(state->mutex);
    state->live = std::move(views);
    state->next = next;
  }
  State* const running = state.get();
  state->witness = std::jthread([running, mark] { running->Witness(mark.value_or("")); });
  state->thread = std::jthread([running] { running->Run(); });
  return std::unique_ptr<LiveViews>(new LiveViews(std::move(state)));
}

LiveViews::~LiveViews() {
  const MutexLock lock(state_->mutex);
  state_->stopping = true;
  state_->changed.NotifyAll();
  state_->stopped.NotifyAll();
}

StatusOr<std::shared_ptr<const ViewSnapshot>> LiveViews::At(Position at_least) const {
  {
    const MutexLock lock(state_->mutex);
    state_->waiting.insert(at_least.value);
    state_->wanted = *state_->waiting.begin();
  }
  // Either the thread that folds sees that somebody waits, or what it has folded is seen here. Who
  // wants nothing in particular does not wait for a batch: who looks after it sees it.
  if (at_least == Position{0} && state_->busy) {
    state_->looked_at = true;
  } else if (state_->uncommitted) {
    state_->Show();
  }
  std::shared_ptr<RocksViewStore> store;
  {
    const MutexLock lock(state_->mutex);
    const auto deadline = std::chrono::steady_clock::now() + kFreshWait;
    while (state_->next < at_least && !state_->stopping &&
           state_->changed.WaitUntil(state_->mutex, deadline)) {
    }
    auto& waiting = state_->waiting;
    waiting.erase(waiting.find(at_least.value));
    state_->wanted = waiting.empty() ? State::kNothing : *waiting.begin();
    GT_RETURN_IF_ERROR(state_->lost());
    if (state_->next < at_least) {
      return Error(Code::kFailedPrecondition,
                   fmt::format("BEHIND: the views are not yet at {}", at_least.value));
    }
    store = state_->live.store;
  }
  GT_ASSIGN_OR_RETURN(std::unique_ptr<ViewSnapshot> snapshot, store->Snapshot());
  return std::shared_ptr<const ViewSnapshot>(std::move(snapshot));
}

Status LiveViews::Health() const {
  const MutexLock lock(state_->mutex);
  GT_RETURN_IF_ERROR(state_->lost());
  return state_->health;
}

namespace {

Status Begin(bool& building) {
  if (building) {
    return Error(Code::kFailedPrecondition, "REBUILDING: a rebuild is under way");
  }
  building = true;
  return OkStatus();
}

}  // namespace

Status LiveViews::Rebuild(std::function<void(const RebuildProgress&)> progress) {
  {
    const MutexLock lock(state_->mutex);
    GT_RETURN_IF_ERROR(Begin(state_->building));
  }
  const Status rebuilt = [&]() -> Status {
    const std::unique_ptr<EventReader> reader = state_->config.open_reader();
    return state_->BuildAndSwap(*reader, progress);
  }();
  const MutexLock lock(state_->mutex);
  state_->building = false;
  return rebuilt;
}

StatusOr<ViewComparison> LiveViews::Verify() {
  {
    const MutexLock lock(state_->mutex);
    GT_RETURN_IF_ERROR(state_->live.store->Health());  // New ones come; they are worth comparing.
    GT_RETURN_IF_ERROR(Begin(state_->building));
  }
  const StatusOr<ViewComparison> comparison = [&]() -> StatusOr<ViewComparison> {
    Folds folds;
    {
      const MutexLock lock(state_->mutex);
      folds = state_->live.folds;
    }
    GT_ASSIGN_OR_RETURN(const auto live, At(Position{0}));
    GT_ASSIGN_OR_RETURN(Generations::Building building, state_->generations.Begin("verify"));
    building.store->RemoveWhenClosed();
    const std::unique_ptr<EventReader> reader = state_->config.open_reader();
    GT_RETURN_IF_ERROR(
        RebuildViews(*reader, *building.store, *folds, live->NextPosition(), nullptr));
    GT_ASSIGN_OR_RETURN(const auto rebuilt, building.store->Snapshot());
    return CompareViews(*live, *rebuilt, *folds);
  }();
  const MutexLock lock(state_->mutex);
  state_->building = false;
  return comparison;
}

StatusOr<RepairTally> LiveViews::Repair(std::vector<Position> positions) {
  const auto request = std::make_shared<State::RepairRequest>(std::move(positions));
  const MutexLock lock(state_->mutex);
  while (state_->repair != nullptr && !state_->stopping) state_->changed.Wait(state_->mutex);
  if (!state_->stopping) state_->repair = request;
  while (!request->outcome.has_value() && !state_->stopping) state_->changed.Wait(state_->mutex);
  if (request->outcome.has_value()) return *std::move(request->outcome);
  return Error(Code::kCancelled, "the hub is stopping");
}

Status LiveViews::Checkpoint(const std::string& path) {
  std::shared_ptr<RocksViewStore> store;
  {
    const MutexLock lock(state_->mutex);
    store = state_->live.store;
  }
  return store->Checkpoint(path);
}

}  // namespace goldthread
