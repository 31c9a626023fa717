#include "connectors/adults/household_reader.h"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

#include "connectors/adults/adult_rows.h"
#include "connectors/adults/alerts.h"
#include "connectors/adults/homes.h"
#include "eventstore/base/key.h"
#include "services/vocabulary/withdrawal.h"

namespace goldthread::adults {
namespace {

template <class Row>
StatusOr<Row> RowAt(const ViewSnapshot& views, const std::string& key) {
  GT_ASSIGN_OR_RETURN(const auto bytes, views.Get(kSpace + key));
  Row row;
  if (!bytes.has_value() || row.ParseFromString(*bytes)) return row;
  return Error(Code::kDataLoss, "a row of adults does not parse; rebuild the views");
}

using Ids = google::protobuf::RepeatedPtrField<std::string>;

ToldFact ToldBy(const Held& held) {
  const v1::AdultFactRef ref = RefOf(held);
  return {ref.feed(), ref.event_id(), *held.record, ref.category(),
          held.fact->kind() == v1::ADULT_FACT_KIND_RESIDENCE};
}

std::optional<Kinship::How> HowOf(v1::AdultFactKind kind) {
  switch (kind) {
    case v1::ADULT_FACT_KIND_MOTHER_OF:
    case v1::ADULT_FACT_KIND_FATHER_OF:
    case v1::ADULT_FACT_KIND_EXPECTS:
    case v1::ADULT_FACT_KIND_BORE:
      return Kinship::How::kChild;
    case v1::ADULT_FACT_KIND_CHILD_OF:
    case v1::ADULT_FACT_KIND_EXPECTED_BY:
    case v1::ADULT_FACT_KIND_BORN_TO:
      return Kinship::How::kParent;
    case v1::ADULT_FACT_KIND_PARTNER:
      return Kinship::How::kPartner;
    case v1::ADULT_FACT_KIND_PROTECTED_BY:
      return Kinship::How::kProtector;
    default:
      return std::nullopt;
  }
}

}  // namespace

// The facts of some records that stood then and may be seen. They stay where they are.
class Households::Facts {
 public:
  explicit Facts(const Question& question)
      : question_(question),
        before_us_(question.known_before.has_value()
                       ? question.known_before->time_since_epoch().count()
                       : std::numeric_limits<int64_t>::max()) {}

  Status Read(const std::vector<RecordId>& records);
  const std::vector<Held>& held() const { return held_; }
  StatusOr<std::vector<Word>> Words();
  StatusOr<std::vector<DatedHome>> Homes();
  StatusOr<AssertedRisk> RiskIn(const Held& held);
  StatusOr<std::set<RecordId>> RecordsAt(const std::string& place);

 private:
  StatusOr<v1::AdultEventRow> EventOf(const std::string& feed, const std::string& id) {
    return RowAt<v1::AdultEventRow>(question_.views, EventKey(feed, id));
  }
  StatusOr<bool> IsVoid(const std::string& feed, const std::string& event_id, int step);
  StatusOr<bool> AnyHolds(const std::string& feed, const Ids& amending, int step);
  StatusOr<bool> Stands(const std::string& feed, const std::string& event_id);
  StatusOr<std::string> PlaceOf(const v1::AdultFact& fact);
  Status AddRecordsUnder(const std::string& place, std::set<RecordId>* records);

