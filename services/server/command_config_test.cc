#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/access/sharing_policy.h"
#include "services/server/trial_keys.h"

namespace goldthread::server {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ConfigCheckTest : public ::testing::Test {
 protected:
  Ran Check(const std::string& settings, std::vector<std::string> more = {}) {
    std::vector<std::string> words = {"config", "check", "--settings",
                                      directory_.Write("hub.toml", settings)};
    words.insert(words.end(), more.begin(), more.end());
    return RunCommand(words);
  }
  void WritePolicy() { directory_.Write("policy.toml", std::string(access::DefaultPolicyToml())); }

  const TestDirectory directory_;
  TrialKeys keys_{directory_};
};

TEST_F(ConfigCheckTest, GoodSettingsAreSaidToBeGood) {
  keys_.Add("northmere-school", {"school-dsl"});
  WritePolicy();
  const std::string settings =
      "mode = \"production\"\nlisten = \"127.0.0.1:7790\"\nmetrics = \"127.0.0.1:9790\"\n"
      "policy = \"policy.toml\"\nkeys = \"keys.toml\"\n";
  const Ran ran = Check(settings);
  EXPECT_EQ(ran.code, kExitOk) << ran.out;
  EXPECT_EQ(Check(settings, {"--json"}).Json()["ok"], true);
}

TEST_F(ConfigCheckTest, EveryFindingIsListedWithItsLineAndTheRemedy) {
  directory_.Write("policy.toml", "[roles]\nnurse = 1\n");
  directory_.Write("keys.toml", "audience = \"n\"\naudiance = \"n\"\n");
  const Ran ran = Check(
      "mode = \"development\"\nlisten = \"0.0.0.0:7790\"\nmetrics = \"192.0.2.1:1\"\n"
      "policy = \"policy.toml\"\nkeys = \"keys.toml\"\n"
      "[tls]\ncertificate = \"none.pem\"\nkey = \"none.key\"\n");
  EXPECT_EQ(ran.code, kExitFailed);
  EXPECT_THAT(ran.out, AllOf(HasSubstr("BAD_POLICY: line 2"), HasSubstr("BAD_KEYS: line 2"),
                             HasSubstr("listen "), HasSubstr("metrics "), HasSubstr("cannot read"),
                             HasSubstr("none.key")));
}

TEST_F(ConfigCheckTest, ASettingThatIsNoneIsNamedByItsLine) {
  const Ran ran = Check("mode = \"development\"\nlissen = \"127.0.0.1:1\"\n", {"--json"});
  EXPECT_EQ(ran.code, kExitFailed);
  const auto findings = ran.Json()["findings"];
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_THAT(findings[0]["finding"].get<std::string>(), HasSubstr("BAD_SETTINGS: line 2"));
}

TEST_F(ConfigCheckTest, DevelopmentSettingsAreToldWhatKeepsThemFromProduction) {
  keys_.Add("northmere-school", {"school-dsl"}, /*demo=*/true);
  const Ran ran = Check("mode = \"development\"\nkeys = \"keys.toml\"\nlisten = \"127.0.0.1:1\"\n",
                        {"--production"});
  EXPECT_EQ(ran.code, kExitFailed);
  EXPECT_THAT(ran.out, AllOf(HasSubstr("production  no sharing policy"), HasSubstr("demo = true")));
  EXPECT_EQ(Check("mode = \"development\"\nkeys = \"keys.toml\"\n").code, kExitOk);
}

TEST_F(ConfigCheckTest, ATlsFileOfTheWrongKindIsNamed) {
  directory_.Write("tls.pem", "no certificate\n");
  directory_.Write("tls.key", "-----BEGIN PRIVATE KEY-----\n");
  const Ran ran = Check(
      "mode = \"development\"\n[tls]\ncertificate = \"tls.pem\"\nkey = "
      "\"tls.key\"\n");
  EXPECT_EQ(ran.code, kExitFailed);
  EXPECT_THAT(ran.out, HasSubstr("tls.pem holds no CERTIFICATE in PEM"));
}

TEST_F(ConfigCheckTest, ADirectoryIsCheckedWithItsRegistry) {
  const std::string data = directory_.File("hub");
  EXPECT_EQ(RunCommand({"publish", "-", "--data", data}, StoryLines()).code, kExitOk);
  EXPECT_EQ(RunCommand({"config", "check", "--data", data}).code, kExitOk);
  directory_.Write("hub/registry.toml", "partnership = \n");
  const Ran ran = RunCommand({"config", "check", "--data", data});
  EXPECT_EQ(ran.code, kExitFailed);
  EXPECT_THAT(ran.out, HasSubstr("BAD_REGISTRY"));
  EXPECT_EQ(RunCommand({"config", "check"}).code, kExitUsage);
}

}  // namespace
}  // namespace goldthread::server
