#include <memory>
#include <nlohmann/json.hpp>

#include "goldthread/v1/audit_service.grpc.pb.h"
#include "services/server/chronology_json.h"
#include "services/server/chronology_text.h"
#include "services/server/look_words.h"
#include "services/server/match_options.h"

namespace goldthread::server {
namespace {

constexpr const char* kMatchReadersDescription =
    R"(Who read two records as one person: for when a join turns out to be wrong.

Lists the looks of the audit that showed both together. For those who watch over the audit.
)";

StatusOr<v1::ListLooksRequest> RequestOf(const MatchOptions& options) {
  v1::ListLooksRequest request;
  GT_ASSIGN_OR_RETURN(*request.mutable_caller(), CallerOf(options.common));
  GT_ASSIGN_OR_RETURN(*request.mutable_record(), RefIn(options.first));
  GT_ASSIGN_OR_RETURN(*request.mutable_joined_with(), RefIn(options.second));
  request.set_page_size(1'000);
  return request;
}

int RunReaders(const MatchOptions& options, Console& console) {
  auto request = RequestOf(options);
  if (!request.ok()) return FailUsage(console, request.status());
  const auto client = OpenClient(options.common, IfMissing::kRefuse, console);
  if (!client.ok()) return FailToOpen(console, client.status());
  const auto stub = v1::AuditService::NewStub(client->channel());
  nlohmann::ordered_json looks = nlohmann::ordered_json::array();
  std::vector<std::vector<std::string>> rows = {LookColumns()};
  do {
    const auto page = Ask(*stub, &v1::AuditService::Stub::ListLooks, *request);
    if (!page.ok()) return Fail(console, page.status());
    for (const v1::AuditedLook& look : page->looks()) {
      looks.push_back(LookJson(look));
      rows.push_back(LookRow(look));
    }
    request->set_page_token(page->next_page_token());
  } while (!request->page_token().empty());
  if (options.common.json) {
    console.out << JsonLine({{"looks", std::move(looks)}}) << '\n';
  } else {
    console.out << (rows.size() == 1 ? "Nobody read them as one person.\n"
                                     : AlignColumns(std::move(rows)));
  }
  return kExitOk;
}

}  // namespace

void AddMatchReaders(Command match) {
  auto options = std::make_shared<MatchOptions>();
  Command readers = match.Add("readers", kMatchReadersDescription);
  readers.Value("FIRST", options->first, "a source record, FEED/ID").Required();
  readers.Value("SECOND", options->second, "another one").Required();
  options->common.role = "auditor";
  options->common.purpose = "audit";
  AddPlace(readers, &options->common);
  AddCaller(readers, &options->common);
  readers.Runs([options](Console& console) { return RunReaders(*options, console); });
}

}  // namespace goldthread::server
