#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/server/command_test.h"
#include "services/server/story.h"
#include "services/server/trial_keys.h"

namespace goldthread::server {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A hub with story 1 in it, at which two people have looked.
class AuditCommandTest : public ::testing::Test {
 protected:
  AuditCommandTest() {
    EXPECT_EQ(RunCommand({"publish", "-", "--data", data_}, StoryLines()).code, kExitOk);
    Look("worker-1");
    Look("worker-2");
  }
  void Look(const std::string& user) {
    EXPECT_EQ(RunCommand({"chronology", "--data", data_, "--record", kStoryPupil, "--agency-id",
                          "northmere-council", "--user", user, "--role", "social-worker",
                          "--purpose", "section-47"})
                  .code,
              kExitOk);
  }
  Ran Audit(std::vector<std::string> words) {
    words.insert(words.begin(), "audit");
    words.insert(words.end(), {"--data", data_});
    return RunCommand(words);
  }
  std::vector<std::string> Users(std::vector<std::string> words) {
    words.insert(words.begin(), "list");
    words.emplace_back("--json");
    std::vector<std::string> users;
    const auto answer = Audit(std::move(words)).Json();
    for (const auto& look : answer["looks"]) users.push_back(look["user"]);
    return users;
  }

  const TestDirectory directory_;
  const std::string data_ = directory_.File("hub");
};

TEST_F(AuditCommandTest, ALookIsListedWithWhoWhyWhoseAndWhatWasShown) {
  const auto looks =
      Audit({"list", "--record", kStoryPupil, "--by", "worker-1", "--json"}).Json()["looks"];
  ASSERT_EQ(looks.size(), 1u);
  EXPECT_EQ(looks[0]["agency"], "northmere-council");
  EXPECT_EQ(looks[0]["role"], "social-worker");
  EXPECT_EQ(looks[0]["purpose"], "section-47");
  EXPECT_EQ(looks[0]["action"], "chronology.read");
  EXPECT_THAT(looks[0]["records"].get<std::vector<std::string>>(),
              ::testing::Contains(kStoryPupil));
  EXPECT_EQ(looks[0]["rows"], 5);
  EXPECT_THAT(looks[0]["rules"].get<std::vector<std::string>>(),
              ::testing::Contains("section-47-enquiry"));
  EXPECT_EQ(looks[0]["shown"].size(), 5u);

  const Ran text = Audit({"list", "--record", kStoryPupil});
  EXPECT_EQ(text.code, kExitOk);
  EXPECT_THAT(text.out, AllOf(HasSubstr("worker-1 of northmere-council"), HasSubstr("WHY"),
                              HasSubstr("northmere-police 1"), HasSubstr("section-47-enquiry")));
}

TEST_F(AuditCommandTest, LooksAreFoundByUserRecordAgencyAndDay) {
  EXPECT_THAT(Users({"--record", kStoryPupil}), ElementsAre("worker-1", "worker-2"));
  EXPECT_THAT(Users({"--by", "worker-2"}), ElementsAre("worker-2"));
  EXPECT_THAT(Users({"--agency", "northmere-police"}), ElementsAre("worker-1", "worker-2"));
  EXPECT_THAT(Users({"--agency", "northmere-housing"}), IsEmpty());
  EXPECT_THAT(Users({"--on", "2026-03-10"}), IsEmpty());
  EXPECT_THAT(Audit({"list", "--on", "2026-03-10"}).out, HasSubstr("Nobody has looked."));
  const Ran day = Audit({"list", "--on", "yesterday"});
  EXPECT_EQ(day.code, kExitUsage);
  EXPECT_THAT(day.err, HasSubstr("--on: not a date"));
}

TEST_F(AuditCommandTest, WhoDoesNotWatchOverTheAuditIsRefused) {
  EXPECT_EQ(Audit({"list", "--role", "social-worker"}).code, kExitFailed);
  EXPECT_EQ(Audit({"list", "--purpose", "section-47"}).code, kExitFailed);
}

TEST_F(AuditCommandTest, AChainIsProvenUpToAHeadThatWasKeptElsewhere) {
  const auto proof = Audit({"verify", "--json"}).Json();
  EXPECT_EQ(proof["sound"], true);
  const std::string digest = proof["digest"];
  const int entries = proof["entries"];
  EXPECT_GE(entries, 2);
  const std::string head = std::to_string(entries) + ":" + digest;
  EXPECT_EQ(Audit({"verify", "--expect", head}).code, kExitOk);
  const Ran other = Audit({"verify", "--expect", "1:" + digest});
  EXPECT_EQ(other.code, kExitFailed);
  EXPECT_THAT(other.out, HasSubstr("BROKEN"));
  EXPECT_THAT(other.err, HasSubstr("the audit is broken at entry"));
  const Ran beyond = Audit({"verify", "--expect", "900:" + digest});
  EXPECT_EQ(beyond.code, kExitFailed);
  EXPECT_EQ(Audit({"verify", "--expect", "nonsense"}).code, kExitUsage);
}

}  // namespace
}  // namespace goldthread::server
