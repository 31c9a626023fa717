#include "services/server/moved_in.h"

#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "goldthread/v1/access_service.grpc.pb.h"
#include "goldthread/v1/adult_service.grpc.pb.h"
#include "goldthread/v1/audit_service.grpc.pb.h"
#include "goldthread/v1/matching_service.grpc.pb.h"
#include "goldthread/v1/search_service.grpc.pb.h"
#include "services/feeds/page_token.h"
#include "services/server/adult_words.h"
#include "services/server/chronology_client.h"
#include "services/server/moved_in_events.h"
#include "services/server/story_events.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::server {
namespace {

using Adults = v1::AdultService;
using Matching = v1::MatchingService;

v1::Caller LeadOf(size_t child) {
  return CallerOf("northmere-council", fmt::format("worker-{}", 11 + child), "social-worker",
                  v1::PURPOSE_SECTION_47);
}

v1::Caller Auditor() {
  return CallerOf("northmere-council", "auditor-1", "auditor", v1::PURPOSE_AUDIT);
}

// Looks at what is no business of hers.
v1::Caller Colleague() {
  return CallerOf("northmere-school", "teacher-6", "school-dsl", v1::PURPOSE_CHILD_IN_NEED);
}

// One lead professional at a stream of alerts, who waits for those about one child.
class Desk {
 public:
  Desk(const HubClient& client, size_t child) : child_(ToRef(kChildrenAtHome[child])) {
    context_.set_deadline(std::chrono::system_clock::now() + kShortCall);
    v1::WatchAlertsRequest request;
    *request.mutable_caller() = LeadOf(child);
    stub_ = Adults::NewStub(client.channel());
    reader_ = stub_->WatchAlerts(&context_, request);
  }
  ~Desk() {
    context_.TryCancel();
    reader_->Finish();
  }

  // The next change about the child; nothing: none came.
  std::optional<v1::AlertChange> Next() {
    v1::WatchAlertsResponse told;
    while (reader_->Read(&told)) {
      if (told.has_change() && TextOf(told.change().alert().child()) == TextOf(child_)) {
        return told.change();
      }
    }
    return std::nullopt;
  }

 private:
  const v1::RecordRef child_;
  grpc::ClientContext context_;
  std::unique_ptr<Adults::Stub> stub_;
  std::unique_ptr<grpc::ClientReader<v1::WatchAlertsResponse>> reader_;
};

class Player {
 public:
  Player(const HubClient& client, ManualClock& clock, const Refuge& refuge,
         const std::function<void(std::string_view)>& tell)
      : client_(client), clock_(clock), refuge_(refuge), tell_(tell) {}

  StatusOr<MovedIn> Play() {
    GT_RETURN_IF_ERROR(Arrive());
    for (size_t child = 0; child < kChildrenAtHome.size(); ++child) {
      desks_.push_back(std::make_unique<Desk>(client_, child));
    }
    GT_RETURN_IF_ERROR(Decide());
    GT_RETURN_IF_ERROR(AreTold());
    GT_RETURN_IF_ERROR(LookRound());
    GT_RETURN_IF_ERROR(Undo());
    GT_RETURN_IF_ERROR(BreakGlass());
    Expect(!Shows(played_.answers), "an answer shows where the refuge is");
    return std::move(played_);
  }

 private:
  void Expect(bool holds, std::string difference) {
    if (!holds) played_.differences.push_back(std::move(difference));
  }
  bool Shows(std::string_view text) const {
    return text.find(refuge_.postcode) != text.npos ||
           text.find(std::to_string(refuge_.uprn)) != text.npos;
  }
  // As fresh as the log; noted, to be searched.
  template <class Service, class Request, class Response>
  StatusOr<Response> Answer(grpc::Status (Service::Stub::*method)(grpc::ClientContext*,
                                                                  const Request&, Response*),
                            const Request& request) {
    const auto stub = Service::NewStub(client_.channel());
    auto answer = AskUntilFresh([&] { return Ask(*stub, method, request); });
    if (answer.ok()) played_.answers += MessageJson(*answer).dump();
    return answer;
  }

  Status Arrive();
  Status Decide();
  Status AreTold();
  Status LookRound();
  Status Undo();
  Status BreakGlass();
  StatusOr<int> AlertsAbout(size_t child);
  StatusOr<std::string> AdultsAround(const RecordId& child);
  StatusOr<size_t> LooksAtBothAsOne();

