// A production hub behind TLS: systems known by their certificates, people by tokens.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/server/certificates.h"
#include "services/server/command_test.h"
#include "services/server/hub.h"
#include "services/server/trial_keys.h"

namespace goldthread::server {
namespace {

using ::testing::HasSubstr;

constexpr const char* kOwnFeed = "northmere-school/attendance";

constexpr const char* kMarks = R"(
feed = "northmere-school/attendance"
agency = "northmere-school"
[columns]
no = "text"
pupil = "text"
day = { date = "YYYY-MM-DD" }
[[events]]
kind = "ConcernRecorded"
id = "mark/{no}"
occurred = "{day}"
category = "education"
basis = { nature = "fact" }
subjects = [{ record = "{pupil}", role = "child" }]
says = { concern = "late" }
)";

constexpr const char* kSystems = R"(
[[system]]
name = "feeds.school.example"
agency = "northmere-school"
role = "sender"
purpose = "operation"
)";

class TlsTest : public ::testing::Test {
 protected:
  TlsTest() : authority_(directory_, "authority") {
    authority_.Issue("server", "DNS:localhost,IP:127.0.0.1");
    authority_.Issue("school", "DNS:feeds.school.example");
    authority_.Issue("stranger", "DNS:feeds.nobody.example");
    // What a name without an alternative says, nobody vouches for.
    authority_.Issue("feeds.school.example", "");
    keys_.Add("northmere-school", {"school-dsl"});
    std::ofstream(keys_.file(), std::ios::app) << kSystems;
    directory_.Write("policy.toml", std::string(access::DefaultPolicyToml()));
  }

  void Serve(bool asks_for_certificates, const std::string& listen = "127.0.0.1:0") {
    HubConfig config;
    config.data_dir = directory_.File("hub");
    config.listen = listen;
    config.access = HubAccess{.production = true,
                              .policy_file = directory_.File("policy.toml"),
                              .keys_file = keys_.file(),
                              .tls_certificate = directory_.File("server.pem"),
                              .tls_key = directory_.File("server.key"),
                              .tls_client_ca = asks_for_certificates ? authority_.file() : ""};
    auto hub = Hub::Open(config);
    ASSERT_TRUE(hub.ok()) << hub.status();
    hub_ = *std::move(hub);
  }

  // As the holder of NAME.pem; "" shows none.
  Ran RunAs(const std::string& name, std::vector<std::string> words,
            const std::string& input = "") {
    words.insert(words.end(), {"--hub", hub_->address(), "--ca", authority_.file()});
    if (!name.empty()) {
      words.insert(words.end(), {"--certificate", directory_.File(name + ".pem"), "--key",
                                 directory_.File(name + ".key")});
    }
    return RunCommand(words, input);
  }

  const TestDirectory directory_;
  const Authority authority_;
  TrialKeys keys_{directory_};
  std::unique_ptr<Hub> hub_;
};

TEST_F(TlsTest, ASystemIsKnownByItsCertificateAndSendsForItsAgencyAlone) {
  Serve(true);
  const Ran published = RunAs("school", {"publish", "-", "--json"}, StoryLines());
  EXPECT_EQ(published.code, kExitSomeRefused) << published.err;
  std::istringstream lines(published.out);
  int accepted = 0;
  for (std::string line; std::getline(lines, line);) {
    const bool own = line.find("\"northmere-school/") != line.npos;
    EXPECT_EQ(line.find("FEED_UNKNOWN") == line.npos, own) << line;
    accepted += own ? 1 : 0;
  }
  EXPECT_EQ(accepted, 1);
  // And it runs nothing.
  const Ran backup = RunAs("school", {"backup", directory_.File("stolen")});
  EXPECT_EQ(backup.code, kExitFailed);
  EXPECT_THAT(backup.err, HasSubstr("NO_LAWFUL_BASIS"));
  EXPECT_FALSE(std::filesystem::exists(directory_.File("stolen")));
}

TEST_F(TlsTest, ASystemImportsProvesAndCountsItsAgencysFeedsAndNoOthers) {
  Serve(true);
  const std::string table =
      directory_.Write("marks.csv", "no,pupil,day\n1,7,2026-03-02\n2,7,2026-03-03\n");
  const std::string mapping = directory_.Write("marks.toml", kMarks);
  const auto import = [&] {
    return RunAs("school", {"import", "csv", table, "--mapping", mapping, "--json"});
  };
  const Ran first = import();
  ASSERT_EQ(first.code, kExitOk) << first.err;
  EXPECT_EQ(first.Json()["events"]["accepted"], 2);
  EXPECT_GT(first.Json()["log_position"], 0);
  EXPECT_EQ(import().Json()["events"]["duplicate"], 2);
  const Ran proof = RunAs("school", {"reconcile", table, "--mapping", mapping, "--feed", kOwnFeed});
  EXPECT_EQ(proof.code, kExitOk) << proof.out << proof.err;
  EXPECT_THAT(proof.out, HasSubstr("equal: 2 events here, 2 in the hub"));
  const Ran feeds = RunAs("school", {"feeds", "--json"});
  ASSERT_EQ(feeds.code, kExitOk) << feeds.err;
  ASSERT_EQ(feeds.Json()["feeds"].size(), 1u);
  EXPECT_EQ(feeds.Json()["feeds"][0]["feed"], kOwnFeed);
  EXPECT_FALSE(feeds.Json().contains("log_end"));
  EXPECT_EQ(RunAs("school", {"feeds", "--feed", kOwnFeed}).code, kExitOk);
  const Ran others = RunAs("school", {"feeds", "--feed", "northmere-police/incidents"});
  EXPECT_THAT(others.err, HasSubstr("NO_LAWFUL_BASIS"));
}

