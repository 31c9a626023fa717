// goldthread publish, and reading back what it sent.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "services/server/command_test.h"
#include "services/server/hub.h"
#include "services/server/story.h"

namespace goldthread::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

std::string LineOf(const v1::Event& event) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string line;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(event, &line, options).ok());
  return line + "\n";
}

std::string StoryLines() {
  std::string lines;
  for (const StoryStep& step : FourSmallWorries().steps) lines += LineOf(step.event);
  return lines;
}

std::vector<nlohmann::json> JsonLines(const std::string& text) {
  std::vector<nlohmann::json> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    lines.push_back(nlohmann::json::parse(line, nullptr, false));
    EXPECT_FALSE(lines.back().is_discarded()) << line;
  }
  return lines;
}

class PublishTest : public ::testing::Test {
 protected:
  Ran Publish(const std::string& lines, std::vector<std::string> more = {}) {
    std::vector<std::string> words = {"publish", "-", "--data", data_};
    words.insert(words.end(), more.begin(), more.end());
    return RunCommand(words, lines);
  }
  Ran Chronology(std::vector<std::string> more) {
    std::vector<std::string> words = {"chronology", "--data", data_, "--record",
                                      "northmere-hospital/ed/patient-58211"};
    words.insert(words.end(), more.begin(), more.end());
    return RunCommand(words);
  }

  const TestDirectory directory_;
  const std::string data_ = directory_.File("hub");
};

TEST_F(PublishTest, EveryEventGetsAReceiptWithItsLineAndPlace) {
  const Ran ran = Publish("\n" + StoryLines(), {"--json"});
  EXPECT_EQ(ran.code, kExitOk) << ran.err;
  const auto receipts = JsonLines(ran.out);
  ASSERT_THAT(receipts, SizeIs(5));
  EXPECT_EQ(receipts[0]["line"], 2);
  EXPECT_EQ(receipts[0]["accepted"], true);
  EXPECT_EQ(receipts[0]["shard"], "northmere");
  EXPECT_EQ(receipts[4]["position"], 4);
  EXPECT_THAT(ran.err, HasSubstr("5 accepted, 0 refused"));
}

TEST_F(PublishTest, ABadLineIsNamedByLineFieldAndRuleAndTheOthersAreIn) {
  v1::Event wrong = FourSmallWorries().steps[0].event;
  wrong.set_id("wrong");
  wrong.mutable_occurred()->set_date("SECRET-DAY");
  const Ran ran = Publish("{\"id\":\"SECRET-NAME\"\n" + LineOf(wrong) + StoryLines());
  EXPECT_EQ(ran.code, kExitSomeRefused);
  EXPECT_THAT(ran.err, HasSubstr("line 1 refused: LINE_NOT_AN_EVENT"));
  EXPECT_THAT(ran.err, HasSubstr("line 2 refused: occurred"));
  EXPECT_THAT(ran.err + ran.out, Not(HasSubstr("SECRET")));
  EXPECT_THAT(ran.out, HasSubstr("7 lines: 5 accepted, 2 refused"));
}

TEST_F(PublishTest, PublishingAgainIsHarmless) {
  ASSERT_EQ(Publish(StoryLines()).code, kExitOk);
  ASSERT_EQ(Publish(StoryLines()).code, kExitOk);
  EXPECT_THAT(Chronology({"--json"}).Json()["entries"], SizeIs(5));
  const auto feeds = RunCommand({"feeds", "--data", data_, "--json"}).Json();
  EXPECT_EQ(feeds["feeds"][0]["events"], 1);
  EXPECT_EQ(feeds["feeds"][0]["repeats"], 1);
  EXPECT_EQ(RunCommand({"verify", "--data", data_}).code, kExitOk);
}

TEST_F(PublishTest, ThousandsOfEventsFlowAndEachIsAnsweredOnce) {
  constexpr int kEvents = 3000;  // Three times what may await receipts at once.
  std::string lines;
  v1::Event event = FourSmallWorries().steps[0].event;
  for (int at = 1; at <= kEvents; ++at) {
    event.set_id(fmt::format("e{}", at));
    event.set_feed_sequence(at);
    lines += LineOf(event);
  }
  const Ran ran = Publish(lines, {"--json"});
  EXPECT_EQ(ran.code, kExitOk) << ran.err;
  const auto receipts = JsonLines(ran.out);
  ASSERT_THAT(receipts, SizeIs(kEvents));
  for (int at = 1; at <= kEvents; ++at) {
    const auto& receipt = receipts[static_cast<size_t>(at - 1)];
    ASSERT_EQ(receipt["line"], at);
    ASSERT_EQ(receipt["id"], fmt::format("e{}", at));
  }
  const auto feed = RunCommand({"feeds", "--data", data_, "--json"}).Json()["feeds"][0];
  EXPECT_EQ(feed["events"], kEvents);
  EXPECT_EQ(feed["missing"], 0);
}

TEST_F(PublishTest, NothingAtAllIsNothingDone) {
  const Ran ran = Publish("");
  EXPECT_EQ(ran.code, kExitOk);
  EXPECT_THAT(ran.out, StartsWith("0 lines"));
}

