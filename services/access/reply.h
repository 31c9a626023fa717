// How an answer reaches the wire: the only function that fills a gRPC response.
#pragma once

#include <grpcpp/support/status.h>

#include "eventstore/base/status.h"
#include "services/access/disclosed.h"

namespace goldthread::access {

// google.rpc.Status with one ErrorInfo{reason, domain "goldthread"}: the reason is the
// message's leading UPPER_SNAKE_CASE word where it has one ("BEHIND: …"), else the code's
// name (https://google.aip.dev/193).
grpc::Status ToGrpc(const Status& status);

// The reverse, for clients: the code, and "REASON: message".
Status FromGrpc(const grpc::Status& status);

template <class T>
grpc::Status Reply(StatusOr<Disclosed<T>> answer, T* response) {
  if (!answer.ok()) return ToGrpc(answer.status());
  *response = std::move(*answer).value();
  return grpc::Status::OK;
}

}  // namespace goldthread::access
