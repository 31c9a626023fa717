#include "eventstore/projector/live_views_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "eventstore/projector/fold_pass.h"
#include "eventstore/projector/log_witness.h"
#include "eventstore/projector/rebuild.h"
#include "eventstore/projector/usable_views.h"

namespace goldthread {

Status LiveViews::State::FoldTo(const Views& views, EventReader& reader, Position until) {
  Projector projector(reader, *views.store, *views.folds);
  while (true) {
    GT_ASSIGN_OR_RETURN(const Position at, views.store->NextPosition());
    if (at >= until) return OkStatus();
    GT_RETURN_IF_ERROR(projector.Step(kStepRecords, kStepWait).status());
  }
}

StatusOr<LiveViews::State::Views> LiveViews::State::OpenUsable(EventReader& log,
                                                               Position end) const {
  GT_ASSIGN_OR_RETURN(std::shared_ptr<RocksViewStore> store, generations.OpenLive());
  if (store == nullptr) return Views{};
  GT_ASSIGN_OR_RETURN(const auto known, store->Snapshot());
  GT_ASSIGN_OR_RETURN(Folds folds, config.folds->For(known.get(), log, end));
  GT_ASSIGN_OR_RETURN(const bool usable, Usable(*store, end, *folds));
  return usable ? Views{std::move(store), std::move(folds)} : Views{};
}

StatusOr<LiveViews::State::Built> LiveViews::State::Build(
    EventReader& reader, const std::function<void(const RebuildProgress&)>& progress) {
  GT_ASSIGN_OR_RETURN(const Position end, reader.End());
  // Not by what views say: those there are may be what is to be mended.
  GT_ASSIGN_OR_RETURN(Folds folds, config.folds->For(nullptr, reader, end));
  GT_ASSIGN_OR_RETURN(Generations::Building made, generations.Begin("views"));
  const Status built = RebuildViews(reader, *made.store, *folds, end, progress);
  if (built.ok()) return Built{std::move(made), std::move(folds)};
  made.store->RemoveWhenClosed();
  return built;
}

Status LiveViews::State::BuildAndSwap(EventReader& reader,
                                      const std::function<void(const RebuildProgress&)>& progress) {
  GT_ASSIGN_OR_RETURN(Built built, Build(reader, progress));
  {
    const MutexLock lock(mutex);
    successor = {std::move(built.building.store), std::move(built.folds)};
    while (successor.store != nullptr && !stopping) changed.Wait(mutex);
    if (stopping) return Error(Code::kCancelled, "the hub is stopping");
    GT_RETURN_IF_ERROR(swapped);
  }
  return generations.MakeLive(built.building);
}

Status LiveViews::State::Reconsider(EventReader& reader) {
  if (!other_folds) return OkStatus();
  Views now;
  {
    const MutexLock lock(mutex);
    // Looked at again when that is done, or that time has come.
    if (building || std::chrono::steady_clock::now() < remake_at) return OkStatus();
    now = live;
  }
  GT_ASSIGN_OR_RETURN(const auto views, now.store->Snapshot());
  GT_ASSIGN_OR_RETURN(const Folds wanted,
                      config.folds->For(views.get(), reader, views->NextPosition()));
  other_folds = FoldVersions(*wanted) != FoldVersions(*now.folds);
  if (!other_folds) return OkStatus();
  {
    const MutexLock lock(mutex);
    if (building) return OkStatus();
    building = true;
  }
  remaking = std::jthread([this, before = FoldVersions(*now.folds)] {
    const std::unique_ptr<EventReader> log = config.open_reader();
    StoppableReader own(*log, [this] {
      const MutexLock lock(mutex);
      return stopping;
    });
    Status remade = generations.CheckRoom();
    // What fails is tried again; the views there are go on meanwhile, and say whose they are.
    if (remade.ok()) remade = BuildAndSwap(own, nullptr);
    const MutexLock lock(mutex);
    building = false;
    if (!remade.ok() || FoldVersions(*live.folds) == before) {
      remake_at = std::chrono::steady_clock::now() + kRemakeWait;
    }
  });
  return OkStatus();
}

Status LiveViews::State::Renew(EventReader& log) {
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
    GT_ASSIGN_OR_RETURN(Built built, Build(reader, nullptr));
    if (const Status made = generations.MakeLive(built.building); !made.ok()) {
      built.building.store->RemoveWhenClosed();
      return made;
    }
    const MutexLock lock(mutex);
    live.store->RemoveWhenClosed();
    live = {std::move(built.building.store), std::move(built.folds)};
    return OkStatus();
  }();
  const MutexLock lock(mutex);
  building = false;
  changed.NotifyAll();
  return renewed;
}

