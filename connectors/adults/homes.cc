#include "connectors/adults/homes.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace goldthread::adults {
namespace {

constexpr int kStayHolds = 365;
constexpr int kVisitHolds = 90;
constexpr int kSeenHolds = 28;

bool EarlierWord(const Word& a, const Word& b) { return Earlier(a.held, b.held); }

constexpr int64_t kDayUs = 86'400'000'000;

// It had ended when it was written down.
bool IsOver(const Word& word) {
  const v1::AdultFact& fact = *word.held.fact;
  return fact.has_end() && fact.end() <= fact.recorded_us() / kDayUs;
}

bool EndsTenancy(const Word& word) {
  return word.held.fact->kind() == v1::ADULT_FACT_KIND_TENANCY_ENDED;
}

// Each tenancy that ended at the place of the record's last one that had begun by then; of one that
// nobody told of nothing ends.
std::vector<Word> InOrder(std::vector<Word> words) {
  std::sort(words.begin(), words.end(), EarlierWord);
  std::map<RecordId, std::string> tenancies;
  for (Word& word : words) {
    const RecordId& record = *word.held.record;
    if (word.held.fact->tenancy()) tenancies[record] = word.place;
    if (EndsTenancy(word) && word.place.empty()) word.place = tenancies[record];
  }
  std::erase_if(words, [](const Word& word) { return EndsTenancy(word) && word.place.empty(); });
  return words;
}

bool Lives(const Word& word) { return word.held.fact->residence() == v1::RESIDENCE_LIVES; }

// Unless it is said again.
std::optional<int> HoldsUntil(const Word& word) {
  const v1::AdultFact& fact = *word.held.fact;
  if (fact.has_end()) return fact.end();
  switch (fact.residence()) {
    case v1::RESIDENCE_VISITS:
      return fact.day() + kVisitHolds;
    case v1::RESIDENCE_SEEN:
      return fact.day() + kSeenHolds;
    case v1::RESIDENCE_STAYS:
      if (fact.as_child()) return std::nullopt;
      return fact.day() + kStayHolds;
    default:
      return std::nullopt;
  }
}

// The first word of each record, among words in their order.
v1::AdultHome HomeOf(const std::vector<const Word*>& words) {
  v1::AdultHome home;
  home.set_place(words.front()->place);
  home.set_since(words.front()->held.fact->day());
  home.set_residence(words.back()->held.fact->residence());
  if (const auto holds = HoldsUntil(*words.back())) home.set_until(*holds);
  std::set<RecordId> said;
  for (const Word* word : words) {
    if (said.insert(*word->held.record).second) *home.add_facts() = RefOf(word->held);
  }
  return home;
}

// The words since the person last was told to live elsewhere.
std::optional<v1::AdultHome> LivesNow(const std::vector<Word>& words) {
  std::vector<const Word*> run;
  for (const Word& word : words) {
    if (EndsTenancy(word) && !run.empty() && run.back()->place == word.place) run.clear();
    if (!Lives(word)) continue;
    if (!run.empty() && run.back()->place != word.place) run.clear();
    if (!run.empty() && IsOver(*run.back())) run.clear();
    run.push_back(&word);
  }
  if (run.empty() || run.back()->place.empty() || IsOver(*run.back())) return std::nullopt;
  return HomeOf(run);
}

}  // namespace

bool IsWord(const v1::AdultFact& fact) {
  return fact.kind() == v1::ADULT_FACT_KIND_RESIDENCE ||
         fact.kind() == v1::ADULT_FACT_KIND_TENANCY_ENDED;
}

v1::AdultFactRef RefOf(const Held& held) {
  v1::AdultFactRef ref;
  ref.set_feed(held.fact->feed().empty() ? held.record->feed : held.fact->feed());
  ref.set_event_id(held.fact->event_id());
  ref.set_record(held.record->record);
  ref.set_day(held.fact->day());
  ref.set_category(held.fact->category());
  ref.set_root(held.fact->root());
  return ref;
}

namespace {

auto InTime(int day, std::string_view feed, std::string_view event, std::string_view record) {
  return std::tuple(day, feed, event, record);
}

}  // namespace

bool IsEarlierRef(const v1::AdultFactRef& a, const v1::AdultFactRef& b) {
  return InTime(a.day(), a.feed(), a.event_id(), a.record()) <
         InTime(b.day(), b.feed(), b.event_id(), b.record());
}

bool IsEarlierHeld(const Held& a, const Held& b) {
  return InTime(a.fact->day(), a.record->feed, a.fact->event_id(), a.record->record) <
         InTime(b.fact->day(), b.record->feed, b.fact->event_id(), b.record->record);
}

bool Earlier(const Held& a, const Held& b) {
  const auto key = [](const Held& held) {
    return std::tuple(held.fact->day(), held.fact->recorded_us(),
                      std::string_view(held.record->feed), std::string_view(held.fact->event_id()),
                      std::string_view(held.record->record), static_cast<int>(held.fact->kind()),
                      std::string_view(held.fact->other()));
  };
  return key(a) < key(b);
}

