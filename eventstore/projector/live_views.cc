#include "eventstore/projector/live_views.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <thread>
#include <utility>

#include "eventstore/base/check.h"
#include "eventstore/base/key.h"
#include "eventstore/base/mutex.h"
#include "eventstore/projector/compare_views.h"
#include "eventstore/projector/fold_pass.h"
#include "eventstore/projector/generations.h"
#include "eventstore/projector/projector.h"
#include "eventstore/projector/rebuild.h"

namespace goldthread {
namespace {

constexpr size_t kStepRecords = 4096;
constexpr std::chrono::milliseconds kStepWait{200};   // How soon a stop or a swap is seen.
constexpr std::chrono::milliseconds kRetryWait{500};  // After a passing error.
// A reader that wants its own write waits this long at most.
constexpr std::chrono::seconds kFreshWait{2};

// kOutOfRange when the log has another record where these views folded their last one: an older
// log was put back and has grown since, under the same positions. A record that cannot be read is
// the projector's to report.
Status CheckSameLog(EventReader& log, std::string_view mark) {
  KeyReader key(mark);
  Position position;
  LogBatch batch;
  if (!key.Number(&position.value) || !log.Read(position, 1, kStepWait, &batch).ok() ||
      batch.empty() || MarkOf(batch.records()[0]) == mark) {
    return OkStatus();
  }
  return Error(Code::kOutOfRange,
               fmt::format("LOG_BEHIND_VIEWS: the views are of another log than this one, which "
                           "has another record at {}; was an older log restored?",
                           position.value));
}

// Whether these folds made these views, and there is something in them.
StatusOr<bool> Usable(const RocksViewStore& store, EventReader& log, Position end,
                      const std::vector<const Projection*>& folds) {
  GT_ASSIGN_OR_RETURN(const auto versions, store.Get(kFoldsKey));
  GT_ASSIGN_OR_RETURN(const Position at, store.NextPosition());
  if (at > end) {
    return Error(Code::kOutOfRange,
                 "LOG_BEHIND_VIEWS: the views know more than the log; was an older log restored?");
  }
  GT_ASSIGN_OR_RETURN(const auto mark, store.Get(kLastRecordKey));
  if (mark.has_value()) GT_RETURN_IF_ERROR(CheckSameLog(log, *mark));
  // Nothing folded yet is quicker built than caught up.
  return end == Position{0} || (at > Position{0} && versions == FoldVersions(folds));
}

// Damaged views, and views of which files are missing, are worth nothing: the log is the truth
// (design D1). If it is the disk that does not answer, building will say so too.
bool CuredByRebuild(const Status& status) {
  return status.code() == Code::kDataLoss || status.code() == Code::kUnavailable;
}

// A reader for work that need not be finished: gives kCancelled once `stop` says so.
class StoppableReader final : public EventReader {
 public:
  StoppableReader(EventReader& log, std::function<bool()> stop)
      : log_(log), stop_(std::move(stop)) {}
  Status Read(Position from, size_t limit, std::chrono::milliseconds wait,
              LogBatch* batch) override {
    if (stop_()) return Error(Code::kCancelled, "the hub is stopping");
    return log_.Read(from, limit, wait, batch);
  }
  StatusOr<Position> End() override { return log_.End(); }

 private:
  EventReader& log_;
  const std::function<bool()> stop_;
};

// Asked of the projector's thread, which is the only one that writes.
struct RepairRequest {
  explicit RepairRequest(std::vector<Position> asked) : positions(std::move(asked)) {}
  const std::vector<Position> positions;
  std::optional<StatusOr<RepairTally>> outcome;  // Under the state's mutex.
};

}  // namespace

struct LiveViews::State {
  State(Config c, Generations g) : config(std::move(c)), generations(std::move(g)) {}

  // Fixed after Open.
  const Config config;

  // Used by one rebuild or verification at a time, which holds `building`.
  Generations generations;

  mutable Mutex mutex;
  mutable Condition changed;  // Of anything below.
  // The store answers come from. Only the projector's thread replaces it or writes to it.
  std::shared_ptr<RocksViewStore> live ABSL_GUARDED_BY(mutex);
  Position next ABSL_GUARDED_BY(mutex);
  Status health ABSL_GUARDED_BY(mutex);
  bool building ABSL_GUARDED_BY(mutex) = false;
  bool stopping ABSL_GUARDED_BY(mutex) = false;
  // A rebuilt store that waits to be swapped in, and what came of it.
  std::shared_ptr<RocksViewStore> successor ABSL_GUARDED_BY(mutex);
  Status swapped ABSL_GUARDED_BY(mutex);
  std::shared_ptr<RepairRequest> repair ABSL_GUARDED_BY(mutex);

