// What the commands of goldthread match have alike: two records named, and who asks.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>

#include "services/server/commands.h"
#include "services/server/match_words.h"
#include "services/vocabulary/record_id.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::server {

struct MatchOptions {
  std::string first;
  std::string second;
  std::string reason;
  CommonOptions common;
};

// One who decides about records, unless the words say otherwise.
inline void AddReviewer(Command command, CommonOptions* common) {
  common->role = "match-reviewer";
  common->purpose = "matching";
  AddPlace(command, common);
  AddCaller(command, common);
}

// A question to the hub as its words have it; kInvalidArgument: they make no sense.
inline StatusOr<v1::RecordRef> RefIn(const std::string& text) {
  const auto record = ParseRecordId(text);
  if (!record) return Error(Code::kInvalidArgument, "write each record as FEED/ID");
  return ToRef(*record);
}

template <class Request>
Status FillPair(const MatchOptions& options, Request* request) {
  GT_ASSIGN_OR_RETURN(*request->mutable_caller(), CallerOf(options.common));
  GT_ASSIGN_OR_RETURN(*request->mutable_first(), RefIn(options.first));
  GT_ASSIGN_OR_RETURN(*request->mutable_second(), RefIn(options.second));
  return OkStatus();
}

// Asks the hub that the options name; `print` gets the answer. The exit code.
template <class Service, class Request, class Response, class Print>
int AskHub(const CommonOptions& options, const Request& request,
           grpc::Status (Service::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
           Console& console, Print print, std::chrono::seconds limit = kShortCall) {
  const auto client = OpenClient(options, IfMissing::kRefuse, console);
  if (!client.ok()) return FailToOpen(console, client.status());
  const auto stub = Service::NewStub(client->channel());
  Request asked = request;
  bool stands = false;
  const auto ask = [&] { return Ask(*stub, method, asked, limit); };
  const auto answer = [&] {
    if constexpr (requires { asked.set_min_position(0); }) {
      if (asked.min_position() == feeds::kNewest) {
        return AskForNewest(asked, ask, &stands);
      }
    }
    return AskUntilFresh(ask);
  }();
  if (!answer.ok()) return Fail(console, answer.status());
  if (stands) SayItStands(console);
  print(*answer);
  return kExitOk;
}

inline int FailUsage(Console& console, const Status& status) {
  Say(console, Message(status));
  return kExitUsage;
}

}  // namespace goldthread::server