TEST_F(PublishTest, TheChronologyComesAsTextJsonLinesAndCsv) {
  ASSERT_EQ(Publish(StoryLines()).code, kExitOk);
  const Ran text = Chronology({});
  EXPECT_THAT(text.out, HasSubstr("5 source records, born 2019-09-14"));
  EXPECT_THAT(text.out, HasSubstr("6y 5m"));
  const auto lines = JsonLines(Chronology({"--format", "ndjson"}).out);
  ASSERT_THAT(lines, SizeIs(5));
  EXPECT_EQ(lines[1]["kind"], "IncidentAttended");
  EXPECT_EQ(lines[1]["facts"]["child_present"], true);
  const std::string csv = Chronology({"--format", "csv"}).out;
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 6);
  EXPECT_THAT(csv, StartsWith("occurred,precision,occurred_end,age,agency,kind,handling,"));
}

TEST_F(PublishTest, TheChronologyIsFilteredByPeriodAgencyCategoryAndKind) {
  ASSERT_EQ(Publish(StoryLines()).code, kExitOk);
  const auto ids = [this](std::vector<std::string> more) {
    more.push_back("--json");
    std::vector<std::string> found;
    const auto json = Chronology(more).Json();
    for (const auto& entry : json["entries"]) found.push_back(entry["event_id"]);
    return found;
  };
  EXPECT_THAT(ids({"--from", "2026-03-05", "--to", "2026-03-07"}),
              ElementsAre("incident-2604", "attendance-7731"));
  EXPECT_THAT(ids({"--agency", "northmere-school", "--agency", "northmere-council"}),
              ElementsAre("absence-0303", "referral-5512"));
  EXPECT_THAT(ids({"--category", "domestic-abuse"}), ElementsAre("incident-2604"));
  EXPECT_THAT(ids({"--kind", "ReferralMade"}), ElementsAre("referral-5512"));
  EXPECT_THAT(ids({"--known-to", "northmere-police"}), ElementsAre("incident-2604"));
  EXPECT_THAT(ids({"--newest-first"}),
              ElementsAre("referral-5512", "appointment-918", "attendance-7731", "incident-2604",
                          "absence-0303"));
  // All of it came today, so on an earlier day nothing was known.
  EXPECT_THAT(ids({"--as-known-on", "2026-03-31"}), IsEmpty());
}

TEST_F(PublishTest, ARecordNobodySentIsSaidWithWhatWasAskedOverBothWays) {
  ASSERT_EQ(Publish(StoryLines()).code, kExitOk);
  const std::vector<std::string> question = {"--record",      "northmere-school/attendance/nobody",
                                             "--as-known-on", "2026-03-07",
                                             "--agency",      "northmere-school"};
  const auto ask = [&question](std::vector<std::string> words, const std::string& format) {
    words.insert(words.begin(), "chronology");
    words.insert(words.end(), question.begin(), question.end());
    words.insert(words.end(), {"--format", format});
    const Ran ran = RunCommand(words);
    EXPECT_EQ(ran.code, kExitFailed);
    EXPECT_THAT(ran.out, IsEmpty());
    return ran.err;
  };
  const std::string said = ask({"--data", data_}, "text");
  EXPECT_THAT(said, HasSubstr("no record northmere-school/attendance/nobody is known"));
  EXPECT_THAT(said, HasSubstr("asked: as known on 2026-03-07, agency northmere-school\n"));
  for (const char* format : {"json", "ndjson", "csv"}) {
    EXPECT_EQ(ask({"--data", data_}, format), said);
  }
  // Who may not look is told the same of a record that is there.
  const auto unauthorised = [this](const std::string& record) {
    Ran ran =
        RunCommand({"chronology", "--data", data_, "--record", record, "--purpose", "operation"});
    ran.err.erase(ran.err.find(record), record.size());
    return ran.err;
  };
  EXPECT_EQ(unauthorised("northmere-hospital/ed/patient-58211"),
            unauthorised("northmere-hospital/ed/nobody"));
  const auto hub = Hub::Open({.data_dir = data_, .listen = "127.0.0.1:0"});
  ASSERT_TRUE(hub.ok()) << Message(hub.status());
  EXPECT_EQ(ask({"--hub", (*hub)->address()}, "text"), said);
}

TEST_F(PublishTest, TheOneWhoLooksIsSentAndAPurposeWithoutABasisIsRefused) {
  ASSERT_EQ(Publish(StoryLines()).code, kExitOk);
  EXPECT_EQ(Chronology({"--purpose", "section-47", "--user", "worker-4", "--role", "social-worker",
                        "--agency-id", "northmere-council"})
                .code,
            kExitOk);
  const Ran refused = Chronology({"--purpose", "operation"});
  EXPECT_EQ(refused.code, kExitFailed);
  EXPECT_THAT(refused.out, IsEmpty());
  EXPECT_EQ(Chronology({"--purpose", "curiosity"}).code, kExitUsage);
}

TEST_F(PublishTest, AServedHubTakesAndAnswersTheSameCommands) {
  const auto hub = Hub::Open({.data_dir = data_, .listen = "127.0.0.1:0"});
  ASSERT_TRUE(hub.ok()) << Message(hub.status());
  const std::string& at = (*hub)->address();
  EXPECT_EQ(RunCommand({"publish", "-", "--hub", at}, StoryLines()).code, kExitOk);
  const Ran seen = RunCommand(
      {"chronology", "--hub", at, "--record", "northmere-hospital/ed/patient-58211", "--json"});
  EXPECT_THAT(seen.Json()["entries"], SizeIs(5));
  EXPECT_EQ(RunCommand({"verify", "--hub", at}).code, kExitOk);
  EXPECT_EQ(RunCommand({"rebuild", "--hub", at}).code, kExitOk);
}

}  // namespace
}  // namespace goldthread::server
