// The hub dies at one numbered change of its files after the other: starting, appending,
// folding, building and swapping views, stopping. Each time nothing is lost and it starts again.
//
// GT_FAULT_POINTS=1 tries every point; else every so many of them, from a seed.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <random>

#include "tests/faults/faulty_hub.h"
#include "tests/faults/power_cut.h"

namespace goldthread::faults {
namespace {

namespace fs = std::filesystem;

enum class Death { kKill, kPowerCut };

class CrashPointsTest : public ::testing::TestWithParam<Death> {
 protected:
  // All that a hub does with its files, from a start to a stop. False: it died on the way.
  bool Live() {
    if (!hub_.Start()) return false;
    const bool all = Send(0) && hub_.Rebuild() && Send(1) && AwaitViews();
    return hub_.Stop() == 0 && all;
  }

  bool Send(size_t sender) {
    const auto stub = hub_.Stub<v1::EventService>();
    return hub_.sender(sender).Send(*stub, 6);
  }

  bool AwaitViews() {
    const auto stub = hub_.Stub<v1::OperationsService>();
    v1::VerifyRequest request;
    *request.mutable_caller() = Operator();
    return server::AskUntilFresh(
               [&] { return server::Ask(*stub, &v1::OperationsService::Stub::Verify, request); })
        .ok();
  }

  // A life with a death in it, and what is then found. Gives whether it died.
  bool DieAt(int64_t point) {
    hub_.plan()->die_at = point;
    hub_.plan()->torn = static_cast<int64_t>(random_() % 257);
    if (GetParam() == Death::kPowerCut) {
      fs::create_directory(diary_);
      hub_.disk().KeepDiary(diary_);
    }
    const bool lived = Live();
    hub_.Kill();
    if (GetParam() == Death::kPowerCut) CutPower(diary_, random_);
    hub_.disk().KeepDiary("");
    hub_.plan()->die_at = 0;
    const LogAccount account = hub_.Account();
    EXPECT_TRUE(hub_.Start()) << "it starts again";
    if (HasFailure()) return true;
    ExpectFeedsAsIn(account, hub_.address(), hub_.AllSenders());
    ExpectViewsEqualARebuild(hub_.address());
    hub_.Kill();
    return !lived;
  }

  std::mt19937_64 random_{7};
  FaultyHub hub_{7};
  const std::string diary_ = hub_.File("diary");
};

TEST_P(CrashPointsTest, AHubThatDiesAtAnyChangeOfItsFilesStartsAgainWithAllItPromised) {
  ASSERT_TRUE(Live());
  const int64_t points = hub_.plan()->changes;
  ASSERT_GT(points, 100);
  const bool all = std::getenv("GT_FAULT_POINTS") != nullptr;
  const int64_t step = all ? 1 : points / 24;
  int died = 0;
  for (int64_t point = 1 + static_cast<int64_t>(random_() % static_cast<uint64_t>(step));
       point <= points && !HasFailure(); point += step) {
    SCOPED_TRACE(::testing::Message() << "seed 7, dies at change " << point << " of " << points);
    died += DieAt(point) ? 1 : 0;
  }
  EXPECT_GT(died, points / step / 2);
  std::printf("%d deaths among %d points\n", died, static_cast<int>(points));
}

// A new hub, whose directory itself may not be there yet.
TEST_P(CrashPointsTest, ANewHubThatDiesAtAnyChangeStartsAgain) {
  for (int64_t point = 1; point < 60 && !HasFailure();
       point += std::getenv("GT_FAULT_POINTS") != nullptr ? 1 : 9) {
    SCOPED_TRACE(::testing::Message() << "seed 7, dies at change " << point);
    fs::remove_all(hub_.data());
    EXPECT_TRUE(DieAt(point));
  }
}

INSTANTIATE_TEST_SUITE_P(Deaths, CrashPointsTest, ::testing::Values(Death::kKill, Death::kPowerCut),
                         [](const auto& death) {
                           return death.param == Death::kKill ? "Kill" : "PowerCut";
                         });

}  // namespace
}  // namespace goldthread::faults
