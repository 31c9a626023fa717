// The gRPC face of the chronology.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "eventstore/projector/view_source.h"
#include "goldthread/v1/chronology_service.grpc.pb.h"
#include "services/access/disclosed.h"

namespace goldthread::chronology {

class ChronologyEndpoint final : public v1::ChronologyService::Service {
 public:
  // `shard` names the partnership in answers. The others are lent and outlive it. Threads: any.
  ChronologyEndpoint(const ViewSource& views, const access::Door& door, std::string shard)
      : views_(views), door_(door), shard_(std::move(shard)) {}

  grpc::Status GetChronology(grpc::ServerContext* context, const v1::GetChronologyRequest* request,
                             v1::GetChronologyResponse* response) override;
  grpc::Status ExportChronology(grpc::ServerContext* context,
                                const v1::ExportChronologyRequest* request,
                                grpc::ServerWriter<v1::ExportChronologyResponse>* writer) override;

  // The same without gRPC around it.
  StatusOr<access::Disclosed<v1::GetChronologyResponse>> Get(
      const v1::GetChronologyRequest& request) const;
  // A part at a time; `write` returns false when the reader has gone.
  using WriteExport =
      std::function<bool(const access::Disclosed<v1::ExportChronologyResponse>& part)>;
  Status Export(const v1::ExportChronologyRequest& request, const WriteExport& write) const;

 private:
  const ViewSource& views_;
  const access::Door& door_;
  const std::string shard_;
};

}  // namespace goldthread::chronology
