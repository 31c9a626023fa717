#include "tests/faults/power_cut.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <vector>

namespace goldthread::faults {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kBlock = 512;

struct NameChange {
  std::string what;
  std::string path;
  std::string from;  // Of a renamed or linked file.
  std::string kept;  // Another name of what lost this one; "-": nothing did.
};

struct Overwritten {
  uint64_t at;
  std::string before;
};

// What is not durable.
struct Loose {
  std::map<std::string, std::vector<NameChange>> names;  // By directory.
  std::map<std::string, uint64_t> synced_bytes;          // Of files made since the diary began.
  std::map<std::string, std::vector<Overwritten>> overwritten;
};

std::string BytesOf(const std::string& hex) {
  std::string bytes;
  for (size_t at = 0; at + 1 < hex.size(); at += 2) {
    bytes.push_back(static_cast<char>(std::stoi(hex.substr(at, 2), nullptr, 16)));
  }
  return bytes;
}

void MoveBytes(const std::string& from, const std::string& to, Loose& loose) {
  loose.synced_bytes.erase(to);
  if (auto bytes = loose.synced_bytes.extract(from)) {
    bytes.key() = to;
    loose.synced_bytes.insert(std::move(bytes));
  }
}

void Follow(const std::string& line, Loose& loose) {
  std::istringstream words(line);
  NameChange change;
  words >> change.what >> change.path;
  if (change.what == "synced") {
    uint64_t bytes = 0;
    words >> bytes;
    loose.names.erase(change.path);
    loose.overwritten.erase(change.path);
    if (loose.synced_bytes.contains(change.path)) loose.synced_bytes[change.path] = bytes;
    return;
  }
  if (change.what == "overwrote") {
    Overwritten overwritten;
    std::string hex;
    words >> overwritten.at >> hex;
    overwritten.before = BytesOf(hex);
    loose.overwritten[change.path].push_back(overwritten);
    return;
  }
  if (change.what == "made") loose.synced_bytes[change.path] = 0;
  if (change.what == "linked") {
    words >> change.from;
    const auto bytes = loose.synced_bytes.find(change.from);
    if (bytes != loose.synced_bytes.end()) loose.synced_bytes[change.path] = bytes->second;
  }
  if (change.what == "renamed") {
    words >> change.from >> change.kept;
    MoveBytes(change.from, change.path, loose);
  }
  if (change.what == "removed") words >> change.kept;
  loose.names[fs::path(change.path).parent_path()].push_back(change);
}

// Errors are of what something else has removed since.
void Undo(const NameChange& change, Loose& loose) {
  std::error_code gone;
  if (change.what == "made" || change.what == "linked") fs::remove_all(change.path, gone);
  if (change.what == "renamed") {
    fs::rename(change.path, change.from, gone);
    if (!gone) MoveBytes(change.path, change.from, loose);
  }
  if (!change.kept.empty() && change.kept != "-") fs::rename(change.kept, change.path, gone);
}

void LoseNames(Loose& loose, std::mt19937_64& random) {
  for (auto& [dir, changes] : loose.names) {
    const size_t left = random() % 2 == 0 ? changes.size() : random() % (changes.size() + 1);
    for (; changes.size() > left; changes.pop_back()) Undo(changes.back(), loose);
  }
}

void LoseBytes(const std::string& path, uint64_t synced, std::mt19937_64& random) {
  if (!fs::is_regular_file(path)) return;
  const uint64_t size = fs::file_size(path);
  if (size <= synced) return;
  const uint64_t left = synced + random() % (size - synced + 1);
  fs::resize_file(path, left);
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  for (uint64_t at = synced; at < left; at += kBlock) {
    if (random() % 3 != 0) continue;
    const std::string zeros(std::min(kBlock, left - at), '\0');
    file.seekp(static_cast<std::streamoff>(at));
    file << zeros;
  }
}

void BringBack(const std::string& path, const std::vector<Overwritten>& all,
               std::mt19937_64& random) {
  if (!fs::is_regular_file(path)) return;
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  for (auto one = all.rbegin(); one != all.rend(); ++one) {
    if (random() % 2 == 0) continue;
    file.seekp(static_cast<std::streamoff>(one->at));
    file << one->before;
  }
}

}  // namespace

void CutPower(const std::string& diary, std::mt19937_64& random) {
  Loose loose;
  {
    std::ifstream lines(diary + "/diary");
    for (std::string line; std::getline(lines, line);) Follow(line, loose);
  }
  LoseNames(loose, random);
  for (const auto& [path, synced] : loose.synced_bytes) LoseBytes(path, synced, random);
  for (const auto& [path, all] : loose.overwritten) BringBack(path, all, random);
  fs::remove_all(diary);
}

}  // namespace goldthread::faults
