#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "goldthread/v1/quarantine_service.grpc.pb.h"
#include "services/server/chronology_json.h"
#include "services/server/chronology_text.h"
#include "services/server/commands.h"
#include "services/server/words.h"

namespace goldthread::server {
namespace {

using Json = nlohmann::ordered_json;
using Stub = v1::QuarantineService::Stub;

constexpr const char* kQuarantineDescription = "What could not be folded, with its reason.\n";

constexpr const char* kQuarantineListDescription =
    R"(The records that could not be folded: position, feed, id, reason, first cause first.

Examples:
  goldthread quarantine list --data DIR
  goldthread quarantine list --hub 127.0.0.1:7790 --json
)";

constexpr const char* kShowDescription = R"(One of them, with every fold that could not take it.

Examples:
  goldthread quarantine show 1207 --data DIR
)";

constexpr const char* kRepairDescription =
    R"(Fold quarantined records again, once their cause is gone.

After an upgrade, or when what was wrong is mended. What still cannot be folded stays, with the
reason it has now, and the exit code is 1.

Examples:
  goldthread quarantine repair 1207 1311 --data DIR
  goldthread quarantine repair --all --hub 127.0.0.1:7790
)";

struct QuarantineOptions {
  CommonOptions common;
  std::vector<int64_t> positions;
  bool all = false;
};

