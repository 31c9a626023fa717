#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "services/server/commands.h"
#include "services/server/county_feeder.h"
#include "services/server/file_clock.h"
#include "services/server/lanes.h"
#include "services/server/moved_in.h"
#include "services/server/story_player.h"
#include "services/server/story_review.h"
#include "services/server/words.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::server {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kDemoDescription =
    R"(See it: two stories, played through a hub's real services and checked.

Loads a small Northmere, an invented county, into a hub in memory, and plays in its midst:
  Four small worries in nine days   one child, four agencies; the alert when they add up; what was
                                    known on the day of the A&E visit; a doubtful record decided
  He moved in on Tuesday            a man whom probation knows joins three children, under another
                                    spelling; a reviewer decides, three are told, and told again
                                    when the decision is undone
Synthetic people only; nothing is kept. The exit code tells whether all went as the stories say.

Examples:
  goldthread demo
  goldthread demo --step      press Enter before each event of the first
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

void PrintAlert(const Played& played, Console& console) {
  for (const v1::Alert& alert : played.alerts) {
    console.out << fmt::format("\n! {}\n  raised {}; why:\n", alert.headline(),
                               TimeText(alert.raised_at()));
    for (const v1::AlertStep& step : alert.path()) {
      console.out << fmt::format("    {} ({})\n", step.clause(), step.agency());
    }
  }
  console.out << "  Her school is told that the police know her and whom to ring, not what they\n"
                 "  wrote. The nurse's look is in her access history.\n";
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
  console.out << "\nAll went as the stories say. Next:\n"
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

// Whether there are none.
bool SayDifferences(const std::vector<std::string>& differences, Console& console) {
  for (const std::string& difference : differences) {
    Say(console, "not as the story says: " + difference);
  }
  return differences.empty();
}

void ShowPlayed(const Story& story, const Played& played, const DemoOptions& options,
                Console& console) {
  if (options.common.json) return;
  PrintAlert(played, console);
  PrintPictures(story, played, console);
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
  ShowPlayed(story, *played, options, console);
  const std::vector<std::string> differences = Differences(story, *played);
  if (options.common.json) {
    console.out << JsonLine(ResultJson(story, *played, differences, 0)) << '\n';
  }
  return SayDifferences(differences, console) ? kExitOk : kExitFailed;
}

StatusOr<MovedIn> PlaySecond(const HubClient& client, ManualClock& clock,
                             const DemoOptions& options, Console& console) {
  const bool text = !options.common.json;
  if (text) {
    console.out << "\nHe moved in on Tuesday\nProbation knows him by one spelling, housing by "
                   "another; three children by neither.\n\n";
  }
  GT_ASSIGN_OR_RETURN(MovedIn moved_in,
                      PlayMovedIn(client, clock, Refuge(), [&](std::string_view line) {
                        if (text) console.out << "  " << line << '\n' << std::flush;
                      }));
  if (text) {
    console.out << "\nOne of the three, before it was decided who he is:\n\n"
                << moved_in.before << "\nand after:\n\n"
                << moved_in.after;
  }
  return moved_in;
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
  ShowPlayed(story, *played, options, console);
  const auto reviewed = PlayReview(story, client, clock);
  if (!reviewed.ok()) return Fail(console, reviewed.status());
  if (!options.common.json) PrintReview(*reviewed, console);
  const auto moved_in = PlaySecond(client, clock, options, console);
  if (!moved_in.ok()) return Fail(console, moved_in.status());
  std::vector<std::string> differences = Differences(story, *played);
  const auto add = [&differences](const std::vector<std::string>& more) {
    differences.insert(differences.end(), more.begin(), more.end());
  };
  add(ReviewDifferences(*reviewed));
  add(moved_in->differences);
  if (options.common.json) {
    console.out << JsonLine(ResultJson(story, *played, differences, county.events())) << '\n';
  }
  if (!SayDifferences(differences, console)) return kExitFailed;
  if (!options.common.json) PrintEnding(console);
  return kExitOk;
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
