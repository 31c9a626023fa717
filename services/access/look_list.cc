#include "services/access/look_list.h"

#include <algorithm>

#include "services/access/policy.h"

namespace goldthread::access {
namespace {

constexpr size_t kLooksAtOnce = 1'024;
constexpr int64_t kWalkMax = 50'000;

bool Has(const std::vector<std::string>& roles, const std::string& role) {
  return std::ranges::find(roles, role) != roles.end();
}

bool IsAt(const v1::AuditRecord& look, const RecordId& record) {
  return std::ranges::any_of(look.records(), [&record](const v1::RecordRef& ref) {
    return ref.feed() == record.feed && ref.record() == record.record;
  });
}

// Chronologies are of one person; other looks may name several.
bool ShowsAsOne(const v1::AuditRecord& look, const RecordId& record) {
  return look.refused().empty() && look.action().starts_with("chronology.") && IsAt(look, record);
}

bool IsAskedFor(const v1::AuditRecord& look, const LookQuestion& question) {
  const Instant at{std::chrono::microseconds(look.at_us())};
  if (question.since.has_value() && at < *question.since) return false;
  if (question.until.has_value() && at >= *question.until) return false;
  if (!question.user.empty() && look.caller().user() != question.user) return false;
  if (question.joined_with.has_value() && !ShowsAsOne(look, *question.joined_with)) return false;
  return !question.record.has_value() || IsAt(look, *question.record);
}

}  // namespace

StatusOr<std::string> AgencyToList(const SharingPolicy& policy, const v1::Caller& caller,
                                   const std::string& asked) {
  const bool watches = caller.purpose() == v1::PURPOSE_AUDIT;
  if (watches && Has(policy.audit().everything, caller.role())) return asked;
  const bool own = asked.empty() || asked == caller.agency();
  if (watches && own && Has(policy.audit().own_agency, caller.role())) return caller.agency();
  return NoLawfulBasis();
}

std::optional<v1::AuditRecord> PartOf(const v1::AuditRecord& look, const std::string& agency,
                                      const FeedOwner& owner) {
  v1::AuditRecord part = look;
  part.clear_records();
  for (const v1::RecordRef& ref : look.records()) {
    if (owner(ref.feed()) == agency) *part.add_records() = ref;
  }
  const auto& tells = look.glass().tells();
  const bool told = std::find(tells.begin(), tells.end(), agency) != tells.end();
  if (part.records().empty() && !told) return std::nullopt;
  part.clear_shown();
  part.clear_rows();
  for (const v1::Shown& shown : look.shown()) {
    if (shown.agency() != agency) continue;
    *part.add_shown() = shown;
    part.set_rows(shown.rows());
  }
  part.clear_position();
  if (part.has_glass()) {
    part.mutable_glass()->clear_tells();
    part.mutable_glass()->add_tells(agency);
  }
  return part;
}

StatusOr<LookPage> ListLooks(EventReader& audit, const LookQuestion& question,
                             const FeedOwner& owner) {
  GT_ASSIGN_OR_RETURN(const Position end, audit.End());
  LookPage page;
  LogBatch batch;
  int64_t at = question.from;
  const int64_t stop = at < end.value - kWalkMax ? at + kWalkMax : end.value;
  while (at < stop) {
    const auto limit = std::min(kLooksAtOnce, static_cast<size_t>(stop - at));
    GT_RETURN_IF_ERROR(audit.Read({at}, limit, kNoWait, &batch));
    if (batch.empty()) return Error(Code::kUnavailable, "the audit gave no entries; try again");
    for (const LogRecord& record : batch.records()) {
      if (page.looks.size() == question.limit) {
        page.next = at;
        return page;
      }
      at = record.position.value + 1;
      v1::AuditRecord look;
      if (!look.ParseFromArray(record.body.data(), static_cast<int>(record.body.size()))) {
        return Error(Code::kDataLoss, "an entry of the audit does not parse; verify the audit");
      }
      if (!IsAskedFor(look, question)) continue;
      std::optional<v1::AuditRecord> shown =
          question.agency.empty() ? std::move(look) : PartOf(look, question.agency, owner);
      if (!shown.has_value()) continue;
      v1::AuditedLook& listed = page.looks.emplace_back();
      listed.set_position(record.position.value);
      *listed.mutable_record() = *std::move(shown);
    }
  }
  if (at < end.value) page.next = at;
  return page;
}

}  // namespace goldthread::access
