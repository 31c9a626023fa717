#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "goldthread/v1/identity_service.grpc.pb.h"
#include "services/feeds/page_token.h"
#include "services/server/chronology_json.h"
#include "services/server/chronology_text.h"
#include "services/server/commands.h"
#include "services/server/words.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::server {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kReviewDescription =
    R"(Pairs of records that seem to be one person and await a decision: ids and reasons.

Examples:
  goldthread review --data DIR
  goldthread review --hub 127.0.0.1:7790 --json
)";

constexpr size_t kPairsMax = 10'000;  // More is not read by anybody.

// All of it, page by page, up to kPairsMax.
StatusOr<std::vector<v1::ReviewPair>> Fetch(const HubClient& client, v1::ListReviewRequest request,
                                            bool* more) {
  const auto stub = v1::IdentityService::NewStub(client.channel());
  std::vector<v1::ReviewPair> pairs;
  do {
    GT_ASSIGN_OR_RETURN(const v1::ListReviewResponse page, AskUntilFresh([&] {
                          return Ask(*stub, &v1::IdentityService::Stub::ListReview, request);
                        }));
    pairs.insert(pairs.end(), page.pairs().begin(), page.pairs().end());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty() && pairs.size() < kPairsMax);
  *more = !request.page_token().empty();
  return pairs;
}

void Print(const std::vector<v1::ReviewPair>& list, bool more, bool json, Console& console) {
  Json pairs = Json::array();
  std::vector<std::vector<std::string>> rows = {{"RECORD", "RECORD", "REASON"}};
  for (const v1::ReviewPair& pair : list) {
    const std::string reason = EnumWord(*v1::ReviewReason_descriptor(), pair.reason());
    pairs.push_back({{"first", TextOf(pair.first())},
                     {"second", TextOf(pair.second())},
                     {"reason", reason},
                     {"bits", pair.bits()}});
    rows.push_back({TextOf(pair.first()), TextOf(pair.second()), reason});
  }
  if (json) {
    console.out << JsonLine({{"pairs", std::move(pairs)}, {"more", more}}) << '\n';
    return;
  }
  console.out << (rows.size() == 1 ? "No pair of records awaits a decision.\n"
                                   : AlignColumns(rows));
  if (more) console.out << "... and more: decide these, then look again\n";
}

int RunReview(const CommonOptions& options, Console& console) {
  const auto client = OpenClient(options, IfMissing::kRefuse, console);
  if (!client.ok()) return FailToOpen(console, client.status());
  v1::ListReviewRequest request;
  *request.mutable_caller() = OperatorOf(options);
  request.set_min_position(feeds::kNewest);
  request.set_page_size(1'000);
  bool more = false;
  const auto pairs = Fetch(*client, request, &more);
  if (!pairs.ok()) return Fail(console, pairs.status());
  Print(*pairs, more, options.json, console);
  return kExitOk;
}

}  // namespace

void AddReview(Command app) {
  auto options = std::make_shared<CommonOptions>();
  Command command = app.Add("review", kReviewDescription);
  AddPlace(command, options.get());
  command.Runs([options](Console& console) { return RunReview(*options, console); });
}

}  // namespace goldthread::server