void LiveViews::State::Run() {
  const std::unique_ptr<EventReader> reader = config.open_reader();
  std::shared_ptr<RocksViewStore> store;
  Folds folds;  // As long as the projector has them.
  LogBatch batch;
  bool remembered = false;  // What was cut.
  while (true) {
    Views next_views;
    std::shared_ptr<RepairRequest> asked;
    bool stop = false;
    {
      const MutexLock lock(mutex);
      stop = stopping;
      next_views = successor.store != nullptr ? successor : live;
      asked = repair;
    }
    if (stop || next_views.store != store) LeaveOff();
    if (stop) return;
    if (next_views.store != store) {
      store = nullptr;
      if (!SwapIn(next_views, *reader).ok()) continue;
      // Damaged views are found so where they are folded into.
      const Status same = CheckSameLog(*next_views.store, *reader);
      if (!same.ok() && next_views.store->Health().ok()) {
        Report(same);
        continue;
      }
      store = next_views.store;
      const MutexLock lock(folding);
      projector = std::make_unique<Projector>(*reader, *store, *next_views.folds);
      folds = next_views.folds;
      other_folds = true;  // Something may have come since these were chosen.
    }
    if (asked != nullptr) Repair(*asked);
    Status step = Follow(*reader, batch);
    if (step.ok()) step = Reconsider(*reader);
    if (!store->Health().ok()) {
      step = Renew(*reader);
      if (step.ok()) continue;
    }
    if (step.code() == Code::kOutOfRange && !remembered) Remember(*store);
    remembered = step.code() == Code::kOutOfRange;
    Report(step);
  }
}

void LiveViews::State::Witness(std::string mark) {
  LogWitness log(config.open_reader(), mark);
  while (true) {
    {
      const MutexLock lock(folding);
      mark = projector != nullptr ? projector->mark() : "";
    }
    const Status seen = log.Look(mark);
    const MutexLock lock(mutex);
    if (seen.ok() || seen.code() == Code::kOutOfRange) {
      witnessed = seen;
      missing = seen.ok() ? "" : log.held_to();
    }
    const auto next_look = std::chrono::steady_clock::now() + kWitnessWait;
    while (!stopping && stopped.WaitUntil(mutex, next_look)) {
    }
    if (stopping) return;
  }
}

Status LiveViews::State::lost() const {
  const Status& why = witnessed.ok() ? cut : witnessed;
  if (why.ok() || Message(why).starts_with("LOG_BEHIND_VIEWS")) return why;
  return Error(Code::kOutOfRange, fmt::format("LOG_BEHIND_VIEWS: these views know what the log "
                                              "has lost, and are not shown: {}",
                                              Message(why)));
}

void LiveViews::State::Remember(RocksViewStore& store) {
  std::string mark;
  {
    const MutexLock lock(mutex);
    mark = missing;
  }
  const MutexLock lock(folding);
  (void)Commit();
  // What is not kept here the log itself still tells who starts again.
  if (!mark.empty()) {
    (void)store.Commit({{kLastRecordKey, mark}}, projector->committed());
  }
  (void)store.Flush();
}

