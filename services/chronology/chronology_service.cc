#include "services/chronology/chronology_service.h"

#include <algorithm>
#include <map>

#include "services/access/reason.h"
#include "services/access/reply.h"
#include "services/chronology/chronology_reader.h"
#include "services/chronology/disclosure.h"
#include "services/chronology/incomplete.h"
#include "services/chronology/question.h"
#include "services/chronology/visible_person.h"

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

StatusOr<PageLimit> LimitFor(int32_t asked) {
  if (asked < 0) return access::BadField("page_size", "is negative");
  const int entries = asked == 0 ? kPageDefault : std::min(asked, kPageMax);
  return PageLimit{static_cast<size_t>(entries), kPageBytesMax};
}

// One caller's question, decided once and answered a page at a time from one snapshot.
class Answer {
 public:
  Answer(const access::Door& door, const v1::Caller& caller, const ViewSnapshot& views)
      : door_(door), caller_(caller), views_(views) {}
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;

  // kPermissionDenied, audited: nothing of this person may be seen, or there is no such person.
  // Where the policy shows nothing for want of a relation, no fact is read, like for an absent
  // person; the work is the same.
  Status Decide(const Question& question, access::Look look) {
    look_ = std::move(look);
    look_.position = views_.NextPosition();
    GT_ASSIGN_OR_RETURN(const auto today,
                        identity::PersonOf(views_, question.record, std::nullopt));
    sight_ = door_.SightOf(caller_, today.records);
    look_.sight = sight_;
    question_ = question;
    question_.sight = &sight_;
    restricted_ = !sight_.ShowsEverything();
    if (!restricted_) return OkStatus();
    if (sight_.ShowsNothing()) return door_.Refuse(caller_, look_);
    GT_ASSIGN_OR_RETURN(visible_, SeenBy(views_, question_, sight_, today));
    return visible_.anything ? OkStatus() : door_.Refuse(caller_, look_);
  }

  StatusOr<Page> Read(PageLimit limit, const std::optional<Place>& after) {
    GT_ASSIGN_OR_RETURN(Page page, ReadChronology(views_, question_, limit, after));
    if (restricted_) {
      if (question_.known_before.has_value()) {
        GT_ASSIGN_OR_RETURN(visible_, SeenBy(views_, question_, sight_, *page.person));
      }
      GT_ASSIGN_OR_RETURN(person_, AsShown(page, visible_));
      return page;
    }
    person_ = *page.person;
    if (page.entries.empty()) {
      GT_ASSIGN_OR_RETURN(const bool known, IsKnown(views_, question_.record));
      if (!known) return door_.Refuse(caller_, look_);
    }
    return page;
  }

  // `demanded`: the position from which the caller would not take an answer.
  template <class Response>
  void AddHead(const std::string& shard, int64_t demanded, Response* response) const {
    response->mutable_position()->set_shard(shard);
    response->mutable_position()->set_next(restricted_ ? std::max<int64_t>(0, demanded)
                                                       : views_.NextPosition().value);
    *response->mutable_person() = ToMessage(person_);
  }

  template <class Response>
  void AddKnownTo(Response* response) const {
    for (const std::string& agency : visible_.known_to) {
      v1::KnownTo* known = response->add_known_to();
      known->set_agency(agency);
      known->set_ring(door_.policy().RingOf(agency));
    }
  }

  // As of the page's person, whoever of it is shown.
  template <class Response>
  Status AddIncomplete(const Page& page, Response* response) const {
    GT_ASSIGN_OR_RETURN(const auto incomplete,
                        IncompleteOf(views_, question_, page.person->records));
    if (incomplete.has_value()) *response->mutable_incomplete() = *incomplete;
    return OkStatus();
  }

  template <class Response>
  Status AddEntries(const Page& page, Response* response) const {
    Shields shields(views_);
    for (const Entry& entry : page.entries) {
      GT_ASSIGN_OR_RETURN(*response->add_entries(), ToMessage(entry, person_, shields));
    }
    return OkStatus();
  }

  // The records whose facts were shown or told of, and what each agency gave.
  template <class Response>
  StatusOr<access::Disclosed<Response>> Disclose(const Page& page, bool with_known_to,
                                                 Response response) {
    look_.records = person_.records;
    look_.rows = static_cast<int64_t>(page.entries.size());
    std::map<std::string, v1::Shown, std::less<>> shown;
    for (const Entry& entry : page.entries) {
      auto at = shown.find(entry.fact.agency);
      if (at == shown.end()) at = shown.emplace(std::string(entry.fact.agency), v1::Shown()).first;
      at->second.set_rows(at->second.rows() + 1);
    }
    if (with_known_to) {
      look_.records.insert(look_.records.end(), visible_.existing.begin(), visible_.existing.end());
      for (const std::string& agency : visible_.known_to) {
        if (!shown.contains(agency)) shown[agency].set_existence_only(true);
      }
      std::ranges::sort(look_.records);
      const auto repeated = std::ranges::unique(look_.records);
      look_.records.erase(repeated.begin(), repeated.end());
    }
    look_.shown.clear();
    for (auto& [agency, of_agency] : shown) {
      of_agency.set_agency(agency);
      look_.shown.push_back(std::move(of_agency));
    }
    return door_.Disclose(caller_, look_, std::move(response));
  }

