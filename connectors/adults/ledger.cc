#include "connectors/adults/ledger.h"

#include <algorithm>
#include <tuple>

#include "connectors/adults/adult_rows.h"
#include "connectors/adults/worries.h"
#include "services/vocabulary/withdrawal.h"

namespace goldthread::adults {
namespace {

// After those that are its equals.
template <class Item, class Order>
void AddSorted(google::protobuf::RepeatedPtrField<Item>* items, const Item& item, Order order) {
  const int index = static_cast<int>(std::upper_bound(items->begin(), items->end(), item, order) -
                                     items->begin());
  *items->Add() = item;
  for (int i = items->size() - 1; i > index; --i) items->SwapElements(i, i - 1);
}

void AddSorted(google::protobuf::RepeatedPtrField<std::string>* items, const std::string& item) {
  AddSorted(items, item, std::less<>());
}

bool EarlierFact(const v1::AdultFact& a, const v1::AdultFact& b) {
  return std::tuple(std::string_view(a.event_id()), static_cast<int>(a.kind()),
                    std::string_view(a.other())) < std::tuple(std::string_view(b.event_id()),
                                                              static_cast<int>(b.kind()),
                                                              std::string_view(b.other()));
}

// Of one record and fortnight more are kept than count, the latest: of those that are withdrawn
// none may be in another's place.
constexpr int kWorriesKept = 128;

void KeepLatest(google::protobuf::RepeatedPtrField<v1::AdultFact>* worries) {
  if (worries->size() <= kWorriesKept) return;
  worries->erase(std::min_element(
      worries->begin(), worries->end(), [](const v1::AdultFact& a, const v1::AdultFact& b) {
        return a.day() != b.day() ? a.day() < b.day() : a.event_id() > b.event_id();
      }));
}

}  // namespace

StatusOr<const v1::AdultEventRow*> Ledger::Event(const std::string& event_id) {
  return rows_.Get<v1::AdultEventRow>(EventKey(feed_, event_id));
}

StatusOr<v1::AdultEventRow*> Ledger::EditEvent(const std::string& event_id) {
  return rows_.Edit<v1::AdultEventRow>(EventKey(feed_, event_id));
}

StatusOr<std::set<std::string>> Ledger::Amends() {
  std::set<std::string> touched;
  std::set<std::string> named = {says_.withdraws, says_.corrects};
  for (int step = 0; step <= kWithdrawalStepsMax && !named.empty(); ++step) {
    std::set<std::string> named_by_them;
    for (const std::string& event_id : named) {
      if (event_id.empty() || !touched.insert(event_id).second) continue;
      GT_ASSIGN_OR_RETURN(const auto* row, Event(event_id));
      named_by_them.insert({row->withdraws(), row->corrects()});
    }
    named = std::move(named_by_them);
  }
  return touched;
}

Status Ledger::AddCorrecting(std::set<std::string>* events) {
  std::vector<std::string> corrected(events->begin(), events->end());
  for (int step = 0; step <= kWithdrawalStepsMax && !corrected.empty(); ++step) {
    std::vector<std::string> correcting;
    for (const std::string& event_id : corrected) {
      GT_ASSIGN_OR_RETURN(const auto* row, Event(event_id));
      for (const std::string& by : row->corrected_by()) {
        if (events->insert(by).second) correcting.push_back(by);
      }
    }
    corrected = std::move(correcting);
  }
  return OkStatus();
}

StatusOr<std::string> Ledger::RootOf(std::string event_id) {
  for (int step = 0; step <= kWithdrawalStepsMax; ++step) {
    GT_ASSIGN_OR_RETURN(const auto* row, Event(event_id));
    if (row->corrects().empty()) break;
    event_id = row->corrects();
  }
  return event_id;
}

StatusOr<bool> Ledger::IsCorrected() {
  GT_ASSIGN_OR_RETURN(const auto* row, Event(event_id_));
  return !row->corrected_by().empty();
}

bool Ledger::Knows(const v1::AdultMemberRow& row, const EventSays::Age& age) {
  const auto& births = row.births();
  return (!age.as_child || row.as_child()) &&
         (!age.birth.has_value() ||
          std::find(births.begin(), births.end(), *age.birth) != births.end());
}

StatusOr<std::set<RecordId>> Ledger::Touches() {
  std::set<RecordId> records;
  for (const auto& of : says_.facts) records.insert(of.record);
  for (const auto& age : says_.ages) {
    GT_ASSIGN_OR_RETURN(const auto* row,
                        rows_.Get<v1::AdultMemberRow>(MemberKey({feed_, age.record})));
    if (!Knows(*row, age)) records.insert({feed_, age.record});
  }
  if (!says_.HasMore()) return records;
  GT_ASSIGN_OR_RETURN(std::set<std::string> events, Amends());
  if (!says_.about.empty()) events.insert(says_.about);
  events.insert(event_id_);
  GT_RETURN_IF_ERROR(AddCorrecting(&events));
  for (const std::string& event_id : std::set<std::string>(events)) {
    GT_ASSIGN_OR_RETURN(const auto* row, Event(event_id));
    if (!row->about().empty()) events.insert(row->about());
  }
  for (const std::string& event_id : events) {
    GT_ASSIGN_OR_RETURN(const auto* row, Event(event_id));
    for (const v1::RecordRef& ref : row->records()) records.insert(FromRef(ref));
    for (const v1::RecordRef& ref : row->worried()) records.insert(FromRef(ref));
  }
  return records;
}

StatusOr<bool> Ledger::SaysNewAge() {
  for (const auto& age : says_.ages) {
    GT_ASSIGN_OR_RETURN(const auto* row,
                        rows_.Get<v1::AdultMemberRow>(MemberKey({feed_, age.record})));
    if (!Knows(*row, age)) return true;
  }
  return false;
}

StatusOr<bool> Ledger::IsVoid(const std::string& event_id, int step) {
  if (step >= kWithdrawalStepsMax) return false;
  GT_ASSIGN_OR_RETURN(const auto* row, Event(event_id));
  bool withdrawn = false;
  for (const std::string& by : row->withdrawn_by()) {
    GT_ASSIGN_OR_RETURN(const bool void_itself, IsVoid(by, step + 1));
    withdrawn = withdrawn || !void_itself;
  }
  if (!withdrawn) return false;
  for (const std::string& by : row->corrected_by()) {
    GT_ASSIGN_OR_RETURN(const bool void_itself, IsVoid(by, step + 1));
    if (!void_itself) return false;
  }
  return true;
}

StatusOr<bool> Ledger::IsAmended(const std::string& event_id) {
  GT_ASSIGN_OR_RETURN(const auto* row, Event(event_id));
  for (const auto* amending : {&row->withdrawn_by(), &row->corrected_by()}) {
    for (const std::string& by : *amending) {
      GT_ASSIGN_OR_RETURN(const bool void_itself, IsVoid(by, 1));
      if (!void_itself) return true;
    }
  }
  return false;
}

// How the event's facts and its sequel stand now.
Status Ledger::Mark(const std::string& event_id) {
  GT_ASSIGN_OR_RETURN(const auto* row, Event(event_id));
  if (row->records().empty() && row->worried().empty() && row->about().empty()) return OkStatus();
  GT_ASSIGN_OR_RETURN(const bool amended, IsAmended(event_id));
  GT_ASSIGN_OR_RETURN(const std::string root, RootOf(event_id));
  const auto mark = [&](v1::AdultFact& fact) {
    fact.set_void_(amended);
    fact.set_root(root == event_id ? "" : root);
  };
  for (const v1::RecordRef& ref : row->records()) {
    GT_ASSIGN_OR_RETURN(auto* facts, rows_.Edit<v1::AdultRecordRow>(FactsKey(FromRef(ref))));
    for (v1::AdultFact& fact : *facts->mutable_facts()) {
      const std::string& feed = fact.feed().empty() ? ref.feed() : fact.feed();
      if (fact.event_id() == event_id && feed == feed_) mark(fact);
    }
  }
  for (const v1::RecordRef& ref : row->worried()) {
    const std::string key = WorriesKey(FromRef(ref), FortnightOf(row->worry_day()));
    GT_ASSIGN_OR_RETURN(auto* facts, rows_.Edit<v1::AdultRecordRow>(key));
    for (v1::AdultFact& fact : *facts->mutable_facts()) {
      if (fact.event_id() == event_id) mark(fact);
    }
  }
  if (row->about().empty()) return OkStatus();
  GT_ASSIGN_OR_RETURN(auto* about, EditEvent(row->about()));
  for (v1::AdultSequel& sequel : *about->mutable_sequels()) {
    if (sequel.event_id() == event_id) sequel.set_void_(amended);
  }
  return OkStatus();
}

Status Ledger::AddFacts() {
  GT_ASSIGN_OR_RETURN(auto* event, EditEvent(event_id_));
  std::set<RecordId> records;
  std::set<RecordId> worried;
  for (const auto& [record, fact] : says_.facts) {
    const bool worry = fact.kind() == v1::ADULT_FACT_KIND_WORRY;
    const int fortnight = FortnightOf(fact.day());
    const std::string key = worry ? WorriesKey(record, fortnight) : FactsKey(record);
    GT_ASSIGN_OR_RETURN(auto* row, rows_.Edit<v1::AdultRecordRow>(key));
    AddSorted(row->mutable_facts(), fact, EarlierFact);
    (worry ? worried : records).insert(record);
    if (!worry) continue;
    KeepLatest(row->mutable_facts());
    GT_RETURN_IF_ERROR(AddFortnight(record, fortnight));
    event->set_worry_day(fact.day());
  }
  for (const RecordId& record : records) *event->add_records() = ToRef(record);
  for (const RecordId& record : worried) *event->add_worried() = ToRef(record);
  event->set_withdraws(says_.withdraws);
  event->set_corrects(says_.corrects);
  event->set_about(says_.about);
  event->set_received_us(received_us_);
  return OkStatus();
}

Status Ledger::AddFortnight(const RecordId& record, int fortnight) {
  GT_ASSIGN_OR_RETURN(const auto* before, rows_.Get<v1::AdultMemberRow>(MemberKey(record)));
  const auto& known = before->worried_fortnights();
  if (std::binary_search(known.begin(), known.end(), fortnight)) return OkStatus();
  GT_ASSIGN_OR_RETURN(auto* row, rows_.Edit<v1::AdultMemberRow>(MemberKey(record)));
  auto* fortnights = row->mutable_worried_fortnights();
  fortnights->Add(fortnight);
  std::sort(fortnights->begin(), fortnights->end());
  return OkStatus();
}

Status Ledger::AddAges() {
  for (const auto& age : says_.ages) {
    GT_ASSIGN_OR_RETURN(auto* row, rows_.Edit<v1::AdultMemberRow>(MemberKey({feed_, age.record})));
    if (age.as_child) row->set_as_child(true);
    auto* births = row->mutable_births();
    if (!age.birth.has_value() ||
        std::find(births->begin(), births->end(), *age.birth) != births->end()) {
      continue;
    }
    row->add_births(*age.birth);
    std::sort(births->begin(), births->end());
  }
  return OkStatus();
}

Status Ledger::AddSequel() {
  if (!says_.sequel.has_value()) return OkStatus();
  GT_ASSIGN_OR_RETURN(auto* about, EditEvent(says_.about));
  AddSorted(about->mutable_sequels(), *says_.sequel,
            [](const auto& a, const auto& b) { return a.event_id() < b.event_id(); });
  return OkStatus();
}

Status Ledger::Take() {
  GT_RETURN_IF_ERROR(AddAges());
  if (!says_.HasMore()) return OkStatus();
  GT_RETURN_IF_ERROR(AddFacts());
  GT_RETURN_IF_ERROR(AddSequel());
  if (!says_.withdraws.empty()) {
    GT_ASSIGN_OR_RETURN(auto* target, EditEvent(says_.withdraws));
    AddSorted(target->mutable_withdrawn_by(), event_id_);
  }
  if (!says_.corrects.empty()) {
    GT_ASSIGN_OR_RETURN(auto* target, EditEvent(says_.corrects));
    AddSorted(target->mutable_corrected_by(), event_id_);
  }
  GT_ASSIGN_OR_RETURN(std::set<std::string> events, Amends());
  events.insert(event_id_);
  GT_RETURN_IF_ERROR(AddCorrecting(&events));
  for (const std::string& event_id : events) GT_RETURN_IF_ERROR(Mark(event_id));
  return OkStatus();
}

}  // namespace goldthread::adults
