#include "connectors/county/describe.h"

#include <fmt/format.h>

#include <algorithm>

namespace goldthread::county {
namespace {

struct Bar {
  std::string label;
  int64_t count = 0;
  std::string note;
};

std::string Thousands(int64_t count) {
  std::string text = std::to_string(count);
  for (auto at = static_cast<int>(text.size()) - 3; at > 0; at -= 3) {
    text.insert(static_cast<size_t>(at), ",");
  }
  return text;
}

std::string Percent(int64_t part, int64_t whole) {
  if (whole == 0) return "";
  const int64_t tenths = (part * 1'000 + whole / 2) / whole;
  return fmt::format("{}.{} %", tenths / 10, tenths % 10);
}

// Of `room` columns at most, to an eighth of one; whatever there is shows.
std::string Drawn(int64_t count, int64_t most, size_t room, bool unicode) {
  constexpr const char* kEighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const int64_t steps = unicode ? 8 : 1;
  const int64_t filled =
      most == 0 ? 0 : (count * static_cast<int64_t>(room) * steps + most - 1) / most;
  std::string bar;
  for (int64_t i = 0; i < filled / steps; ++i) bar += unicode ? "█" : "#";
  bar += kEighths[filled % steps];
  const auto columns = static_cast<size_t>((filled + steps - 1) / steps);
  return bar + std::string(room - columns, ' ');
}

// Label, figure, bar, note; the bar takes what the others leave.
std::string Chart(const std::string& title, const std::vector<Bar>& bars, const ChartStyle& style) {
  int64_t most = 0;
  size_t label = 0;
  size_t figure = 0;
  size_t note = 0;
  for (const Bar& bar : bars) {
    most = std::max(most, bar.count);
    label = std::max(label, bar.label.size());
    figure = std::max(figure, Thousands(bar.count).size());
    note = std::max(note, bar.note.size());
  }
  const size_t taken = label + figure + note + 6;
  const auto width = static_cast<size_t>(style.width);
  const size_t room = width > taken + 10 ? width - taken : 10;
  std::string text = title + "\n";
  for (const Bar& bar : bars) {
    std::string line =
        fmt::format("  {:<{}} {:>{}} {} {:>{}}", bar.label, label, Thousands(bar.count), figure,
                    Drawn(bar.count, most, room, style.unicode), bar.note, note);
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text + "\n";
}

std::string DrawTitle(const Tally& tally) {
  return fmt::format(
      "Northmere, an invented county: seed {}, {} people on 1 April {}, {} {}.\n"
      "Nobody in it is real.\n\n",
      tally.size.seed, Thousands(tally.size.people), tally.first_year, tally.size.years,
      tally.size.years == 1 ? "year" : "years");
}

std::string DrawPeople(const Tally& tally, const ChartStyle& style) {
  std::vector<Bar> bars;
  for (size_t band = 0; band < tally.by_age.size(); ++band) {
    const std::string label = band + 1 < tally.by_age.size()
                                  ? fmt::format("{}-{}", band * 5, band * 5 + 4)
                                  : "85 and over";
    bars.push_back({label, tally.by_age[band], Percent(tally.by_age[band], tally.people)});
  }
  return Chart(
      fmt::format("{} people on 31 March {}, {} of them under 18, by age", Thousands(tally.people),
                  tally.size.last_year, Thousands(tally.children)),
      bars, style);
}

std::string DrawYears(const Tally& tally) {
  std::string text = fmt::format(
      "Year by year, from April; people and plans as its March ends\n  {:<7} {:>12} {:>9} {:>9} "
      "{:>10} {:>12}\n",
      "", "people", "births", "deaths", "referrals", "plans open");
  for (size_t i = 0; i < tally.years.size(); ++i) {
    const YearTally& year = tally.years[i];
    const int began = tally.first_year + static_cast<int>(i);
    text += fmt::format("  {}/{:02} {:>12} {:>9} {:>9} {:>10} {:>12}\n", began, (began + 1) % 100,
                        Thousands(year.people), Thousands(year.births), Thousands(year.deaths),
                        Thousands(year.referrals), Thousands(year.plans_open));
  }
  return text + "\n";
}

std::string DrawFeeds(const Tally& tally, const ChartStyle& style) {
  std::vector<Bar> bars;
  FeedTally all;
  for (const auto& [feed, count] : tally.feeds) {
    bars.push_back({feed, count.events, Percent(count.late, count.events) + " late"});
    all.events += count.events;
    all.late += count.late;
    all.repeats += count.repeats;
    all.amended += count.amended;
  }
  const std::string title = fmt::format(
      "{} events by feed: {} sent twice, {} put right or taken back,\n"
      "{} late (with the hub more than a day after they were recorded)",
      Thousands(all.events), Percent(all.repeats, all.events), Percent(all.amended, all.events),
      Percent(all.late, all.events));
  std::vector<Bar> waited;
  constexpr const char* kBands[] = {"within an hour", "within a day", "within a week",
                                    "within a month", "later"};
  for (size_t band = 0; band < tally.waited.size(); ++band) {
    waited.push_back({kBands[band], tally.waited[band], Percent(tally.waited[band], all.events)});
  }
  return Chart(title, bars, style) +
         Chart("How soon after it was recorded the hub has it", waited, style);
}

std::string DrawFunnel(const Tally& tally, const ChartStyle& style) {
  const auto of_referrals = [&tally](int64_t count) {
    return Percent(count, tally.referrals) + " of referrals";
  };
  std::vector<Bar> bars = {{"referrals", tally.referrals, ""},
                           {"assessments", tally.assessed, of_referrals(tally.assessed)}};
  if (tally.core > 0) {
    bars.push_back(
        {"core assessments", tally.core, Percent(tally.core, tally.assessed) + " of assessments"});
  }
  bars.push_back({"section 47 enquiries", tally.section47, of_referrals(tally.section47)});
  bars.push_back({"initial conferences", tally.conferences, of_referrals(tally.conferences)});
  bars.push_back({"protection plans begun", tally.plans, of_referrals(tally.plans)});
  bars.push_back({"still open at the end", tally.plans_open, ""});
  return Chart("How far referrals go (counts of the same years, not a followed group)", bars,
               style);
}

}  // namespace

std::string Draw(const Tally& tally, const ChartStyle& style) {
  std::vector<Bar> kinds;
  int64_t events = 0;
  for (const auto& [kind, count] : tally.kinds) {
    kinds.push_back({kind, count, ""});
    events += count;
  }
  for (Bar& kind : kinds) kind.note = Percent(kind.count, events);
  std::stable_sort(kinds.begin(), kinds.end(),
                   [](const Bar& a, const Bar& b) { return a.count > b.count; });
  return DrawTitle(tally) + DrawPeople(tally, style) + DrawYears(tally) + DrawFeeds(tally, style) +
         Chart("Events by kind", kinds, style) + DrawFunnel(tally, style);
}

}  // namespace goldthread::county
