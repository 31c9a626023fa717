// The canary scan: made-up names, numbers and words in every personal field, sent through a real
// hub. None of them may come out but as the answer to a look at the person.
//
// Source: experience notes §3; CONTRIBUTING.md rule 9.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>

#include "eventstore/log/embedded_log.h"
#include "services/server/command_test.h"
#include "services/server/story.h"

namespace goldthread::server {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Words that stand in no program and in no other field.
class Canaries {
 public:
  std::string Next() {
    words_.push_back(fmt::format("zq{:05}vexil", words_.size()));
    return words_.back();
  }
  size_t size() const { return words_.size(); }

  // Those found in `text`, in whatever case: matching folds names.
  std::vector<std::string> In(std::string text) const {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    std::vector<std::string> found;
    if (text.find("vexil") == text.npos) return found;
    for (const std::string& word : words_) {
      if (text.find(word) != text.npos) found.push_back(word);
    }
    return found;
  }

 private:
  std::vector<std::string> words_;
};

// Ids are what logs and errors are made of; no personal data may be in them.
bool IsId(const FieldDescriptor& field) {
  const std::string& name = field.name();
  return name == "id" || name.ends_with("_id") || name == "record" || name == "feed" ||
         name == "agency" || name == "partnership" || name == "corrects" || name == "withdraws";
}

// A canary into every text that is no id, down to the last message.
void Fill(Message& message, Canaries& canaries) {
  const auto& reflection = *message.GetReflection();
  const auto& type = *message.GetDescriptor();
  if (type.full_name() == "google.protobuf.Timestamp") return;
  for (int at = 0; at < type.field_count(); ++at) {
    const FieldDescriptor& field = *type.field(at);
    const bool payload = field.containing_oneof() != nullptr && type.name() == "Event";
    if (payload && !reflection.HasField(message, &field)) continue;
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING && !IsId(field)) {
      if (field.is_repeated()) {
        reflection.AddString(&message, &field, canaries.Next());
      } else {
        reflection.SetString(&message, &field, canaries.Next());
      }
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      Fill(field.is_repeated() ? *reflection.AddMessage(&message, &field)
                               : *reflection.MutableMessage(&message, &field),
           canaries);
    }
  }
}

// Of the story, so that it comes in, with canaries where any text does.
v1::Event Acceptable(v1::Event event, Canaries& canaries) {
  for (v1::Subject& subject : *event.mutable_subjects()) {
    v1::PersonDescription& described = *subject.mutable_described();
    v1::PersonName* name = described.add_names();
    name->set_given(canaries.Next());
    name->set_family(canaries.Next());
    name->set_kind(v1::NAME_KIND_USUAL);
    described.add_phones(canaries.Next());
    described.add_emails(canaries.Next());
  }
  event.mutable_basis()->set_told_by(canaries.Next());
  event.mutable_basis()->set_seen_by(canaries.Next());
  return event;
}

std::string LineOf(const v1::Event& event) {
  std::string line;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(event, &line).ok());
  return line + "\n";
}

class CanaryTest : public ::testing::Test {
 protected:
  void Scan(const std::string& text, const std::string& where) {
    scanned_ += text.size();
    EXPECT_THAT(canaries_.In(text), ::testing::IsEmpty()) << "in " << where;
  }
  Ran RunAndScan(std::vector<std::string> words, const std::string& input = "") {
    const std::string where = fmt::format("{}", fmt::join(words, " "));
    words.insert(words.end(), {"--data", data_});
    Ran ran = RunCommand(words, input);
    Scan(ran.out, where + ", stdout");
    Scan(ran.err, where + ", stderr");
    return ran;
  }
  std::string StoryLines() {
    std::string lines;
    for (const StoryStep& step : FourSmallWorries().steps) {
      lines += LineOf(Acceptable(step.event, canaries_));
    }
    return lines;
  }
  // An event of every kind with canaries everywhere: most are refused, by field and rule.
  std::string EveryKindLines() {
    std::string lines;
    const auto& payload = *v1::Event::descriptor()->FindOneofByName("payload");
    for (int at = 0; at < payload.field_count(); ++at) {
      v1::Event event = FourSmallWorries().steps[0].event;
      event.clear_payload();
      event.set_id(fmt::format("canary-{}", at));
      event.GetReflection()->MutableMessage(&event, payload.field(at));
      Fill(event, canaries_);
      lines += LineOf(event);
    }
    return lines;
  }
  size_t ScanHeaders(const std::string& name, bool bodies) {
    const auto log = EmbeddedLog::Open(data_ + "/" + name);
    if (!log.ok()) return 0;
    const auto reader = (*log)->NewReader();
    const Position end = *reader->End();
    LogBatch batch;
    size_t records = 0;
    for (Position at; at < end; at = batch.records().back().position.Next()) {
      if (!reader->Read(at, 1000, std::chrono::milliseconds(0), &batch).ok()) return 0;
      for (const LogRecord& record : batch.records()) {
        Scan(std::string(record.header), name + ", a header");
        if (bodies) Scan(std::string(record.body), name + ", a body");
        ++records;
      }
    }
    return records;
  }

  const TestDirectory directory_;
  const std::string data_ = directory_.File("hub");
  Canaries canaries_;
  size_t scanned_ = 0;
};

TEST_F(CanaryTest, NoPersonalWordLeavesTheHubButAsAnAnswerAboutThePerson) {
  const std::string story = StoryLines();
  const std::string every_kind = EveryKindLines();
  ASSERT_GT(canaries_.size(), 300U);
  EXPECT_EQ(RunAndScan({"publish", "-"}, story).code, kExitOk);
  RunAndScan({"publish", "-", "--json"}, story);
  EXPECT_EQ(RunAndScan({"publish", "-"}, every_kind).code, kExitSomeRefused);
  RunAndScan({"publish", "-", "--json"}, every_kind);
  RunAndScan({"publish", "-"}, "{\"id\": \"" + canaries_.Next() + "\", \"nonsense\"");
  RunAndScan({"reconcile", "-", "--feed", "northmere-school/attendance"}, story + every_kind);

  const std::string record = "northmere-hospital/ed/patient-58211";
  const std::vector<std::string> look = {"chronology", "--record", record};
  std::vector<std::string> allowed = look;
  allowed.insert(allowed.end(), {"--json", "--data", data_});
  // Or the scan would prove nothing: they are in the hub, and come out where they may.
  EXPECT_FALSE(canaries_.In(RunCommand(allowed).out).empty());
  std::vector<std::string> refused = look;
  refused.insert(refused.end(), {"--role", "operator", "--purpose", "operation"});
  EXPECT_EQ(RunAndScan(refused).code, kExitFailed);

  for (const std::string command : {"feeds", "review", "verify", "rebuild"}) {
    RunAndScan({command});
    RunAndScan({command, "--json"});
  }
  RunAndScan({"quarantine", "list", "--json"});
  RunAndScan({"feeds", "--json", "--feed", "northmere-police/incidents"});

  EXPECT_GE(ScanHeaders("log", false), 5U);
  EXPECT_GE(ScanHeaders("audit", true), 8U);
  EXPECT_GT(scanned_, 10'000U);
}

}  // namespace
}  // namespace goldthread::server
