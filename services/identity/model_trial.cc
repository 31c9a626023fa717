#include "services/identity/model_trial.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <queue>
#include <set>
#include <utility>
#include <vector>

#include "eventstore/base/digest.h"
#include "services/identity/matching/explanation.h"
#include "services/identity/matching/linkage.h"
#include "services/identity/matching/model_message.h"
#include "services/identity/model_in_use.h"
#include "services/identity/resolution.h"
#include "services/identity/snapshot_rows.h"
#include "services/vocabulary/matching_model.h"

namespace goldthread::identity {
namespace {

using matching::Verdict;

// So many are worked out with one set of rows in memory.
constexpr size_t kRecordsAtOnce = 100;

struct Drawn {
  std::vector<RecordId> records;  // Sorted.
  int64_t of = 0;
};

// Those with the smallest lots: a function of who is there, and no part of anybody's choosing.
StatusOr<Drawn> Draw(const ViewSnapshot& views, size_t most) {
  std::priority_queue<std::pair<uint64_t, RecordId>> smallest;
  Drawn drawn;
  const auto rows = views.Scan(PrefixRange(std::string{kSpace, kRecordRows}));
  for (; rows->Valid(); rows->Next()) {
    RecordId record;
    if (!ParseRecordKey(rows->key().substr(1), &record)) {
      return Error(Code::kDataLoss, "identity's key of a record does not parse");
    }
    ++drawn.of;
    const uint64_t lot = LotIn(0, record);
    if (smallest.size() == most && lot >= smallest.top().first) continue;
    smallest.emplace(lot, std::move(record));
    if (smallest.size() > most) smallest.pop();
  }
  GT_RETURN_IF_ERROR(rows->status());
  for (; !smallest.empty(); smallest.pop()) drawn.records.push_back(smallest.top().second);
  std::ranges::sort(drawn.records);
  return drawn;
}

// What is known now, with nothing taken as weighed already.
class EvidenceAnew final : public EvidenceSource {
 public:
  explicit EvidenceAnew(RowReader& rows)
      : EvidenceSource(rows, std::numeric_limits<int64_t>::max()) {}

  StatusOr<bool> Overused(const std::string& token) override {
    GT_ASSIGN_OR_RETURN(const auto mark, rows_.Get(OverusedKey(token)));
    return mark.has_value();
  }
  StatusOr<std::optional<Alikes>> KeptAlikes(const RecordId&) override { return std::nullopt; }

 protected:
  StatusOr<bool> Stands(const RecordId&, const v1::IdentityContent& content) override {
    return content.standing() > 0;
  }
};

// Two models side by side, over the same records.
class Trial {
 public:
  Trial(const ViewSnapshot& views, const matching::Model& now, const matching::Model& then)
      : rows_(views), as_kept_(rows_), anew_(rows_), now_(as_kept_, now), then_(anew_, then) {}

  Status Add(const RecordId& record, const std::set<RecordId>& drawn) {
    GT_ASSIGN_OR_RETURN(const Resolved person_now, now_.PersonOf(record));
    GT_ASSIGN_OR_RETURN(const Resolved person_then, then_.PersonOf(record));
    joined += std::ranges::includes(person_now.records, person_then.records) ? 0 : 1;
    parted += std::ranges::includes(person_then.records, person_now.records) ? 0 : 1;
    persons_now.insert(person_now.records.front());
    persons_then.insert(person_then.records.front());
    GT_ASSIGN_OR_RETURN(const auto kept, as_kept_.KeptAlikes(record));
    GT_ASSIGN_OR_RETURN(const Alikes weighed, then_.AlikesOf(record));
    const auto counts = [&](const RecordId& other) {
      return record < other || !drawn.contains(other);
    };
    std::map<RecordId, std::pair<Verdict, Verdict>> verdicts;
    for (const auto& [other, tenths] : *kept) verdicts[other].first = VerdictOf(tenths);
    for (const auto& [other, tenths] : weighed) verdicts[other].second = VerdictOf(tenths);
    for (const auto& [other, verdict] : verdicts) {
      if (counts(other)) ++pairs[verdict];
    }
    GT_ASSIGN_OR_RETURN(const Reviews reviews_now, now_.ReviewsOf(record));
    GT_ASSIGN_OR_RETURN(const Reviews reviews_then, then_.ReviewsOf(record));
    for (const auto& [other, review] : reviews_now) review_now += counts(other) ? 1 : 0;
    for (const auto& [other, review] : reviews_then) review_then += counts(other) ? 1 : 0;
    return OkStatus();
  }

  int64_t joined = 0;
  int64_t parted = 0;
  int64_t review_now = 0;
  int64_t review_then = 0;
  std::set<RecordId> persons_now;
  std::set<RecordId> persons_then;
  std::map<std::pair<Verdict, Verdict>, int64_t> pairs;

