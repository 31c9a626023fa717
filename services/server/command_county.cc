#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "connectors/county/describe.h"
#include "connectors/county/generate.h"
#include "services/server/chronology_json.h"
#include "services/server/commands.h"
#include "services/server/county_sending.h"
#include "services/server/kafka_settings.h"
#include "services/server/words.h"

namespace goldthread::server {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kCountyDescription =
    R"(An invented county, from a seed: people, what agencies record of them, and the truth.

The same numbers give the same bytes on every machine. All people are invented.

Examples:
  goldthread county describe
  goldthread county generate --people 20000 --years 3 --seed 1 --out ./county
  goldthread publish ./county/events.ndjson --data ./northmere
  goldthread county generate --people 20000 --years 3 --hub 127.0.0.1:7790
  goldthread county generate --people 20000 --years 3 --kafka 127.0.0.1:9092
)";

struct CountyOptions {
  CommonOptions common;
  county::CountySize size;
  std::string out;
  std::string only;
  std::string kafka;
  std::string kafka_settings;
};

county::Wanted WantedOf(const CountyOptions& options) {
  if (options.only.empty()) return county::Wanted::kAll;
  return options.only == "ndjson" ? county::Wanted::kLines : county::Wanted::kBytes;
}

// Adds to the answer in JSON, or tells.
Status WriteFiles(const CountyOptions& options, Console& console, Json* answer) {
  Progress progress(console, "Northmere");
  const auto generated = county::Generate(
      options.size, options.out,
      [&progress](int64_t done, int64_t total) { progress.Show(done, total); }, WantedOf(options));
  progress.Done();
  if (!generated.ok()) return generated.status();
  if (options.common.json) {
    answer->update({{"out", options.out},
                    {"people", generated->people},
                    {"events", generated->events},
                    {"repeats", generated->repeats},
                    {"late", generated->late},
                    {"corrections", generated->corrections},
                    {"withdrawals", generated->withdrawals},
                    {"census_files", generated->census_files}});
    return OkStatus();
  }
  console.out << fmt::format(
      "{}: {} people, {} events ({} late, {} twice, {} corrected, {} withdrawn), {} census files\n",
      options.out, generated->people, generated->events, generated->late, generated->repeats,
      generated->corrections, generated->withdrawals, generated->census_files);
  if (options.only.empty()) {
    console.out << fmt::format("The truth is in {}/truth.\n", options.out);
  }
  const std::string events =
      fmt::format("{}/events.{}", options.out, options.only.empty() ? "ndjson" : options.only);
  console.out << fmt::format("Next:\n  goldthread publish {} --data DIR\n", ShellWord(events));
  return OkStatus();
}

StatusOr<KafkaShard> BrokersOf(const CountyOptions& options) {
  if (options.kafka_settings.empty()) return TrialKafka(options.kafka).shard;
  GT_ASSIGN_OR_RETURN(KafkaPlace place, ReadKafka(options.kafka_settings));
  if (!options.kafka.empty()) place.shard.brokers = options.kafka;
  return std::move(place.shard);
}

// Its clocks count from 1970, and the earliest that is late or wrong is a year before it begins.
constexpr int kFirstYear = 1972;

// Says so where it would begin earlier.
bool BeginsTooEarly(const county::CountySize& size, Console& console) {
  if (size.last_year - size.years >= kFirstYear) return false;
  Say(console, fmt::format("a county begins in {} at the earliest: with --until {}, --years is {} "
                           "at most",
                           kFirstYear, size.last_year, size.last_year - kFirstYear));
  return true;
}

