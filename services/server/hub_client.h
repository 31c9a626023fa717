// How every command reaches a hub: as a gRPC client, whether the hub is a server elsewhere or
// opened in this process for a directory. One code path.
#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <chrono>
#include <memory>
#include <string>

#include "eventstore/base/status.h"
#include "goldthread/v1/caller.pb.h"
#include "goldthread/v1/operations_service.pb.h"
#include "services/access/reply.h"
#include "services/feeds/page_token.h"
#include "services/server/hub.h"

namespace goldthread::server {

// Files by which a caller proves who it is, and knows the hub; each may be empty.
struct ProofFiles {
  std::string token{};        // A signed token, sent with every call.
  std::string ca{};           // The authority of the hub's certificate; empty: no TLS.
  std::string certificate{};  // Its own, for a hub that asks for one.
  std::string key{};
};

// Exactly one of data and hub.
struct Place {
  std::string data{};      // A directory no server has open.
  std::string hub{};       // "HOST:PORT" of a server.
  std::string registry{};  // With `data`: another registry file than its own.
  ProofFiles proof{};
};

enum class IfMissing { kCreate, kRefuse };

// For an answer that is one step; longer ones (verify, rebuild) take kLongCall.
inline constexpr std::chrono::seconds kShortCall{30};
inline constexpr std::chrono::hours kLongCall{12};

class HubClient {
 public:
  // Errors: kUnavailable: no hub there, or the directory cannot be used; the message says what
  // to do. kInvalidArgument: the place makes no sense.
  static StatusOr<HubClient> Open(const Place& place, IfMissing if_missing,
                                  std::function<void(const RebuildProgress&)> progress = {});
  // A hub that is already there. Lent.
  explicit HubClient(Hub& hub) : channel_(hub.Channel()) {}

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

  StatusOr<v1::GetStatusResponse> GetStatus(const v1::Caller& caller) const;

 private:
  HubClient(std::unique_ptr<Hub> hub, std::shared_ptr<grpc::Channel> channel)
      : hub_(std::move(hub)), channel_(std::move(channel)) {}

  std::unique_ptr<Hub> hub_;  // Only when it runs in this process.
  std::shared_ptr<grpc::Channel> channel_;
};

// What a call came to. Where no hub of ours answered it, the words name the address and what to
// try: kUnavailable, kDeadlineExceeded, kUnimplemented.
Status FromHub(const grpc::Status& status, const grpc::ClientContext& context);

// Whether the views had not reached the `min_position` of a question.
bool IsBehind(const Status& status);

// One question, one answer, within `limit`.
template <class Stub, class Request, class Response>
StatusOr<Response> Ask(Stub& stub,
                       grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                    Response*),
                       const Request& request, std::chrono::seconds limit = kShortCall) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + limit);
  Response response;
  const grpc::Status status = (stub.*method)(&context, request, &response);
  if (!status.ok()) return FromHub(status, context);
  return response;
}

inline Status StatusOf(const Status& answer) { return answer; }
template <class Response>
Status StatusOf(const StatusOr<Response>& answer) {
  return answer.status();
}

// Asks until the views are as far as the question demands: after a start they catch up, and
// each try waits in the hub. Gives the last answer.
template <class Try>
auto AskUntilFresh(Try ask) {
  constexpr int kTries = 60;
  auto answer = ask();
  for (int tries = 1; tries < kTries && IsBehind(StatusOf(answer)); ++tries) answer = ask();
  return answer;
}

// Asks for everything the log holds. A hub that cannot learn where its log ends, for no broker
// answers, is asked for what its views hold: then `stands` is true, and whoever shows the answer
// says so (SayItStands).
template <class Request, class Try>
auto AskForNewest(Request& request, Try ask, bool* stands) {
  request.set_min_position(feeds::kNewest);
  auto answer = AskUntilFresh(ask);
  const Code code = StatusOf(answer).code();
  if (code != Code::kUnavailable && code != Code::kDeadlineExceeded) return answer;
  request.set_min_position(0);
  auto standing = ask();
  if (!StatusOf(standing).ok()) return answer;
  *stands = true;
  return standing;
}

}  // namespace goldthread::server
