#include "connectors/county/table_files.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

namespace goldthread::county {
namespace {

v1::Event Attendance(const std::string& id) {
  v1::Event event;
  event.set_feed("northmere-hospital/ed");
  event.set_id(id);
  event.add_subjects()->set_record("E1");
  event.mutable_occurred()->mutable_instant()->set_seconds(1'700'000'000);
  event.mutable_attendance_recorded();
  return event;
}

class TableFilesTest : public ::testing::Test {
 protected:
  TableFilesTest() { EXPECT_NE(mkdtemp(folder_.data()), nullptr); }
  ~TableFilesTest() override { std::filesystem::remove_all(folder_); }

  // The first column below the header.
  std::vector<std::string> Attendances() {
    EXPECT_TRUE(tables_->Close().ok());
    std::ifstream file(folder_ + "/ae-attendances.csv");
    std::vector<std::string> ids;
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) ids.push_back(line.substr(0, line.find('|')));
    return ids;
  }
  void SetUp() override { tables_ = std::make_unique<TableFiles>(folder_); }

  std::string folder_ = ::testing::TempDir() + "tables.XXXXXX";
  std::unique_ptr<TableFiles> tables_;
};

TEST_F(TableFilesTest, AMistakeThatWasPutRightIsThereAsCorrected) {
  tables_->Write(Attendance("E-1"), true);
  v1::Event right = Attendance("E-2");
  right.set_corrects("E-1");
  tables_->Write(right, false);
  EXPECT_EQ(Attendances(), std::vector<std::string>({"E-2"}));
}

TEST_F(TableFilesTest, AMistakeThatWasTakenBackIsNotThere) {
  tables_->Write(Attendance("E-1"), true);
  v1::Event back;
  back.set_feed("northmere-hospital/ed");
  back.set_id("E-2");
  back.set_withdraws("E-1");
  back.mutable_event_withdrawn();
  tables_->Write(back, false);
  EXPECT_EQ(Attendances(), std::vector<std::string>());
}

TEST_F(TableFilesTest, AMistakeNobodyHasPutRightYetIsWhatTheSystemSays) {
  tables_->Write(Attendance("E-1"), true);
  tables_->Write(Attendance("E-2"), false);
  EXPECT_EQ(Attendances(), std::vector<std::string>({"E-2", "E-1"}));
}

}  // namespace
}  // namespace goldthread::county