  std::jthread thread;  // Last: it uses all the others.

  Status FoldTo(RocksViewStore& store, EventReader& reader, Position until) const {
    Projector projector(reader, store, config.folds);
    while (true) {
      GT_ASSIGN_OR_RETURN(const Position at, store.NextPosition());
      if (at >= until) return OkStatus();
      GT_RETURN_IF_ERROR(projector.Step(kStepRecords, kStepWait).status());
    }
  }

  // New views up to the log's end, not live yet. Held: `building`.
  StatusOr<Generations::Building> Build(
      EventReader& reader, const std::function<void(const RebuildProgress&)>& progress) {
    GT_ASSIGN_OR_RETURN(const Position end, reader.End());
    GT_ASSIGN_OR_RETURN(Generations::Building made, generations.Begin("views"));
    const Status built = RebuildViews(reader, *made.store, config.folds, end, progress);
    if (built.ok()) return made;
    made.store->RemoveWhenClosed();
    return built;
  }

  // Views that are damaged, or that a disk would not write, are worth nothing: the log is the
  // truth (design D1). Makes new ones; the old ones answer meanwhile what they can.
  Status Renew(EventReader& log) {
    {
      const MutexLock lock(mutex);
      if (building) return Error(Code::kUnavailable, "views: a rebuild is under way");
      building = true;
    }
    StoppableReader reader(log, [this] {
      const MutexLock lock(mutex);
      return stopping;
    });
    const Status renewed = [&]() -> Status {
      GT_RETURN_IF_ERROR(generations.CheckRoom());
      GT_ASSIGN_OR_RETURN(Generations::Building built, Build(reader, nullptr));
      if (const Status made = generations.MakeLive(built); !made.ok()) {
        built.store->RemoveWhenClosed();
        return made;
      }
      const MutexLock lock(mutex);
      live->RemoveWhenClosed();
      live = std::move(built.store);
      return OkStatus();
    }();
    const MutexLock lock(mutex);
    building = false;
    changed.NotifyAll();
    return renewed;
  }

  // The loop of the projector's thread, until it is told to stop.
  void Run() {
    const std::unique_ptr<EventReader> reader = config.open_reader();
    std::shared_ptr<RocksViewStore> store;
    std::unique_ptr<Projector> projector;
    while (true) {
      std::shared_ptr<RocksViewStore> next_store;
      std::shared_ptr<RepairRequest> asked;
      {
        const MutexLock lock(mutex);
        if (stopping) return;
        next_store = successor != nullptr ? successor : live;
        asked = repair;
      }
      if (next_store != store) {
        const Status ready = SwapIn(next_store, *reader);
        if (!ready.ok()) continue;
        store = next_store;
        projector = std::make_unique<Projector>(*reader, *store, config.folds);
      }
      if (asked != nullptr) Settle(*asked, projector->Repair(asked->positions));
      Status step = projector->Step(kStepRecords, kStepWait).status();
      if (!store->Health().ok()) {
        step = Renew(*reader);
        if (step.ok()) continue;
      }
      Report(step, *store);
    }
  }

  void Settle(RepairRequest& asked, StatusOr<RepairTally> outcome) {
    const MutexLock lock(mutex);
    asked.outcome = std::move(outcome);
    repair = nullptr;
    changed.NotifyAll();
  }

  // Lets a rebuilt store take over once it has what the live one has.
  Status SwapIn(const std::shared_ptr<RocksViewStore>& store, EventReader& reader) {
    Position until;
    {
      const MutexLock lock(mutex);
      if (store == live) return OkStatus();
      until = next;
    }
    const Status folded = FoldTo(*store, reader, until);
    const MutexLock lock(mutex);
    swapped = folded;
    successor = nullptr;
    if (folded.ok()) {
      live->RemoveWhenClosed();
      live = store;
    }
    changed.NotifyAll();
    return folded;
  }

