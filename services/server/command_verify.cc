#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "goldthread/v1/operations_service.grpc.pb.h"
#include "services/server/chronology_json.h"
#include "services/server/commands.h"

namespace goldthread::server {
namespace {

constexpr const char* kVerifyDescription = R"(Prove that the views equal a fresh rebuild of the log.

Builds them anew in a scratch place and compares row by row, byte by byte.
Exit code 1 when they differ.

Examples:
  goldthread verify --data DIR
  goldthread verify --hub 127.0.0.1:7790 --json
)";

void Print(const v1::VerifyResponse& answer, bool json, Console& console) {
  if (json) {
    const nlohmann::ordered_json result = {
        {"equal", answer.equal()},
        {"rows", answer.rows()},
        {"position", {{"shard", answer.position().shard()}, {"next", answer.position().next()}}},
        {"live_digest", answer.live_digest()},
        {"rebuilt_digest", answer.rebuilt_digest()},
        {"first_difference", answer.first_difference()}};
    console.out << JsonLine(result) << '\n';
    return;
  }
  console.out << fmt::format("{}: {} rows at position {}\n", answer.equal() ? "equal" : "DIFFERENT",
                             answer.rows(), answer.position().next())
              << fmt::format("  live     {}\n  rebuilt  {}\n", Plain(answer.live_digest()),
                             Plain(answer.rebuilt_digest()));
}

int RunVerify(const CommonOptions& options, Console& console) {
  const auto client = OpenClient(options, IfMissing::kRefuse, console);
  if (!client.ok()) return FailToOpen(console, client.status());
  const auto stub = v1::OperationsService::NewStub(client->channel());
  v1::VerifyRequest request;
  *request.mutable_caller() = OperatorOf(options);
  const auto answer = Ask(*stub, &v1::OperationsService::Stub::Verify, request, kLongCall);
  if (!answer.ok()) return Fail(console, answer.status());
  Print(*answer, options.json, console);
  if (answer->equal()) return kExitOk;
  Say(console, fmt::format("the views differ from the log: {}. goldthread rebuild mends them; "
                           "please report it.",
                           answer->first_difference()));
  return kExitFailed;
}

}  // namespace

void AddVerify(Command app) {
  auto options = std::make_shared<CommonOptions>();
  Command command = app.Add("verify", kVerifyDescription);
  AddPlace(command, options.get());
  command.Runs([options](Console& console) { return RunVerify(*options, console); });
}

}  // namespace goldthread::server
