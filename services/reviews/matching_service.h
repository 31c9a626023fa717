// v1::MatchingService over gRPC: what waits, side by side, and decisions taken down as facts.
//
// It reads views and hands facts to the way in; it writes no row itself.
//
// Source: proto/goldthread/v1/matching_service.proto; docs/matching.md.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "eventstore/base/clock.h"
#include "eventstore/base/mutex.h"
#include "eventstore/projector/view_source.h"
#include "goldthread/v1/matching_service.grpc.pb.h"
#include "services/access/disclosed.h"
#include "services/reviews/decision_event.h"
#include "services/vocabulary/hub_facts.h"
#include "services/vocabulary/record_id.h"

namespace goldthread::reviews {

inline constexpr size_t kReasonBytesMax = 500;
// kInvalidArgument: there is none, or it is too long.
Status CheckReason(const std::string& reason);

class MatchingEndpoint final : public v1::MatchingService::Service {
 public:
  // Lent, but for `shard`, which names the partnership in answers, and `publish`.
  struct Parts {
    const ViewSource& views;
    const access::Door& door;
    const Clock& clock;
    Publish publish;
    std::string shard;
  };
  explicit MatchingEndpoint(Parts parts) : parts_(std::move(parts)) {}

  grpc::Status ListReviews(grpc::ServerContext* context, const v1::ListReviewsRequest* request,
                           v1::ListReviewsResponse* response) override;
  grpc::Status ShowPair(grpc::ServerContext* context, const v1::ShowPairRequest* request,
                        v1::ShowPairResponse* response) override;
  grpc::Status DecidePair(grpc::ServerContext* context, const v1::DecidePairRequest* request,
                          v1::DecidePairResponse* response) override;
  grpc::Status SeparateRecord(grpc::ServerContext* context,
                              const v1::SeparateRecordRequest* request,
                              v1::SeparateRecordResponse* response) override;
  grpc::Status UndoDecision(grpc::ServerContext* context, const v1::UndoDecisionRequest* request,
                            v1::UndoDecisionResponse* response) override;
  grpc::Status ListDecisions(grpc::ServerContext* context, const v1::ListDecisionsRequest* request,
                             v1::ListDecisionsResponse* response) override;
  grpc::Status GetModel(grpc::ServerContext* context, const v1::GetModelRequest* request,
                        v1::GetModelResponse* response) override;
  grpc::Status LearnModel(grpc::ServerContext* context, const v1::LearnModelRequest* request,
                          v1::LearnModelResponse* response) override;
  grpc::Status AdoptModel(grpc::ServerContext* context, const v1::AdoptModelRequest* request,
                          v1::AdoptModelResponse* response) override;

 private:
  template <class Response>
  using Answer = StatusOr<access::Disclosed<Response>>;
  using Snapshot = std::shared_ptr<const ViewSnapshot>;

  Answer<v1::ListReviewsResponse> List(const v1::ListReviewsRequest& request) const;
  Answer<v1::ShowPairResponse> Show(const v1::ShowPairRequest& request) const;
  Answer<v1::DecidePairResponse> Decide(const v1::DecidePairRequest& request);
  Answer<v1::SeparateRecordResponse> Separate(const v1::SeparateRecordRequest& request);
  Answer<v1::UndoDecisionResponse> Undo(const v1::UndoDecisionRequest& request);
  Answer<v1::ListDecisionsResponse> Decisions(const v1::ListDecisionsRequest& request) const;
  // adoption.cc
  Answer<v1::GetModelResponse> Model(const v1::GetModelRequest& request) const;
  Answer<v1::LearnModelResponse> Learn(const v1::LearnModelRequest& request);
  Answer<v1::AdoptModelResponse> Adopt(const v1::AdoptModelRequest& request);

  // Durable, and in the views that are given back. Errors: as DecidePair.
  struct TakenDown {
    Snapshot views;
    Position next;  // The first after them.
  };
  StatusOr<TakenDown> TakeDown(const std::vector<v1::Event>& events) const;

  const Parts parts_;
  std::atomic<bool> trying_ = false;  // A model is being learnt or tried: a minute of a core.
  Mutex deciding_;  // One at a time, so that most who come second hear of it in words.
};

}  // namespace goldthread::reviews
