// The canary scan: made-up names, numbers and words in every personal field, sent through a real
// hub. None of them may come out but as the answer to a look at the person.
//
// Source: experience notes §3; CONTRIBUTING.md rule 9.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <algorithm>
#include <cctype>

#include "eventstore/log/embedded_log.h"
#include "goldthread/v1/chronology_service.grpc.pb.h"
#include "services/server/census_test_file.h"
#include "services/server/hub.h"
#include "services/server/journal.h"
#include "services/server/trial_keys.h"

namespace goldthread::server {
namespace {

using google::protobuf::FieldDescriptor;

// Words and numbers that stand in no program and in no other field.
class Canaries {
 public:
  // With the check digit of an NHS number.
  std::string NextNumber() {
    for (;;) {
      const std::string digits =
          fmt::format("999{:06}", 100'003 + 1'009 * numbers_.size() + skipped_);
      int sum = 0;
      for (size_t at = 0; at < digits.size(); ++at) {
        sum += (digits[at] - '0') * static_cast<int>(10 - at);
      }
      const int check = 11 - sum % 11;
      if (check == 10) {
        ++skipped_;
        continue;
      }
      numbers_.push_back(fmt::format("{}{}", digits, check % 11));
      return numbers_.back();
    }
  }
  std::string Next() {
    words_.push_back(fmt::format("zq{:05}vexil", words_.size()));
    return words_.back();
  }
  size_t size() const { return words_.size() + numbers_.size(); }

  // Those found in `text`, in whatever case: matching folds names.
  std::vector<std::string> In(std::string text) const {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    std::vector<std::string> found;
    for (const std::string& number : numbers_) {
      if (text.find(number) != text.npos) found.push_back(number);
    }
    if (text.find("vexil") == text.npos) return found;
    for (const std::string& word : words_) {
      if (text.find(word) != text.npos) found.push_back(word);
    }
    return found;
  }

