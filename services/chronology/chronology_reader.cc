#include "services/chronology/chronology_reader.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <queue>
#include <set>
#include <tuple>

#include "eventstore/base/key.h"
#include "eventstore/projector/quarantine.h"
#include "services/chronology/agency_summaries.h"

namespace goldthread::chronology {
namespace {

constexpr size_t kEntriesReserved = 1'024;

template <class T>
bool Allows(const std::vector<T>& wanted, const auto& value) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

bool Matches(const FactRow& fact, const Question& question) {
  if (question.sight != nullptr && !question.sight->ShowsContent(fact.category, fact.agency)) {
    return false;
  }
  const bool own = !question.known_to_agency.empty();
  if (own && fact.agency != question.known_to_agency) return false;
  if (question.known_before.has_value()) {
    const int64_t known = own ? fact.recorded_us : fact.received_us;
    if (known >= question.known_before->time_since_epoch().count()) return false;
  }
  return Allows(question.agencies, fact.agency) && Allows(question.categories, fact.category) &&
         Allows(question.kinds, fact.kind);
}

// One source record's rows that match, in order.
class RecordRun {
 public:
  RecordRun(const ViewSnapshot& views, const Question& question, const RecordId& record)
      : question_(question), record_(record), prefix_size_(FactPrefix(record).size()) {
    rows_ = views.Scan(FactRange(record, question.from_us, question.before_us),
                       question.newest_first ? Direction::kBackward : Direction::kForward);
  }

  // Moves to the next row that matches; at first, to the first one. False at the end or on
  // an error, which status() then has.
  bool Next() {
    for (started_ ? rows_->Next() : void(started_ = true); rows_->Valid(); rows_->Next()) {
      KeyReader key(rows_->key().substr(prefix_size_));
      if (!key.Number(&fact_.wall_us) || !DecodeFact(rows_->value(), &fact_)) {
        status_ = Error(Code::kDataLoss, "a chronology row does not parse; rebuild the views");
        return false;
      }
      if (Matches(fact_, question_)) return true;
    }
    status_ = rows_->status();
    return false;
  }

  const FactRow& fact() const { return fact_; }
  std::string_view value() const { return rows_->value(); }
  const RecordId& record() const { return record_; }
  const Status& status() const { return status_; }

  // The order of a chronology: by when, then by id, so that it never depends on arrival.
  auto Order() const { return std::tie(fact_.wall_us, fact_.event_id, record_); }

 private:
  const Question& question_;
  const RecordId& record_;
  const size_t prefix_size_;
  std::unique_ptr<RowCursor> rows_;
  bool started_ = false;
  FactRow fact_;
  Status status_;
};

// The person's records merged. visit(run) for each fact, once even where two of the records
// are subjects of one event; it returns false to stop.
template <class Visit>
Status Merge(const ViewSnapshot& views, const Question& question, const identity::Person& person,
             Visit visit) {
  std::vector<std::unique_ptr<RecordRun>> runs;
  const auto behind = [&question](const RecordRun* a, const RecordRun* b) {
    return question.newest_first ? a->Order() < b->Order() : b->Order() < a->Order();
  };
  std::priority_queue<RecordRun*, std::vector<RecordRun*>, decltype(behind)> heads(behind);
  for (const RecordId& record : person.records) {
    runs.push_back(std::make_unique<RecordRun>(views, question, record));
    if (runs.back()->Next()) heads.push(runs.back().get());
    GT_RETURN_IF_ERROR(runs.back()->status());
  }
  std::string last_event;
  const std::string* last_feed = nullptr;
  while (!heads.empty()) {
    RecordRun* const run = heads.top();
    heads.pop();
    const bool repeated = last_feed != nullptr && *last_feed == run->record().feed &&
                          last_event == run->fact().event_id;
    if (!repeated) {
      if (!visit(*run)) return OkStatus();
      if (person.records.size() > 1) last_event = run->fact().event_id;
      last_feed = person.records.size() > 1 ? &run->record().feed : nullptr;
    }
    if (run->Next()) heads.push(run);
    GT_RETURN_IF_ERROR(run->status());
  }
  return OkStatus();
}

// What an agency could have known without the hub goes by its own clock, and who is whom is
// known to the hub alone: then today's person is the one that is meant.
StatusOr<identity::Person> PersonIn(const ViewSnapshot& views, const Question& question) {
  return identity::PersonOf(
      views, question.record,
      question.known_to_agency.empty() ? question.known_before : std::nullopt);
}

Status AddStandings(const ViewSnapshot& views, const Question& question, Page* page) {
  for (const RecordId& record : page->person->records) {
    GT_ASSIGN_OR_RETURN(const auto amended, AmendedEvents(views, record));
    if (amended.empty()) continue;
    Amendments amendments(views, record.feed, question);
    for (Entry& entry : page->entries) {
      if (entry.record != &record || !amended.contains(entry.fact.event_id)) continue;
      GT_ASSIGN_OR_RETURN(HowItStands how, amendments.Standing(entry.fact.event_id));
      entry.standing = how.standing;
      entry.amendments = std::move(how.amendments);
    }
  }
  return OkStatus();
}

// A page need not walk what earlier pages showed.
Question From(Question question, const std::optional<Place>& after) {
  if (!after.has_value()) return question;
  if (question.newest_first) {
    // The token's seal keeps out mistakes, not those who want to.
    if (after->wall_us < question.before_us) question.before_us = after->wall_us + 1;
  } else {
    question.from_us = std::max(question.from_us, after->wall_us);
  }
  return question;
}

bool IsAfter(const RecordRun& run, const Place& place, bool newest_first) {
  const std::string_view place_event(place.event_id);
  const auto order = std::tie(place.wall_us, place_event, place.record);
  return newest_first ? run.Order() < order : order < run.Order();
}

}  // namespace

std::string_view RowArena::Keep(std::string_view bytes) {
  constexpr size_t kBlockBytes = size_t{64} << 10;
  if (bytes.size() > left_) {
    left_ = std::max(kBlockBytes, bytes.size());
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(left_));
    at_ = blocks_.back().get();
  }
  char* const kept = at_;
  std::memcpy(kept, bytes.data(), bytes.size());
  at_ += bytes.size();
  left_ -= bytes.size();
  return {kept, bytes.size()};
}