StatusOr<std::vector<v1::QuarantinedRecord>> Fetch(const HubClient& client,
                                                   v1::ListQuarantinedRequest request) {
  const auto stub = v1::QuarantineService::NewStub(client.channel());
  GT_ASSIGN_OR_RETURN(const v1::GetStatusResponse status, client.GetStatus(request.caller()));
  request.set_min_position(status.log_end());
  request.set_page_size(1'000);
  std::vector<v1::QuarantinedRecord> all;
  do {
    GT_ASSIGN_OR_RETURN(const v1::ListQuarantinedResponse page,
                        AskUntilFresh([&] { return Ask(*stub, &Stub::ListQuarantined, request); }));
    all.insert(all.end(), page.records().begin(), page.records().end());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return all;
}

std::string StandingWord(const v1::QuarantinedRecord& record) {
  if (record.standing() == v1::STANDING_STANDS) return "lacking";
  return EnumWord(*v1::Standing_descriptor(), record.standing());
}

Json RecordJson(const v1::QuarantinedRecord& record) {
  Json causes = Json::array();
  for (const v1::QuarantineCause& cause : record.causes()) {
    causes.push_back({{"fold", cause.fold()}, {"reason", cause.reason()}});
  }
  return {{"log_position", record.log_position()},
          {"feed", record.feed()},
          {"event_id", record.event_id()},
          {"received_at", TimeText(record.received_at())},
          {"standing", StandingWord(record)},
          {"amended_by", record.amended_by()},
          {"causes", std::move(causes)}};
}

void PrintTable(const std::vector<v1::QuarantinedRecord>& records, Console& console) {
  if (records.empty()) {
    console.out << "Nothing is in quarantine.\n";
    return;
  }
  std::vector<std::vector<std::string>> rows = {
      {"POSITION", "FEED", "EVENT", "RECEIVED", "STANDING", "FIRST CAUSE"}};
  for (const v1::QuarantinedRecord& record : records) {
    const v1::QuarantineCause& cause = record.causes(0);
    const std::string fold = cause.fold().empty() ? "" : cause.fold() + ": ";
    rows.push_back({fmt::format("{}", record.log_position()), record.feed(), record.event_id(),
                    TimeText(record.received_at()), StandingWord(record), fold + cause.reason()});
  }
  console.out << AlignColumns(rows);
}

int RunList(const QuarantineOptions& options, Console& console) {
  const auto client = OpenClient(options.common, IfMissing::kRefuse, console);
  if (!client.ok()) return FailToOpen(console, client.status());
  v1::ListQuarantinedRequest request;
  *request.mutable_caller() = OperatorOf(options.common);
  const auto records = Fetch(*client, request);
  if (!records.ok()) return Fail(console, records.status());
  if (!options.common.json) {
    PrintTable(*records, console);
    return kExitOk;
  }
  Json list = Json::array();
  for (const v1::QuarantinedRecord& record : *records) list.push_back(RecordJson(record));
  console.out << JsonLine({{"records", std::move(list)}}) << '\n';
  return kExitOk;
}

int RunShow(const QuarantineOptions& options, Console& console) {
  const auto client = OpenClient(options.common, IfMissing::kRefuse, console);
  if (!client.ok()) return FailToOpen(console, client.status());
  v1::ListQuarantinedRequest request;
  *request.mutable_caller() = OperatorOf(options.common);
  request.set_log_position(options.positions.front());
  request.set_only(true);
  const auto records = Fetch(*client, request);
  if (!records.ok()) return Fail(console, records.status());
  if (records->empty()) {
    Say(console, fmt::format("position {} is not in quarantine", options.positions.front()));
    return kExitFailed;
  }
  const v1::QuarantinedRecord& record = records->front();
  if (options.common.json) {
    console.out << JsonLine(RecordJson(record)) << '\n';
    return kExitOk;
  }
  PrintTable(*records, console);
  for (const v1::QuarantineCause& cause : record.causes()) {
    console.out << fmt::format("  {}: {}\n", cause.fold().empty() ? "record" : cause.fold(),
                               Plain(cause.reason()));
  }
  if (!record.amended_by().empty()) {
    console.out << fmt::format("  {} by {}\n", StandingWord(record), Plain(record.amended_by()));
  }
  return kExitOk;
}

int RunRepair(const QuarantineOptions& options, Console& console) {
  const auto client = OpenClient(options.common, IfMissing::kRefuse, console);
  if (!client.ok()) return FailToOpen(console, client.status());
  const auto stub = v1::QuarantineService::NewStub(client->channel());
  v1::RepairQuarantinedRequest request;
  *request.mutable_caller() = OperatorOf(options.common);
  request.mutable_log_positions()->Assign(options.positions.begin(), options.positions.end());
  request.set_all(options.all);
  const auto answer =
      AskUntilFresh([&] { return Ask(*stub, &Stub::RepairQuarantined, request, kLongCall); });
  if (!answer.ok()) return Fail(console, answer.status());
  if (options.common.json) {
    console.out << JsonLine({{"tried", answer->tried()},
                             {"repaired", answer->repaired()},
                             {"remain", answer->remain()}})
                << '\n';
  } else {
    console.out << fmt::format("{} tried, {} repaired, {} in quarantine\n", answer->tried(),
                               answer->repaired(), answer->remain());
  }
  return answer->repaired() == answer->tried() ? kExitOk : kExitFailed;
}

}  // namespace

void AddQuarantine(Command app) {
  auto options = std::make_shared<QuarantineOptions>();
  Command quarantine = app.Add("quarantine", kQuarantineDescription);
  quarantine.WantsCommand();
  Command list = quarantine.Add("list", kQuarantineListDescription);
  AddPlace(list, &options->common);
  list.Runs([options](Console& console) { return RunList(*options, console); });
  Command show = quarantine.Add("show", kShowDescription);
  show.Value("POSITION", options->positions, "in the log").Required().Once();
  AddPlace(show, &options->common);
  show.Runs([options](Console& console) { return RunShow(*options, console); });
  Command repair = quarantine.Add("repair", kRepairDescription);
  const Option positions =
      repair.Value("POSITION", options->positions, "in the log; several if need be");
  repair.Switch("--all", options->all, "all that is in quarantine").Not(positions);
  AddPlace(repair, &options->common);
  repair.Runs([options](Console& console) { return RunRepair(*options, console); });
}

}  // namespace goldthread::server
