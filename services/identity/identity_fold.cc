#include "services/identity/identity_fold.h"
#include "services/identity/announcement.h"

#include <algorithm>

#include "services/identity/claims.h"
#include "services/identity/matching/model_message.h"
#include "services/identity/received_order.h"
#include "services/identity/resolution.h"
#include "services/identity/saying.h"
#include "services/identity/sorted.h"
#include "services/identity/staged_rows.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::identity {
namespace {

// What an event's arrival does to one saying of one record.
struct SayingChange {
  int standing = 0;      // Events that begin (+) or cease (-) to say it.
  bool claimed = false;  // Said by the event that arrives.
};

// One event's way into the rows.
class Folding {
 public:
  Folding(const matching::Model& model, const Arrival& arrival, const EventSays& says,
          FoldRows& rows)
      : model_(model),
        feed_(arrival.event.feed()),
        event_id_(arrival.event.id()),
        received_us_(arrival.header.received_at_us()),
        says_(says),
        rows_(rows),
        before_(rows),
        after_(before_) {}

  Status Run() {
    GT_RETURN_IF_ERROR(FoldEvent());
    GT_RETURN_IF_ERROR(FoldAmendments());
    GT_RETURN_IF_ERROR(FoldDecision());
    for (const auto& [record, changes] : changes_) {
      GT_RETURN_IF_ERROR(FoldSayings({feed_, record}, changes));
    }
    EvidenceNow evidence(after_);
    Resolution after(evidence, model_);
    GT_RETURN_IF_ERROR(FindChanged(after));
    if (!changed_.empty() || !reweighed_.empty()) GT_RETURN_IF_ERROR(FoldAlikes(after));
    if (!changed_.empty() || !decided_.empty() || !realiked_.empty()) {
      GT_RETURN_IF_ERROR(Resolve(after));
    }
    after_.WriteTo(rows_);
    return OkStatus();
  }

 private:
  Status FoldEvent();
  Status FoldAmendments();
  Status FoldDecision();
  Status FoldSayings(const RecordId& record, const std::map<std::string, SayingChange>& changes);
  StatusOr<const v1::IdentitySaying*> SayingNamed(const RecordId& record, const std::string& name,
                                                  bool is_new);
  Status FoldClaims(const RecordId& record, const v1::IdentitySaying& saying);
  Status FindChanged(Resolution& after);
  Status FoldAlikes(Resolution& after);
  StatusOr<std::set<RecordId>> Seeds(const std::vector<Resolution*>& sides);
  Status Resolve(Resolution& after);
  Status Write(const Resolved& person, Resolution& resolution);
  Status WriteReview(const RecordId& record, Resolution& resolution);

  StatusOr<bool> AmendedIn(RowReader& rows, std::string_view event_id) {
    return Amended(rows, feed_, event_id, std::numeric_limits<int64_t>::max());
  }
  StatusOr<std::set<std::string>> EventsTouched();
  enum class As { kWithdrawn, kCorrected };
  Status Amend(const std::string& target, As as);

