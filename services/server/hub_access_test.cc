#include "services/server/hub_access.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/server/certificates.h"
#include "services/server/hub.h"
#include "services/server/trial_keys.h"

namespace goldthread::server {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class HubAccessTest : public ::testing::Test {
 protected:
  Status Read(const std::string& text) {
    return ReadHubAccess(directory_.Write("hub.toml", text)).status();
  }
  // What a hub with these settings says when it is started.
  std::string Refusal(const HubAccess& access, const std::string& listen) {
    const auto hub =
        Hub::Open({.data_dir = directory_.File("hub"), .listen = listen, .access = access});
    return hub.ok() ? "" : std::string(Message(hub.status()));
  }
  HubAccess Good() {
    if (!std::filesystem::exists(keys_.file())) keys_.Add("northmere-school", {"school-dsl"});
    return {
        .production = true,
        .policy_file = directory_.Write("policy.toml", std::string(access::DefaultPolicyToml())),
        .keys_file = keys_.file()};
  }

  const TestDirectory directory_;
  TrialKeys keys_{directory_};
};

TEST_F(HubAccessTest, SettingsNameTheirFilesFromWhereTheyStand) {
  const auto access = ReadHubAccess(directory_.Write(
      "hub.toml",
      "mode = \"production\"\nlisten = \"127.0.0.1:1\"\nmetrics = \"127.0.0.1:2\"\n"
      "policy = \"policy.toml\"\nkeys = \"/etc/keys.toml\"\n"
      "[tls]\ncertificate = \"a.pem\"\nkey = \"a.key\"\nclient_ca = \"ca.pem\"\n"));
  ASSERT_TRUE(access.ok()) << access.status();
  EXPECT_TRUE(access->production);
  EXPECT_EQ(access->listen, "127.0.0.1:1");
  EXPECT_EQ(access->metrics, "127.0.0.1:2");
  EXPECT_EQ(access->policy_file, directory_.File("policy.toml"));
  EXPECT_EQ(access->keys_file, "/etc/keys.toml");
  EXPECT_EQ(access->tls_client_ca, directory_.File("ca.pem"));
}

TEST_F(HubAccessTest, AMistakeInTheSettingsIsNamedByItsLine) {
  const std::vector<std::pair<std::string, std::string>> mistakes = {
      {"mode = \"prodction\"\n", "line 1: \"mode\" is \"development\" or \"production\""},
      {"listen = \"x\"\n", "\"mode\" is missing"},
      {"mode = \"production\"\nkyes = \"k\"\n", "line 2"},
      {"mode = \"production\"\n[tls]\ncertificate = \"a\"\n", "line 2: [tls] needs"},
      {"mode = \"production\"\n[tls]\ncertificate = \"a\"\nkey = \"b\"\nca = \"c\"\n", "line 5"}};
  for (const auto& [text, message] : mistakes) {
    const Status status = Read(text);
    EXPECT_EQ(status.code(), Code::kInvalidArgument) << text;
    EXPECT_THAT(std::string(Message(status)), AllOf(HasSubstr("BAD_SETTINGS"), HasSubstr(message)));
  }
}

TEST_F(HubAccessTest, AProductionHubWithEverythingStarts) {
  EXPECT_EQ(Refusal(Good(), "127.0.0.1:0"), "");
}

TEST_F(HubAccessTest, ProductionIsRefusedForEachThingThatIsMissing) {
  const auto expect = [this](const HubAccess& access, const std::string& listen,
                             const std::string& message) {
    const std::string refusal = Refusal(access, listen);
    EXPECT_THAT(refusal, AllOf(HasSubstr("NOT_FOR_PRODUCTION"), HasSubstr(message)));
    EXPECT_FALSE(std::filesystem::exists(directory_.File("hub"))) << message;
  };
  HubAccess access = Good();
  access.policy_file.clear();
  expect(access, "", "no sharing policy of its own");
  access = Good();
  access.keys_file.clear();
  expect(access, "", "callers would only say who they are");
  expect(Good(), "0.0.0.0:0", "without TLS");
  access = Good();
  access.tls_certificate = "a";
  access.tls_key = "b";
  expect(access, "0.0.0.0:0", "Add client_ca");
  access = Good();
  keys_.Add("northmere-police", {"police-ppu"}, /*demo=*/true);
  expect(access, "", "made for trying out");
}

TEST_F(HubAccessTest, EverythingThatIsMissingIsSaidAtOnce) {
  EXPECT_THAT(Refusal({.production = true}, "0.0.0.0:0"),
              AllOf(HasSubstr("policy"), HasSubstr("keys.toml"), HasSubstr("TLS")));
}

TEST_F(HubAccessTest, InMemoryIsNotForProduction) {
  const auto hub = Hub::Open({.access = Good()});
  EXPECT_THAT(std::string(Message(hub.status())), HasSubstr("Name a place: --data"));
}

TEST_F(HubAccessTest, ADevelopmentHubFacesNoNetworkWhateverItsTls) {
  const Authority authority(directory_, "authority");
  authority.Issue("server", "DNS:localhost");
  HubAccess access = Good();
  access.production = false;
  access.tls_certificate = directory_.File("server.pem");
  access.tls_key = directory_.File("server.key");
  EXPECT_THAT(Refusal(access, "0.0.0.0:0"), HasSubstr("only a hub in production mode"));
}

TEST_F(HubAccessTest, ServeReadsItsSettingsAndSaysWhatKeepsItFromProduction) {
  const std::string settings = directory_.Write("hub.toml", "mode = \"production\"\n");
  const std::string data = directory_.File("hub");
  const Ran ran = RunCommand({"serve", "--data", data, "--settings", settings});
  EXPECT_EQ(ran.code, kExitNoHub);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("NOT_FOR_PRODUCTION"), HasSubstr("policy")));
  EXPECT_FALSE(std::filesystem::exists(data));
  directory_.Write("hub.toml", "mode = \"development\"\nlisten = \"0.0.0.0:7790\"\n");
  EXPECT_THAT(RunCommand({"serve", "--data", data, "--settings", settings}).err,
              HasSubstr("refusing to listen on 0.0.0.0"));
}

}  // namespace
}  // namespace goldthread::server
