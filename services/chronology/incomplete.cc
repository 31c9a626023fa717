#include "services/chronology/incomplete.h"

#include <set>
#include <string>
#include <utility>

#include "services/chronology/amendments.h"
#include "services/feeds/feed_reader.h"

namespace goldthread::chronology {
namespace {

bool IsAskedFor(const QuarantinedFact& fact, const Question& question) {
  if (question.sight != nullptr && !question.sight->ShowsContent(fact.category, fact.agency)) {
    return false;
  }
  const bool own = !question.known_to_agency.empty();
  if (own && fact.agency != question.known_to_agency) return false;
  if (!question.known_before.has_value()) return true;
  return (own ? fact.recorded_us : fact.received_us) <
         question.known_before->time_since_epoch().count();
}

bool MayHearOfHoles(const Question& question) {
  const bool today = !question.known_before.has_value() && question.known_to_agency.empty();
  return today && (question.sight == nullptr || question.sight->ShowsEverything());
}

Status AddHoles(const ViewSnapshot& views, const std::vector<RecordId>& records,
                v1::Incomplete& incomplete) {
  std::set<std::string> feeds;
  for (const RecordId& record : records) feeds.insert(record.feed);
  for (const std::string& feed : feeds) {
    GT_ASSIGN_OR_RETURN(const int64_t missing, feeds::MissingIn(views, feed));
    if (missing == 0) continue;
    v1::FeedHoles* holes = incomplete.add_feeds();
    holes->set_feed(feed);
    holes->set_missing(missing);
  }
  return OkStatus();
}

}  // namespace

StatusOr<std::vector<QuarantinedFact>> QuarantinedOf(const ViewSnapshot& views,
                                                     const Question& question,
                                                     const RecordId& record) {
  GT_ASSIGN_OR_RETURN(const auto facts, QuarantinedAbout(views, record.feed, record.record));
  std::vector<QuarantinedFact> lacking;
  if (facts.empty()) return lacking;
  Amendments amendments(views, record.feed, question);
  for (const QuarantinedFact& fact : facts) {
    if (!IsAskedFor(fact, question)) continue;
    GT_ASSIGN_OR_RETURN(const HowItStands how, amendments.Standing(fact.event_id));
    if (how.standing == v1::STANDING_STANDS) lacking.push_back(fact);
  }
  return lacking;
}

StatusOr<std::optional<v1::Incomplete>> IncompleteOf(const ViewSnapshot& views,
                                                     const Question& question,
                                                     const std::vector<RecordId>& records) {
  v1::Incomplete incomplete;
  // A record of the log may be about two of the person's records.
  std::set<int64_t> positions;
  for (const RecordId& record : records) {
    GT_ASSIGN_OR_RETURN(const auto facts, QuarantinedOf(views, question, record));
    for (const QuarantinedFact& fact : facts) positions.insert(fact.position.value);
  }
  incomplete.set_quarantined(static_cast<int64_t>(positions.size()));
  if (MayHearOfHoles(question)) GT_RETURN_IF_ERROR(AddHoles(views, records, incomplete));
  if (positions.empty() && incomplete.feeds().empty()) return std::optional<v1::Incomplete>();
  return std::optional<v1::Incomplete>(std::move(incomplete));
}

}  // namespace goldthread::chronology