 private:
  static Verdict VerdictOf(int tenths) {
    return tenths >= kSameTenths     ? Verdict::kSame
           : tenths >= kReviewTenths ? Verdict::kReview
                                     : Verdict::kDifferent;
  }

  SnapshotRows rows_;
  EvidenceNow as_kept_;
  EvidenceAnew anew_;
  Resolution now_;
  Resolution then_;
};

}  // namespace

StatusOr<v1::LearntModel> LearnModel(const ViewSnapshot& views, std::string version) {
  GT_ASSIGN_OR_RETURN(const Drawn drawn, Draw(views, kLearntFromMax));
  std::vector<matching::Portrait> portraits;
  std::vector<int> feeds;
  std::map<std::string, int> feed_numbers;
  std::optional<SnapshotRows> rows;
  for (size_t i = 0; i < drawn.records.size(); ++i) {
    if (i % kRecordsAtOnce == 0) rows.emplace(views);
    const RecordId& record = drawn.records[i];
    GT_ASSIGN_OR_RETURN(Evidence evidence, EvidenceNow(*rows).Of(record));
    if (evidence.shielded || evidence.blocks.empty()) continue;
    portraits.push_back(std::move(evidence.portrait));
    feeds.push_back(
        feed_numbers.try_emplace(record.feed, static_cast<int>(feed_numbers.size())).first->second);
  }
  matching::Lesson lesson;
  matching::Model model = matching::LearnFrom(portraits, feeds, &lesson);
  int64_t pairs = 0;
  for (const auto& [pattern, count] : lesson.candidates) pairs += count;
  if (pairs == 0) {
    return Error(Code::kFailedPrecondition,
                 "NOTHING_TO_LEARN: no two records of two feeds are like each other");
  }
  model.version = std::move(version);
  v1::LearntModel learnt;
  *learnt.mutable_model() = ToMessage(model);
  learnt.set_digest(DigestOf(learnt.model()));
  learnt.mutable_lesson()->set_before(views.NextPosition().value);
  learnt.mutable_lesson()->set_records(static_cast<int64_t>(portraits.size()));
  learnt.mutable_lesson()->set_of_records(drawn.of);
  learnt.mutable_lesson()->set_pairs(pairs);
  return learnt;
}

StatusOr<v1::ModelEffect> EffectOf(const v1::MatchingModel& model, const ViewSnapshot& views,
                                   const TrialLimits& limits) {
  GT_ASSIGN_OR_RETURN(const matching::Model then, matching::FromMessage(model));
  GT_ASSIGN_OR_RETURN(const auto now, ModelInUse(views));
  GT_ASSIGN_OR_RETURN(const Drawn drawn, Draw(views, limits.records));
  const std::set<RecordId> of_drawn(drawn.records.begin(), drawn.records.end());
  // In the order of their lots, so that whenever the time is over those seen are drawn by lot, too.
  std::vector<RecordId> in_turn = drawn.records;
  std::ranges::sort(in_turn, {}, [](const RecordId& record) { return LotIn(0, record); });
  v1::ModelEffect effect;
  effect.set_of_records(drawn.of);
  std::set<RecordId> persons_now;
  std::set<RecordId> persons_then;
  std::map<std::pair<Verdict, Verdict>, int64_t> pairs;
  const auto until = std::chrono::steady_clock::now() + limits.time;
  for (size_t at = 0; at < in_turn.size(); at += kRecordsAtOnce) {
    if (at > 0 && std::chrono::steady_clock::now() >= until) break;
    Trial trial(views, *now, then);
    const size_t end = std::min(in_turn.size(), at + kRecordsAtOnce);
    for (size_t i = at; i < end; ++i) GT_RETURN_IF_ERROR(trial.Add(in_turn[i], of_drawn));
    effect.set_records(static_cast<int64_t>(end));
    effect.set_records_joined(effect.records_joined() + trial.joined);
    effect.set_records_parted(effect.records_parted() + trial.parted);
    effect.set_in_review_now(effect.in_review_now() + trial.review_now);
    effect.set_in_review_then(effect.in_review_then() + trial.review_then);
    persons_now.merge(trial.persons_now);
    persons_then.merge(trial.persons_then);
    for (const auto& [verdicts, count] : trial.pairs) pairs[verdicts] += count;
  }
  effect.set_persons_now(static_cast<int64_t>(persons_now.size()));
  effect.set_persons_then(static_cast<int64_t>(persons_then.size()));
  for (const auto& [verdicts, count] : pairs) {
    v1::PairsWeighed& weighed = *effect.add_pairs();
    weighed.set_now(std::string(matching::VerdictWord(verdicts.first)));
    weighed.set_then(std::string(matching::VerdictWord(verdicts.second)));
    weighed.set_pairs(count);
  }
  return effect;
}

}  // namespace goldthread::identity