int RunGenerate(const CountyOptions& options, Console& console) {
  if (BeginsTooEarly(options.size, console)) return kExitUsage;
  const bool to_hub = !options.common.place.data.empty() || !options.common.place.hub.empty();
  const bool to_kafka = !options.kafka.empty() || !options.kafka_settings.empty();
  if (to_hub && to_kafka) {
    Say(console, "a hub or Kafka? --hub or --data, or else --kafka: whoever reads the inboxes");
    return kExitUsage;
  }
  if (options.out.empty() && !to_hub && !to_kafka) {
    Say(console,
        "where to? --out DIR for files, --hub HOST:PORT or --data DIR for a hub, --kafka BROKERS "
        "for the inboxes of one");
    return kExitUsage;
  }
  // The hub before the files: what cannot be sent there is told before anything is written.
  std::optional<HubClient> client;
  if (to_hub) {
    auto opened = OpenClient(options.common, IfMissing::kCreate, console);
    if (!opened.ok()) return FailToOpen(console, opened.status());
    client.emplace(*std::move(opened));
  }
  std::optional<KafkaShard> brokers;
  if (to_kafka) {
    auto read = BrokersOf(options);
    if (!read.ok()) return FailToOpen(console, read.status());
    brokers = *std::move(read);
  }
  Json answer = Json::object();
  if (!options.out.empty()) {
    const Status written = WriteFiles(options, console, &answer);
    if (!written.ok()) {
      Say(console, Message(written));
      return kExitFailed;
    }
  }
  int code = kExitOk;
  if (client) {
    const auto sent = SendToHub(options.size, *client, options.common, console, &answer);
    if (!sent.ok()) return Fail(console, sent.status());
    code = *sent;
  }
  if (brokers) {
    const auto sent = SendToInboxes(options.size, *brokers, options.common, console, &answer);
    if (!sent.ok()) return Fail(console, sent.status());
    code = *sent;
  }
  if (options.common.json) console.out << JsonLine(answer) << '\n';
  return code;
}

int RunDescribe(const CountyOptions& options, Console& console) {
  if (BeginsTooEarly(options.size, console)) return kExitUsage;
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
  Json years = Json::array();
  for (const county::YearTally& year : tally.years) {
    years.push_back({{"people", year.people},
                     {"children", year.children},
                     {"births", year.births},
                     {"deaths", year.deaths},
                     {"referrals", year.referrals},
                     {"plans", year.plans},
                     {"plans_open", year.plans_open}});
  }
  console.out << JsonLine({{"people", tally.people},
                           {"children", tally.children},
                           {"feeds", std::move(feeds)},
                           {"kinds", tally.kinds},
                           {"referrals", tally.referrals},
                           {"assessed", tally.assessed},
                           {"core", tally.core},
                           {"section47", tally.section47},
                           {"conferences", tally.conferences},
                           {"plans", tally.plans},
                           {"plans_open", tally.plans_open},
                           {"categories", tally.categories},
                           {"sources", tally.sources},
                           {"needs", tally.needs},
                           {"years", std::move(years)}})
              << '\n';
  return kExitOk;
}

void AddSize(Command command, CountyOptions* options) {
  command.Value("--people", options->size.people, "to begin with: 1,000 to 10 million")
      .Between(1'000, 10'000'000)
      .SaysDefault();
  command.Value("--years", options->size.years, "from 1 April to 31 March: 1 to 54")
      .Between(1, 54)
      .SaysDefault();
  command.Value("--seed", options->size.seed, "another seed, another county")
      .Between(0, INT64_MAX)
      .SaysDefault();
  command.Value("--until", options->size.last_year, "the year in which it ends")
      .Between(1990, 2026)
      .SaysDefault();
}

}  // namespace

void AddCounty(Command app) {
  auto options = std::make_shared<CountyOptions>();
  Command command = app.Add("county", kCountyDescription);
  command.WantsCommand();
  Command generate = command.Add("generate", "Write its files, or send it to a hub");
  AddPlace(generate, &options->common);
  AddSize(generate, options.get());
  generate.Value("--kafka", options->kafka, "through the inbox of each feed (docs/kafka-topics.md)")
      .Of("BROKERS");
  generate
      .Value("--kafka-settings", options->kafka_settings,
             "TLS and logins, as [kafka] of hub.toml says them")
      .Of("FILE");
  const Option out =
      generate.Value("--out", options->out, "a folder for all its files and the truth").Of("DIR");
  generate.Value("--only", options->only, "of its files the events alone: ndjson or binpb")
      .Of("WORD")
      .Among({"ndjson", "binpb"})
      .With(out);
  generate.Runs([options](Console& console) { return RunGenerate(*options, console); });
  Command describe = command.Add("describe", "Draw it: people, feeds, referrals");
  AddJson(describe, &options->common);
  AddSize(describe, options.get());
  describe.Runs([options](Console& console) { return RunDescribe(*options, console); });
}

}  // namespace goldthread::server
