// What live views are made of, and the thread that keeps them up to date. For live_views.cc.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "eventstore/base/mutex.h"
#include "eventstore/projector/generations.h"
#include "eventstore/projector/live_views.h"
#include "eventstore/projector/projector.h"
#include "eventstore/projector/stoppable_reader.h"

namespace goldthread {

struct LiveViews::State {
  static constexpr size_t kStepRecords = 4096;
  static constexpr std::chrono::milliseconds kStepWait{200};   // How soon a stop or a swap is seen.
  static constexpr std::chrono::milliseconds kRetryWait{500};  // After a passing error.
  // How often the log is asked for what was folded last.
  static constexpr std::chrono::milliseconds kWitnessWait{2'000};
  // What is folded is committed when somebody looks (At), or within this time, or once it is so
  // much: rows that change with every record are then written once for many.
  static constexpr std::chrono::milliseconds kCommitWait{1'000};
  static constexpr size_t kCommitBytes = size_t{8} << 20;
  // Views by other folds that could not be made, or that turned out to be by the same ones, are
  // tried again after it: it may take minutes each.
  static constexpr std::chrono::seconds kRemakeWait{60};
  static constexpr int64_t kNothing = std::numeric_limits<int64_t>::max();

  // Asked of the projector's thread, which is the only one that writes.
  struct RepairRequest {
    explicit RepairRequest(std::vector<Position> asked) : positions(std::move(asked)) {}
    const std::vector<Position> positions;
    std::optional<StatusOr<RepairTally>> outcome;  // Under the state's mutex.
  };

  // A store, and the folds that made it and follow the log in it.
  struct Views {
    std::shared_ptr<RocksViewStore> store;
    Folds folds;
  };

  State(Config c, Generations g) : config(std::move(c)), generations(std::move(g)) {}

  // Fixed after Open.
  const Config config;

  // Used by one rebuild or verification at a time, which holds `building`.
  Generations generations;

  // Who folds or commits holds it. Taken before `mutex`, where both are.
  Mutex folding;
  // Of `live`, while it is followed.
  std::unique_ptr<Projector> projector ABSL_GUARDED_BY(folding);
  std::chrono::steady_clock::time_point commit_by ABSL_GUARDED_BY(folding);
  std::atomic<int64_t> wanted = kNothing;  // The least position that somebody waits for.
  std::atomic<bool> looked_at = false;     // Somebody saw the views without what is in hand.
  std::atomic<bool> busy = false;          // A batch is being folded.
  std::atomic<bool> uncommitted = false;   // Something is folded that is not committed.

  mutable Mutex mutex;
  mutable Condition changed;  // Of anything below.
  Condition stopped;          // For the witness, whom nothing else concerns.
  // The views answers come from. Only the projector's thread replaces them or writes to them.
  Views live ABSL_GUARDED_BY(mutex);
  Position next ABSL_GUARDED_BY(mutex);
  std::multiset<int64_t> waiting ABSL_GUARDED_BY(mutex);  // For these positions.
  Status health ABSL_GUARDED_BY(mutex);
  // kOutOfRange: the log has lost what these views were made of. Who follows it found so, until he
  // goes on; the witness found so, until the log has it again. That nobody answers changes neither.
  Status cut ABSL_GUARDED_BY(mutex);
  Status witnessed ABSL_GUARDED_BY(mutex);
  std::string missing ABSL_GUARDED_BY(mutex);  // The mark that the witness asks for in vain.
  bool building ABSL_GUARDED_BY(mutex) = false;
  std::chrono::steady_clock::time_point remake_at ABSL_GUARDED_BY(mutex){};
  bool stopping ABSL_GUARDED_BY(mutex) = false;
  // Rebuilt views that wait to be swapped in, and what came of it.
  Views successor ABSL_GUARDED_BY(mutex);
  Status swapped ABSL_GUARDED_BY(mutex);
  std::shared_ptr<RepairRequest> repair ABSL_GUARDED_BY(mutex);

  // The projector's thread alone.
  bool other_folds = false;  // What was folded may ask for others.

  std::jthread remaking;  // Views by other folds, while `thread` follows with those there are.
  std::jthread witness;   // Last: they use all the others.
  std::jthread thread;

  // Why nothing may be shown nor folded, if so.
  Status lost() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex);

  // Folds what is missing up to there, and commits.
  static Status FoldTo(const Views& views, EventReader& reader, Position until);

  // The views that lie there, where they can be followed on; no store: they cannot, or there are
  // none. Errors: as Usable, and those of opening.
  StatusOr<Views> OpenUsable(EventReader& log, Position end) const;

  // New views up to the log's end, by the folds that all of it asks for; not live yet. Held:
  // `building`.
  struct Built {
    Generations::Building building;
    Folds folds;
  };
  StatusOr<Built> Build(EventReader& reader,
                        const std::function<void(const RebuildProgress&)>& progress);
  // The same, and swapped in by the projector's thread.
  Status BuildAndSwap(EventReader& reader,
                      const std::function<void(const RebuildProgress&)>& progress);
  // Where what was folded asks for other folds than made these views: has views made by them.
  Status Reconsider(EventReader& reader);

  // Views that are damaged, or that a disk would not write, are worth nothing: the log is the
  // truth (design D1). Makes new ones; the old ones answer meanwhile what they can.
  Status Renew(EventReader& log);

  // The loop of the projector's thread, until it is told to stop.
  void Run();

  // Looks, until it is told to stop, whether the log holds what was folded: last, what `mark` is
  // of.
  void Witness(std::string mark);
  // So that the views are not shown after a restart either: what is folded, and the mark of what
  // the log has lost, on disk.
  void Remember(RocksViewStore& store);

  // Commits what is folded, and folds no more into this store.
  void LeaveOff();

  // Reads what comes next and folds it.
  Status Follow(EventReader& reader, LogBatch& batch);
  Status Fold(Position from, const LogBatch& batch) ABSL_EXCLUSIVE_LOCKS_REQUIRED(folding);
  Status Commit() ABSL_EXCLUSIVE_LOCKS_REQUIRED(folding);
  // Commits what is folded. If that fails, the projector's thread meets it too, and reports it.
  void Show();
  void Repair(RepairRequest& asked);
  void Settle(RepairRequest& asked, StatusOr<RepairTally> outcome);

  // Lets rebuilt views take over once they have what the live ones have.
  Status SwapIn(const Views& views, EventReader& reader);
  void Report(const Status& step);
};

}  // namespace goldthread
