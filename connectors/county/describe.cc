#include "connectors/county/describe.h"

#include <fmt/format.h>

#include <algorithm>

namespace goldthread::county {
namespace {

constexpr size_t kLabelWidth = 40;
constexpr int kFigureWidth = 12;

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

std::string Chart(const std::string& title, const std::vector<Bar>& bars, const ChartStyle& style) {
  int64_t most = 1;
  size_t label = 0;
  for (const Bar& bar : bars) {
    most = std::max(most, bar.count);
    label = std::min(kLabelWidth, std::max(label, bar.label.size()));
  }
  const int room = std::max(10, style.width - static_cast<int>(label) - kFigureWidth - 20);
  std::string text = title + "\n";
  for (const Bar& bar : bars) {
    const auto cells = static_cast<size_t>((bar.count * room + most - 1) / most);
    std::string drawn;
    for (size_t i = 0; i < cells; ++i) drawn += style.unicode ? "█" : "#";
    drawn +=
        std::string(static_cast<size_t>(room) - std::min(cells, static_cast<size_t>(room)), ' ');
    text += fmt::format("  {:<{}} {:>{}} {} {}\n", bar.label, label, Thousands(bar.count),
                        kFigureWidth - 1, drawn, bar.note);
  }
  return text + "\n";
}

std::string DrawPeople(const Tally& tally, const ChartStyle& style) {
  std::vector<Bar> bars;
  for (size_t band = 0; band < tally.by_age.size(); ++band) {
    const std::string label = band + 1 < tally.by_age.size()
                                  ? fmt::format("{}-{}", band * 5, band * 5 + 4)
                                  : "85 and over";
    bars.push_back({label, tally.by_age[band], Percent(tally.by_age[band], tally.people)});
  }
  return Chart(fmt::format("{} people at the end, {} of them under 18, by age",
                           Thousands(tally.people), Thousands(tally.children)),
               bars, style);
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
  return Chart(fmt::format("{} events by feed; {} late, {} twice, {} put right or taken back",
                           Thousands(all.events), Percent(all.late, all.events),
                           Percent(all.repeats, all.events), Percent(all.amended, all.events)),
               bars, style);
}

std::string DrawFunnel(const Tally& tally, const ChartStyle& style) {
  std::vector<Bar> bars = {
      {"referrals", tally.referrals, ""},
      {"assessments", tally.assessed, Percent(tally.assessed, tally.referrals)}};
  if (tally.core > 0) {
    bars.push_back(
        {"core assessments", tally.core, Percent(tally.core, tally.assessed) + " of assessments"});
  }
  bars.push_back({"section 47", tally.section47, Percent(tally.section47, tally.referrals)});
  bars.push_back({"conferences", tally.conferences, Percent(tally.conferences, tally.referrals)});
  bars.push_back({"plans begun", tally.plans, Percent(tally.plans, tally.referrals)});
  bars.push_back({"plans open now", tally.plans_open, ""});
  return Chart("How far referrals go (counts of the same years, not a followed group)", bars,
               style);
}

}  // namespace

std::string Draw(const Tally& tally, const ChartStyle& style) {
  std::vector<Bar> kinds;
  for (const auto& [kind, count] : tally.kinds) kinds.push_back({kind, count, ""});
  std::stable_sort(kinds.begin(), kinds.end(),
                   [](const Bar& a, const Bar& b) { return a.count > b.count; });
  return DrawPeople(tally, style) + DrawFeeds(tally, style) +
         Chart("Events by kind", kinds, style) + DrawFunnel(tally, style);
}

}  // namespace goldthread::county
