#include "services/alerts/life_reader.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "eventstore/base/key.h"
#include "goldthread/v1/alert_rows.pb.h"
#include "services/alerts/life_rows.h"

namespace goldthread::alerts {
namespace {

using google::protobuf::util::TimeUtil;

Status DoesNotParse() {
  return Error(Code::kDataLoss, "an alert's row does not parse; rebuild the views");
}

template <class Row>
bool Parse(std::string_view bytes, Row* row) {
  return row->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

StatusOr<int> CountOf(const ViewSnapshot& views, const std::string& prefix) {
  int count = 0;
  const auto rows = views.Scan(PrefixRange(prefix));
  for (; rows->Valid(); rows->Next()) ++count;
  GT_RETURN_IF_ERROR(rows->status());
  return count;
}

}  // namespace

StatusOr<std::vector<Decided>> DecisionsOn(const ViewSnapshot& views,
                                           const std::vector<std::string>& causes) {
  std::vector<Decided> all;
  for (const std::string& cause : causes) {
    const auto rows = views.Scan(PrefixRange(DecisionsPrefix(cause)));
    for (; rows->Valid(); rows->Next()) {
      v1::AlertDecisionRow row;
      if (!Parse(rows->value(), &row)) return DoesNotParse();
      Decided& decided = all.emplace_back();
      decided.decision = row.decision();
      decided.causes.assign(row.causes().begin(), row.causes().end());
      decided.answers = row.answers();
    }
    GT_RETURN_IF_ERROR(rows->status());
  }
  std::ranges::stable_sort(all, {}, [](const Decided& decided) {
    return std::tuple(TimeUtil::TimestampToMicroseconds(decided.decision.received_at()),
                      decided.decision.id());
  });
  const auto repeats = std::ranges::unique(
      all, {}, [](const Decided& decided) { return std::string_view(decided.decision.id()); });
  all.erase(repeats.begin(), repeats.end());
  return all;
}

StatusOr<Telling> TellingOf(const ViewSnapshot& views, std::string_view change,
                            std::string_view subscriber) {
  Telling telling;
  GT_ASSIGN_OR_RETURN(const int delivered,
                      CountOf(views, FatePrefix(Fate::kDelivered, change, subscriber)));
  telling.delivered = delivered > 0;
  GT_ASSIGN_OR_RETURN(telling.given_up,
                      CountOf(views, FatePrefix(Fate::kGivenUp, change, subscriber)));
  GT_ASSIGN_OR_RETURN(telling.asked_again,
                      CountOf(views, FatePrefix(Fate::kAskedAgain, change, subscriber)));
  return telling;
}

StatusOr<std::vector<std::string>> AskedAgain(const ViewSnapshot& views,
                                              std::string_view subscriber) {
  std::vector<std::string> changes;
  const std::string prefix = AskedPrefix(subscriber);
  const auto rows = views.Scan(PrefixRange(prefix));
  for (; rows->Valid(); rows->Next()) {
    KeyReader key(rows->key().substr(prefix.size()));
    std::string change;
    if (!key.Text(&change)) return DoesNotParse();
    if (!changes.empty() && changes.back() == change) continue;
    GT_ASSIGN_OR_RETURN(const Telling telling, TellingOf(views, change, subscriber));
    if (!telling.Settled()) changes.push_back(std::move(change));
  }
  GT_RETURN_IF_ERROR(rows->status());
  return changes;
}

StatusOr<UndeliveredPage> UndeliveredIn(const ViewSnapshot& views, std::string_view after,
                                        size_t limit) {
  UndeliveredPage page;
  std::set<std::pair<std::string, std::string>> seen;
  const std::string prefix = GivenUpPrefix();
  KeyRange range = PrefixRange(prefix);
  if (!after.empty()) range.last = prefix + std::string(after);
  const auto rows = views.Scan(range, Direction::kBackward);
  for (; rows->Valid(); rows->Next()) {
    const std::string place(rows->key().substr(prefix.size()));
    KeyReader key(place);
    int64_t received_us = 0;
    v1::Undelivered one;
    v1::AlertDeliveryRow row;
    if (!key.Number(&received_us) || !key.Text(one.mutable_change()) ||
        !key.Text(one.mutable_subscriber()) || !Parse(rows->value(), &row)) {
      return DoesNotParse();
    }
    GT_ASSIGN_OR_RETURN(const Telling telling, TellingOf(views, one.change(), one.subscriber()));
    if (telling.delivered || !seen.emplace(one.change(), one.subscriber()).second) continue;
    if (page.undelivered.size() == limit) return page;
    one.set_alert_id(row.alert_id());
    one.set_attempts(row.attempts());
    one.set_cause(row.cause());
    *one.mutable_given_up_at() = TimeUtil::MicrosecondsToTimestamp(received_us);
    page.undelivered.push_back(std::move(one));
    page.next = place;
  }
  GT_RETURN_IF_ERROR(rows->status());
  page.next.clear();
  return page;
}

}  // namespace goldthread::alerts
