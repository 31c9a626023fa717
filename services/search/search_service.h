// v1::SearchService over gRPC.
//
// Source: proto/goldthread/v1/search_service.proto; docs/access.md.
#pragma once

#include <string>
#include <utility>

#include "eventstore/projector/view_source.h"
#include "goldthread/v1/search_service.grpc.pb.h"
#include "services/access/disclosed.h"

namespace goldthread::search {

class SearchEndpoint final : public v1::SearchService::Service {
 public:
  // `shard` names the partnership in answers. The others are lent. Threads: any.
  SearchEndpoint(const ViewSource& views, const access::Door& door, std::string shard)
      : views_(views), door_(door), shard_(std::move(shard)) {}

  grpc::Status SearchPersons(grpc::ServerContext* context, const v1::SearchPersonsRequest* request,
                             v1::SearchPersonsResponse* response) override;

 private:
  StatusOr<access::Disclosed<v1::SearchPersonsResponse>> Search(
      const v1::SearchPersonsRequest& request) const;

  const ViewSource& views_;
  const access::Door& door_;
  const std::string shard_;
};

}  // namespace goldthread::search
