#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "goldthread/v1/identity_service.grpc.pb.h"
#include "services/server/chronology_json.h"
#include "services/server/chronology_text.h"
#include "services/server/commands.h"
#include "services/server/words.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::server {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kDescription =
    R"(Pairs of records that seem to be one person and await a decision: ids and reasons.

Examples:
  goldthread review --data DIR
  goldthread review --hub 127.0.0.1:7790 --json
)";

std::string Text(const v1::RecordRef& ref) { return RecordId{ref.feed(), ref.record()}.Text(); }

void Print(const v1::ListReviewResponse& answer, bool json, Console& console) {
  Json pairs = Json::array();
  std::vector<std::vector<std::string>> rows = {{"RECORD", "RECORD", "REASON"}};
  for (const v1::ReviewPair& pair : answer.pairs()) {
    const std::string reason = EnumWord(*v1::ReviewReason_descriptor(), pair.reason());
    pairs.push_back(
        {{"first", Text(pair.first())}, {"second", Text(pair.second())}, {"reason", reason}});
    rows.push_back({Text(pair.first()), Text(pair.second()), reason});
  }
  if (json) {
    console.out << JsonLine({{"pairs", std::move(pairs)}, {"more", answer.more()}}) << '\n';
    return;
  }
  console.out << (rows.size() == 1 ? "No pair of records awaits a decision.\n"
                                   : AlignColumns(rows));
  if (answer.more()) console.out << "... and more: decide these, then look again\n";
}

int RunReview(const CommonOptions& options, Console& console) {
  const auto client = OpenClient(options, IfMissing::kRefuse, console);
  if (!client.ok()) return FailToOpen(console, client.status());
  const auto stub = v1::IdentityService::NewStub(client->channel());
  v1::ListReviewRequest request;
  *request.mutable_caller() = OperatorOf(options);
  const auto end = client->LogEnd(request.caller());
  if (!end.ok()) return Fail(console, end.status());
  request.set_min_position(*end);
  request.set_page_size(1'000);
  const auto answer =
      AskUntilFresh([&] { return Ask(*stub, &v1::IdentityService::Stub::ListReview, request); },
                    [](const auto& tried) { return tried.status(); });
  if (!answer.ok()) return Fail(console, answer.status());
  Print(*answer, options.json, console);
  return kExitOk;
}

}  // namespace

void AddReview(Command app) {
  auto options = std::make_shared<CommonOptions>();
  Command command = app.Add("review", kDescription);
  AddPlace(command, options.get());
  command.Runs([options](Console& console) { return RunReview(*options, console); });
}

}  // namespace goldthread::server
