#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "goldthread/v1/operations_service.grpc.pb.h"
#include "services/server/chronology_json.h"
#include "services/server/commands.h"

namespace goldthread::server {
namespace {

constexpr const char* kRebuildDescription = R"(Build the views anew from the log and swap them in.

Answers go on meanwhile. Nothing is lost: the log is the truth, the views follow from it.

Examples:
  goldthread rebuild --data DIR
  goldthread rebuild --hub 127.0.0.1:7790
)";

int RunRebuild(const CommonOptions& options, Console& console) {
  const auto client = OpenClient(options, IfMissing::kRefuse, console);
  if (!client.ok()) return FailToOpen(console, client.status());
  const auto stub = v1::OperationsService::NewStub(client->channel());
  v1::RebuildRequest request;
  *request.mutable_caller() = OperatorOf(options);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kLongCall);
  const auto reader = stub->Rebuild(&context, request);
  v1::RebuildResponse last;
  Progress progress(console, "rebuilding");
  while (reader->Read(&last)) progress.Show(last.records_read(), last.records_total());
  progress.Done();
  const grpc::Status status = reader->Finish();
  if (!status.ok()) return Fail(console, FromHub(status, context));
  if (options.json) {
    console.out << JsonLine({{"records", last.records_read()}, {"swapped_in", last.swapped_in()}})
                << '\n';
  } else {
    console.out << fmt::format("rebuilt from {} records; the new views are live\n",
                               last.records_read());
  }
  return last.swapped_in() ? kExitOk : kExitFailed;
}

}  // namespace

void AddRebuild(Command app) {
  auto options = std::make_shared<CommonOptions>();
  Command command = app.Add("rebuild", kRebuildDescription);
  AddPlace(command, options.get());
  command.Runs([options](Console& console) { return RunRebuild(*options, console); });
}

}  // namespace goldthread::server