StatusOr<Page> ReadChronology(const ViewSnapshot& views, const Question& question, PageLimit limit,
                              const std::optional<Place>& after) {
  Page page;
  GT_ASSIGN_OR_RETURN(identity::Person person, PersonIn(views, question));
  page.person = std::make_shared<const identity::Person>(std::move(person));
  const Question rest = From(question, after);
  size_t bytes = 0;
  page.entries.reserve(std::min(limit.entries, kEntriesReserved));
  GT_RETURN_IF_ERROR(Merge(views, rest, *page.person, [&](const RecordRun& run) {
    if (after.has_value() && !IsAfter(run, *after, rest.newest_first)) return true;
    const bool full = page.entries.size() == limit.entries ||
                      (!page.entries.empty() && bytes + run.value().size() > limit.bytes);
    if (full) {
      const Entry& last = page.entries.back();
      page.next = Place{last.fact.wall_us, std::string(last.fact.event_id), *last.record};
      return false;
    }
    bytes += run.value().size();
    Entry& entry = page.entries.emplace_back();
    const int64_t wall_us = run.fact().wall_us;
    DecodeFact(page.bytes.Keep(run.value()), &entry.fact);
    entry.fact.wall_us = wall_us;
    entry.record = &run.record();
    return true;
  }));
  GT_RETURN_IF_ERROR(AddStandings(views, question, &page));
  return page;
}

Status VisitFacts(const ViewSnapshot& views, const Question& question, const RecordId& record,
                  const std::function<bool(const FactRow&)>& visit) {
  RecordRun run(views, question, record);
  while (run.Next()) {
    if (!visit(run.fact())) return OkStatus();
  }
  return run.status();
}

StatusOr<bool> IsKnown(const ViewSnapshot& views, const RecordId& record) {
  const auto facts = views.Scan(PrefixRange(FactPrefix(record)));
  if (facts->Valid()) return true;
  GT_RETURN_IF_ERROR(facts->status());
  GT_ASSIGN_OR_RETURN(const identity::Person person,
                      identity::PersonOf(views, record, std::nullopt));
  if (person.records.size() > 1) return true;  // Somebody linked it to another record.
  GT_ASSIGN_OR_RETURN(const auto unread, QuarantinedAbout(views, record.feed, record.record));
  return !unread.empty();
}

StatusOr<std::vector<v1::AgencySummary>> SummariseAgencies(const ViewSnapshot& views,
                                                           const Question& question) {
  AgencySummaries summaries;
  Question oldest_first = question;
  oldest_first.newest_first = false;
  GT_ASSIGN_OR_RETURN(const identity::Person person, PersonIn(views, question));
  std::map<RecordId, std::set<std::string, std::less<>>> amended;
  std::map<std::string, Amendments> amendments;
  for (const RecordId& record : person.records) {
    GT_ASSIGN_OR_RETURN(amended[record], AmendedEvents(views, record));
    if (!amended[record].empty()) amendments.try_emplace(record.feed, views, record.feed, question);
  }
  Status looked_up = OkStatus();
  GT_RETURN_IF_ERROR(Merge(views, oldest_first, person, [&](const RecordRun& run) {
    const std::string_view event_id = run.fact().event_id;
    v1::Standing standing = v1::STANDING_STANDS;
    if (amended.find(run.record())->second.contains(event_id)) {
      const auto how = amendments.find(run.record().feed)->second.Standing(event_id);
      if (how.ok()) standing = how->standing;
      looked_up = how.status();
    }
    summaries.Add(run.fact(), standing);
    return looked_up.ok();
  }));
  GT_RETURN_IF_ERROR(looked_up);
  return std::move(summaries).Take();
}

}  // namespace goldthread::chronology
