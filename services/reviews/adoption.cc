// The model of matching: which is in use, learning another, and putting it in force.
#include <fmt/format.h>
#include <google/protobuf/util/time_util.h>

#include "services/access/reason.h"
#include "services/access/reply.h"
#include "services/feeds/feed_rows.h"
#include "services/feeds/page_token.h"
#include "services/identity/matching/model_message.h"
#include "services/identity/model_in_use.h"
#include "services/identity/model_trial.h"
#include "services/reviews/matching_service.h"
#include "services/reviews/models_adopted.h"
#include "services/vocabulary/decisions_feed.h"
#include "services/vocabulary/matching_model.h"

namespace goldthread::reviews {
namespace {

constexpr size_t kStateDigits = 16;  // Of a digest.

access::Look LookAtModel(std::string_view action, access::Task task) {
  access::Look look;
  look.action = action;
  look.task = task;
  return look;
}

Status CheckLearnt(const v1::LearntModel& learnt) {
  const auto faults = FaultsOf(learnt.model());
  if (!faults.empty()) {
    return access::BadField("learnt.model." + faults.front().field, faults.front().remedy);
  }
  if (learnt.digest() == DigestOf(learnt.model())) return OkStatus();
  return access::BadField("learnt.digest",
                          "is not that of the model: was it changed by hand? "
                          "Leave it out to have it worked out");
}

v1::AdoptedModel ToMessage(const v1::ModelAdoptedRow& row) {
  const v1::MatchingModelAdopted& adopted = row.adopted();
  v1::AdoptedModel message;
  message.set_version(adopted.learnt().model().version());
  message.set_digest(adopted.learnt().digest());
  *message.mutable_lesson() = adopted.learnt().lesson();
  message.set_reason(adopted.reason());
  *message.mutable_decider() = adopted.decider();
  message.set_replaces(adopted.replaces());
  *message.mutable_received_at() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(row.received_us());
  return message;
}

StatusOr<v1::MatchingModel> InUse(const ViewSnapshot& views) {
  GT_ASSIGN_OR_RETURN(const auto model, identity::ModelInUse(views));
  return matching::ToMessage(*model);
}

// Of the last that was adopted, or of what ships.
std::string DigestInForce(const std::vector<v1::ModelAdoptedRow>& adopted) {
  return adopted.empty() ? DigestOf(matching::ToMessage(matching::ShippedModel()))
                         : adopted.back().adopted().learnt().digest();
}

std::string StateOf(const std::string& in_force, const v1::LearntModel& learnt) {
  return fmt::format("{}.{}", in_force.substr(0, kStateDigits),
                     learnt.digest().substr(0, kStateDigits));
}

// As many as the log has, those among them that this build has no use for and keeps in quarantine.
StatusOr<int64_t> AdoptionsTaken(const ViewSnapshot& views) {
  const auto rows =
      views.Scan(PrefixRange(feeds::InSpace(feeds::DigestPrefix(kDecisionsFeed, kAdoptionId))));
  int64_t taken = 0;
  for (; rows->Valid(); rows->Next()) ++taken;
  GT_RETURN_IF_ERROR(rows->status());
  return taken;
}

struct InForce {
  std::string digest;
  int64_t taken = 0;
};

// Its id is made of how many were taken before: two who decide on the same state write under one
// id, of which the log keeps the first (docs/decisions/0008).
v1::Event AdoptionOf(const v1::AdoptModelRequest& request, const v1::LearntModel& learnt,
                     const InForce& before, Instant now) {
  v1::Event event = HubFact(kDecisionsFeed, fmt::format("{}{}", kAdoptionId, before.taken + 1),
                            v1::INFORMATION_CATEGORY_DEMOGRAPHIC, now);
  v1::MatchingModelAdopted& adopted = *event.mutable_matching_model_adopted();
  *adopted.mutable_learnt() = learnt;
  adopted.set_reason(request.reason());
  *adopted.mutable_decider() = request.caller();
  adopted.set_replaces(before.digest);
  return event;
}

// One at a time, in this process.
class Turn {
 public:
  explicit Turn(std::atomic<bool>& taken) : taken_(taken), mine_(!taken.exchange(true)) {}
  ~Turn() {
    if (mine_) taken_ = false;
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  Status Have() const {
    if (mine_) return OkStatus();
    return Error(Code::kResourceExhausted,
                 "BUSY: a model is being learnt or tried; ask again in a minute");
  }

 private:
  std::atomic<bool>& taken_;
  const bool mine_;
};

}  // namespace

MatchingEndpoint::Answer<v1::GetModelResponse> MatchingEndpoint::Model(
    const v1::GetModelRequest& request) const {
  access::Look look = LookAtModel("match.model", access::Task::kModel);
  GT_RETURN_IF_ERROR(parts_.door.Admit(request.caller(), look));
  GT_RETURN_IF_ERROR(feeds::CheckMinPosition(request.min_position()));
  GT_ASSIGN_OR_RETURN(const auto views, parts_.views.At({request.min_position()}));
  v1::GetModelResponse response;
  *response.mutable_position() = feeds::PositionShown(parts_.shard, request.min_position());
  GT_ASSIGN_OR_RETURN(*response.mutable_in_use(), InUse(*views));
  response.set_digest(DigestOf(response.in_use()));
  GT_ASSIGN_OR_RETURN(const auto adopted, ModelsAdopted(*views));
  for (const v1::ModelAdoptedRow& row : adopted) *response.add_adopted() = ToMessage(row);
  look.rows = response.adopted_size();
  look.position = views->NextPosition();
  return parts_.door.Disclose(request.caller(), look, std::move(response));
}

MatchingEndpoint::Answer<v1::LearnModelResponse> MatchingEndpoint::Learn(
    const v1::LearnModelRequest& request) {
  access::Look look = LookAtModel("match.learn", access::Task::kAdoption);
  GT_RETURN_IF_ERROR(parts_.door.Admit(request.caller(), look));
  GT_RETURN_IF_ERROR(feeds::CheckMinPosition(request.min_position()));
  if (!IsModelName(request.version())) {
    return access::BadField("version", "call it by 1 to 100 of a-z 0-9 . _ / -");
  }
  const Turn turn(trying_);
  GT_RETURN_IF_ERROR(turn.Have());
  GT_ASSIGN_OR_RETURN(const auto views, parts_.views.At({request.min_position()}));
  v1::LearnModelResponse response;
  *response.mutable_position() = feeds::PositionShown(parts_.shard, request.min_position());
  GT_ASSIGN_OR_RETURN(*response.mutable_learnt(), identity::LearnModel(*views, request.version()));
  response.mutable_learnt()->mutable_lesson()->set_partnership(parts_.shard);
  GT_ASSIGN_OR_RETURN(*response.mutable_effect(),
                      identity::EffectOf(response.learnt().model(), *views));
  look.rows = response.learnt().lesson().records();
  look.position = views->NextPosition();
  return parts_.door.Disclose(request.caller(), look, std::move(response));
}

MatchingEndpoint::Answer<v1::AdoptModelResponse> MatchingEndpoint::Adopt(
    const v1::AdoptModelRequest& request) {
  access::Look look = LookAtModel("match.adopt", access::Task::kAdoption);
  GT_RETURN_IF_ERROR(parts_.door.Admit(request.caller(), look));
  GT_RETURN_IF_ERROR(CheckReason(request.reason()));
  v1::LearntModel learnt = request.learnt();
  if (learnt.digest().empty()) learnt.set_digest(DigestOf(learnt.model()));
  GT_RETURN_IF_ERROR(CheckLearnt(learnt));
  look.question = "digest=" + learnt.digest();
  v1::AdoptModelResponse response;
  if (request.on().empty()) {
    const Turn turn(trying_);
    GT_RETURN_IF_ERROR(turn.Have());
    GT_ASSIGN_OR_RETURN(const auto views, parts_.views.At({feeds::kNewest}));
    GT_ASSIGN_OR_RETURN(const auto adopted, ModelsAdopted(*views));
    *response.mutable_position() = feeds::PositionShown(parts_.shard, feeds::kNewest);
    response.set_state(StateOf(DigestInForce(adopted), learnt));
    GT_ASSIGN_OR_RETURN(*response.mutable_effect(), identity::EffectOf(learnt.model(), *views));
    look.rows = response.effect().records();
    look.position = views->NextPosition();
    return parts_.door.Disclose(request.caller(), look, std::move(response));
  }
  const MutexLock lock(deciding_);
  GT_ASSIGN_OR_RETURN(const auto before, parts_.views.At({feeds::kNewest}));
  GT_ASSIGN_OR_RETURN(const auto adopted, ModelsAdopted(*before));
  const std::string in_force = DigestInForce(adopted);
  if (request.on() != StateOf(in_force, learnt)) {
    return Error(Code::kFailedPrecondition,
                 "MOVED_ON: that was shown of another model, or another is in force since. Look at "
                 "the effect again and adopt on that.");
  }
  if (in_force == learnt.digest()) {
    return Error(Code::kFailedPrecondition, "NO_LONGER_APPLIES: this model is in force already");
  }
  GT_ASSIGN_OR_RETURN(const int64_t taken, AdoptionsTaken(*before));
  const v1::Event event = AdoptionOf(request, learnt, {in_force, taken}, parts_.clock.Now());
  GT_ASSIGN_OR_RETURN(const auto after, TakeDown({event}));
  GT_ASSIGN_OR_RETURN(const auto now, ModelsAdopted(*after.views));
  const auto mine = std::ranges::find_if(
      now, [&](const v1::ModelAdoptedRow& row) { return row.event_id() == event.id(); });
  if (mine == now.end() || mine->adopted().learnt().digest() != learnt.digest() ||
      mine->adopted().decider().SerializeAsString() != request.caller().SerializeAsString()) {
    return Error(Code::kAborted,
                 "ALREADY_DECIDED: somebody adopted a model at the same time. Look at the effect "
                 "again and adopt on that.");
  }
  *response.mutable_position() = feeds::PositionShown(parts_.shard, after.next.value);
  response.set_state(request.on());
  *response.mutable_adopted() = ToMessage(*mine);
  look.rows = 1;
  look.position = after.views->NextPosition();
  return parts_.door.Disclose(request.caller(), look, std::move(response));
}

grpc::Status MatchingEndpoint::GetModel(grpc::ServerContext* /*context*/,
                                        const v1::GetModelRequest* request,
                                        v1::GetModelResponse* response) {
  return access::Reply(Model(*request), response);
}

grpc::Status MatchingEndpoint::LearnModel(grpc::ServerContext* /*context*/,
                                          const v1::LearnModelRequest* request,
                                          v1::LearnModelResponse* response) {
  return access::Reply(Learn(*request), response);
}

grpc::Status MatchingEndpoint::AdoptModel(grpc::ServerContext* /*context*/,
                                          const v1::AdoptModelRequest* request,
                                          v1::AdoptModelResponse* response) {
  return access::Reply(Adopt(*request), response);
}

}  // namespace goldthread::reviews
