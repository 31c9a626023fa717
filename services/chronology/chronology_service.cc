#include "services/chronology/chronology_service.h"

#include "services/access/policy.h"
#include "services/access/reason.h"
#include "services/access/reply.h"
#include "services/chronology/chronology_reader.h"
#include "services/chronology/disclosure.h"
#include "services/chronology/question.h"

namespace goldthread::chronology {
namespace {

constexpr int kPageDefault = 200;
constexpr int kPageMax = 1'000;
// A page fits into one gRPC message of 4 MiB, whatever the size of its rows.
constexpr size_t kPageBytesMax = size_t{3} << 20;
constexpr PageLimit kExportPage{200, kPageBytesMax};

// What does not parse may hold anything, of any size: it is audited as that and no more.
access::Look LookFor(std::string_view action, const v1::ChronologyQuery& query,
                     const StatusOr<Question>& question) {
  access::Look look;
  look.action = action;
  look.records.push_back(question.ok() ? question->record : RecordId{});
  look.question = question.ok() ? AuditText(query) : "not a question";
  return look;
}

// The records whose facts were shown, and how many facts.
void Complete(access::Look* look, const Page& page, Position position) {
  look->records = page.person->records;
  look->rows = static_cast<int64_t>(page.entries.size());
  look->position = position;
}

StatusOr<PageLimit> LimitFor(int32_t asked) {
  if (asked < 0) return access::BadField("page_size", "is negative");
  const int entries = asked == 0 ? kPageDefault : std::min(asked, kPageMax);
  return PageLimit{static_cast<size_t>(entries), kPageBytesMax};
}

template <class Response>
Status AddEntries(const Page& page, Response* response) {
  for (const Entry& entry : page.entries) {
    GT_ASSIGN_OR_RETURN(*response->add_entries(), ToMessage(entry, *page.person));
  }
  return OkStatus();
}

template <class Response>
void AddHead(const Page& page, const std::string& shard, Position position, Response* response) {
  response->mutable_position()->set_shard(shard);
  response->mutable_position()->set_next(position.value);
  *response->mutable_person() = ToMessage(*page.person);
}

// An empty story of a record nobody has sent is refused as if the caller had no basis for it:
// the answer must not tell who is known. The look is audited, as one that found nothing.
Status RefuseUnknown(const access::Door& door, const v1::Caller& caller, const Page& page,
                     const ViewSnapshot& views, access::Look look) {
  if (!page.entries.empty()) return OkStatus();
  GT_ASSIGN_OR_RETURN(const bool known, IsKnown(views, look.records.front()));
  if (known) return OkStatus();
  look.position = views.NextPosition();
  GT_RETURN_IF_ERROR(door.Disclose(caller, look, false).status());
  return access::NoLawfulBasis();
}

}  // namespace

StatusOr<access::Disclosed<v1::GetChronologyResponse>> ChronologyEndpoint::Get(
    const v1::GetChronologyRequest& request) const {
  const v1::ChronologyQuery& query = request.query();
  const StatusOr<Question> parsed = ParseQuestion(query);
  access::Look look = LookFor("chronology.read", query, parsed);
  GT_RETURN_IF_ERROR(door_.Admit(request.caller(), look));
  GT_ASSIGN_OR_RETURN(const Question question, parsed);
  GT_ASSIGN_OR_RETURN(const PageLimit limit, LimitFor(request.page_size()));
  std::optional<Place> after;
  if (!request.page_token().empty()) {
    GT_ASSIGN_OR_RETURN(after, ParsePageToken(query, request.page_token()));
  }
  GT_ASSIGN_OR_RETURN(const auto views, views_.At(Position{request.min_position()}));
  GT_ASSIGN_OR_RETURN(const Page page, ReadChronology(*views, question, limit, after));
  GT_RETURN_IF_ERROR(RefuseUnknown(door_, request.caller(), page, *views, look));
  v1::GetChronologyResponse response;
  AddHead(page, shard_, views->NextPosition(), &response);
  GT_RETURN_IF_ERROR(AddEntries(page, &response));
  if (request.summarise_agencies()) {
    GT_ASSIGN_OR_RETURN(const auto agencies, SummariseAgencies(*views, question));
    response.mutable_agencies()->Assign(agencies.begin(), agencies.end());
  }
  if (page.next.has_value()) response.set_next_page_token(PageToken(query, *page.next));
  Complete(&look, page, views->NextPosition());
  return door_.Disclose(request.caller(), look, std::move(response));
}

grpc::Status ChronologyEndpoint::GetChronology(grpc::ServerContext* /*context*/,
                                               const v1::GetChronologyRequest* request,
                                               v1::GetChronologyResponse* response) {
  return access::Reply(Get(*request), response);
}

grpc::Status ChronologyEndpoint::ExportChronology(
    grpc::ServerContext* context, const v1::ExportChronologyRequest* request,
    grpc::ServerWriter<v1::ExportChronologyResponse>* writer) {
  const v1::ChronologyQuery& query = request->query();
  const StatusOr<Question> parsed = ParseQuestion(query);
  access::Look look = LookFor("chronology.export", query, parsed);
  const Status exported = [&]() -> Status {
    GT_RETURN_IF_ERROR(door_.Admit(request->caller(), look));
    GT_ASSIGN_OR_RETURN(const Question question, parsed);
    GT_ASSIGN_OR_RETURN(const auto views, views_.At(Position{request->min_position()}));
    std::optional<Place> after;
    for (bool first = true; first || after.has_value(); first = false) {
      GT_ASSIGN_OR_RETURN(const Page page, ReadChronology(*views, question, kExportPage, after));
      GT_RETURN_IF_ERROR(RefuseUnknown(door_, request->caller(), page, *views, look));
      v1::ExportChronologyResponse part;
      if (first) AddHead(page, shard_, views->NextPosition(), &part);
      GT_RETURN_IF_ERROR(AddEntries(page, &part));
      Complete(&look, page, views->NextPosition());
      GT_ASSIGN_OR_RETURN(const auto disclosed,
                          door_.Disclose(request->caller(), look, std::move(part)));
      if (context->IsCancelled() || !writer->Write(disclosed.value())) {
        return Error(Code::kCancelled, "the reader went away");
      }
      after = page.next;
    }
    return OkStatus();
  }();
  return access::ToGrpc(exported);
}

}  // namespace goldthread::chronology
