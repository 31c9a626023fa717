// Runs commands of the program in this process, with captured streams: for tests.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "services/server/cli.h"

namespace goldthread::server {

// The girl of story 1, as her school knows her.
inline constexpr const char* kStoryPupil = "northmere-school/attendance/pupil-1042";

// A directory of this test's own, gone with it.
class TestDirectory {
 public:
  TestDirectory() : path_(::testing::TempDir() + "goldthread.XXXXXX") {
    EXPECT_NE(mkdtemp(path_.data()), nullptr);
  }
  ~TestDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TestDirectory(const TestDirectory&) = delete;
  TestDirectory& operator=(const TestDirectory&) = delete;

  std::string File(const std::string& name) const { return path_ + "/" + name; }
  std::string Write(const std::string& name, const std::string& text) const {
    std::ofstream(File(name), std::ios::binary) << text;
    return File(name);
  }

 private:
  std::string path_;
};

struct Ran {
  int code = 0;
  std::string out;
  std::string err;

  // Of all of stdout; fails the test when it is not JSON.
  nlohmann::json Json() const {
    auto json = nlohmann::json::parse(out, nullptr, false);
    EXPECT_FALSE(json.is_discarded()) << out << err;
    return json;
  }
};

inline Ran RunCommand(const std::vector<std::string>& words, const std::string& input = "") {
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  Console console{.in = in, .out = out, .err = err};
  const int code = RunCommandLine(words, console);
  return {code, out.str(), err.str()};
}

inline std::string ReadWhole(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace goldthread::server
