#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "goldthread/v1/audit_service.grpc.pb.h"
#include "services/server/chronology_json.h"
#include "services/server/chronology_text.h"
#include "services/server/commands.h"
#include "services/server/look_listing.h"
#include "services/server/words.h"
#include "services/vocabulary/calendar.h"
#include "services/vocabulary/record_id.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::server {
namespace {

constexpr const char* kAuditDescription = R"(Who looked at whom, why, and what was shown.

Examples:
  goldthread audit list --data DIR --token FILE --record northmere-police/incidents/nominal-3390
  goldthread audit verify --data DIR
)";

constexpr const char* kAuditListDescription =
    R"(The looks, oldest first. Listing them is a look, too.

An agency is told the looks at its own records, and of each only its own part.

Examples:
  goldthread audit list --hub 127.0.0.1:7790 --token auditor.jwt
  goldthread audit list --data DIR --record FEED/ID --on 2026-03-10
  goldthread audit list --data DIR --by teacher-5 --json
)";

constexpr const char* kVerifyDescription = R"(Prove that no look was changed, removed or reordered.

Prints the head of the chain. Keep it somewhere else: given back with --expect, it also
proves that nothing was cut off at the end. Exit code 1 when the chain is broken.

Examples:
  goldthread audit verify --data DIR
  goldthread audit verify --data DIR --expect 42:5F1C…
)";

struct ListOptions {
  CommonOptions common;
  std::string record;
  std::string agency;
  std::string by;
  std::string on;
};

struct VerifyOptions {
  CommonOptions common;
  std::string expect;
};

Status WrongQuestion(std::string_view what) { return Error(Code::kInvalidArgument, what); }

StatusOr<v1::ListLooksRequest> RequestOf(const ListOptions& options) {
  v1::ListLooksRequest request;
  GT_ASSIGN_OR_RETURN(*request.mutable_caller(), CallerOf(options.common));
  if (!options.record.empty()) {
    const auto record = ParseRecordId(options.record);
    if (!record) return WrongQuestion("--record: write FEED/ID");
    *request.mutable_record() = ToRef(*record);
  }
  if (!options.on.empty()) {
    const auto day = ParseDay(options.on);
    if (!day) return WrongQuestion("--on: not a date; write YYYY-MM-DD");
    *request.mutable_at_from() = TimestampOf(StartOfDayInLondon(*day));
    *request.mutable_at_until() = TimestampOf(EndOfDayInLondon(*day));
  }
  request.set_agency(options.agency);
  request.set_user(options.by);
  return request;
}

int RunList(const ListOptions& options, Console& console) {
  auto request = RequestOf(options);
  if (!request.ok()) {
    Say(console, Message(request.status()));
    return kExitUsage;
  }
  return ListLooks(*std::move(request), options.common, "Nobody has looked.", console);
}

StatusOr<v1::VerifyAuditRequest> RequestOf(const VerifyOptions& options) {
  v1::VerifyAuditRequest request;
  GT_ASSIGN_OR_RETURN(*request.mutable_caller(), CallerOf(options.common));
  if (options.expect.empty()) return request;
  int64_t entries = 0;
  const char* const end = options.expect.data() + options.expect.size();
  const auto [read_to, error] = std::from_chars(options.expect.data(), end, entries);
  if (error != std::errc() || read_to == end || *read_to != ':') {
    return WrongQuestion("--expect: write ENTRIES:DIGEST, as an earlier verify printed them");
  }
  request.mutable_expected()->set_entries(entries);
  request.mutable_expected()->set_digest(std::string(read_to + 1, end));
  return request;
}

int RunVerify(const VerifyOptions& options, Console& console) {
  const auto request = RequestOf(options);
  if (!request.ok()) {
    Say(console, Message(request.status()));
    return kExitUsage;
  }
  const auto client = OpenClient(options.common, IfMissing::kRefuse, console);
  if (!client.ok()) return FailToOpen(console, client.status());
  const auto stub = v1::AuditService::NewStub(client->channel());
  const auto answer = Ask(*stub, &v1::AuditService::Stub::VerifyAudit, *request, kLongCall);
  if (!answer.ok()) return Fail(console, answer.status());
  const v1::AuditHead& head = answer->head();
  if (options.common.json) {
    console.out << JsonLine({{"sound", answer->sound()},
                             {"entries", head.entries()},
                             {"digest", head.digest()},
                             {"broken_at", answer->broken_at()},
                             {"finding", answer->finding()}})
                << '\n';
  } else {
    console.out << fmt::format("{}: {} entries\n  head  {}:{}\n",
                               answer->sound() ? "sound" : "BROKEN", head.entries(), head.entries(),
                               Plain(head.digest()));
  }
  if (answer->sound()) return kExitOk;
  Say(console, fmt::format("the audit is broken at entry {}: {}. Keep the directory as it is, and "
                           "compare it with the last backup.",
                           answer->broken_at(), answer->finding()));
  return kExitFailed;
}

// Who watches over the audit, not who works with children.
void AddWatcher(Command command, CommonOptions* common) {
  common->role = "auditor";
  common->purpose = "audit";
  AddPlace(command, common);
  AddCaller(command, common);
}

}  // namespace

void AddAudit(Command app) {
  Command audit = app.Add("audit", kAuditDescription);
  audit.WantsCommand();
  auto list = std::make_shared<ListOptions>();
  Command listing = audit.Add("list", kAuditListDescription);
  const auto add = [&listing](const char* name, std::string& value, const char* help,
                              const char* type) { listing.Value(name, value, help).Of(type); };
  add("--record", list->record, "only looks at this record", "FEED/ID");
  add("--agency", list->agency, "only looks at this agency's records, its part of each", "AGENCY");
  add("--by", list->by, "only looks by this user", "USER");
  add("--on", list->on, "only looks on this day", "DATE");
  AddWatcher(listing, &list->common);
  listing.Runs([list](Console& console) { return RunList(*list, console); });
  auto verify = std::make_shared<VerifyOptions>();
  Command verifying = audit.Add("verify", kVerifyDescription);
  verifying.Value("--expect", verify->expect, "a head that was kept elsewhere")
      .Of("ENTRIES:DIGEST");
  AddWatcher(verifying, &verify->common);
  verifying.Runs([verify](Console& console) { return RunVerify(*verify, console); });
}

}  // namespace goldthread::server
