// The drill: a backup taken while agencies go on publishing, the directory destroyed, and what
// had a receipt before is there again.
#include "services/server/backup.h"
#include "services/server/command_test.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "goldthread/v1/event_service.grpc.pb.h"
#include "services/server/hub.h"
#include "services/server/hub_client.h"
#include "services/server/trial_keys.h"

namespace goldthread::server {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

class BackupTest : public ::testing::Test {
 protected:
  void Open() {
    auto hub = Hub::Open({.data_dir = data_, .listen = "127.0.0.1:0"});
    ASSERT_TRUE(hub.ok()) << hub.status();
    hub_ = *std::move(hub);
  }
  // False: no receipt.
  bool Publish(int number) {
    const auto stub = v1::EventService::NewStub(hub_->Channel());
    v1::PublishBatchRequest request;
    v1::Event& event = *request.add_events();
    event = FourSmallWorries().steps[0].event;
    event.set_id(fmt::format("e{}", number));
    event.set_feed_sequence(number);
    const auto response = Ask(*stub, &v1::EventService::Stub::PublishBatch, request);
    return response.ok() && response->receipts(0).has_accepted();
  }
  Ran Backup(const std::string& directory) {
    return RunCommand({"backup", directory, "--hub", hub_->address(), "--json"});
  }
  Ran Restore() { return RunCommand({"restore", backup_, "--data", data_, "--json"}); }
  std::vector<std::string> EventIds() {
    const auto seen =
        RunCommand({"chronology", "--data", data_, "--record", kStoryPupil, "--json"}).Json();
    std::vector<std::string> ids;
    for (const auto& entry : seen["entries"]) ids.push_back(entry["event_id"]);
    return ids;
  }

