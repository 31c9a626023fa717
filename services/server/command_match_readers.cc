#include <memory>

#include "goldthread/v1/audit_service.pb.h"
#include "services/server/look_listing.h"
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
  return request;
}

int RunReaders(const MatchOptions& options, Console& console) {
  auto request = RequestOf(options);
  if (!request.ok()) return FailUsage(console, request.status());
  return ListLooks(*std::move(request), options.common, "Nobody read them as one person.", console);
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
