// Bytes that change or vanish on the disk: harmless, or told with their range.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eventstore/log/embedded_log_test_disk.h"

namespace goldthread {
namespace {

using testing::IsEmpty;

constexpr int64_t kInTables = 900;
constexpr int64_t kRecords = 1'500;

// The log of a killed process: the first records in tables, the rest in the write-ahead
// log, all acknowledged.
const DiskImage& KilledLog() {
  static const DiskImage* const image = [] {
    DiskLog disk;
    EXPECT_TRUE(disk.Open(LogTuning()).ok());
    for (int64_t at = 0; at < kInTables; at += 300) {
      EXPECT_TRUE(disk.Append(at, 300).ok());
      disk.log.reset();
      EXPECT_TRUE(disk.Open(LogTuning()).ok());
    }
    for (int64_t at = kInTables; at < kRecords; at += 10) EXPECT_TRUE(disk.Append(at, 10).ok());
    return new DiskImage(disk.Kill());
  }();
  return *image;
}

std::string PathEndingIn(std::string_view end) {
  std::string largest;
  for (const auto& [path, bytes] : KilledLog()) {
    const bool greater = largest.empty() || bytes.size() > KilledLog().at(largest).size();
    if (path.ends_with(end) && greater) largest = path;
  }
  EXPECT_NE(largest, "") << end;
  return largest;
}

std::string PathOfManifest() {
  for (const auto& [path, bytes] : KilledLog()) {
    if (path.find("MANIFEST-") != std::string::npos) return path;
  }
  return "";
}

// Opens and reads all of `image`. Either that is refused as damage, or every position is
// read as it was written or lies in a range that is told. Gives the damaged positions; all
// of them when the log does not open.
int64_t DamagedIn(const DiskImage& image) {
  DiskLog disk(image);
  const Status opened = disk.Open();
  if (!opened.ok()) {
    EXPECT_EQ(opened.code(), Code::kDataLoss) << opened;
    return kRecords;
  }
  EXPECT_EQ(*disk.log->NewReader()->End(), Position{kRecords});
  const Account account = AccountOf(*disk.log);
  EXPECT_THAT(account.wrong, IsEmpty());
  int64_t damaged = 0;
  for (const DamagedRange& range : account.damaged) {
    damaged += range.last.value - range.first.value + 1;
  }
  EXPECT_EQ(static_cast<int64_t>(account.whole.size()) + damaged, kRecords);
  const auto found = disk.log->FindDamage();
  EXPECT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->size(), account.damaged.size());
  return damaged;
}

DiskImage Flipped(const std::string& path, size_t at, int bit) {
  DiskImage image = KilledLog();
  image[path][at] = static_cast<char>(image[path][at] ^ (1 << bit));
  return image;
}

TEST(EmbeddedLogDamageTest, AnUntouchedLogIsWhole) { EXPECT_EQ(DamagedIn(KilledLog()), 0); }

TEST(EmbeddedLogDamageTest, AFlippedBitInAnyFileIsHarmlessOrTold) {
  std::vector<std::string> paths;
  for (const auto& [path, bytes] : KilledLog()) {
    if (!bytes.empty()) paths.push_back(path);
  }
  for (uint64_t seed = 0; seed < 150; ++seed) {
    std::mt19937_64 random(seed);
    const std::string& path = paths[random() % paths.size()];
    const size_t at = random() % KilledLog().at(path).size();
    SCOPED_TRACE(testing::Message() << "seed " << seed << ": " << path << " at " << at);
    DamagedIn(Flipped(path, at, static_cast<int>(random() % 8)));
    if (HasFailure()) return;
  }
}

TEST(EmbeddedLogDamageTest, AFlippedBitInATableCostsABlockAtMost) {
  const std::string table = PathEndingIn(".sst");
  // Well within the data, before the index and the footer.
  for (size_t at = 100; at < 25'000; at += 3'000) {
    SCOPED_TRACE(at);
    const int64_t damaged = DamagedIn(Flipped(table, at, 3));
    EXPECT_GT(damaged, 0);
    EXPECT_LE(damaged, 300);
  }
}

TEST(EmbeddedLogDamageTest, AFlippedBitInTheWriteAheadLogLeavesTheRecordsAfterIt) {
  const std::string wal = PathEndingIn(".log");
  const size_t size = KilledLog().at(wal).size();
  for (size_t at = 50; at + 33'000 < size; at += 4'000) {
    SCOPED_TRACE(at);
    const int64_t damaged = DamagedIn(Flipped(wal, at, 3));
    EXPECT_GT(damaged, 0);
    EXPECT_LT(damaged, kRecords - kInTables);
  }
}

// One bit makes a record look like one of a recycled file, at which RocksDB 7.8 reads for ever,
// or, in its list of files, stops and deletes those it did not come to.
TEST(EmbeddedLogDamageTest, AFlippedBitInTheTypeOfAnyRecordCostsNothing) {
  constexpr size_t kBlock = 32 << 10;
  for (const std::string& path : {PathEndingIn(".log"), PathOfManifest()}) {
    const std::string& bytes = KilledLog().at(path);
    int tried = 0;
    for (size_t at = 0; at + 7 <= bytes.size(); ++tried) {
      const auto length = static_cast<uint8_t>(bytes[at + 4]) +
                          256 * static_cast<size_t>(static_cast<uint8_t>(bytes[at + 5]));
      SCOPED_TRACE(testing::Message() << path << " at " << at);
      const bool single = bytes[at + 6] == 1;  // Not cut by the end of a block.
      if (single && tried % 5 == 0) {
        EXPECT_EQ(DamagedIn(Flipped(path, at + 6, 2)), 0);
      }
      at += 7 + length;
      if (kBlock - at % kBlock < 7) at += kBlock - at % kBlock;
    }
    EXPECT_GT(tried, 2);
  }
}

// The case no checksum can tell from an append that never finished.
TEST(EmbeddedLogDamageTest, AFlippedBitInTheVeryLastRecordIsTold) {
  const std::string wal = PathEndingIn(".log");
  const size_t size = KilledLog().at(wal).size();
  for (size_t back = 1; back < 1'200; back += 41) {
    SCOPED_TRACE(back);
    EXPECT_GT(DamagedIn(Flipped(wal, size - back, 5)), 0);
    if (HasFailure()) return;
  }
}

TEST(EmbeddedLogDamageTest, ACutWriteAheadLogIsTold) {
  const std::string wal = PathEndingIn(".log");
  const size_t size = KilledLog().at(wal).size();
  for (const size_t left : {size_t{0}, size_t{1}, size / 2, size - 1}) {
    SCOPED_TRACE(left);
    DiskImage image = KilledLog();
    image[wal].resize(left);
    EXPECT_GT(DamagedIn(image), 0);
  }
}

TEST(EmbeddedLogDamageTest, AMissingFileIsHarmlessOrTold) {
  for (const auto& [path, bytes] : KilledLog()) {
    SCOPED_TRACE(path);
    DiskImage image = KilledLog();
    image.erase(path);
    const int64_t damaged = DamagedIn(image);
    if (path.ends_with(".sst") || path.ends_with("/CURRENT")) {
      EXPECT_EQ(damaged, kRecords);
    }
  }
}

TEST(EmbeddedLogDamageTest, ALogWithoutItsFirstFileIsNotMistakenForANewOne) {
  DiskImage image = KilledLog();
  image.erase(std::string(kLogDir) + "/CURRENT");
  DiskLog disk(image);
  EXPECT_EQ(disk.Open().code(), Code::kDataLoss);
  // What could be saved still can be.
  const DiskImage left = disk.disk->Written(kLogDir);
  for (const auto& [path, bytes] : image) {
    if (path.ends_with(".sst") || path.ends_with(".log")) {
      EXPECT_TRUE(left.at(path) == bytes) << path;
    }
  }
}

}  // namespace
}  // namespace goldthread