  const HubClient& client_;
  ManualClock& clock_;
  const Refuge& refuge_;
  const std::function<void(std::string_view)>& tell_;
  std::vector<std::unique_ptr<Desk>> desks_;
  v1::MatchDecision decision_;
  MovedIn played_;
};

StatusOr<int> Player::AlertsAbout(size_t child) {
  v1::ListAlertsRequest request;
  *request.mutable_caller() = LeadOf(child);
  request.set_min_position(feeds::kNewest);
  *request.mutable_record() = ToRef(kChildrenAtHome[child]);
  GT_ASSIGN_OR_RETURN(const v1::ListAlertsResponse list,
                      Answer<Adults>(&Adults::Stub::ListAlerts, request));
  return list.alerts_size();
}

StatusOr<std::string> Player::AdultsAround(const RecordId& child) {
  v1::GetChildAdultsRequest request;
  *request.mutable_caller() = LeadOf(0);
  request.set_min_position(feeds::kNewest);
  *request.mutable_record() = ToRef(child);
  GT_ASSIGN_OR_RETURN(const v1::GetChildAdultsResponse adults,
                      Answer<Adults>(&Adults::Stub::GetChildAdults, request));
  return ChildAdultsText(adults);
}

Status Player::Arrive() {
  for (const v1::Event& event : KnownBefore(refuge_)) {
    clock_.Set(ReceivedAt(event));
    GT_RETURN_IF_ERROR(PublishOne(event, client_).status());
  }
  tell_("Thu 12 Mar  council and health visitor: three children live at one address");
  tell_("Fri 13 Mar  probation: a man's conviction makes him a risk to children; he has a child,");
  tell_("            who lives in a refuge, hidden from him");
  const v1::Event moved_in = MovedInOnTuesday();
  clock_.Set(ReceivedAt(moved_in));
  GT_RETURN_IF_ERROR(PublishOne(moved_in, client_).status());
  tell_("Wed 18 Mar  housing: on Tuesday somebody of nearly that name moved in with the three");
  for (size_t child = 0; child < kChildrenAtHome.size(); ++child) {
    GT_ASSIGN_OR_RETURN(const int alerts, AlertsAbout(child));
    Expect(alerts == 0, "an alert before anybody knows who moved in");
  }
  GT_ASSIGN_OR_RETURN(played_.before, AdultsAround(kChildrenAtHome[1]));
  return OkStatus();
}

Status Player::Decide() {
  GT_ASSIGN_OR_RETURN(const v1::WaitingPair waiting, WaitingPairWith(kAsOccupant, client_));
  v1::ShowPairRequest show;
  *show.mutable_caller() = Reviewer();
  *show.mutable_first() = waiting.first();
  *show.mutable_second() = waiting.second();
  show.set_min_position(feeds::kNewest);
  GT_ASSIGN_OR_RETURN(const v1::ShowPairResponse shown,
                      Answer<Matching>(&Matching::Stub::ShowPair, show));
  Expect(!shown.one_person(), "one person before anybody decided");
  v1::DecidePairRequest decide;
  *decide.mutable_caller() = Reviewer();
  *decide.mutable_first() = waiting.first();
  *decide.mutable_second() = waiting.second();
  decide.set_answer(v1::MATCH_ANSWER_SAME);
  decide.set_reason("rang the tenancy officer: he gave Darren Smyth's licence as proof");
  decide.set_state(shown.state());
  const auto stub = Matching::NewStub(client_.channel());
  GT_ASSIGN_OR_RETURN(const v1::DecidePairResponse decided,
                      Ask(*stub, &Matching::Stub::DecidePair, decide));
  Expect(decided.one_person(), "the decision joins nobody");
  decision_ = decided.decision();
  tell_(fmt::format("            a reviewer is shown both records ({}) and decides: one man",
                    shown.odds()));
  return OkStatus();
}

Status Player::AreTold() {
  for (size_t child = 0; child < desks_.size(); ++child) {
    const auto told = desks_[child]->Next();
    if (!told.has_value()) {
      Expect(false, fmt::format("{} is told of nothing", LeadOf(child).user()));
      continue;
    }
    played_.answers += MessageJson(told->alert()).dump();
    Expect(told->kind() == v1::ALERT_CHANGE_KIND_RAISED, "the first word is not that it is raised");
    Expect(told->alert().rule() == "adult-came-to-child", "another rule: " + told->alert().rule());
    Expect(told->alert().path_size() == 3, "the path has not three facts");
  }
  tell_("            three alerts; each child's lead professional is told at once");
  GT_ASSIGN_OR_RETURN(played_.after, AdultsAround(kChildrenAtHome[1]));
  Expect(played_.before != played_.after, "the picture of the household is as before");
  return OkStatus();
}

// All that leads from him to others, and back.
Status Player::LookRound() {
  v1::GetAdultRequest adult;
  *adult.mutable_caller() = LeadOf(0);
  adult.set_min_position(feeds::kNewest);
  *adult.mutable_record() = ToRef(kOnProbation);
  GT_ASSIGN_OR_RETURN(const v1::GetAdultResponse found,
                      Answer<Adults>(&Adults::Stub::GetAdult, adult));
  Expect(found.children_size() == 4, "not three children around him and one of his own");
  GT_RETURN_IF_ERROR(AdultsAround(kInRefuge).status());
  for (const RecordId& record : {kOnProbation, kInRefuge, kChildrenAtHome[0]}) {
    v1::ChronologyQuery query;
    *query.mutable_record() = ToRef(record);
    GT_ASSIGN_OR_RETURN(const Chronology chronology, FetchChronology(client_, LeadOf(0), query));
    for (const v1::ChronologyEntry& entry : chronology.entries) {
      played_.answers += MessageJson(entry).dump();
    }
  }
  GT_ASSIGN_OR_RETURN(const size_t looks, LooksAtBothAsOne());
  Expect(looks > 0, "the audit does not know who saw the two records as one");
  return OkStatus();
}

StatusOr<size_t> Player::LooksAtBothAsOne() {
  v1::ListLooksRequest request;
  *request.mutable_caller() = Auditor();
  *request.mutable_record() = ToRef(kOnProbation);
  *request.mutable_joined_with() = ToRef(kAsOccupant);
  const auto stub = v1::AuditService::NewStub(client_.channel());
  GT_ASSIGN_OR_RETURN(const v1::ListLooksResponse list,
                      Ask(*stub, &v1::AuditService::Stub::ListLooks, request));
  return static_cast<size_t>(list.looks_size());
}

Status Player::Undo() {
  v1::UndoDecisionRequest undo;
  *undo.mutable_caller() = Reviewer();
  undo.set_feed(decision_.feed());
  undo.set_id(decision_.id());
  *undo.mutable_record() = ToRef(kAsOccupant);
  undo.set_reason("the licence was a cousin's");
  const auto stub = Matching::NewStub(client_.channel());
  GT_ASSIGN_OR_RETURN(const v1::UndoDecisionResponse undone,
                      Ask(*stub, &Matching::Stub::UndoDecision, undo));
  Expect(!undone.one_person(), "undone, and still one person");
  for (size_t child = 0; child < desks_.size(); ++child) {
    const auto told = desks_[child]->Next();
    Expect(told.has_value() && told->kind() == v1::ALERT_CHANGE_KIND_WITHDRAWN &&
               !told->alert().withdrawn_because().empty(),
           fmt::format("{} is not told that the alert is withdrawn", LeadOf(child).user()));
    GT_ASSIGN_OR_RETURN(const int alerts, AlertsAbout(child));
    Expect(alerts == 0, "an alert stands on a match that was undone");
  }
  tell_("            the match is undone: all three alerts are withdrawn, and all three are told");
  return OkStatus();
}

Status Player::BreakGlass() {
  v1::BreakGlassRequest glass;
  *glass.mutable_caller() = Colleague();
  *glass.mutable_record() = ToRef(kInRefuge);
  glass.set_reason(v1::GLASS_REASON_IMMEDIATE_DANGER);
  glass.set_explanation("somebody is at the gate and asks for the boy");
  const auto access = v1::AccessService::NewStub(client_.channel());
  GT_RETURN_IF_ERROR(Ask(*access, &v1::AccessService::Stub::BreakGlass, glass).status());
  v1::ListLooksRequest request;
  *request.mutable_caller() = Auditor();
  request.set_user(Colleague().user());
  const auto audit = v1::AuditService::NewStub(client_.channel());
  GT_ASSIGN_OR_RETURN(const v1::ListLooksResponse list,
                      Ask(*audit, &v1::AuditService::Stub::ListLooks, request));
  const bool noticed = list.looks_size() == 1 && list.looks(0).record().has_glass();
  Expect(noticed, "the auditor does not find that a story was opened");
  const std::string notice = MessageJson(list).dump();
  Expect(!Shows(notice) && notice.find("Jonah") == notice.npos &&
             notice.find("2018-02-03") == notice.npos,
         "the notice says who the child is, or where");
  v1::VerifyAuditRequest verify;
  *verify.mutable_caller() = Auditor();
  GT_ASSIGN_OR_RETURN(const v1::VerifyAuditResponse chain,
                      Ask(*audit, &v1::AuditService::Stub::VerifyAudit, verify));
  Expect(chain.sound(), "the audit's chain is broken: " + chain.finding());
  tell_("            a teacher opens the hidden boy's story in an emergency: the auditor sees who");
  tell_("            and why, without a name, and the chain of the audit is sound");
  return OkStatus();
}

}  // namespace

StatusOr<MovedIn> PlayMovedIn(const HubClient& client, ManualClock& clock, const Refuge& refuge,
                              const std::function<void(std::string_view line)>& tell) {
  return Player(client, clock, refuge, tell).Play();
}

}  // namespace goldthread::server
