#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "connectors/county/describe.h"
#include "connectors/county/generate.h"
#include "services/server/chronology_json.h"
#include "services/server/commands.h"
#include "services/server/words.h"

namespace goldthread::server {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kDescription =
    R"(An invented county, from a seed: people, what agencies record of them, and the truth.

The same numbers give the same bytes on every machine. All people are invented.

Examples:
  goldthread county describe
  goldthread county generate --people 20000 --years 3 --seed 1 --out ./county
  goldthread publish ./county/events.ndjson --data ./northmere
)";

struct Options {
  CommonOptions common;
  county::CountySize size;
  std::string out;
};

int RunGenerate(const Options& options, Console& console) {
  Progress progress(console, "Northmere");
  const auto generated =
      county::Generate(options.size, options.out,
                       [&progress](int64_t done, int64_t total) { progress.Show(done, total); });
  progress.Done();
  if (!generated.ok()) return Fail(console, generated.status());
  if (options.common.json) {
    console.out << JsonLine({{"out", options.out},
                             {"people", generated->people},
                             {"events", generated->events},
                             {"repeats", generated->repeats},
                             {"late", generated->late},
                             {"corrections", generated->corrections},
                             {"withdrawals", generated->withdrawals},
                             {"census_files", generated->census_files}})
                << '\n';
    return kExitOk;
  }
  console.out << fmt::format(
      "{}: {} people, {} events ({} late, {} twice, {} corrected, {} withdrawn), {} census files\n"
      "The truth is in {}/truth. Next:\n  goldthread publish {}/events.ndjson --data DIR\n",
      options.out, generated->people, generated->events, generated->late, generated->repeats,
      generated->corrections, generated->withdrawals, generated->census_files, options.out,
      options.out);
  return kExitOk;
}

int RunDescribe(const Options& options, Console& console) {
  const county::Tally tally = county::TallyOf(options.size);
  if (!options.common.json) {
    console.out << county::Draw(tally, {console.width, console.unicode});
    return kExitOk;
  }
  Json feeds;
  for (const auto& [feed, count] : tally.feeds) {
    feeds[feed] = {{"events", count.events},
                   {"repeats", count.repeats},
                   {"late", count.late},
                   {"amended", count.amended}};
  }
  console.out << JsonLine({{"people", tally.people},
                           {"children", tally.children},
                           {"feeds", std::move(feeds)},
                           {"kinds", tally.kinds},
                           {"referrals", tally.referrals},
                           {"assessed", tally.assessed},
                           {"section47", tally.section47},
                           {"conferences", tally.conferences},
                           {"plans", tally.plans},
                           {"plans_open", tally.plans_open}})
              << '\n';
  return kExitOk;
}

void AddSize(CLI::App& command, Options* options) {
  AddJson(command, &options->common);
  command.add_option("--people", options->size.people, "to begin with")
      ->check(CLI::Range(1'000, 10'000'000))
      ->capture_default_str();
  command.add_option("--years", options->size.years, "from 1 April to 31 March")
      ->check(CLI::Range(1, 30))
      ->capture_default_str();
  command.add_option("--seed", options->size.seed, "another seed, another county")
      ->capture_default_str();
  command.add_option("--until", options->size.last_year, "the year in which it ends")
      ->check(CLI::Range(1990, 2026))
      ->capture_default_str();
}

}  // namespace

void AddCounty(CLI::App& app, Run* chosen) {
  auto options = std::make_shared<Options>();
  CLI::App& command = *app.add_subcommand("county", kDescription);
  command.require_subcommand(1);
  CLI::App& generate = *command.add_subcommand("generate", "Write its files into a folder");
  AddSize(generate, options.get());
  generate.add_option("--out", options->out, "the folder")->type_name("DIR")->required();
  generate.callback([options, chosen] {
    *chosen = [options](Console& console) { return RunGenerate(*options, console); };
  });
  CLI::App& describe = *command.add_subcommand("describe", "Draw it: people, feeds, referrals");
  AddSize(describe, options.get());
  describe.callback([options, chosen] {
    *chosen = [options](Console& console) { return RunDescribe(*options, console); };
  });
}

}  // namespace goldthread::server