  const Question& question() const { return question_; }

 private:
  const access::Door& door_;
  const v1::Caller& caller_;
  const ViewSnapshot& views_;
  access::Look look_;
  access::Sight sight_;
  Question question_;
  bool restricted_ = false;
  VisiblePerson visible_;    // Only of a restricted caller.
  identity::Person person_;  // As shown.
};

}  // namespace

StatusOr<access::Disclosed<v1::GetChronologyResponse>> ChronologyEndpoint::Get(
    const v1::GetChronologyRequest& request) const {
  const v1::ChronologyQuery& query = request.query();
  const StatusOr<Question> parsed = ParseQuestion(query);
  access::Look look = LookFor("chronology.read", query, parsed);
  GT_RETURN_IF_ERROR(door_.Admit(request.caller(), look));
  GT_RETURN_IF_ERROR(parsed.status());
  GT_ASSIGN_OR_RETURN(const PageLimit limit, LimitFor(request.page_size()));
  std::optional<Place> after;
  if (!request.page_token().empty()) {
    GT_ASSIGN_OR_RETURN(after, ParsePageToken(query, request.page_token()));
  }
  GT_ASSIGN_OR_RETURN(const auto views, views_.At(Position{request.min_position()}));
  Answer answer(door_, request.caller(), *views);
  GT_RETURN_IF_ERROR(answer.Decide(*parsed, std::move(look)));
  GT_ASSIGN_OR_RETURN(const Page page, answer.Read(limit, after));
  v1::GetChronologyResponse response;
  answer.AddHead(shard_, request.min_position(), &response);
  if (!after.has_value()) {
    answer.AddKnownTo(&response);
    GT_RETURN_IF_ERROR(answer.AddIncomplete(page, &response));
  }
  GT_RETURN_IF_ERROR(answer.AddEntries(page, &response));
  if (request.summarise_agencies()) {
    GT_ASSIGN_OR_RETURN(const auto agencies, SummariseAgencies(*views, answer.question()));
    response.mutable_agencies()->Assign(agencies.begin(), agencies.end());
  }
  if (page.next.has_value()) response.set_next_page_token(PageToken(query, *page.next));
  return answer.Disclose(page, !after.has_value(), std::move(response));
}

grpc::Status ChronologyEndpoint::GetChronology(grpc::ServerContext* /*context*/,
                                               const v1::GetChronologyRequest* request,
                                               v1::GetChronologyResponse* response) {
  return access::Reply(Get(*request), response);
}

Status ChronologyEndpoint::Export(const v1::ExportChronologyRequest& request,
                                  const WriteExport& write) const {
  const StatusOr<Question> parsed = ParseQuestion(request.query());
  access::Look look = LookFor("chronology.export", request.query(), parsed);
  GT_RETURN_IF_ERROR(door_.Admit(request.caller(), look));
  GT_RETURN_IF_ERROR(parsed.status());
  GT_ASSIGN_OR_RETURN(const auto views, views_.At(Position{request.min_position()}));
  Answer answer(door_, request.caller(), *views);
  std::optional<Place> after;
  for (bool first = true; first || after.has_value(); first = false) {
    // Anew for each part: rights that end meanwhile end the stream.
    GT_RETURN_IF_ERROR(answer.Decide(*parsed, look));
    GT_ASSIGN_OR_RETURN(const Page page, answer.Read(kExportPage, after));
    v1::ExportChronologyResponse part;
    if (first) {
      answer.AddHead(shard_, request.min_position(), &part);
      answer.AddKnownTo(&part);
      GT_RETURN_IF_ERROR(answer.AddIncomplete(page, &part));
    }
    GT_RETURN_IF_ERROR(answer.AddEntries(page, &part));
    GT_ASSIGN_OR_RETURN(const auto disclosed, answer.Disclose(page, first, std::move(part)));
    if (!write(disclosed)) return Error(Code::kCancelled, "the reader went away");
    after = page.next;
  }
  return OkStatus();
}

grpc::Status ChronologyEndpoint::ExportChronology(
    grpc::ServerContext* context, const v1::ExportChronologyRequest* request,
    grpc::ServerWriter<v1::ExportChronologyResponse>* writer) {
  return access::ToGrpc(Export(*request, [&](const auto& part) {
    return !context->IsCancelled() && writer->Write(part.value());
  }));
}

}  // namespace goldthread::chronology
