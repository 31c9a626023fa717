// goldthread quarantine, and the child whose fact lies there.
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "eventstore/base/digest.h"
#include "eventstore/log/embedded_log.h"
#include "goldthread/v1/record.pb.h"
#include "services/server/command_test.h"
#include "services/vocabulary/content.h"

namespace goldthread::server {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kFeed = "northmere-school/attendance";

v1::Event Fact(const std::string& id) {
  v1::Event event;
  event.set_id(id);
  event.set_feed(kFeed);
  event.set_agency("northmere-school");
  event.set_partnership("northmere");
  event.mutable_occurred()->set_date("2024-03-01");
  event.mutable_recorded_at()->set_seconds(1'709'300'000);
  event.set_category(v1::INFORMATION_CATEGORY_EDUCATION);
  event.add_subjects()->set_record("pupil-7");
  event.mutable_subjects(0)->set_role(v1::SUBJECT_ROLE_CHILD);
  event.mutable_basis()->set_nature(v1::BASIS_NATURE_FACT);
  event.mutable_concern_recorded()->set_concern("neglect");
  return event;
}

class QuarantineTest : public ::testing::Test {
 protected:
  // A record of a kind that this build does not know, as an older hub finds it.
  void AppendUnknownKind(const std::string& id) {
    v1::Event event = Fact(id);
    event.clear_payload();
    v1::RecordHeader header;
    header.set_version(1);
    header.set_feed(event.feed());
    header.set_event_id(id);
    header.set_partnership("northmere");
    header.set_received_at_us(int64_t{1'709'400'000} * 1'000'000);
    header.set_body_digest(Sha256(BodyOf(event)));
    const auto log = EmbeddedLog::Open(data_ + "/log");
    ASSERT_TRUE(log.ok()) << log.status();
    const NewRecord record{header.SerializeAsString(), BodyOf(event)};
    ASSERT_TRUE((*log)->Append({&record, 1}).ok());
  }
  Ran Publish(const v1::Event& event) {
    std::string line;
    EXPECT_TRUE(google::protobuf::util::MessageToJsonString(event, &line).ok());
    return RunCommand({"publish", "-", "--data", data_}, line + "\n");
  }
  Ran Quarantine(std::vector<std::string> words) {
    words.insert(words.begin(), "quarantine");
    words.insert(words.end(), {"--data", data_});
    return RunCommand(words);
  }
  Ran Chronology(std::vector<std::string> more = {}) {
    std::vector<std::string> words = {"chronology", "--data", data_, "--record",
                                      std::string(kFeed) + "/pupil-7"};
    words.insert(words.end(), more.begin(), more.end());
    return RunCommand(words);
  }

  const TestDirectory directory_;
  const std::string data_ = directory_.File("hub");
};

TEST_F(QuarantineTest, WhatCouldNotBeFoldedIsListedAndItsChildMarkedUntilItIsCorrected) {
  const Ran published = Publish(Fact("first"));
  ASSERT_EQ(published.code, kExitOk) << published.out << published.err;
  EXPECT_THAT(Quarantine({"list"}).out, HasSubstr("Nothing is in quarantine"));
  AppendUnknownKind("newer");
  const auto list = Quarantine({"list", "--json"}).Json()["records"];
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0]["event_id"], "newer");
  EXPECT_EQ(list[0]["feed"], kFeed);
  EXPECT_EQ(list[0]["standing"], "lacking");
  EXPECT_EQ(list[0]["causes"][0]["fold"], "identity");
  EXPECT_EQ(list[0]["causes"][0]["reason"], "UNIMPLEMENTED: event kind unknown to this build");
  EXPECT_THAT(Chronology().out, HasSubstr("Incomplete: 1 record about this person"));
  EXPECT_EQ(Chronology({"--json"}).Json()["incomplete"]["quarantined"], 1);

  v1::Event right = Fact("right");
  right.set_corrects("newer");
  ASSERT_EQ(Publish(right).code, kExitOk);
  EXPECT_THAT(Chronology().out, Not(HasSubstr("Incomplete")));
  const Ran shown = Quarantine({"show", "1"});
  EXPECT_EQ(shown.code, kExitOk) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("corrected by right"));
}

TEST_F(QuarantineTest, ARepairThatCannotHelpYetSaysSoAndLosesNothing) {
  ASSERT_EQ(Publish(Fact("first")).code, kExitOk);
  AppendUnknownKind("newer");
  const Ran all = Quarantine({"repair", "--all", "--json"});
  EXPECT_EQ(all.code, kExitFailed);
  EXPECT_EQ(all.Json()["tried"], 1);
  EXPECT_EQ(all.Json()["repaired"], 0);
  EXPECT_EQ(all.Json()["remain"], 1);
  const Ran none = Quarantine({"repair", "0"});  // Not there, so nothing to do.
  EXPECT_EQ(none.code, kExitOk);
  EXPECT_THAT(none.out, HasSubstr("0 tried"));
  EXPECT_EQ(RunCommand({"verify", "--data", data_}).code, kExitOk);
}

TEST_F(QuarantineTest, APositionIsNamedOrAllAreAskedFor) {
  ASSERT_EQ(Publish(Fact("first")).code, kExitOk);
  EXPECT_THAT(Quarantine({"repair"}).err, HasSubstr("log_positions"));
  EXPECT_EQ(Quarantine({"repair", "1", "--all"}).code, kExitUsage);
  EXPECT_EQ(Quarantine({"show", "7"}).code, kExitFailed);
}

TEST_F(QuarantineTest, TheReviewListSaysWhenNobodyWaits) {
  ASSERT_EQ(Publish(Fact("first")).code, kExitOk);
  EXPECT_THAT(RunCommand({"review", "--data", data_}).out, HasSubstr("No pair of records"));
  EXPECT_EQ(RunCommand({"review", "--data", data_, "--json"}).Json()["pairs"].size(), 0U);
}

}  // namespace
}  // namespace goldthread::server
