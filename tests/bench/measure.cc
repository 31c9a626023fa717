#include "tests/bench/measure.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>

#include "eventstore/base/check.h"

namespace goldthread::bench {
namespace {

double CpuSeconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace

Cost Measure(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  const double cpu = CpuSeconds();
  work();
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  return {wall.count(), CpuSeconds() - cpu};
}

double Percentile(std::vector<double>& samples, double share) {
  GT_CHECK(!samples.empty());
  std::sort(samples.begin(), samples.end());
  const auto index = static_cast<size_t>(share * static_cast<double>(samples.size() - 1));
  return samples[index];
}

std::vector<double> ProbeFsync(const std::string& dir, int times) {
  const std::string path = dir + "/fsync-probe";
  const int file = ::open(path.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  GT_CHECK(file >= 0);
  const std::array<char, 4096> block{};
  std::vector<double> samples;
  for (int i = 0; i < times; ++i) {
    const auto start = std::chrono::steady_clock::now();
    GT_CHECK(::write(file, block.data(), block.size()) == static_cast<ssize_t>(block.size()));
    GT_CHECK(::fdatasync(file) == 0);
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - start;
    samples.push_back(took.count());
  }
  ::close(file);
  ::unlink(path.c_str());
  return samples;
}

int64_t DiskBytes(const std::string& dir) {
  int64_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(dir)) {
    if (entry.is_regular_file()) bytes += static_cast<int64_t>(entry.file_size());
  }
  return bytes;
}

}  // namespace goldthread::bench