  void Report(const Status& step, const RocksViewStore& store) {
    const StatusOr<Position> at = store.NextPosition();
    const MutexLock lock(mutex);
    health = step.ok() ? at.status() : step;
    if (at.ok()) next = *at;
    changed.NotifyAll();
    if (health.ok()) return;
    // Nothing is skipped: the same batch is tried again until its cause is gone.
    const auto deadline = std::chrono::steady_clock::now() + kRetryWait;
    while (!stopping && changed.WaitUntil(mutex, deadline)) {
    }
  }
};

LiveViews::LiveViews(std::unique_ptr<State> state) : state_(std::move(state)) {}

StatusOr<std::unique_ptr<LiveViews>> LiveViews::Open(
    Config config, std::function<void(const RebuildProgress&)> progress) {
  GT_ASSIGN_OR_RETURN(Generations generations, Generations::Open(config.dir));
  auto state = std::make_unique<State>(std::move(config), std::move(generations));
  std::shared_ptr<RocksViewStore> store;
  StatusOr<std::unique_ptr<RocksViewStore>> live = state->generations.OpenLive();
  if (live.ok()) store = std::move(*live);
  const std::unique_ptr<EventReader> reader = state->config.open_reader();
  GT_ASSIGN_OR_RETURN(const Position end, reader->End());
  StatusOr<bool> usable = live.ok() ? StatusOr<bool>(store != nullptr) : live.status();
  if (store != nullptr) usable = Usable(*store, *reader, end, state->config.folds);
  if (!usable.ok() && !CuredByRebuild(usable.status())) return usable.status();
  if (!usable.ok() || !*usable) store = nullptr;
  if (store == nullptr) {
    GT_ASSIGN_OR_RETURN(Generations::Building building, state->Build(*reader, progress));
    GT_RETURN_IF_ERROR(state->generations.MakeLive(building));
    store = std::move(building.store);
  }
  GT_ASSIGN_OR_RETURN(const Position next, store->NextPosition());
  {
    const MutexLock lock(state->mutex);
    state->live = std::move(store);
    state->next = next;
  }
  State* const running = state.get();
  state->thread = std::jthread([running] { running->Run(); });
  return std::unique_ptr<LiveViews>(new LiveViews(std::move(state)));
}

LiveViews::~LiveViews() {
  const MutexLock lock(state_->mutex);
  state_->stopping = true;
  state_->changed.NotifyAll();
}

StatusOr<std::shared_ptr<const ViewSnapshot>> LiveViews::At(Position at_least) const {
  std::shared_ptr<RocksViewStore> store;
  {
    const MutexLock lock(state_->mutex);
    const auto deadline = std::chrono::steady_clock::now() + kFreshWait;
    while (state_->next < at_least && !state_->stopping &&
           state_->changed.WaitUntil(state_->mutex, deadline)) {
    }
    if (state_->next < at_least) {
      return Error(Code::kFailedPrecondition,
                   fmt::format("BEHIND: the views are not yet at {}", at_least.value));
    }
    store = state_->live;
  }
  GT_ASSIGN_OR_RETURN(std::unique_ptr<ViewSnapshot> snapshot, store->Snapshot());
  return std::shared_ptr<const ViewSnapshot>(std::move(snapshot));
}

Status LiveViews::Health() const {
  const MutexLock lock(state_->mutex);
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
    GT_ASSIGN_OR_RETURN(Generations::Building building, state_->Build(*reader, progress));
    const std::shared_ptr<RocksViewStore> store = std::move(building.store);
    {
      const MutexLock lock(state_->mutex);
      state_->successor = store;
      while (state_->successor != nullptr && !state_->stopping) {
        state_->changed.Wait(state_->mutex);
      }
      if (state_->stopping) return Error(Code::kCancelled, "the hub is stopping");
      GT_RETURN_IF_ERROR(state_->swapped);
    }
    return state_->generations.MakeLive(building);
  }();
  const MutexLock lock(state_->mutex);
  state_->building = false;
  return rebuilt;
}

StatusOr<ViewComparison> LiveViews::Verify() {
  {
    const MutexLock lock(state_->mutex);
    GT_RETURN_IF_ERROR(state_->live->Health());  // New ones come; they are worth comparing.
    GT_RETURN_IF_ERROR(Begin(state_->building));
  }
  const StatusOr<ViewComparison> comparison = [&]() -> StatusOr<ViewComparison> {
    GT_ASSIGN_OR_RETURN(const auto live, At(Position{0}));
    GT_ASSIGN_OR_RETURN(Generations::Building building, state_->generations.Begin("verify"));
    building.store->RemoveWhenClosed();
    const std::unique_ptr<EventReader> reader = state_->config.open_reader();
    GT_RETURN_IF_ERROR(RebuildViews(*reader, *building.store, state_->config.folds,
                                    live->NextPosition(), nullptr));
    GT_ASSIGN_OR_RETURN(const auto rebuilt, building.store->Snapshot());
    return CompareViews(*live, *rebuilt, state_->config.folds);
  }();
  const MutexLock lock(state_->mutex);
  state_->building = false;
  return comparison;
}

StatusOr<RepairTally> LiveViews::Repair(std::vector<Position> positions) {
  const auto request = std::make_shared<RepairRequest>(std::move(positions));
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
    store = state_->live;
  }
  return store->Checkpoint(path);
}

}  // namespace goldthread
