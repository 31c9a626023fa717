#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "services/server/chronology_json.h"
#include "services/server/commands.h"
#include "services/server/event_lines.h"
#include "services/server/event_messages.h"
#include "services/server/publisher.h"

namespace goldthread::server {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kPublishDescription =
    R"(Publish events from a file of JSON lines, or from stdin.

One event a line, as proto JSON (docs/events.md). Publishing the same line again is harmless.
A file FILE.binpb holds protobuf messages instead, each after its length; then "line" is which
message. With --json the receipts go to stdout, one a line.

Examples:
  goldthread publish events.ndjson --hub 127.0.0.1:7790
  goldthread publish - --data DIR --json < events.ndjson
)";

struct PublishOptions {
  CommonOptions common;
  std::string file;
};

std::string ViolationText(const v1::Violation& violation) {
  return fmt::format("{}{}{}: {}", violation.field(), violation.field().empty() ? "" : " ",
                     violation.rule(), violation.remedy());
}

Json ViolationsJson(const google::protobuf::RepeatedPtrField<v1::Violation>& violations) {
  Json list = Json::array();
  for (const v1::Violation& violation : violations) {
    list.push_back(
        {{"field", violation.field()}, {"rule", violation.rule()}, {"remedy", violation.remedy()}});
  }
  return list;
}

// Says what became of each line and counts. Threads: any.
class Tally {
 public:
  Tally(bool json, Console& console) : json_(json), console_(console) {}

  void Take(int64_t line, const v1::Receipt& receipt) {
    const std::lock_guard lock(mutex_);
    ++(receipt.has_accepted() ? accepted_ : refused_);
    const auto& violations =
        receipt.has_accepted() ? receipt.accepted().quality() : receipt.rejected().violations();
    if (!json_) {
      Tell(line, receipt.has_accepted() ? "accepted, but" : "refused:", violations);
      return;
    }
    Json answer = {{"line", line},
                   {"feed", receipt.feed()},
                   {"id", receipt.event_id()},
                   {"accepted", receipt.has_accepted()}};
    if (receipt.has_accepted()) {
      answer["shard"] = receipt.accepted().shard();
      answer["position"] = receipt.accepted().position();
    }
    answer[receipt.has_accepted() ? "quality" : "violations"] = ViolationsJson(violations);
    console_.out << JsonLine(answer) << '\n';
  }

  // The line never left: it is not an event.
  void Refuse(int64_t line, const v1::Violation& problem) {
    v1::Receipt receipt;
    *receipt.mutable_rejected()->add_violations() = problem;
    Take(line, receipt);
  }

  int64_t accepted() const { return accepted_; }
  int64_t refused() const { return refused_; }

 private:
  void Tell(int64_t line, std::string_view what,
            const google::protobuf::RepeatedPtrField<v1::Violation>& violations) {
    for (const v1::Violation& violation : violations) {
      console_.err << fmt::format("line {} {} {}\n", line, what, Plain(ViolationText(violation)));
    }
  }

  const bool json_;
  Console& console_;
  std::mutex mutex_;
  int64_t accepted_ = 0;
  int64_t refused_ = 0;
};

using NextEvent = std::function<std::optional<EventLine>()>;

int PublishAll(const HubClient& client, const NextEvent& next, const PublishOptions& options,
               Console& console) {
  Tally tally(options.common.json, console);
  Publisher publisher(
      client, [&tally](int64_t line, const v1::Receipt& receipt) { tally.Take(line, receipt); });
  bool flows = true;
  while (flows) {
    auto line = next();
    if (!line) break;
    if (line->problem) {
      tally.Refuse(line->number, *line->problem);
    } else {
      flows = publisher.Send(line->number, std::move(line->event));
    }
  }
  int64_t first_without = 0;
  const Status status = publisher.Finish(&first_without);
  (options.common.json ? console.err : console.out)
      << fmt::format("{} lines: {} accepted, {} refused\n", tally.accepted() + tally.refused(),
                     tally.accepted(), tally.refused());
  if (!status.ok()) {
    if (first_without > 0) {
      Say(console, fmt::format("no receipt from line {} on: publish the file again, repeats are "
                               "harmless",
                               first_without));
    }
    return Fail(console, status);
  }
  return tally.refused() > 0 ? kExitSomeRefused : kExitOk;
}

int RunPublish(const PublishOptions& options, Console& console) {
  std::ifstream file;
  if (options.file != "-") {
    file.open(options.file, std::ios::binary);
    std::error_code error;
    if (!file || std::filesystem::is_directory(options.file, error)) {
      Say(console, fmt::format("cannot read {}", options.file));
      return kExitUsage;
    }
  }
  const auto client = OpenClient(options.common, IfMissing::kCreate, console);
  if (!client.ok()) return FailToOpen(console, client.status());
  if (options.file.ends_with(".binpb")) {
    EventMessageReader messages(file);
    return PublishAll(*client, [&messages] { return messages.Next(); }, options, console);
  }
  EventLineReader lines(options.file == "-" ? console.in : file);
  return PublishAll(*client, [&lines] { return lines.Next(); }, options, console);
}

}  // namespace

void AddPublish(Command app) {
  auto options = std::make_shared<PublishOptions>();
  Command command = app.Add("publish", kPublishDescription);
  command
      .Value("FILE", options->file, "JSON lines, or protobuf as FILE.binpb; - for lines from stdin")
      .Required();
  AddPlace(command, &options->common);
  command.Runs([options](Console& console) { return RunPublish(*options, console); });
}

}  // namespace goldthread::server
