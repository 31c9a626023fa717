#include "services/server/access_endpoint.h"

#include "services/access/reason.h"
#include "services/access/reply.h"
#include "services/chronology/chronology_reader.h"
#include "services/identity/person.h"

namespace goldthread::server {
namespace {

constexpr size_t kNameBytesMax = 100;  // As ingest takes them.

}  // namespace

StatusOr<access::Disclosed<v1::BreakGlassResponse>> AccessEndpoint::Break(
    const v1::BreakGlassRequest& request) {
  access::Look look;
  look.action = "glass.broken";
  const RecordId record{request.record().feed(), request.record().record()};
  if (record.feed.size() > kNameBytesMax || record.record.size() > kNameBytesMax) {
    return access::BadField("record", "names no record: too long");
  }
  look.records = {record};
  GT_RETURN_IF_ERROR(door_.AdmitToGlass(request, look));
  GT_ASSIGN_OR_RETURN(const auto views, views_.At({0}));
  GT_ASSIGN_OR_RETURN(const bool known, chronology::IsKnown(*views, record));
  if (!known) return door_.Refuse(request.caller(), look);
  GT_ASSIGN_OR_RETURN(const identity::Person person,
                      identity::PersonOf(*views, record, std::nullopt));
  look.records = person.records;
  look.position = views->NextPosition();
  return door_.BreakGlass(request, look);
}

grpc::Status AccessEndpoint::BreakGlass(grpc::ServerContext* /*context*/,
                                        const v1::BreakGlassRequest* request,
                                        v1::BreakGlassResponse* response) {
  return access::Reply(Break(*request), response);
}

}  // namespace goldthread::server
