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

bool Lives(const Word& word) { return word.held.fact->residence() == v1::RESIDENCE_LIVES; }

// The first word of each record, among words in their order.
v1::AdultHome HomeOf(const std::vector<const Word*>& words) {
  v1::AdultHome home;
  home.set_place(words.front()->place);
  home.set_since(words.front()->held.fact->day());
  home.set_residence(words.back()->held.fact->residence());
  std::set<RecordId> said;
  for (const Word* word : words) {
    if (said.insert(word->held.record).second) *home.add_facts() = RefOf(word->held);
  }
  return home;
}

std::optional<int> HoldsFor(const Word& word) {
  switch (word.held.fact->residence()) {
    case v1::RESIDENCE_VISITS:
      return kVisitHolds;
    case v1::RESIDENCE_SEEN:
      return kSeenHolds;
    case v1::RESIDENCE_STAYS:
      if (word.held.fact->as_child()) return std::nullopt;
      return kStayHolds;
    default:
      return std::nullopt;
  }
}

// The words since the person last was told to live elsewhere.
std::optional<v1::AdultHome> LivesNow(const std::vector<Word>& words) {
  std::vector<const Word*> run;
  for (const Word& word : words) {
    if (!Lives(word)) continue;
    if (!run.empty() && run.back()->place != word.place) run.clear();
    if (!run.empty() && run.back()->held.fact->has_end()) run.clear();
    run.push_back(&word);
  }
  if (run.empty() || run.back()->place.empty() || run.back()->held.fact->has_end()) {
    return std::nullopt;
  }
  return HomeOf(run);
}

}  // namespace

v1::AdultFactRef RefOf(const Held& held) {
  v1::AdultFactRef ref;
  ref.set_feed(held.fact->feed().empty() ? held.record.feed : held.fact->feed());
  ref.set_event_id(held.fact->event_id());
  ref.set_record(held.record.record);
  ref.set_day(held.fact->day());
  ref.set_received_us(held.fact->received_us());
  ref.set_category(held.fact->category());
  return ref;
}

bool Earlier(const Held& a, const Held& b) {
  const auto key = [](const Held& held) {
    return std::tuple(held.fact->day(), held.fact->recorded_us(),
                      std::string_view(held.record.feed), std::string_view(held.fact->event_id()),
                      std::string_view(held.record.record), static_cast<int>(held.fact->kind()),
                      std::string_view(held.fact->other()));
  };
  return key(a) < key(b);
}

std::vector<v1::AdultHome> HomesNow(std::vector<Word> words, bool died) {
  if (died) return {};
  std::sort(words.begin(), words.end(), EarlierWord);
  std::map<std::string, v1::AdultHome> homes;
  // By place, the words since an end of it; of a child's second home, since another.
  std::map<std::string, std::vector<const Word*>> stays;
  std::string second_home;
  for (const Word& word : words) {
    if (Lives(word) || word.place.empty()) continue;
    const bool turns =
        word.held.fact->as_child() && word.held.fact->residence() == v1::RESIDENCE_STAYS;
    if (turns && second_home != word.place) {
      stays.erase(second_home);
      second_home = word.place;
    }
    if (word.held.fact->has_end()) {
      stays.erase(word.place);
    } else {
      stays[word.place].push_back(&word);
    }
  }
  for (const auto& [place, run] : stays) {
    v1::AdultHome home = HomeOf(run);
    if (const auto holds = HoldsFor(*run.back())) {
      home.set_until(run.back()->held.fact->day() + *holds);
    }
    homes.emplace(place, std::move(home));
  }
  if (auto lives = LivesNow(words)) homes.insert_or_assign(lives->place(), std::move(*lives));
  std::vector<v1::AdultHome> list;
  for (auto& [place, home] : homes) list.push_back(std::move(home));
  return list;
}

std::string LivedOn(std::vector<Word> words, int day) {
  std::sort(words.begin(), words.end(), EarlierWord);
  std::string place;
  for (const Word& word : words) {
    if (!Lives(word) || word.held.fact->day() > day) continue;
    const bool over = word.held.fact->has_end() && word.held.fact->end() <= day;
    place = over ? "" : word.place;
  }
  return place;
}

}  // namespace goldthread::adults
