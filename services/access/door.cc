#include <fmt/format.h>
#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <string>

#include "eventstore/base/digest.h"
#include "services/access/audit_entry.h"
#include "services/access/disclosed.h"
#include "services/access/policy.h"
#include "services/access/reason.h"

namespace goldthread::access {
namespace {

constexpr int64_t kReadBack = 4'096;
constexpr size_t kGrantDigits = 16;

// What an agency sent itself tells it of no person.
// To those who match records, ids alone show nobody.
bool ShowsAPerson(const Look& look) {
  if (look.task == Task::kMatching && !look.sight.has_value()) return false;
  // Each alert was decided by what may be seen of its people; the look names them.
  if (look.task == Task::kAlerts) return false;
  return !look.records.empty() && !look.only_agency.has_value();
}

Status CheckRequest(const v1::BreakGlassRequest& request) {
  if (request.reason() == v1::GLASS_REASON_UNSPECIFIED ||
      !v1::GlassReason_IsValid(request.reason())) {
    return BadField("reason", "say why there is no time to ask");
  }
  const size_t bytes = request.explanation().size();
  if (bytes < kExplanationBytesMin || bytes > kExplanationBytesMax) {
    return BadField("explanation", fmt::format("write {} to {} bytes", kExplanationBytesMin,
                                               kExplanationBytesMax));
  }
  return OkStatus();
}

}  // namespace

Status Door::Admit(const v1::Caller& caller, const Look& intent) const {
  Status decision = Decide(caller, intent);
  if (decision.ok() && ShowsAPerson(intent) && !policy().MayLook(caller) &&
      glass_.Find(caller, intent.records, clock_.Now()).empty()) {
    decision = NoLawfulBasis();
  }
  if (decision.ok() && intent.task == Task::kMatching && !policy().MayMatch(caller)) {
    decision = NoLawfulBasis();
  }
  if (decision.ok() && intent.task == Task::kModel && !policy().MayLook(caller) &&
      !policy().MayAdopt(caller)) {
    decision = NoLawfulBasis();
  }
  if (decision.ok() && intent.task == Task::kAdoption && !policy().MayAdopt(caller)) {
    decision = NoLawfulBasis();
  }
  if (decision.ok() && intent.task == Task::kSearch && !policy().MayLook(caller)) {
    decision = NoLawfulBasis();
  }
  if (decision.ok() && intent.task == Task::kAlerts && !policy().MaySeeAlerts(caller)) {
    decision = NoLawfulBasis();
  }
  const bool runs_the_hub =
      intent.records.empty() && !intent.only_agency.has_value() && intent.task == Task::kNone;
  if (decision.ok() && runs_the_hub && !policy().MayOperate(caller)) decision = NoLawfulBasis();
  if (decision.ok()) return decision;
  v1::AuditRecord refused = AuditRecordOf(caller, intent, clock_.Now());
  refused.set_refused(ReasonOf(decision));
  GT_RETURN_IF_ERROR(WriteAudit(audit_, refused));
  return decision;
}

Status Door::AdmitToSearch(const v1::Caller& caller, const Look& intent) const {
  GT_RETURN_IF_ERROR(Admit(caller, intent));
  if (searches_.Count(caller, clock_.Now())) return OkStatus();
  const Status decision =
      Error(Code::kResourceExhausted,
            fmt::format("SEARCH_LIMIT: at most {} searches within an hour; wait, or ask your "
                        "safeguarding lead",
                        policy().search().per_hour));
  v1::AuditRecord refused = AuditRecordOf(caller, intent, clock_.Now());
  refused.set_refused(ReasonOf(decision));
  GT_RETURN_IF_ERROR(WriteAudit(audit_, refused));
  return decision;
}

Sight Door::SightOf(const v1::Caller& caller, const std::vector<RecordId>& records) const {
  const bool own_case = std::ranges::any_of(records, [&](const RecordId& record) {
    return terms_.owner(record.feed) == caller.agency();
  });
  Sight sight = policy().SightOf(caller, own_case);
  const std::string grant = glass_.Find(caller, records, clock_.Now());
  return grant.empty() ? sight : policy().Opened(std::move(sight), grant);
}

Sight Door::SightThroughGlass(const v1::Caller& caller,
                              const std::vector<RecordId>& records) const {
  return policy().Opened(SightOf(caller, records), "");
}

Status Door::Refuse(const v1::Caller& caller, const Look& look) const {
  v1::AuditRecord refused = AuditRecordOf(caller, look, clock_.Now());
  refused.set_refused(ReasonOf(NoLawfulBasis()));
  GT_RETURN_IF_ERROR(WriteAudit(audit_, refused));
  return NoLawfulBasis();
}

Status Door::Record(const v1::Caller& caller, const Look& look) const {
  GT_RETURN_IF_ERROR(Admit(caller, look));
  if (ShowsAPerson(look) && (!look.sight.has_value() || look.sight->agency() != caller.agency())) {
    return Error(Code::kInternal, "a person would be shown by no right; please report it");
  }
  return WriteAudit(audit_, AuditRecordOf(caller, look, clock_.Now()));
}

StatusOr<GlassRegister::Place> Door::AdmitToGlass(const v1::BreakGlassRequest& request,
                                                  const Look& intent) {
  Status decision = Decide(request.caller(), intent);
  const auto& roles = policy().glass().roles;
  if (decision.ok() && std::ranges::find(roles, request.caller().role()) == roles.end()) {
    decision = NoLawfulBasis();
  }
  if (decision.ok()) {
    GT_RETURN_IF_ERROR(CheckRequest(request));
    auto place = glass_.Reserve(request.caller(), clock_.Now());
    if (place.has_value()) return *std::move(place);
    decision = Error(Code::kResourceExhausted,
                     fmt::format("GLASS_LIMIT: at most {} in 24 hours; ask your safeguarding lead",
                                 policy().glass().per_day));
  }
  v1::AuditRecord refused = AuditRecordOf(request.caller(), intent, clock_.Now());
  refused.set_refused(ReasonOf(decision));
  GT_RETURN_IF_ERROR(WriteAudit(audit_, refused));
  return decision;
}

StatusOr<Disclosed<v1::BreakGlassResponse>> Door::BreakGlass(const v1::BreakGlassRequest& request,
                                                             const Look& look,
                                                             GlassRegister::Place /*place*/) {
  const Instant now = clock_.Now();
  const GlassTerms& terms = policy().glass();
  v1::AuditRecord broken = AuditRecordOf(request.caller(), look, now);
  v1::GlassBroken& glass = *broken.mutable_glass();
  glass.set_reason(request.reason());
  glass.set_explanation(request.explanation());
  for (const v1::InformationCategory category : terms.opens) glass.add_opens(category);
  const Instant expires = now + std::chrono::minutes(terms.minutes);
  glass.set_expires_at_us(expires.time_since_epoch().count());
  std::set<std::string> tells;
  for (const RecordId& record : look.records) tells.insert(terms_.owner(record.feed));
  tells.erase("");
  glass.mutable_tells()->Assign(tells.begin(), tells.end());
  glass.set_grant("g-" + Hex(Sha256(broken.SerializeAsString())).substr(0, kGrantDigits));
  broken.set_policy(policy().fingerprint());
  GT_RETURN_IF_ERROR(WriteAudit(audit_, broken));
  glass_.Enter(broken);  // Before the place is given up: it is always counted.
  v1::BreakGlassResponse response;
  response.set_grant(glass.grant());
  *response.mutable_opens() = glass.opens();
  *response.mutable_expires_at() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(glass.expires_at_us());
  return Disclosed<v1::BreakGlassResponse>(std::move(response));
}

Status Door::RestoreGrants(EventReader& audit) {
  GT_ASSIGN_OR_RETURN(Position end, audit.End());
  const Instant day_ago = clock_.Now() - kGlassDay;
  LogBatch batch;
  for (bool older = false; !older && end.value > 0;) {
    const Position first{std::max<int64_t>(0, end.value - kReadBack)};
    for (Position at = first; at < end;) {
      GT_RETURN_IF_ERROR(
          audit.Read(at, static_cast<size_t>(end.value - at.value), kNoWait, &batch));
      if (batch.empty()) return Error(Code::kUnavailable, "the audit gave no entries");
      for (const LogRecord& record : batch.records()) {
        v1::AuditRecord entry;
        const bool parsed =
            entry.ParseFromArray(record.body.data(), static_cast<int>(record.body.size()));
        older |= parsed && entry.at_us() < day_ago.time_since_epoch().count();
        if (parsed && entry.has_glass()) glass_.Enter(entry);
        if (parsed && entry.action() == kSearchAction && entry.refused().empty()) {
          searches_.Enter(entry.caller(), Instant(std::chrono::microseconds(entry.at_us())));
        }
        at = record.position.Next();
      }
    }
    end = first;
  }
  return OkStatus();
}

StatusOr<bool> Door::NoteBeginning(EventReader& audit, Position log_end) {
  GT_ASSIGN_OR_RETURN(const Position end, audit.End());
  if (end > Position{0} || log_end == Position{0}) return false;
  v1::Caller hub;
  hub.set_agency("hub");
  hub.set_user("hub");
  hub.set_role("operator");
  hub.set_purpose(v1::PURPOSE_OPERATION);
  Look beginning;
  beginning.action = "audit.begun";
  beginning.position = log_end;
  GT_RETURN_IF_ERROR(WriteAudit(audit_, AuditRecordOf(hub, beginning, clock_.Now())));
  return true;
}

}  // namespace goldthread::access