TEST_F(TlsTest, WithTlsAndClientCertificatesItMayFaceANetwork) {
  Serve(true, "0.0.0.0:0");
  const std::string address = hub_->address();
  EXPECT_THAT(address, ::testing::StartsWith("0.0.0.0:"));
  const Ran ran = RunCommand(
      {"publish", "-", "--json", "--hub", "127.0.0.1" + address.substr(address.find(':')), "--ca",
       authority_.file(), "--certificate", directory_.File("school.pem"), "--key",
       directory_.File("school.key")},
      StoryLines());
  EXPECT_EQ(ran.code, kExitSomeRefused) << ran.err;
}

TEST_F(TlsTest, ACertificateNobodyNamedProvesNothing) {
  Serve(true);
  for (const std::string name : {"stranger", "feeds.school.example"}) {
    const Ran ran = RunAs(name, {"feeds"});
    EXPECT_EQ(ran.code, kExitFailed) << name;
    EXPECT_THAT(ran.err, HasSubstr("CALLER_MISSING")) << name;
    EXPECT_NE(RunAs(name, {"publish", "-"}, StoryLines()).code, kExitOk) << name;
  }
}

TEST_F(TlsTest, WhoShowsNoCertificateOrAnotherAuthoritysIsNotLetIn) {
  Serve(true);
  const Authority other(directory_, "other");
  other.Issue("impostor", "DNS:feeds.school.example");
  EXPECT_EQ(RunAs("impostor", {"feeds"}).code, kExitNoHub);
  EXPECT_EQ(RunAs("", {"feeds"}).code, kExitNoHub);
  EXPECT_EQ(RunCommand({"feeds", "--hub", hub_->address()}).code, kExitNoHub);
}

TEST_F(TlsTest, AHubOfAnotherAuthorityIsNotBelieved) {
  Serve(true);
  const Authority other(directory_, "other");
  const Ran ran = RunCommand({"feeds", "--hub", hub_->address(), "--ca", other.file()});
  EXPECT_EQ(ran.code, kExitNoHub);
}

TEST_F(TlsTest, APersonsTokenCountsBeforeTheSystemsCertificate) {
  Serve(true);
  ASSERT_EQ(RunCommand({"access", "token", "--signed-with", keys_.KeyOf("northmere-school"),
                        "--audience", "northmere"})
                .code,
            kExitOk);
  RunAs("school", {"publish", "-"}, StoryLines());
  const std::string token = keys_.TokenFor("northmere-school", "school-dsl", "child-in-need");
  const Ran seen =
      RunAs("school", {"chronology", "--record", kStoryPupil, "--token", token, "--json"});
  EXPECT_EQ(seen.code, kExitOk) << seen.err;
  EXPECT_EQ(seen.Json()["entries"].size(), 1u);
  // The system alone may run the feed, and see no child.
  EXPECT_EQ(RunAs("school", {"chronology", "--record", kStoryPupil}).code, kExitFailed);
}

TEST_F(TlsTest, WithoutAnAuthorityForClientsTokensAloneProve) {
  Serve(false);
  EXPECT_THAT(RunAs("", {"feeds"}).err, HasSubstr("CALLER_MISSING"));
  const std::string token = keys_.TokenFor("northmere-school", "school-dsl", "child-in-need");
  // Nobody has sent anything: absent, which is the policy's answer to a proven caller.
  const Ran seen = RunAs("", {"chronology", "--record", kStoryPupil, "--token", token});
  EXPECT_THAT(seen.err, HasSubstr("no record"));
}

TEST_F(TlsTest, FilesThatDoNotGoTogetherAreAUsageError) {
  Serve(false);
  const Ran ran = RunCommand({"feeds", "--hub", hub_->address(), "--ca", authority_.file(), "--key",
                              directory_.File("school.key")});
  EXPECT_EQ(ran.code, kExitUsage);
  EXPECT_THAT(ran.err, HasSubstr("--certificate and --key go together"));
}

}  // namespace
}  // namespace goldthread::server
