// Stopwatches and tables: wall time beside CPU time, medians of rounds.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace goldthread::bench {

struct Cost {
  double wall_s = 0;
  double cpu_s = 0;  // User and system, of the whole process.
};

// Runs `work` once.
Cost Measure(const std::function<void()>& work);

// The value below which `share` (0–1) of `samples` lie. Sorts them.
double Percentile(std::vector<double>& samples, double share);

// 4 KiB append + fdatasync in `dir`, microseconds each: what durability costs here and now.
std::vector<double> ProbeFsync(const std::string& dir, int times);

// Bytes of all files below `dir`.
int64_t DiskBytes(const std::string& dir);

}  // namespace goldthread::bench
