// A hub's directory with keys, made with the program's own commands, and story 1 as lines to
// publish: for tests.
#pragma once

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/server/command_test.h"
#include "services/server/story.h"

namespace goldthread::server {

inline std::string StoryLines() {
  std::string lines;
  for (const StoryStep& step : FourSmallWorries().steps) {
    std::string line;
    EXPECT_TRUE(google::protobuf::util::MessageToJsonString(step.event, &line).ok());
    lines += line + "\n";
  }
  return lines;
}

// Who may do what with the key: "northmere-school" and {"school-dsl"}.
class TrialKeys {
 public:
  explicit TrialKeys(const TestDirectory& directory) : directory_(directory) {}

  // Adds a key to the file of trusted keys.
  void Add(const std::string& agency, const std::vector<std::string>& roles, bool demo = false) {
    std::vector<std::string> words = {"access", "key",   "--agency-id",
                                      agency,   "--out", KeyOf(agency)};
    for (const std::string& role : roles) words.insert(words.end(), {"--for", role});
    if (demo) words.emplace_back("--demo");
    const Ran made = RunCommand(words);
    EXPECT_EQ(made.code, kExitOk) << made.err;
    toml_ += made.out;
    directory_.Write("keys.toml", toml_);
  }

  // A file with a token for a user of the agency.
  std::string TokenFor(const std::string& agency, const std::string& role,
                       const std::string& purpose) const {
    const Ran made = RunCommand({"access", "token", "--signed-with", KeyOf(agency), "--audience",
                                 "northmere", "--agency-id", agency, "--user", role + "-1",
                                 "--role", role, "--purpose", purpose});
    EXPECT_EQ(made.code, kExitOk) << made.err;
    return directory_.Write(agency + "-" + role + ".jwt", made.out);
  }

  std::string KeyOf(const std::string& agency) const { return directory_.File(agency + ".jwk"); }
  std::string file() const { return directory_.File("keys.toml"); }

 private:
  const TestDirectory& directory_;
  std::string toml_ = "audience = \"northmere\"\n";
};

}  // namespace goldthread::server
