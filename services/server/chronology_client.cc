#include "services/server/chronology_client.h"

#include "goldthread/v1/chronology_service.grpc.pb.h"

namespace goldthread::server {

namespace {

Status StreamOnce(v1::ChronologyService::Stub& stub, const v1::ExportChronologyRequest& request,
                  const std::function<bool(const v1::ChronologyEntry&)>& take) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kLongCall);
  const auto reader = stub.ExportChronology(&context, request);
  v1::ExportChronologyResponse part;
  while (reader->Read(&part)) {
    for (const v1::ChronologyEntry& entry : part.entries()) {
      if (take(entry)) continue;
      context.TryCancel();
      (void)reader->Finish();
      return OkStatus();
    }
  }
  const grpc::Status status = reader->Finish();
  return FromHub(status, context);
}

}  // namespace

StatusOr<Chronology> FetchChronology(const HubClient& client, const v1::Caller& caller,
                                     const v1::ChronologyQuery& query) {
  const auto stub = v1::ChronologyService::NewStub(client.channel());
  v1::GetChronologyRequest request;
  *request.mutable_caller() = caller;
  *request.mutable_query() = query;
  request.set_summarise_agencies(true);  // With the first page; they are over the whole answer.
  const auto ask = [&] { return Ask(*stub, &v1::ChronologyService::Stub::GetChronology, request); };
  Chronology chronology;
  do {
    GT_ASSIGN_OR_RETURN(v1::GetChronologyResponse page,
                        request.page_token().empty()
                            ? AskForNewest(request, ask, &chronology.stands)
                            : AskUntilFresh(ask));
    chronology.position = page.position();
    chronology.person = std::move(*page.mutable_person());
    if (request.summarise_agencies()) {
      chronology.agencies.assign(page.agencies().begin(), page.agencies().end());
      chronology.known_to.assign(page.known_to().begin(), page.known_to().end());
      chronology.incomplete = page.incomplete();
    }
    for (v1::ChronologyEntry& entry : *page.mutable_entries()) {
      chronology.entries.push_back(std::move(entry));
    }
    request.set_page_token(page.next_page_token());
    request.set_min_position(page.position().next());  // Never older than the page before.
    request.set_summarise_agencies(false);
  } while (!request.page_token().empty());
  return chronology;
}

Status StreamChronology(const HubClient& client, const v1::Caller& caller,
                        const v1::ChronologyQuery& query,
                        const std::function<bool(const v1::ChronologyEntry&)>& take, bool* stands) {
  const auto stub = v1::ChronologyService::NewStub(client.channel());
  v1::ExportChronologyRequest request;
  *request.mutable_caller() = caller;
  *request.mutable_query() = query;
  bool taken = false;
  const auto note = [&](const v1::ChronologyEntry& entry) {
    taken = true;
    return take(entry);
  };
  // Behind is said before the first entry, so asking again takes nothing twice; nor is it asked
  // again where it broke off.
  return AskForNewest(
      request,
      [&] {
        if (taken) return Error(Code::kUnavailable, "the hub went away amid its answer");
        return StreamOnce(*stub, request, note);
      },
      stands);
}

}  // namespace goldthread::server
