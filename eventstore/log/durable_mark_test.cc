#include "eventstore/log/durable_mark.h"

#include <gtest/gtest.h>

#include <random>

#include "eventstore/log/faulty_disk.h"

namespace goldthread {
namespace {

constexpr char kDir[] = "/mark";
constexpr char kFile[] = "/mark/DURABLE_END";

class DurableMarkTest : public testing::Test {
 protected:
  DurableMarkTest() { EXPECT_TRUE(env_->CreateDirIfMissing(kDir).ok()); }

  std::unique_ptr<DurableMark> Open() {
    auto mark = DurableMark::Open(env_.get(), kDir);
    EXPECT_TRUE(mark.ok()) << mark.status();
    return *std::move(mark);
  }

  std::shared_ptr<FaultyDisk> disk_ = std::make_shared<FaultyDisk>();
  std::unique_ptr<rocksdb::Env> env_ = rocksdb::NewCompositeEnv(disk_);
};

TEST_F(DurableMarkTest, BeginsAtNothing) {
  EXPECT_FALSE(DurableMark::Exists(env_.get(), kDir));
  EXPECT_EQ(Open()->end(), Position{0});
  EXPECT_TRUE(DurableMark::Exists(env_.get(), kDir));
}

TEST_F(DurableMarkTest, KeepsTheLastEnd) {
  for (int64_t end = 1; end <= 5; ++end) {
    EXPECT_TRUE(Open()->Advance(Position{end * 1000}).ok());
    EXPECT_EQ(Open()->end(), Position{end * 1000});
  }
}

// A torn or flipped write spoils the place it was going to, never the one before.
TEST_F(DurableMarkTest, AnySpoiledPlaceLeavesTheEndBefore) {
  auto mark = Open();
  for (const int64_t end : {10, 20, 30}) EXPECT_TRUE(mark->Advance(Position{end}).ok());
  const DiskImage image = disk_->Written(kDir);
  for (size_t at = 0; at < image.at(kFile).size(); ++at) {
    DiskImage spoiled = image;
    spoiled[kFile][at] = static_cast<char>(~spoiled[kFile][at]);
    disk_->Restore(spoiled);
    const bool in_last = at < 16;
    EXPECT_EQ(Open()->end(), Position{in_last ? 20 : 30}) << at;
  }
}

TEST_F(DurableMarkTest, APowerCutLeavesItBehindNeverAhead) {
  for (uint64_t seed = 0; seed < 50; ++seed) {
    std::mt19937_64 random(seed);
    auto mark = Open();
    const Position synced = mark->end().Next();
    EXPECT_TRUE(mark->Advance(synced).ok());
    EXPECT_TRUE(mark->Sync().ok());
    const Position last{synced.value + static_cast<int64_t>(random() % 4)};
    for (Position end = synced; end < last;) {
      end = end.Next();
      EXPECT_TRUE(mark->Advance(end).ok());
    }
    disk_->Restore(disk_->AfterPowerCut(kDir, random));
    const Position left = Open()->end();
    EXPECT_GE(left, synced) << "seed " << seed;
    EXPECT_LE(left, last) << "seed " << seed;
  }
}

TEST_F(DurableMarkTest, ACutFileCountsAsNothing) {
  EXPECT_TRUE(Open()->Advance(Position{9}).ok());
  disk_->Restore({{kFile, "x"}});
  EXPECT_EQ(Open()->end(), Position{0});
}

}  // namespace
}  // namespace goldthread
