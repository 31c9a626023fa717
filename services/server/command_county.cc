#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "connectors/county/describe.h"
#include "connectors/county/generate.h"
#include "services/server/chronology_json.h"
#include "services/server/commands.h"
#include "services/server/county_feeder.h"
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
  goldthread county generate --people 20000 --years 3 --hub 127.0.0.1:7790
)";

struct Options {
  CommonOptions common;
  county::CountySize size;
  std::string out;
  county::Wanted wanted = county::Wanted::kAll;
};

int WriteFiles(const Options& options, Console& console) {
  Progress progress(console, "Northmere");
  const auto generated = county::Generate(
      options.size, options.out,
      [&progress](int64_t done, int64_t total) { progress.Show(done, total); }, options.wanted);
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
      "{}: {} people, {} events ({} late, {} twice, {} corrected, {} withdrawn), {} census files\n",
      options.out, generated->people, generated->events, generated->late, generated->repeats,
      generated->corrections, generated->withdrawals, generated->census_files);
  if (options.wanted == county::Wanted::kAll) {
    console.out << fmt::format("The truth is in {}/truth.\n", options.out);
  }
  if (options.wanted != county::Wanted::kBytes) {
    console.out << fmt::format("Next:\n  goldthread publish {}/events.ndjson --data DIR\n",
                               options.out);
  }
  return kExitOk;
}

int SendToHub(const Options& options, Console& console) {
  const auto client = OpenClient(options.common, IfMissing::kCreate, console);
  if (!client.ok()) return FailToOpen(console, client.status());
  Progress progress(console, "Northmere");
  std::string first_refusal;
  CountyWatch watch;
  watch.progress = [&progress](int64_t done, int64_t total) { progress.Show(done, total); };
  watch.refused = [&first_refusal](const v1::Receipt& receipt) {
    if (!first_refusal.empty()) return;
    first_refusal = fmt::format("first refused: {}/{}", receipt.feed(), receipt.event_id());
    for (const v1::Violation& violation : receipt.rejected().violations()) {
      first_refusal += fmt::format(" {} {}", violation.field(), violation.rule());
    }
  };
  const auto sent = SendCounty(options.size, *client, watch);
  progress.Done();
  if (!sent.ok()) return Fail(console, sent.status());
  if (options.common.json) {
    console.out << JsonLine({{"sent", sent->sent},
                             {"accepted", sent->accepted},
                             {"refused", sent->refused}})
                << '\n';
  } else {
    console.out << fmt::format("{} events sent = {} accepted + {} refused\n", sent->sent,
                               sent->accepted, sent->refused);
  }
  if (!first_refusal.empty()) Say(console, Plain(first_refusal));
  return sent->refused > 0 ? kExitSomeRefused : kExitOk;
}

int RunGenerate(const Options& options, Console& console) {
  const bool to_hub = !options.common.place.data.empty() || !options.common.place.hub.empty();
  if (options.out.empty() && !to_hub) {
    Say(console, "where to? --out DIR for files, --hub HOST:PORT or --data DIR for a hub");
    return kExitUsage;
  }
  if (!options.out.empty()) {
    const int written = WriteFiles(options, console);
    if (written != kExitOk) return written;
  }
  return to_hub ? SendToHub(options, console) : kExitOk;
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
  CLI::App& generate = *command.add_subcommand("generate", "Write its files, or send it to a hub");
  AddPlace(generate, &options->common);
  AddSize(generate, options.get());
  auto* const out =
      generate.add_option("--out", options->out, "a folder for all its files and the truth")
          ->type_name("DIR");
  static const std::map<std::string, county::Wanted> kWanted = {{"ndjson", county::Wanted::kLines},
                                                                {"binpb", county::Wanted::kBytes}};
  generate.add_option("--only", options->wanted, "of its files the events alone, as one of these")
      ->transform(CLI::CheckedTransformer(kWanted))
      ->needs(out);
  generate.callback([options, chosen] {
    *chosen = [options](Console& console) { return RunGenerate(*options, console); };
  });
  CLI::App& describe = *command.add_subcommand("describe", "Draw it: people, feeds, referrals");
  AddJson(describe, &options->common);
  AddSize(describe, options.get());
  describe.callback([options, chosen] {
    *chosen = [options](Console& console) { return RunDescribe(*options, console); };
  });
}

}  // namespace goldthread::server