std::vector<v1::AdultHome> HomesNow(std::vector<Word> words, bool died) {
  if (died) return {};
  words = InOrder(std::move(words));
  std::map<std::string, v1::AdultHome> homes;
  // By place, the words since an end of it; of a child's second home, since another.
  std::map<std::string, std::vector<const Word*>> stays;
  std::string second_home;
  for (const Word& word : words) {
    if (Lives(word) || EndsTenancy(word) || word.place.empty()) continue;
    const bool turns =
        word.held.fact->as_child() && word.held.fact->residence() == v1::RESIDENCE_STAYS;
    if (turns && second_home != word.place) {
      stays.erase(second_home);
      second_home = word.place;
    }
    if (IsOver(word)) {
      stays.erase(word.place);
    } else {
      stays[word.place].push_back(&word);
    }
  }
  for (const auto& [place, run] : stays) {
    homes.emplace(place, HomeOf(run));
  }
  if (auto lives = LivesNow(words)) homes.insert_or_assign(lives->place(), std::move(*lives));
  std::vector<v1::AdultHome> list;
  for (auto& [place, home] : homes) list.push_back(std::move(home));
  return list;
}

namespace {

class Past {
 public:
  void Take(const Word& word);
  std::vector<DatedHome> Take() && { return std::move(homes_); }

 private:
  void End(const std::string& which, int day, bool inferred);

  std::vector<DatedHome> homes_;
  std::map<std::string, size_t> open_;  // By place, among stays; "" is where the person lives.
  std::string second_home_;
};

void Past::End(const std::string& which, int day, bool inferred) {
  const auto at = open_.find(which);
  if (at == open_.end()) return;
  DatedHome& home = homes_[at->second];
  const bool over = inferred && home.to.has_value() && *home.to < day;
  if (!over) {
    home.to = std::max(day, home.from);
    home.end_inferred = inferred;
  }
  open_.erase(at);
}

void Past::Take(const Word& word) {
  const v1::AdultFact& fact = *word.held.fact;
  if (EndsTenancy(word)) {
    const auto home = open_.find("");
    if (home == open_.end() || homes_[home->second].place != word.place) return;
    homes_[home->second].facts.push_back(word.held);
    return End("", fact.day(), false);
  }
  const std::string which = Lives(word) ? "" : word.place;
  if (Lives(word) && open_.contains("") && homes_[open_[""]].place != word.place) {
    End("", fact.day(), true);
  }
  if (word.place.empty()) return;
  if (fact.as_child() && fact.residence() == v1::RESIDENCE_STAYS && second_home_ != word.place) {
    if (!second_home_.empty()) End(second_home_, fact.day(), true);
    second_home_ = word.place;
  }
  if (const auto known = open_.find(which); known != open_.end()) {
    // Nobody said it again in time.
    const auto& to = homes_[known->second].to;
    if (to.has_value() && *to < fact.day()) open_.erase(known);
  }
  if (!open_.contains(which)) {
    open_[which] = homes_.size();
    homes_.push_back({word.place, fact.day(), {}, false, false, {}});
  }
  DatedHome& home = homes_[open_[which]];
  home.facts.push_back(word.held);
  home.as_child = home.as_child || fact.as_child();
  const auto holds = HoldsUntil(word);
  home.to = holds;
  home.end_inferred = holds.has_value();
  if (fact.has_end()) End(which, fact.end(), false);
}

}  // namespace

std::vector<DatedHome> HomesOverTime(std::vector<Word> words) {
  words = InOrder(std::move(words));
  Past past;
  for (const Word& word : words) past.Take(word);
  std::vector<DatedHome> homes = std::move(past).Take();
  std::stable_sort(homes.begin(), homes.end(),
                   [](const auto& a, const auto& b) { return a.from < b.from; });
  return homes;
}

std::vector<Word> ConflictingHomes(std::vector<Word> words) {
  words = InOrder(std::move(words));
  std::map<std::string, Word> last;
  for (const Word& word : words) {
    const std::string feed = RefOf(word.held).feed();
    if (Lives(word)) last[feed] = word;
    if (!EndsTenancy(word)) continue;
    const auto said = last.find(feed);
    if (said != last.end() && said->second.place == word.place) last.erase(said);
  }
  std::vector<Word> said;
  std::set<std::string> places;
  for (auto& [feed, word] : last) {
    if (word.place.empty() || IsOver(word)) continue;
    places.insert(word.place);
    said.push_back(std::move(word));
  }
  if (places.size() < 2) return {};
  std::sort(said.begin(), said.end(),
            [](const Word& a, const Word& b) { return EarlierWord(b, a); });
  return said;
}

std::string LivedOn(std::vector<Word> words, int day) {
  words = InOrder(std::move(words));
  std::string place;
  for (const Word& word : words) {
    if (EndsTenancy(word) && word.held.fact->day() <= day && word.place == place) place.clear();
    if (!Lives(word) || word.held.fact->day() > day) continue;
    const bool over = word.held.fact->has_end() && word.held.fact->end() <= day;
    place = over ? "" : word.place;
  }
  return place;
}

}  // namespace goldthread::adults
