// goldthread reconcile: an agency's own lines against what the hub holds.
#include "services/server/reconciliation.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "services/server/census_test_file.h"
#include "services/server/command_test.h"

namespace goldthread::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kFeed = "northmere-school/attendance";
constexpr int64_t kDay = 86'400;

v1::Event Fact(const std::string& id, int64_t day = 0) {
  v1::Event event;
  event.set_id(id);
  event.set_feed(kFeed);
  event.set_agency("northmere-school");
  event.mutable_occurred()->set_date("2024-03-01");
  event.mutable_recorded_at()->set_seconds(1'709'300'000 + day * kDay);
  event.set_category(v1::INFORMATION_CATEGORY_EDUCATION);
  event.add_subjects()->set_record("pupil-7");
  event.mutable_subjects(0)->set_role(v1::SUBJECT_ROLE_CHILD);
  event.mutable_basis()->set_nature(v1::BASIS_NATURE_FACT);
  event.mutable_concern_recorded()->set_concern("neglect");
  return event;
}

std::string Lines(const std::vector<v1::Event>& events) {
  std::string lines;
  for (const v1::Event& event : events) {
    std::string line;
    EXPECT_TRUE(google::protobuf::util::MessageToJsonString(event, &line).ok());
    lines += line + "\n";
  }
  return lines;
}

class ReconcileTest : public ::testing::Test {
 protected:
  void Publish(const std::vector<v1::Event>& events) {
    const Ran ran = RunCommand({"publish", "-", "--data", data_}, Lines(events));
    ASSERT_EQ(ran.code, kExitOk) << ran.out << ran.err;
  }
  Ran Reconcile(const std::string& lines, std::vector<std::string> more = {}) {
    std::vector<std::string> words = {"reconcile", "-", "--feed", kFeed, "--data", data_};
    words.insert(words.end(), more.begin(), more.end());
    return RunCommand(words, lines);
  }

  const TestDirectory directory_;
  const std::string data_ = directory_.File("hub");
};

TEST_F(ReconcileTest, WhatWasSentIsEqualInAnyOrderAndSentTwice) {
  const std::vector<v1::Event> sent = {Fact("a"), Fact("b"), Fact("c", 1)};
  Publish(sent);
  const Ran ran = Reconcile(Lines({sent[2], sent[0], sent[1], sent[0]}));
  EXPECT_EQ(ran.code, kExitOk) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("equal: 3 events here, 3 in the hub"));
}

TEST_F(ReconcileTest, WhatDiffersIsNamedByDayAndId) {
  Publish({Fact("a"), Fact("b"), Fact("c", 1), Fact("d", 2), Fact("e", 3)});
  v1::Event other = Fact("a");
  other.mutable_concern_recorded()->set_concern("bruising");
  v1::Event moved = Fact("d", 5);
  const Ran ran =
      Reconcile(Lines({other, Fact("b"), Fact("x", 1), moved, Fact("e", 3)}), {"--json"});
  EXPECT_EQ(ran.code, kExitFailed) << ran.err;
  const auto report = ran.Json();
  EXPECT_EQ(report["equal"], false);
  std::vector<std::string> days;
  for (const auto& day : report["days"]) days.push_back(day["day"]);
  EXPECT_THAT(days, ElementsAre("2024-03-01", "2024-03-02", "2024-03-03", "2024-03-06"));
  EXPECT_EQ(report["not_in_hub"].dump(), R"(["x"])");
  EXPECT_EQ(report["only_in_hub"].dump(), R"(["c"])");
  EXPECT_EQ(report["other_content"].dump(), R"(["a","d"])");
  EXPECT_EQ(ran.out.find("bruising"), std::string::npos);
}

TEST_F(ReconcileTest, ALineThatIsNoEventIsNotProvenAndOtherFeedsAreLeftOut) {
  Publish({Fact("a")});
  v1::Event other = Fact("z");
  other.set_feed("northmere-police/incidents");
  const Ran left_out = Reconcile(Lines({Fact("a"), other}));
  EXPECT_EQ(left_out.code, kExitOk) << left_out.out;
  EXPECT_THAT(left_out.out, HasSubstr("1 events are of other feeds"));
  const Ran refused = Reconcile(Lines({Fact("a")}) + "not an event\n");
  EXPECT_EQ(refused.code, kExitSomeRefused);
  EXPECT_THAT(refused.out, HasSubstr("1 lines or events were refused here"));
}

// The file has no id that the hub has: its events are compared with the ends of their chains.
TEST_F(ReconcileTest, AnImportedCensusIsEqualUntilTheFileSaysOtherwise) {
  const auto reconcile = [this](const std::string& file) {
    return RunCommand({"reconcile", file, "--cin-census", "--feed", "cin-census/201", "--agency-id",
                       "council/201", "--data", data_, "--json"});
  };
  const std::string open = directory_.Write("open.xml", CensusOf(2));
  ASSERT_EQ(RunCommand({"import", "cin-census", open, "--data", data_}).code, kExitOk);
  const Ran equal = reconcile(open);
  EXPECT_EQ(equal.code, kExitOk) << equal.out << equal.err;
  EXPECT_GT(equal.Json()["own_events"], 3);
  EXPECT_EQ(equal.Json()["own_events"], equal.Json()["hub_events"]);
  const std::string closed =
      directory_.Write("closed.xml", Census(Child(0) + Child(1, Closed("2025-02-01"))));
  const Ran differs = reconcile(closed);
  EXPECT_EQ(differs.code, kExitFailed);
  EXPECT_GE(differs.Json()["not_in_hub_total"], 1);
  ASSERT_EQ(RunCommand({"import", "cin-census", closed, "--data", data_}).code, kExitOk);
  EXPECT_EQ(reconcile(closed).code, kExitOk);
}

TEST_F(ReconcileTest, WhoseFeedItIsMustBeSaidWhereTheEventsDoNot) {
  v1::Event event = Fact("a");
  event.clear_agency();
  EXPECT_EQ(Reconcile(Lines({event})).code, kExitUsage);
  EXPECT_EQ(RunCommand({"reconcile", "no-such-file", "--feed", kFeed, "--data", data_}).code,
            kExitUsage);
}

TEST_F(ReconcileTest, AFeedOfAnotherAgencyIsNotShown) {
  Publish({Fact("a")});
  const Ran ran = Reconcile(Lines({Fact("a")}), {"--agency-id", "northmere-police"});
  EXPECT_EQ(ran.code, kExitFailed);
  EXPECT_THAT(ran.err, HasSubstr("NO_LAWFUL_BASIS"));
  EXPECT_THAT(ran.out, IsEmpty());
}

TEST(ReconciliationTest, OtherContentUnderOneIdIsNoted) {
  OwnRecord own;
  const v1::SumDaysResponse hub;
  EXPECT_TRUE(AddOwn(Fact("a"), hub, own));
  EXPECT_TRUE(AddOwn(Fact("a"), hub, own));
  EXPECT_FALSE(AddOwn(Fact("a", 1), hub, own));
  EXPECT_EQ(own.size(), 1U);
}

}  // namespace
}  // namespace goldthread::server
