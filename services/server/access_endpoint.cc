#include "services/server/access_endpoint.h"

#include <utility>

#include "services/access/reason.h"
#include "services/access/reply.h"
#include "services/chronology/chronology_reader.h"
#include "services/chronology/visible_person.h"
#include "services/identity/person.h"

namespace goldthread::server {
namespace {

constexpr size_t kNameBytesMax = 100;  // As ingest takes them.

// Whether there would be anything behind the glass. That a service knows somebody, of which it
// opens nothing, is not told by a grant either.
StatusOr<bool> OpensAnything(const ViewSnapshot& views, const access::Sight& sight,
                             const RecordId& record, const identity::Person& person) {
  if (sight.ShowsEverything()) return chronology::IsKnown(views, record);
  chronology::Question question;
  question.record = record;
  GT_ASSIGN_OR_RETURN(const auto visible, chronology::SeenBy(views, question, sight, person));
  return visible.anything;
}

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
  GT_ASSIGN_OR_RETURN(auto place, door_.AdmitToGlass(request, look));
  GT_ASSIGN_OR_RETURN(const auto views, views_.At({0}));
  GT_ASSIGN_OR_RETURN(const identity::Person person,
                      identity::PersonOf(*views, record, std::nullopt));
  const access::Sight sight = door_.SightThroughGlass(request.caller(), person.records);
  GT_ASSIGN_OR_RETURN(const bool opens, OpensAnything(*views, sight, record, person));
  if (!opens) return door_.Refuse(request.caller(), look);
  look.records = person.records;
  look.position = views->NextPosition();
  return door_.BreakGlass(request, look, std::move(place));
}

grpc::Status AccessEndpoint::BreakGlass(grpc::ServerContext* /*context*/,
                                        const v1::BreakGlassRequest* request,
                                        v1::BreakGlassResponse* response) {
  return access::Reply(Break(*request), response);
}

}  // namespace goldthread::server