  const matching::Model& model_;
  const std::string& feed_;
  const std::string& event_id_;
  const int64_t received_us_;
  const EventSays& says_;
  FoldRows& rows_;
  RowsBefore before_;
  StagedRows after_;
  bool amended_early_ = false;
  // By record of this feed, by saying.
  std::map<std::string, std::map<std::string, SayingChange>> changes_;
  std::set<RecordId> resaid_;     // A saying of theirs stands and did not, or stood and does not.
  std::set<RecordId> changed_;    // What stands of them is not what stood.
  std::set<RecordId> decided_;    // A decision on them began or ceased to stand.
  std::set<RecordId> reweighed_;  // A block or a number of theirs is worth more or less.
  std::set<RecordId> realiked_;   // Who is like them is another than before.
  bool ties_only_grow_ = true;    // Nothing ceased to be said, no number became worthless.
};

// The event's own row, which may be there already: its withdrawal can come first.
Status Folding::FoldEvent() {
  GT_ASSIGN_OR_RETURN(auto* row, after_.Edit<v1::IdentityEventRow>(EventKey(feed_, event_id_)));
  for (const auto& [record, sayings] : says_.sayings) {
    for (const auto& [name, said] : sayings) {
      v1::IdentityStatement* statement = row->add_statements();
      statement->set_record(record);
      statement->set_name(name);
    }
  }
  if (says_.decision.has_value()) {
    *row->mutable_decided_first() = ToRef(says_.decision->first);
    *row->mutable_decided_second() = ToRef(says_.decision->second);
  }
  amended_early_ = row->withdrawn_by_size() + row->corrected_by_size() > 0;
  row->set_withdraws(says_.withdraws);
  row->set_corrects(says_.corrects);
  return OkStatus();
}

// Which other events this one may take away or give back: those it names and, where one of them
// is an amendment, those that one named, and so on.
StatusOr<std::set<std::string>> Folding::EventsTouched() {
  std::set<std::string> touched;
  std::set<std::string> named = {says_.withdraws, says_.corrects};
  for (int depth = 0; depth <= kWithdrawalDepthMax && !named.empty(); ++depth) {
    std::set<std::string> named_by_them;
    for (const std::string& event_id : named) {
      if (event_id.empty() || !touched.insert(event_id).second) continue;
      GT_ASSIGN_OR_RETURN(const auto* row,
                          before_.Read<v1::IdentityEventRow>(EventKey(feed_, event_id)));
      named_by_them.insert({row->withdraws(), row->corrects()});
    }
    named = std::move(named_by_them);
  }
  touched.erase(event_id_);
  return touched;
}

Status Folding::Amend(const std::string& target, As as) {
  if (target.empty()) return OkStatus();
  GT_ASSIGN_OR_RETURN(auto* row, after_.Edit<v1::IdentityEventRow>(EventKey(feed_, target)));
  v1::IdentityAmendment amendment;
  amendment.set_received_us(received_us_);
  amendment.set_event_id(event_id_);
  InsertSorted(as == As::kWithdrawn ? row->mutable_withdrawn_by() : row->mutable_corrected_by(),
               std::move(amendment), EarlierAmendment);
  return OkStatus();
}

Status Folding::FoldAmendments() {
  GT_RETURN_IF_ERROR(Amend(says_.withdraws, As::kWithdrawn));
  GT_RETURN_IF_ERROR(Amend(says_.corrects, As::kCorrected));
  GT_ASSIGN_OR_RETURN(const std::set<std::string> touched, EventsTouched());
  for (const std::string& event_id : touched) {
    GT_ASSIGN_OR_RETURN(const bool was, AmendedIn(before_, event_id));
    GT_ASSIGN_OR_RETURN(const bool is, AmendedIn(after_, event_id));
    if (was == is) continue;
    GT_ASSIGN_OR_RETURN(const auto* row,
                        after_.Read<v1::IdentityEventRow>(EventKey(feed_, event_id)));
    for (const v1::IdentityStatement& statement : row->statements()) {
      changes_[statement.record()][statement.name()].standing += is ? -1 : 1;
    }
    if (row->has_decided_first()) {
      decided_.insert({FromRef(row->decided_first()), FromRef(row->decided_second())});
    }
  }
  if (says_.sayings.empty() && !says_.decision.has_value()) return OkStatus();
  bool amended = false;
  if (amended_early_) {
    GT_ASSIGN_OR_RETURN(amended, AmendedIn(after_, event_id_));
  }
  for (const auto& [record, sayings] : says_.sayings) {
    for (const auto& [name, said] : sayings) {
      SayingChange& change = changes_[record][name];
      change.claimed = true;
      if (!amended) ++change.standing;
      rows_.Append(StatementKey(StatementPrefix({feed_, record}, name), received_us_, event_id_),
                   "");
    }
  }
  if (says_.decision.has_value() && !amended) {
    decided_.insert({says_.decision->first, says_.decision->second});
  }
  return OkStatus();
}

Status Folding::FoldDecision() {
  if (!says_.decision.has_value()) return OkStatus();
  v1::IdentityDecision decision;
  decision.set_received_us(received_us_);
  decision.set_feed(feed_);
  decision.set_event_id(event_id_);
  decision.set_linked(says_.decision->linked);
  for (const bool turned : {false, true}) {
    const RecordId& record = turned ? says_.decision->second : says_.decision->first;
    *decision.mutable_other() = ToRef(turned ? says_.decision->first : says_.decision->second);
    GT_ASSIGN_OR_RETURN(auto* row, after_.Edit<v1::IdentityDecisionsRow>(DecisionsKey(record)));
    InsertSorted(row->mutable_decisions(), decision, EarlierDecision);
  }
  return OkStatus();
}

Status Folding::FoldSayings(const RecordId& record,
                            const std::map<std::string, SayingChange>& changes) {
  GT_ASSIGN_OR_RETURN(auto* row, after_.Edit<v1::IdentityRecordRow>(RecordKey(record)));
  auto* contents = row->mutable_contents();
  for (const auto& [name, change] : changes) {
    const auto named = [&name = name](const auto& known) { return known.name() == name; };
    auto content = std::find_if(contents->begin(), contents->end(), named);
    const bool is_new = content == contents->end();
    if (is_new) {
      v1::IdentityContent fresh;
      fresh.set_name(name);
      InsertSorted(contents, std::move(fresh),
                   [](const auto& a, const auto& b) { return a.name() < b.name(); });
      content = std::find_if(contents->begin(), contents->end(), named);
    }
    const bool stood = content->standing() > 0;
    content->set_standing(content->standing() + change.standing);
    const bool stands = content->standing() > 0;
    if (stood != stands) resaid_.insert(record);
    if (stood && !stands) ties_only_grow_ = false;
    if (!change.claimed || (!is_new && content->first_received_us() <= received_us_)) continue;
    content->set_first_received_us(received_us_);
    GT_ASSIGN_OR_RETURN(const v1::IdentitySaying* saying, SayingNamed(record, name, is_new));
    GT_RETURN_IF_ERROR(FoldClaims(record, *saying));
  }
  return OkStatus();
}

// Kept by its name when it is new: what it says is worked out once.
StatusOr<const v1::IdentitySaying*> Folding::SayingNamed(const RecordId& record,
                                                         const std::string& name, bool is_new) {
  const std::string key = SayingsKey(record);
  if (is_new) {
    GT_ASSIGN_OR_RETURN(auto* edited, after_.Edit<v1::IdentitySayingsRow>(key));
    v1::IdentitySaid fresh;
    fresh.set_name(name);
    *fresh.mutable_saying() = SayingOf(says_.sayings.at(record.record).at(name));
    InsertSorted(edited->mutable_said(), std::move(fresh),
                 [](const auto& a, const auto& b) { return a.name() < b.name(); });
  }
  GT_ASSIGN_OR_RETURN(const auto* row, after_.Read<v1::IdentitySayingsRow>(key));
  for (const v1::IdentitySaid& said : row->said()) {
    if (said.name() == name) return &said.saying();
  }
  return Error(Code::kDataLoss, "identity's rows of a record do not agree");
}

Status Folding::FoldClaims(const RecordId& record, const v1::IdentitySaying& saying) {
  for (const std::string& token : saying.tokens()) {
    GT_ASSIGN_OR_RETURN(const bool overused, ClaimToken(after_, token, {record, received_us_}));
    if (!overused) continue;
    changed_.insert(record);
    ties_only_grow_ = false;
    // Whoever has the number is weighed without it.
    GT_ASSIGN_OR_RETURN(const auto* row, after_.Read<v1::IdentityClaimsRow>(ClaimsKey(token)));
    for (const v1::IdentityClaim& each : row->claims()) reweighed_.insert(FromRef(each.record()));
  }
  for (const uint64_t block : saying.blocks()) {
    GT_RETURN_IF_ERROR(ClaimBlock(after_, block, {record, received_us_}, &reweighed_));
  }
  return OkStatus();
}

// What is said otherwise than before often says nothing that others did not.
Status Folding::FindChanged(Resolution& after) {
  EvidenceNow before(before_);
  for (const RecordId& record : resaid_) {
    GT_ASSIGN_OR_RETURN(const Evidence was, before.Of(record));
    GT_ASSIGN_OR_RETURN(const Evidence* is, after.EvidenceOf(record));
    if (was != *is) changed_.insert(record);
  }
  return OkStatus();
}

Status Folding::FoldAlikes(Resolution& after) {
  reweighed_.insert(changed_.begin(), changed_.end());
  for (const RecordId& record : reweighed_) {
    GT_ASSIGN_OR_RETURN(const Alikes alikes, after.AlikesOf(record));
    GT_RETURN_IF_ERROR(PutAlikes(after_, record, alikes, &realiked_));
  }
  return OkStatus();
}

// Any tie that begins, ceases or changes has both its ends among the seeds; so whoever's
// person is another than before hangs together with a seed, before or after.
StatusOr<std::set<RecordId>> Folding::Seeds(const std::vector<Resolution*>& sides) {
  std::set<RecordId> seeds = decided_;
  seeds.insert(realiked_.begin(), realiked_.end());
  for (const RecordId& record : changed_) {
    seeds.insert(record);
    std::set<std::string> tokens{BirthToken(record)};
    GT_ASSIGN_OR_RETURN(const auto* row, after_.Read<v1::IdentitySayingsRow>(SayingsKey(record)));
    for (const v1::IdentitySaid& said : row->said()) {
      tokens.insert(said.saying().tokens().begin(), said.saying().tokens().end());
    }
    for (const std::string& token : tokens) {
      for (Resolution* at : sides) {
        GT_ASSIGN_OR_RETURN(const Records holders, at->Holders(token));
        seeds.insert(holders.begin(), holders.end());
      }
    }
  }
  return seeds;
}

// Where ties only grow, which is nearly always, whoever hung together with a seed before does
// so after, or is a seed's neighbour and so a seed; then "before" need not be worked out. A
// component that grew too large is the exception: it stops being followed.
Status Folding::Resolve(Resolution& after) {
  EvidenceNow evidence_before(before_);
  Resolution before(evidence_before, model_);
  bool one_side = ties_only_grow_ && decided_.empty();
  GT_ASSIGN_OR_RETURN(std::set<RecordId> seeds, Seeds({&after}));
  for (auto seed = seeds.begin(); one_side && seed != seeds.end(); ++seed) {
    GT_ASSIGN_OR_RETURN(const bool too_many, after.TooMany(*seed));
    one_side = !too_many;
  }
  std::vector<Resolution*> sides = {&after};
  if (!one_side) {
    sides.push_back(&before);
    GT_ASSIGN_OR_RETURN(seeds, Seeds(sides));
  }
  std::set<RecordId> changing;
  for (Resolution* at : sides) {
    std::set<RecordId> found;  // Whoever changes with one of these changes with all.
    for (const RecordId& seed : seeds) {
      if (found.contains(seed)) continue;
      GT_ASSIGN_OR_RETURN(const Records records, at->ChangesWith(seed));
      found.insert(records.begin(), records.end());
    }
    changing.merge(found);
  }
  while (!changing.empty()) {
    GT_ASSIGN_OR_RETURN(const Resolved person, after.PersonOf(*changing.begin()));
    GT_RETURN_IF_ERROR(Write(person, after));
    for (const RecordId& record : person.records) changing.erase(record);
  }
  return OkStatus();
}

Status Folding::Write(const Resolved& person, Resolution& resolution) {
  v1::IdentityPerson shared;
  shared.set_in_review(person.in_review);
  shared.set_birth_date(person.birth_date);
  if (person.records.size() > 1) {
    for (const RecordId& record : person.records) *shared.add_records() = ToRef(record);
  }
  const std::string bytes = shared.SerializeAsString();
  bool announce = false;
  for (const RecordId& record : person.records) {
    const std::string key = RecordKey(record);
    GT_ASSIGN_OR_RETURN(const auto* row, after_.Read<v1::IdentityRecordRow>(key));
    if (row->person() != bytes) {
      announce = announce || !HasSameRecords(row->person(), shared);
      GT_ASSIGN_OR_RETURN(auto* edited, after_.Edit<v1::IdentityRecordRow>(key));
      edited->set_person(bytes);
    }
    GT_RETURN_IF_ERROR(WriteReview(record, resolution));
  }
  if (announce) rows_.Announce(AnnouncementOf(person.records));
  return OkStatus();
}

Status Folding::WriteReview(const RecordId& record, Resolution& resolution) {
  GT_ASSIGN_OR_RETURN(const Reviews reviews, resolution.ReviewsOf(record));
  v1::IdentityReviewRow row;
  for (const auto& [other, review] : reviews) {
    if (other < record) continue;
    v1::IdentityReviewPair* pair = row.add_pairs();
    *pair->mutable_other() = ToRef(other);
    pair->set_reason(static_cast<int32_t>(review.reason));
    pair->set_tenths(review.tenths);
  }
  const std::string key = ReviewKey(record);
  GT_ASSIGN_OR_RETURN(const auto old, before_.Get(key));
  if (row.SerializeAsString() == old.value_or(std::string_view())) return OkStatus();
  GT_ASSIGN_OR_RETURN(auto* edited, after_.Edit<v1::IdentityReviewRow>(key));
  *edited = std::move(row);
  return OkStatus();
}

}  // namespace

IdentityFold::IdentityFold() : IdentityFold(matching::ToMessage(matching::ShippedModel())) {}

IdentityFold::IdentityFold(const v1::MatchingModel& adopted)
    : terms_(adopted.SerializeAsString()), model_(matching::FromMessage(adopted).value()) {}

char IdentityFold::Space() const { return kSpace; }

StatusOr<Onward> IdentityFold::Apply(const Arrival& arrival, FoldRows& rows) const {
  GT_ASSIGN_OR_RETURN(const EventSays says, ReadEvent(arrival.event));
  if (!says.empty()) GT_RETURN_IF_ERROR(Folding(model_, arrival, says, rows).Run());
  return Onward::kNextFold;
}

}  // namespace goldthread::identity
