#include "services/chronology/amendments.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <tuple>

#include "eventstore/base/key.h"
#include "services/vocabulary/withdrawal.h"

namespace goldthread::chronology {
namespace {

bool Known(const AmendmentRow& row, const Question& question) {
  if (!question.known_before.has_value()) return true;
  const int64_t at = question.known_to_agency.empty() ? row.received_us : row.recorded_us;
  return at < question.known_before->time_since_epoch().count();
}

}  // namespace

StatusOr<std::set<std::string, std::less<>>> AmendedEvents(const ViewSnapshot& views,
                                                           const RecordId& record) {
  std::set<std::string, std::less<>> amended;
  const KeyRange range = AmendedRange(record);
  const auto row = views.Scan(range);
  for (; row->Valid(); row->Next()) {
    std::string event_id;
    KeyReader key(row->key().substr(range.first.size()));
    if (!key.Text(&event_id)) {
      return Error(Code::kDataLoss, "an amended row does not parse; rebuild the views");
    }
    amended.insert(std::move(event_id));
  }
  GT_RETURN_IF_ERROR(row->status());
  return amended;
}

Amendments::Amendments(const ViewSnapshot& views, std::string_view feed, const Question& question)
    : feed_(feed), question_(question), rows_(views.Scan(AmendmentRange(feed))) {}

StatusOr<std::vector<AmendmentRow>> Amendments::KnownOf(std::string_view event_id) {
  std::vector<AmendmentRow> known;
  const std::string prefix = AmendmentPrefix(feed_, event_id);
  for (rows_->Seek(prefix); rows_->Valid() && rows_->key().starts_with(prefix); rows_->Next()) {
    AmendmentRow amendment;
    KeyReader key(rows_->key().substr(prefix.size()));
    if (!key.Text(&amendment.event_id) || !DecodeAmendment(rows_->value(), &amendment)) {
      return Error(Code::kDataLoss, "an amendment row does not parse; rebuild the views");
    }
    if (Known(amendment, question_)) known.push_back(std::move(amendment));
  }
  GT_RETURN_IF_ERROR(rows_->status());
  std::sort(known.begin(), known.end(), [](const AmendmentRow& a, const AmendmentRow& b) {
    return std::tie(a.received_us, a.event_id) < std::tie(b.received_us, b.event_id);
  });
  return known;
}

// `step` is the amending event's, counted from the fact (vocabulary/withdrawal.h).
StatusOr<bool> Amendments::IsVoid(std::string_view event_id, int step) {
  if (step >= kWithdrawalStepsMax) return false;
  GT_ASSIGN_OR_RETURN(const auto amendments, KnownOf(event_id));
  for (const v1::Standing makes_it : {v1::STANDING_WITHDRAWN, v1::STANDING_CORRECTED}) {
    bool made = false;
    for (const AmendmentRow& amendment : amendments) {
      if (made || amendment.makes_it != makes_it) continue;
      GT_ASSIGN_OR_RETURN(const bool void_itself, IsVoid(amendment.event_id, step + 1));
      made = !void_itself;
    }
    if (makes_it == v1::STANDING_CORRECTED) return !made;
    if (!made) return false;
  }
  return false;
}

StatusOr<HowItStands> Amendments::Standing(std::string_view event_id) {
  HowItStands how;
  GT_ASSIGN_OR_RETURN(const auto rows, KnownOf(event_id));
  for (const AmendmentRow& row : rows) {
    GT_ASSIGN_OR_RETURN(const bool void_now, IsVoid(row.event_id, 1));
    v1::Amendment& amendment = how.amendments.emplace_back();
    amendment.set_event_id(row.event_id);
    amendment.set_makes_it(row.makes_it);
    amendment.set_replacement_event_id(row.replacement_event_id);
    amendment.set_reason(row.reason);
    *amendment.mutable_received_at() =
        google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(row.received_us);
    amendment.set_void_(void_now);
    if (!void_now) how.standing = std::max(how.standing, row.makes_it);
  }
  return how;
}

}  // namespace goldthread::chronology
