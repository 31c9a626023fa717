#include "services/server/look_listing.h"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "goldthread/v1/audit_service.grpc.pb.h"
#include "services/server/chronology_json.h"
#include "services/server/chronology_text.h"
#include "services/server/look_words.h"

namespace goldthread::server {
namespace {

constexpr int kPageSize = 1'000;

}  // namespace

int ListLooks(v1::ListLooksRequest request, const CommonOptions& options, std::string_view nobody,
              Console& console) {
  const auto client = OpenClient(options, IfMissing::kRefuse, console);
  if (!client.ok()) return FailToOpen(console, client.status());
  const auto stub = v1::AuditService::NewStub(client->channel());
  request.set_page_size(kPageSize);
  nlohmann::ordered_json looks = nlohmann::ordered_json::array();
  std::vector<std::vector<std::string>> rows = {LookColumns()};
  do {
    const auto page = Ask(*stub, &v1::AuditService::Stub::ListLooks, request);
    if (!page.ok()) return Fail(console, page.status());
    for (const v1::AuditedLook& look : page->looks()) {
      if (options.json) {
        looks.push_back(LookJson(look));
      } else {
        rows.push_back(LookRow(look));
      }
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  if (options.json) {
    console.out << JsonLine({{"looks", std::move(looks)}}) << '\n';
  } else if (rows.size() == 1) {
    console.out << nobody << '\n';
  } else {
    console.out << AlignColumns(std::move(rows));
  }
  return kExitOk;
}

}  // namespace goldthread::server