  const TestDirectory directory_;
  const std::string data_ = directory_.File("hub");
  const std::string backup_ = directory_.File("monday");
  std::unique_ptr<Hub> hub_;
};

TEST_F(BackupTest, EverythingAcknowledgedBeforeABackupIsThereAfterTheDirectoryIsDestroyed) {
  Open();
  std::atomic<int> acknowledged = 0;
  std::atomic<bool> enough = false;
  std::jthread agency([&] {
    for (int number = 1; !enough; ++number) {
      if (Publish(number)) acknowledged = number;
    }
  });
  while (acknowledged < 50) std::this_thread::yield();
  const int before = acknowledged;
  const Ran backed_up = Backup(backup_);
  // It went on meanwhile, and goes on.
  const int after = acknowledged;
  while (acknowledged < after + 20) std::this_thread::yield();
  enough = true;
  agency.join();
  ASSERT_EQ(backed_up.code, kExitOk) << backed_up.err;
  EXPECT_GE(backed_up.Json()["log_end"], before);

  hub_.reset();
  fs::remove_all(data_);
  const Ran restored = Restore();
  ASSERT_EQ(restored.code, kExitOk) << restored.err;
  EXPECT_EQ(restored.Json()["log_end"], backed_up.Json()["log_end"]);
  EXPECT_EQ(RunCommand({"verify", "--data", data_}).code, kExitOk);
  const std::vector<std::string> ids = EventIds();
  EXPECT_GE(ids.size(), static_cast<size_t>(before));
  for (int number = 1; number <= before; ++number) {
    EXPECT_THAT(ids, ::testing::Contains(fmt::format("e{}", number)));
  }
  // The agency sends again what has no receipt there; nothing is doubled.
  Open();
  for (int number = 1; number <= acknowledged; ++number) EXPECT_TRUE(Publish(number));
  hub_.reset();
  EXPECT_EQ(EventIds().size(), static_cast<size_t>(acknowledged));
  EXPECT_EQ(RunCommand({"verify", "--data", data_}).code, kExitOk);
}

TEST_F(BackupTest, TheAuditComesBackUpToTheHeadThatTheBackupNamed) {
  Open();
  ASSERT_TRUE(Publish(1));
  for (int look = 0; look < 3; ++look) {
    RunCommand({"chronology", "--hub", hub_->address(), "--record", kStoryPupil});
  }
  const auto backed_up = Backup(backup_).Json();
  EXPECT_GE(backed_up["audit_entries"], 3);
  hub_.reset();
  fs::remove_all(data_);
  ASSERT_EQ(Restore().code, kExitOk);
  const std::string head = fmt::format("{}:{}", backed_up["audit_entries"].get<int>(),
                                       backed_up["audit_digest"].get<std::string>());
  EXPECT_EQ(RunCommand({"audit", "verify", "--data", data_, "--expect", head}).code, kExitOk);
}

TEST_F(BackupTest, SettingsAreInItAndItIsItsOwnersAlone) {
  fs::create_directories(data_);
  const std::string settings = "mode = \"development\"\n";
  directory_.Write("hub/hub.toml", settings);
  directory_.Write("hub/tls.key", "secret");
  Open();
  ASSERT_EQ(Backup(backup_).code, kExitOk);
  struct stat mode{};
  ASSERT_EQ(stat(backup_.c_str(), &mode), 0);
  EXPECT_EQ(mode.st_mode & 0777u, 0700u);
  EXPECT_FALSE(fs::exists(backup_ + "/tls.key"));
  hub_.reset();
  fs::remove_all(data_);
  ASSERT_EQ(Restore().code, kExitOk);
  EXPECT_EQ(ReadWhole(data_ + "/hub.toml"), settings);
  EXPECT_TRUE(fs::exists(data_ + "/registry.toml"));
  EXPECT_FALSE(fs::exists(data_ + "/restoring"));
  ASSERT_EQ(stat(data_.c_str(), &mode), 0);
  EXPECT_EQ(mode.st_mode & 0777u, 0700u);
}

TEST_F(BackupTest, ABackupGoesNowhereItCouldDoHarm) {
  Open();
  const std::vector<std::pair<std::string, std::string>> places = {
      {data_ + "/backup", "within the hub's own"},
      {directory_.File(""), "slash"},
      {directory_.File("none/monday"), "no parent"},
      {data_, "is there already"}};
  for (const auto& [place, why] : places) {
    const Ran ran = Backup(place);
    EXPECT_EQ(ran.code, kExitFailed) << place;
    EXPECT_THAT(ran.err, HasSubstr(why));
  }
  hub_ = *Hub::Open({.listen = "127.0.0.1:0"});
  EXPECT_THAT(Backup(backup_).err, HasSubstr("in memory"));
}

TEST_F(BackupTest, ARestoreOverwritesNothing) {
  Open();
  ASSERT_EQ(Backup(backup_).code, kExitOk);
  hub_.reset();
  const Ran ran = Restore();
  EXPECT_EQ(ran.code, kExitNoHub);
  EXPECT_THAT(ran.err, HasSubstr("is not empty"));
  EXPECT_EQ(RunCommand({"feeds", "--data", data_}).code, kExitOk);
}

TEST_F(BackupTest, HalfABackupIsNone) {
  Open();
  ASSERT_EQ(Backup(backup_).code, kExitOk);
  hub_.reset();
  fs::remove_all(data_);
  fs::remove(backup_ + "/BACKUP.json");
  const Ran ran = Restore();
  EXPECT_EQ(ran.code, kExitUsage);
  EXPECT_THAT(ran.err, HasSubstr("holds no whole backup"));
  EXPECT_FALSE(fs::exists(data_));
  for (const char* manifest : {"", "[]", "{\"format\":\"1\"}", "{\"format\":1,\"log_end\":{}}"}) {
    std::ofstream(backup_ + "/BACKUP.json") << manifest;
    EXPECT_THAT(Restore().err, HasSubstr("holds no whole backup")) << manifest;
  }
}

TEST_F(BackupTest, ADamagedBackupIsRefusedAndLeavesNoHub) {
  Open();
  for (int number = 1; number <= 5; ++number) ASSERT_TRUE(Publish(number));
  ASSERT_EQ(Backup(backup_).code, kExitOk);
  hub_.reset();
  fs::remove_all(data_);
  // Its write-ahead log is cut short: what it held is gone.
  for (const auto& file : fs::directory_iterator(backup_ + "/log")) {
    if (file.path().extension() == ".log") fs::resize_file(file, 0);
  }
  const Ran ran = Restore();
  EXPECT_EQ(ran.code, kExitNoHub);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("damaged or cut short"), HasSubstr("another backup")));
  EXPECT_FALSE(fs::exists(data_ + "/log"));
}

}  // namespace
}  // namespace goldthread::server
