// A fault plan (disk/fault_plan.h) that a test keeps in its hand while the program runs.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <string>
#include <vector>

#include "tests/faults/disk/fault_plan.h"

namespace goldthread::faults {

class PlannedDisk {
 public:
  // Kept in `file`; for the files below `below`. Without a fault yet.
  PlannedDisk(const std::string& file, const std::string& below) : file_(file) {
    const int opened = open(file.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    EXPECT_GE(opened, 0);
    EXPECT_EQ(ftruncate(opened, sizeof(FaultPlan)), 0);
    void* memory = mmap(nullptr, sizeof(FaultPlan), PROT_READ | PROT_WRITE, MAP_SHARED, opened, 0);
    EXPECT_NE(memory, MAP_FAILED);
    close(opened);
    plan_ = static_cast<FaultPlan*>(memory);
    EXPECT_LT(below.size(), sizeof plan_->below);
    below.copy(plan_->below, sizeof plan_->below - 1);
    plan_->room = -1;
    plan_->reported_room = -1;
  }
  ~PlannedDisk() { munmap(plan_, sizeof(FaultPlan)); }
  PlannedDisk(const PlannedDisk&) = delete;
  PlannedDisk& operator=(const PlannedDisk&) = delete;

  FaultPlan* operator->() { return plan_; }

  // Only files with `part` in their path fill up or fail to sync. Before the program starts.
  void Within(const std::string& part) { part.copy(plan_->within, sizeof plan_->within - 1); }
  // Before the program starts.
  void KeepDiary(const std::string& dir) { dir.copy(plan_->diary, sizeof plan_->diary - 1); }

  // What the program needs in its environment.
  std::vector<std::string> Variables() const {
    return {std::string("LD_PRELOAD=") + GT_FAULT_DISK, std::string(kPlanVariable) + "=" + file_,
            "ASAN_OPTIONS=verify_asan_link_order=0"};
  }

 private:
  const std::string file_;
  FaultPlan* plan_ = nullptr;
};

}  // namespace goldthread::faults
