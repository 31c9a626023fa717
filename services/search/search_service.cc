#include "services/search/search_service.h"

#include <algorithm>

#include "services/access/reply.h"
#include "services/feeds/page_token.h"
#include "services/search/finder.h"
#include "services/search/query.h"

namespace goldthread::search {

StatusOr<access::Disclosed<v1::SearchPersonsResponse>> SearchEndpoint::Search(
    const v1::SearchPersonsRequest& request) const {
  access::Look look;
  look.action = access::kSearchAction;
  look.task = access::Task::kSearch;
  const StatusOr<Query> query = ParseQuery(request);
  look.question = query.ok() ? AuditText(request) : "not a question";
  if (!query.ok()) {
    GT_RETURN_IF_ERROR(door_.Admit(request.caller(), look));
    return query.status();
  }
  GT_RETURN_IF_ERROR(feeds::CheckMinPosition(request.min_position()));
  GT_ASSIGN_OR_RETURN(const size_t limit, feeds::PageSize(request.limit(), kFoundMax, kFoundMax));
  GT_RETURN_IF_ERROR(door_.AdmitToSearch(request.caller(), look));
  GT_ASSIGN_OR_RETURN(const auto views, views_.At({request.min_position()}));
  GT_ASSIGN_OR_RETURN(Finding finding, Find(*views, door_, request.caller(), *query, limit));
  v1::SearchPersonsResponse response;
  *response.mutable_position() = feeds::PositionShown(shard_, request.min_position());
  response.set_more(finding.more);
  const auto how = HowSearched(*query);
  response.mutable_searched()->Assign(how.begin(), how.end());
  look.rows = static_cast<int64_t>(finding.persons.size());
  for (v1::FoundPerson& person : finding.persons) *response.add_persons() = std::move(person);
  look.records = std::move(finding.records);
  look.sight = std::move(finding.sight);
  look.shown = std::move(finding.shown);
  look.position = views->NextPosition();
  return door_.Disclose(request.caller(), look, std::move(response));
}

grpc::Status SearchEndpoint::SearchPersons(grpc::ServerContext* /*context*/,
                                           const v1::SearchPersonsRequest* request,
                                           v1::SearchPersonsResponse* response) {
  return access::Reply(Search(*request), response);
}

}  // namespace goldthread::search
