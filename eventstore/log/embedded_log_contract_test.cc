#include <stdlib.h>

#include <filesystem>

#include "eventstore/log/embedded_log.h"
#include "eventstore/log/event_log_contract.h"

namespace goldthread {
namespace {

class EmbeddedLogUnderTest final : public LogUnderTest {
 public:
  explicit EmbeddedLogUnderTest(std::string dir) : dir_(std::move(dir)) {
    auto log = EmbeddedLog::Open(dir_);
    EXPECT_TRUE(log.ok()) << log.status();
    log_ = *std::move(log);
  }
  ~EmbeddedLogUnderTest() override {
    log_.reset();
    if (!dir_.empty()) std::filesystem::remove_all(dir_);
  }
  EventAppender& appender() override { return *log_; }
  std::unique_ptr<EventReader> NewReader() override { return log_->NewReader(); }

 private:
  const std::string dir_;
  std::unique_ptr<EmbeddedLog> log_;
};

std::unique_ptr<LogUnderTest> MakeInMemoryLog() {
  return std::make_unique<EmbeddedLogUnderTest>("");
}

std::unique_ptr<LogUnderTest> MakeOnDiskLog() {
  std::string dir = testing::TempDir() + "embedded_log_XXXXXX";
  EXPECT_NE(mkdtemp(dir.data()), nullptr);
  return std::make_unique<EmbeddedLogUnderTest>(dir);
}

INSTANTIATE_TEST_SUITE_P(EmbeddedInMemory, EventLogContract, testing::Values(&MakeInMemoryLog));
INSTANTIATE_TEST_SUITE_P(EmbeddedOnDisk, EventLogContract, testing::Values(&MakeOnDiskLog));

}  // namespace
}  // namespace goldthread