void LiveViews::State::LeaveOff() {
  const MutexLock lock(folding);
  if (projector == nullptr) return;
  (void)Commit();  // What is not is folded again.
  projector = nullptr;
}

Status LiveViews::State::Follow(EventReader& reader, LogBatch& batch) {
  Position from;
  std::chrono::milliseconds wait = kStepWait;
  {
    const MutexLock lock(folding);
    GT_ASSIGN_OR_RETURN(from, projector->Next());
    if (projector->committed() != from) {
      const auto left = commit_by - std::chrono::steady_clock::now();
      wait = std::max(std::chrono::ceil<std::chrono::milliseconds>(left), 0 * wait);
    }
  }
  const Status read = reader.Read(from, kStepRecords, wait, &batch);
  const auto now = std::chrono::steady_clock::now();
  const MutexLock lock(folding);
  if (projector->committed() == projector->folded()) commit_by = now + kCommitWait;
  if (read.ok()) {
    {
      const MutexLock with_mutex(mutex);
      GT_RETURN_IF_ERROR(witnessed);
    }
    GT_RETURN_IF_ERROR(Fold(from, batch));
  }
  const bool concerned =
      read.ok() && std::ranges::any_of(batch.records(), [this](const LogRecord& record) {
        return config.folds->Concerns(record);
      });
  other_folds = other_folds || concerned;
  // Who looks after this commits (At).
  if (!read.ok() || concerned || projector->folded().value >= wanted || looked_at ||
      now >= commit_by || projector->uncommitted_bytes() >= kCommitBytes) {
    GT_RETURN_IF_ERROR(Commit());
  }
  return read;
}

Status LiveViews::State::Fold(Position from, const LogBatch& batch) {
  busy = true;
  const Status folded = projector->Fold(from, batch);
  uncommitted = projector->folded() != projector->committed();
  busy = false;
  return folded;
}

Status LiveViews::State::Commit() {
  uncommitted = false;
  looked_at = false;
  GT_RETURN_IF_ERROR(projector->Commit());
  const MutexLock lock(mutex);
  if (next == projector->committed()) return OkStatus();
  next = projector->committed();
  changed.NotifyAll();
  return OkStatus();
}

void LiveViews::State::Show() {
  const MutexLock lock(folding);
  if (projector != nullptr) (void)Commit();
}

void LiveViews::State::Repair(RepairRequest& asked) {
  StatusOr<RepairTally> outcome = RepairTally();
  {
    const MutexLock lock(folding);
    outcome = projector->Repair(asked.positions);
    if (outcome.ok()) (void)Commit();
  }
  Settle(asked, std::move(outcome));
}

void LiveViews::State::Settle(RepairRequest& asked, StatusOr<RepairTally> outcome) {
  const MutexLock lock(mutex);
  asked.outcome = std::move(outcome);
  repair = nullptr;
  changed.NotifyAll();
}

Status LiveViews::State::SwapIn(const Views& views, EventReader& reader) {
  Position until;
  {
    const MutexLock lock(mutex);
    if (views.store == live.store) return OkStatus();
    until = next;
  }
  const Status folded = FoldTo(views, reader, until);
  const MutexLock lock(mutex);
  swapped = folded;
  successor = {};
  if (folded.ok()) {
    live.store->RemoveWhenClosed();
    live = views;
  }
  changed.NotifyAll();
  return folded;
}

void LiveViews::State::Report(const Status& step) {
  const MutexLock lock(mutex);
  if (step.ok() && health.ok() && cut.ok()) return;
  health = step;
  if (step.ok() || step.code() == Code::kOutOfRange) cut = step;
  changed.NotifyAll();
  if (health.ok()) return;
  // Nothing is skipped: the same batch is tried again until its cause is gone.
  const auto deadline = std::chrono::steady_clock::now() + kRetryWait;
  while (!stopping && changed.WaitUntil(mutex, deadline)) {
  }
}

}  // namespace goldthread