  const Question& question_;
  const int64_t before_us_;
  std::vector<RecordId> records_;
  std::vector<v1::AdultRecordRow> rows_;
  std::vector<Held> held_;
};

StatusOr<bool> Households::Facts::AnyHolds(const std::string& feed, const Ids& amending, int step) {
  for (const std::string& by : amending) {
    GT_ASSIGN_OR_RETURN(const auto row, EventOf(feed, by));
    if (row.received_us() >= before_us_) continue;
    GT_ASSIGN_OR_RETURN(const bool void_itself, IsVoid(feed, by, step));
    if (!void_itself) return true;
  }
  return false;
}

StatusOr<bool> Households::Facts::IsVoid(const std::string& feed, const std::string& event_id,
                                         int step) {
  if (step >= kWithdrawalStepsMax) return false;
  GT_ASSIGN_OR_RETURN(const auto row, EventOf(feed, event_id));
  GT_ASSIGN_OR_RETURN(const bool withdrawn, AnyHolds(feed, row.withdrawn_by(), step + 1));
  if (!withdrawn) return false;
  GT_ASSIGN_OR_RETURN(const bool corrected, AnyHolds(feed, row.corrected_by(), step + 1));
  return !corrected;
}

StatusOr<bool> Households::Facts::Stands(const std::string& feed, const std::string& event_id) {
  GT_ASSIGN_OR_RETURN(const auto row, EventOf(feed, event_id));
  GT_ASSIGN_OR_RETURN(const bool withdrawn, AnyHolds(feed, row.withdrawn_by(), 1));
  GT_ASSIGN_OR_RETURN(const bool corrected, AnyHolds(feed, row.corrected_by(), 1));
  return !withdrawn && !corrected;
}

Status Households::Facts::Read(const std::vector<RecordId>& records) {
  records_ = records;
  for (const RecordId& record : records_) {
    GT_ASSIGN_OR_RETURN(auto row, RowAt<v1::AdultRecordRow>(question_.views, FactsKey(record)));
    rows_.push_back(std::move(row));
  }
  for (size_t i = 0; i < records_.size(); ++i) {
    for (const v1::AdultFact& fact : rows_[i].facts()) {
      if (fact.received_us() >= before_us_) continue;
      const Held held{&records_[i], &fact};
      const ToldFact told = ToldBy(held);
      GT_ASSIGN_OR_RETURN(const bool stands, Stands(told.feed, told.event_id));
      if (!stands) continue;
      GT_ASSIGN_OR_RETURN(const bool seen, question_.may_see(told));
      if (seen) held_.push_back(held);
    }
  }
  std::sort(held_.begin(), held_.end(), Earlier);
  return OkStatus();
}

// Which property a spelling means is taken as it is known today.
StatusOr<std::string> Households::Facts::PlaceOf(const v1::AdultFact& fact) {
  if (fact.shared()) return std::string();
  if (fact.uprn() != 0) return "u" + std::to_string(fact.uprn());
  if (fact.address().empty()) return std::string();
  GT_ASSIGN_OR_RETURN(const auto row,
                      RowAt<v1::AdultSpellingRow>(question_.views, SpellingKey(fact.address())));
  return row.uprns_size() == 1 ? "u" + std::to_string(row.uprns(0)) : "s" + fact.address();
}

StatusOr<std::vector<Word>> Households::Facts::Words() {
  std::vector<Word> words;
  for (const Held& held : held_) {
    if (!IsWord(*held.fact)) continue;
    GT_ASSIGN_OR_RETURN(std::string place, PlaceOf(*held.fact));
    words.push_back({std::move(place), held});
  }
  return words;
}

StatusOr<std::vector<DatedHome>> Households::Facts::Homes() {
  GT_ASSIGN_OR_RETURN(auto words, Words());
  return HomesOverTime(std::move(words));
}

StatusOr<AssertedRisk> Households::Facts::RiskIn(const Held& held) {
  AssertedRisk risk{ToldBy(held), held.fact->words(), {}, true, held.fact->disputed()};
  std::optional<int> due;
  if (held.fact->has_due()) due = held.fact->due();
  std::vector<v1::AdultSequel> all;
  // Of what it corrects, too: whoever spoke of that meant the same.
  std::string event_id = risk.fact.event_id;
  for (int step = 0; step <= kWithdrawalStepsMax && !event_id.empty(); ++step) {
    GT_ASSIGN_OR_RETURN(const auto event, EventOf(risk.fact.feed, event_id));
    all.insert(all.end(), event.sequels().begin(), event.sequels().end());
    event_id = event.corrects();
  }
  std::vector<const v1::AdultSequel*> sequels;
  for (const v1::AdultSequel& sequel : all) {
    if (sequel.of_order() || sequel.received_us() >= before_us_) continue;
    GT_ASSIGN_OR_RETURN(const bool stands, Stands(risk.fact.feed, sequel.event_id()));
    if (!stands) continue;
    GT_ASSIGN_OR_RETURN(const bool seen,
                        question_.may_see({risk.fact.feed, sequel.event_id(), risk.fact.record,
                                           sequel.category(), false}));
    if (!seen) continue;
    sequels.push_back(&sequel);
    risk.disputed = risk.disputed || sequel.disputed();
  }
  std::sort(sequels.begin(), sequels.end(), [](const auto* a, const auto* b) {
    const auto key = [](const v1::AdultSequel& one) {
      return std::tuple(one.withdraws(), one.day(), one.recorded_us(),
                        std::string_view(one.event_id()));
    };
    return key(*a) < key(*b);
  });
  if (!sequels.empty()) {
    if (sequels.back()->has_due()) due = sequels.back()->due();
    risk.live = !sequels.back()->ends() && !sequels.back()->withdraws();
  }
  if (due.has_value()) risk.review_due = DayOfNumber(*due);
  return risk;
}

Status Households::Facts::AddRecordsUnder(const std::string& place, std::set<RecordId>* records) {
  const std::string prefix = kSpace + TenantPrefix(place);
  const auto row = question_.views.Scan(PrefixRange(prefix), Direction::kForward);
  for (; row->Valid(); row->Next()) {
    RecordId record;
    KeyReader key(row->key().substr(prefix.size()));
    if (!key.Text(&record.feed) || !key.Text(&record.record)) {
      return Error(Code::kDataLoss, "a row of adults does not parse; rebuild the views");
    }
    records->insert(std::move(record));
  }
  return row->status();
}

// Whoever was told to be there, however its address was said.
StatusOr<std::set<RecordId>> Households::Facts::RecordsAt(const std::string& place) {
  std::set<RecordId> records;
  GT_RETURN_IF_ERROR(AddRecordsUnder(place, &records));
  std::set<std::string> spellings;
  for (const RecordId& record : records) {
    GT_ASSIGN_OR_RETURN(const auto row,
                        RowAt<v1::AdultRecordRow>(question_.views, FactsKey(record)));
    for (const v1::AdultFact& fact : row.facts()) {
      GT_ASSIGN_OR_RETURN(const std::string at, PlaceOf(fact));
      if (at == place && !fact.address().empty()) spellings.insert("s" + fact.address());
    }
  }
  for (const std::string& spelling : spellings) {
    GT_RETURN_IF_ERROR(AddRecordsUnder(spelling, &records));
  }
  return records;
}

Households::Households(const Question& question) : question_(question) {}
Households::~Households() = default;

StatusOr<Households::Facts*> Households::FactsOf(const std::vector<RecordId>& records) {
  if (const auto known = facts_.find(records); known != facts_.end()) return known->second.get();
  auto facts = std::make_unique<Facts>(question_);
  GT_RETURN_IF_ERROR(facts->Read(records));
  return facts_.emplace(records, std::move(facts)).first->second.get();
}

StatusOr<std::vector<PastStay>> Households::StaysOf(const std::vector<RecordId>& records) {
  GT_ASSIGN_OR_RETURN(Facts* const facts, FactsOf(records));
  GT_ASSIGN_OR_RETURN(const auto homes, facts->Homes());
  std::vector<PastStay> stays;
  for (const DatedHome& home : homes) {
    PastStay& stay = stays.emplace_back();
    stay.place = PlaceDigest(home.place);
    stay.as_child = home.as_child;
    stay.from = DayOfNumber(home.from);
    if (home.to.has_value()) stay.to = DayOfNumber(*home.to);
    stay.end_inferred = home.end_inferred;
    for (const Held& held : home.facts) stay.facts.push_back(ToldBy(held));
  }
  return stays;
}

StatusOr<std::vector<HomeSaid>> Households::ConflictingHomesOf(
    const std::vector<RecordId>& records) {
  GT_ASSIGN_OR_RETURN(Facts* const facts, FactsOf(records));
  std::vector<HomeSaid> said;
  const auto died = [](const Held& held) { return held.fact->kind() == v1::ADULT_FACT_KIND_DIED; };
  if (std::ranges::any_of(facts->held(), died)) return said;
  GT_ASSIGN_OR_RETURN(auto words, facts->Words());
  for (const Word& word : ConflictingHomes(std::move(words))) {
    said.push_back(
        {PlaceDigest(word.place), DayOfNumber(word.held.fact->day()), ToldBy(word.held)});
  }
  return said;
}

StatusOr<std::vector<Companion>> Households::CompanionsOf(const std::vector<RecordId>& records) {
  GT_ASSIGN_OR_RETURN(Facts* const mine, FactsOf(records));
  GT_ASSIGN_OR_RETURN(const auto homes, mine->Homes());
  std::set<std::string> places;
  for (const DatedHome& home : homes) places.insert(home.place);
  std::set<std::vector<RecordId>> others;
  for (const std::string& place : places) {
    GT_ASSIGN_OR_RETURN(const auto at, mine->RecordsAt(place));
    for (const RecordId& record : at) {
      GT_ASSIGN_OR_RETURN(std::vector<RecordId> person, question_.person_with(record));
      if (person != records) others.insert(std::move(person));
    }
  }
  std::vector<Companion> companions;
  for (const std::vector<RecordId>& person : others) {
    GT_ASSIGN_OR_RETURN(Facts* const theirs, FactsOf(person));
    GT_ASSIGN_OR_RETURN(const auto other_homes, theirs->Homes());
    for (size_t i = 0; i < homes.size(); ++i) {
      for (const DatedHome& other : other_homes) {
        if (other.place != homes[i].place) continue;
        const int from = std::max(homes[i].from, other.from);
        std::optional<int> to = homes[i].to;
        if (other.to.has_value()) to = std::min(to.value_or(*other.to), *other.to);
        if (to.has_value() && *to <= from) continue;
        Companion& one = companions.emplace_back();
        one.stay = i;
        one.person = person;
        one.as_child = other.as_child;
        one.from = DayOfNumber(from);
        if (to.has_value()) one.to = DayOfNumber(*to);
        one.fact = ToldBy(other.facts.front());
      }
    }
  }
  std::stable_sort(companions.begin(), companions.end(), [](const auto& a, const auto& b) {
    return std::tie(a.from, a.person) < std::tie(b.from, b.person);
  });
  return companions;
}

StatusOr<std::vector<Kinship>> Households::KinOf(const std::vector<RecordId>& records) {
  GT_ASSIGN_OR_RETURN(Facts* const facts, FactsOf(records));
  std::vector<Kinship> kin;
  for (const Held& held : facts->held()) {
    const auto how = HowOf(held.fact->kind());
    if (!how.has_value() || held.fact->other().empty()) continue;
    kin.push_back({*how,
                   {held.record->feed, held.fact->other()},
                   held.fact->kind() == v1::ADULT_FACT_KIND_EXPECTS,
                   DayOfNumber(held.fact->day()),
                   ToldBy(held)});
  }
  return kin;
}

StatusOr<std::vector<AssertedRisk>> Households::RisksOf(const std::vector<RecordId>& records) {
  GT_ASSIGN_OR_RETURN(Facts* const facts, FactsOf(records));
  std::vector<AssertedRisk> risks;
  for (const Held& held : facts->held()) {
    if (held.fact->kind() != v1::ADULT_FACT_KIND_ASSERTION) continue;
    GT_ASSIGN_OR_RETURN(AssertedRisk risk, facts->RiskIn(held));
    risks.push_back(std::move(risk));
  }
  return risks;
}

}  // namespace goldthread::adults
