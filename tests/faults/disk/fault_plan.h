// What a disk does wrong, and when: shared by a test and the program whose disk it is.
//
// The test maps this into a file and may change it while the program runs. Plain memory, so
// that it means the same in both.
#pragma once

#include <atomic>
#include <cstdint>

namespace goldthread::faults {

inline constexpr const char* kPlanVariable = "GT_FAULT_PLAN";

struct FaultPlan {
  // Set before the program starts. Only files below this directory; no slash at its end.
  char below[256];
  // Where not empty: every change is told here (disk_diary.h) and what is replaced is kept.
  char diary[256];
  // Room and sync answers are for files that have this in their path; empty: all.
  char within[64];

  // Changes so far: a write, a sync, a truncation, and what makes, names or removes a file.
  std::atomic<int64_t> changes;
  // The process is killed at the change of this number, counted from 1; 0: never.
  std::atomic<int64_t> die_at;
  // Of a write at which it dies, so many 256ths still reach the file.
  std::atomic<int64_t> torn;
  // Bytes that can still be written; below 0: no end of them.
  std::atomic<int64_t> room;
  // What the disk says is free; below 0: as it is.
  std::atomic<int64_t> reported_room;
  // What syncs fail with; 0: they do not.
  std::atomic<int64_t> sync_errno;
};

static_assert(std::atomic<int64_t>::is_always_lock_free);

}  // namespace goldthread::faults