 private:
  std::vector<std::string> words_;
  std::vector<std::string> numbers_;
  size_t skipped_ = 0;
};

// Ids are what logs and errors are made of; no personal data may be in them.
bool IsId(const FieldDescriptor& field) {
  const std::string& name = field.name();
  return name == "id" || name.ends_with("_id") || name == "record" || name == "feed" ||
         name == "agency" || name == "partnership" || name == "corrects" || name == "withdraws";
}

// A canary into every text that is no id, down to the last message.
void Fill(google::protobuf::Message& message, Canaries& canaries) {
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
    v1::Identifier* number = described.add_identifiers();
    number->set_type(v1::IDENTIFIER_TYPE_NHS_NUMBER);
    number->set_value(canaries.NextNumber());
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

constexpr const char* kIncidentColumns =
    "Incident No,Person Ref,Incident Date,Incident Time,Recorded On,Incident Type,Role,Child "
    "Present,Risk Grading,OIC Role,OIC Phone,Summary,Surname,Forenames,DOB,Sex,PNC ID\n";

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
  // An agency's export with canaries in every cell that is no id, of which half cannot be read.
  std::string Table() {
    std::string table = kIncidentColumns;
    for (int row = 0; row < 20; ++row) {
      table += fmt::format(
          "I{0},P{0},05/03/2026,{1},{2},{3},{4},{5},{6},{7},{8},{9},{10},{11},{12},"
          "{13},{14}\n",
          row, row % 2 == 0 ? "10:30" : canaries_.Next(), canaries_.Next(), "DA",
          row % 3 == 0 ? canaries_.Next() : "CHD", canaries_.Next(), canaries_.Next(),
          canaries_.Next(), canaries_.NextNumber(), canaries_.Next(), canaries_.Next(),
          canaries_.Next(), canaries_.Next(), canaries_.Next(), canaries_.NextNumber());
    }
    return table;
  }
  // All that a client is told, as it is told it.
  void ScanCall(const grpc::Status& status, const std::string& where) {
    Scan(status.error_message() + status.error_details(), where);
  }
  // With keys, over the network, its journal in JSON: as in production.
  std::unique_ptr<Hub> Serve(Journal& journal, const std::string& keys) {
    HubConfig config;
    config.data_dir = data_;
    config.listen = "127.0.0.1:0";
    config.access = HubAccess{.metrics = "127.0.0.1:0", .keys_file = keys};
    config.log = [&journal](std::string_view line) {
      journal.Write(Journal::Level::kWarning, line);
    };
    auto hub = Hub::Open(config);
    EXPECT_TRUE(hub.ok()) << hub.status();
    return hub.ok() ? *std::move(hub) : nullptr;
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

TEST_F(CanaryTest, NorDoesOneFromAFileThatIsImported) {
  const std::string table = directory_.Write("incidents.csv", Table());
  const std::string problems = directory_.File("problems.tsv");
  const std::vector<std::string> import = {"import",           "csv",        table,   "--mapping",
                                           "police-incidents", "--problems", problems};
  const Ran ran = RunAndScan(import);
  EXPECT_EQ(ran.code, kExitSomeRefused);
  std::vector<std::string> json = import;
  json.emplace_back("--json");
  EXPECT_GT(RunAndScan(json).Json()["problems_total"], 20);
  json.emplace_back("--dry-run");
  RunAndScan(json);
  RunAndScan({"reconcile", table, "--mapping", "police-incidents", "--feed",
              "northmere-police/incidents", "--agency-id", "northmere-police"});
  Scan(ReadWhole(problems), "the file of problems");
  std::string census = CensusOf(3);
  for (const std::string cell : {"UN1", "2019-05-17", "F", "WBRI", "1A", "N4"}) {
    const size_t at = census.find(">" + cell + "<") + 1;
    census.replace(at, cell.size(), canaries_.Next());
  }
  const std::string file = directory_.Write("census.xml", census);
  RunAndScan({"import", "cin-census", file, "--problems", problems});
  EXPECT_FALSE(ReadWhole(problems).empty());
  RunAndScan({"import", "cin-census", file, "--json"});
  Scan(ReadWhole(problems), "the file of problems");
  EXPECT_GE(ScanHeaders("log", false), 10U);
  EXPECT_GE(ScanHeaders("audit", true), 4U);
}

TEST_F(CanaryTest, NorDoesAServingHubTellItInItsJournalItsFiguresOrAnError) {
  TrialKeys keys(directory_);
  keys.Add("northmere-hospital", {"ed-nurse", "sender"});
  keys.Add("northmere-school", {"school-dsl", "sender"});
  std::ostringstream journal_text;
  const SystemClock clock;
  Journal journal(journal_text, Journal::Form::kJson, clock);
  const auto hub = Serve(journal, keys.file());
  ASSERT_NE(hub, nullptr);
  const auto run = [&](std::vector<std::string> words, const std::string& input = "") {
    words.insert(words.end(), {"--hub", hub->address()});
    const Ran ran = RunCommand(words, input);
    Scan(ran.err, words[0] + ", stderr");
    return ran;
  };
  const std::string nurse = keys.TokenFor("northmere-hospital", "ed-nurse", "child-in-need");
  const std::string teacher = keys.TokenFor("northmere-school", "school-dsl", "child-in-need");
  const std::string hospital = keys.TokenFor("northmere-hospital", "sender", "operation");
  const std::string school = keys.TokenFor("northmere-school", "sender", "operation");
  const std::string nobody =
      directory_.Write("nobody.jwt", canaries_.Next() + "." + canaries_.Next());
  const std::string lines = StoryLines() + EveryKindLines();
  for (const std::string& token : {hospital, school, teacher, nobody}) {
    Scan(run({"publish", "-", "--json", "--token", token}, lines).out, "receipts");
  }
  const std::string patient = "northmere-hospital/ed/patient-58211";
  EXPECT_FALSE(
      canaries_.In(run({"chronology", "--record", patient, "--token", nurse, "--json"}).out)
          .empty());
  for (const std::string& token : {teacher, nobody}) {
    Scan(run({"chronology", "--record", patient, "--token", token}).out, "a refused look");
  }
  run({"feeds"});

  // What a person types by mistake is told to nobody either.
  const auto chronologies = v1::ChronologyService::NewStub(
      hub->Channel(ReadWhole(nurse).substr(0, ReadWhole(nurse).find_last_not_of("\n ") + 1)));
  const auto ask = [&](const v1::GetChronologyRequest& request) {
    grpc::ClientContext context;
    v1::GetChronologyResponse response;
    ScanCall(chronologies->GetChronology(&context, request, &response), "an error");
    Scan(response.SerializeAsString(), "an answer");
  };
  v1::GetChronologyRequest request;
  Fill(request, canaries_);
  ask(request);
  request.clear_page_token();
  ask(request);
  request.mutable_query()->mutable_record()->set_feed("northmere-hospital/ed");
  request.mutable_query()->mutable_record()->set_record(canaries_.Next());
  ask(request);

  httplib::Client pages("http://" + hub->metrics_address());
  for (const char* page : {"/metrics", "/livez", "/readyz"}) {
    const auto answer = pages.Get(page);
    ASSERT_TRUE(answer) << page;
    Scan(answer->body, page);
  }
  hub->Shutdown(std::chrono::milliseconds(0));
  EXPECT_THAT(journal_text.str(), ::testing::HasSubstr("{\"time\":"));
  Scan(journal_text.str(), "the journal");
}

}  // namespace
}  // namespace goldthread::server
