#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "services/server/commands.h"
#include "services/server/county_feeder.h"
#include "services/server/file_clock.h"
#include "services/server/lanes.h"
#include "services/server/story_player.h"
#include "services/server/story_review.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::server {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kDemoDescription =
    R"(See it: four small worries about one child, in nine days.

Loads a small Northmere, an invented county, into a hub in memory; plays the story in its midst;
shows the child's chronology as lanes, then what was known on the day of the A&E visit, and
checks both; then a reviewer decides that a doubtful record is hers. Synthetic people only;
nothing is kept.

Examples:
  goldthread demo
  goldthread demo --step      press Enter before each event
  goldthread demo --json
  goldthread demo --hub 127.0.0.1:7790 --clock FILE    the story alone, in a hub that goes by FILE
)";

struct DemoOptions {
  CommonOptions common;
  bool step = false;
  bool automatic = false;
  std::string clock;  // With a hub elsewhere: what sets its time.
  // The year in which the story plays: it ends on 31 March 2026.
  county::CountySize county{.people = 5'000, .years = 1, .seed = 1, .last_year = 2026};
};

// "northmere-police" → "police": everyone in the story is of one partnership.
std::string LaneName(std::string_view agency) {
  return std::string(agency.substr(agency.find('-') + 1));
}

LaneChart ChartOf(const Story& story, const Chronology& chronology) {
  LaneChart chart;
  for (const std::string& agency : story.lanes) chart.lanes.push_back(LaneName(agency));
  chart.first = story.first;
  chart.last = story.last;
  for (const v1::ChronologyEntry& entry : chronology.entries) {
    const StatusOr<Day> occurred = StartDay(entry.event().occurred());
    if (!occurred.ok()) continue;
    LaneMark mark;
    mark.lane = LaneName(entry.event().agency());
    mark.occurred = *occurred;
    const auto& received = entry.event().received_at();
    mark.received = DayInLondon(Instant(std::chrono::seconds(received.seconds())));
    for (const StoryStep& step : story.steps) {
      if (step.event.id() == entry.event().id()) mark.label = step.label;
    }
    chart.marks.push_back(std::move(mark));
  }
  return chart;
}

void PrintPictures(const Story& story, const Played& played, Console& console) {
  const LaneStyle style{console.width, console.unicode, console.colour};
  console.out << "\nToday, for the social worker:\n\n"
              << DrawLanes(ChartOf(story, played.now), style);
  LaneChart then = ChartOf(story, played.then);
  then.known_on = story.attendance_day;
  console.out << fmt::format("\nAs known on {}, when the nurse saw her:\n\n",
                             DayText(story.attendance_day))
              << DrawLanes(then, style)
              << "\nThe police had been to her home two nights before. Nobody in A&E could know:\n"
                 "their record reached the hub two days after she had gone home.\n";
}

Json ResultJson(const Story& story, const Played& played,
                const std::vector<std::string>& differences, int64_t county_events) {
  Json published = Json::array();
  for (size_t at = 0; at < story.steps.size(); ++at) {
    const v1::Receipt& receipt = played.receipts[at];
    published.push_back({{"feed", receipt.feed()},
                         {"event_id", receipt.event_id()},
                         {"position", receipt.accepted().position()},
                         {"received_at", InstantText(ReceivedAt(story.steps[at]))}});
  }
  return {{"story", story.title},
          {"county_events", county_events},
          {"published", std::move(published)},
          {"today", ChronologyJson(played.now_query, played.now)},
          {"then", ChronologyJson(played.then_query, played.then)},
          {"as_told", differences.empty()},
          {"differences", differences}};
}

// The reviewer's part: what was shown, said and brought about.
void PrintReview(const Reviewed& reviewed, Console& console) {
  console.out << "\nHousing sends a record with her NHS number, no name, and another birth date. "
                 "Rules\njoin nobody on a doubt, so a person is asked:\n\n";
  console.out << fmt::format("  {}\n  {}\n", TextOf(reviewed.shown.first()),
                             TextOf(reviewed.shown.second()));
  for (const v1::ComparedFact& fact : reviewed.shown.facts()) {
    if (!fact.differs()) continue;
    console.out << fmt::format("    {} differ: {} and {}\n", fact.what(),
                               fmt::join(fact.first(), "; "), fmt::join(fact.second(), "; "));
  }
  console.out << fmt::format(
      "\n  decided: same, by {}, \"{}\"\n  her chronology: {} facts before, {} now; undone, it "
      "would be {} again\n",
      reviewed.decided.decision().decider().user(), reviewed.decided.decision().reason(),
      reviewed.facts_before, reviewed.facts_after, reviewed.facts_before);
}

void PrintEnding(Console& console) {
  console.out << "\nBoth pictures are as the story says. Next:\n"
                 "  goldthread serve --data ./northmere            a hub that keeps its data\n"
                 "  goldthread county generate --data ./northmere  a larger county into it\n"
                 "  goldthread import cin-census FILE --data DIR   a census into chronologies\n"
                 "  goldthread match review --data DIR             what waits for a decision\n"
                 "  goldthread --help                              everything else\n";
}

// All that its agencies sent before the story begins.
Status LoadCounty(const Story& story, CountyPlay& county, const DemoOptions& options,
                  Console& console) {
  const bool json = options.common.json;
  if (!json) {
    console.out << fmt::format("Northmere, {} people: what fifteen feeds sent in a year\n",
                               options.county.people)
                << std::flush;
  }
  Progress progress(console, "Northmere");
  GT_RETURN_IF_ERROR(
      county.Until(ReceivedAt(story.steps.front()),
                   [&progress](int64_t done, int64_t total) { progress.Show(done, total); }));
  progress.Done();
  if (!json) {
    console.out << fmt::format("  {} events taken, none refused\n\n", county.events());
  }
  return OkStatus();
}

void WaitForEnter(Console& console) {
  console.out << std::flush;
  std::string enter;
  std::getline(console.in, enter);
}

void ShowStep(const StoryStep& step, const DemoOptions& options, Console& console) {
  if (options.common.json) return;
  if (options.step && !options.automatic && !options.common.no_input) WaitForEnter(console);
  console.out << "  " << step.line << '\n';
}

void PrintTitle(const DemoOptions& options, const Story& story, Console& console) {
  if (!options.common.json) console.out << fmt::format("{}\n{}\n\n", story.title, story.opening);
}

// The pictures, or the JSON; whether all was as the story says.
bool ShowPlayed(const Story& story, const Played& played, int64_t county_events,
                const DemoOptions& options, Console& console) {
  const std::vector<std::string> differences = Differences(story, played);
  if (options.common.json) {
    console.out << JsonLine(ResultJson(story, played, differences, county_events)) << '\n';
  } else {
    PrintPictures(story, played, console);
  }
  for (const std::string& difference : differences) {
    Say(console, "not as the story says: " + difference);
  }
  return differences.empty();
}

// In a hub that others run, whose time is set step by step.
int RunDemoAt(const DemoOptions& options, Console& console) {
  if (options.clock.empty()) {
    Say(console,
        "a story plays at its own dates: name with --clock the file by which the hub goes");
    return kExitUsage;
  }
  const Story story = FourSmallWorries();
  ManualClock clock(ReceivedAt(story.steps.front()));
  const auto client = OpenClient(options.common, IfMissing::kRefuse, console);
  if (!client.ok()) return FailToOpen(console, client.status());
  PrintTitle(options, story, console);
  Status set = OkStatus();
  const auto played = Play(story, *client, clock, [&](const StoryStep& step) {
    set.Update(FileClock::Set(options.clock, ReceivedAt(step)));
    ShowStep(step, options, console);
  });
  if (!set.ok()) return Fail(console, set);
  if (!played.ok()) return Fail(console, played.status());
  return ShowPlayed(story, *played, 0, options, console) ? kExitOk : kExitFailed;
}

int RunDemo(const DemoOptions& options, Console& console) {
  if (!options.common.place.hub.empty()) return RunDemoAt(options, console);
  const Story story = FourSmallWorries();
  ManualClock clock(ReceivedAt(story.steps.front()));
  HubConfig config;
  config.clock = &clock;
  const auto hub = Hub::Open(config);
  if (!hub.ok()) return FailToOpen(console, hub.status());
  if (!options.common.json) {
    console.out << fmt::format("goldthread {}   DEMO: synthetic people only\n\n", Version());
  }
  const HubClient client(**hub);
  CountyPlay county(options.county, client, clock);
  const Status loaded = LoadCounty(story, county, options, console);
  if (!loaded.ok()) return Fail(console, loaded);
  PrintTitle(options, story, console);
  // The county goes on while the story plays.
  Status goes_on = OkStatus();
  const auto played = Play(story, client, clock, [&](const StoryStep& step) {
    goes_on.Update(county.Until(ReceivedAt(step), [](int64_t, int64_t) {}));
    ShowStep(step, options, console);
  });
  if (!goes_on.ok()) return Fail(console, goes_on);
  if (!played.ok()) return Fail(console, played.status());
  if (!ShowPlayed(story, *played, county.events(), options, console)) return kExitFailed;
  const auto reviewed = PlayReview(story, client, clock);
  if (!reviewed.ok()) return Fail(console, reviewed.status());
  const auto differences = ReviewDifferences(*reviewed);
  for (const std::string& difference : differences) {
    Say(console, "not as the story says: " + difference);
  }
  if (!options.common.json) {
    PrintReview(*reviewed, console);
    PrintEnding(console);
  }
  return differences.empty() ? kExitOk : kExitFailed;
}

}  // namespace

void AddDemo(Command app) {
  auto options = std::make_shared<DemoOptions>();
  Command command = app.Add("demo", kDemoDescription);
  AddJson(command, &options->common);
  command.Value("--hub", options->common.place.hub, "the gateway of a hub whose roles are apart")
      .Of("HOST:PORT");
  command.Value("--clock", options->clock, "with --hub: the file by which it goes").Of("FILE");
  command.Switch("--step", options->step, "wait for Enter before each event");
  command.Switch("--auto", options->automatic, "do not wait (the default)");
  command.Value("--people", options->county.people, "in Northmere: 1,000 to 100,000")
      .Between(1'000, 100'000)
      .SaysDefault();
  command.Runs([options](Console& console) { return RunDemo(*options, console); });
}

}  // namespace goldthread::server
