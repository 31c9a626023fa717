#include <fmt/format.h>

#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "services/identity/matching/explanation.h"
#include "services/identity/matching/linkage.h"
#include "services/identity/matching/measures.h"
#include "services/server/chronology_json.h"
#include "services/server/commands.h"
#include "services/server/match_table.h"

namespace goldthread::server {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kMatchDescription =
    R"(Which records are one person: weighed, explained, measured (docs/matching.md).

Examples:
  goldthread match review --data DIR
  goldthread match show FEED/ID FEED/ID --data DIR
  goldthread match decide FEED/ID FEED/ID same --on STATE --reason "..." --data DIR
  goldthread match explain FEED/ID FEED/ID --data DIR
  goldthread match learn --name northmere-2026 --out model.json --data DIR
  goldthread match evaluate people.csv --truth rec_id
  goldthread match evaluate police.csv housing.csv --truth rec_id --without nhs_number --json
)";

constexpr const char* kEvaluateDescription =
    R"(Link the records of one or two tables, and measure that against who they are.

Of one file every record counts as a feed of its own; of two each is a feed, presumed to know
its own people. The weights are learnt from the records, which nobody labels: the column of
--truth is read for measuring alone. Thresholds are the same for all files.
)";

struct EvaluateOptions {
  std::vector<std::string> files;
  std::string truth;
  std::vector<std::string> without;
  CommonOptions common;
};

// All files' records, one after the other.
struct People {
  std::vector<matching::Portrait> records;
  std::vector<int> feeds;
  std::vector<int> truth;
  int64_t broken_rows = 0;
};

StatusOr<People> ReadPeople(const EvaluateOptions& options) {
  People people;
  std::map<std::string, int> persons;
  for (size_t file = 0; file < options.files.size(); ++file) {
    auto table = ReadMatchTable(options.files[file], options.truth,
                                {options.without.begin(), options.without.end()});
    if (!table.ok()) {
      return Error(table.status().code(),
                   fmt::format("{}: {}", options.files[file], Message(table.status())));
    }
    for (size_t i = 0; i < table->records.size(); ++i) {
      const bool alone = options.files.size() == 1;
      people.feeds.push_back(static_cast<int>(alone ? i : file));
      people.records.push_back(std::move(table->records[i]));
      const auto person = persons.try_emplace(table->truth[i], static_cast<int>(persons.size()));
      people.truth.push_back(person.first->second);
    }
    people.broken_rows += table->broken_rows;
  }
  return people;
}

struct Result {
  matching::PairMeasure pairs;
  matching::ClusterMeasure clusters;
};

// Pairs of *same or review* are those of one person and those in review; its persons are what
// they would be if every reviewer said yes.
std::pair<Result, Result> MeasureBoth(const matching::Linkage& linkage,
                                      const std::vector<int>& truth) {
  std::vector<std::pair<int, int>> in_review;
  for (const matching::Likely& each : linkage.review) {
    in_review.emplace_back(each.first, each.second);
  }
  return {{matching::MeasurePairs(linkage.persons, truth),
           matching::MeasureClusters(linkage.persons, truth)},
          {matching::MeasurePairs(linkage.persons, truth, in_review),
           matching::MeasureClusters(matching::PersonsIfReviewed(linkage), truth)}};
}

Json MeasureJson(const Result& result) {
  const matching::Measure rates = result.pairs.Rates();
  const matching::Measure& b_cubed = result.clusters.b_cubed;
  return {{"precision", rates.precision},
          {"recall", rates.recall},
          {"f1", rates.F1()},
          {"true_pairs", result.pairs.true_pairs},
          {"false_pairs", result.pairs.false_pairs},
          {"missed_pairs", result.pairs.missed_pairs},
          {"clusters",
           {{"persons", result.clusters.persons},
            {"exact", result.clusters.exact},
            {"b_cubed_precision", b_cubed.precision},
            {"b_cubed_recall", b_cubed.recall},
            {"b_cubed_f1", b_cubed.F1()}}}};
}

std::string MeasureText(const char* name, const Result& result) {
  const matching::Measure rates = result.pairs.Rates();
  const matching::Measure& b_cubed = result.clusters.b_cubed;
  return fmt::format(
      "{}\n  pairs     precision {:.6f}  recall {:.6f}  F1 {:.6f}  ({} right, {} false, {} "
      "missed)\n"
      "  persons   precision {:.6f}  recall {:.6f}  F1 {:.6f}  B-cubed; {} found, {} exactly\n",
      name, rates.precision, rates.recall, rates.F1(), result.pairs.true_pairs,
      result.pairs.false_pairs, result.pairs.missed_pairs, b_cubed.precision, b_cubed.recall,
      b_cubed.F1(), result.clusters.persons, result.clusters.exact);
}

int RunEvaluate(const EvaluateOptions& options, Console& console) {
  const auto people = ReadPeople(options);
  if (!people.ok()) {
    Say(console, Message(people.status()));
    return kExitUsage;
  }
  const matching::Linkage linkage = matching::LinkRecords(people->records, people->feeds);
  const auto [same, with_review] = MeasureBoth(linkage, people->truth);
  if (people->broken_rows > 0) {
    Say(console, fmt::format("{} broken rows were left out", people->broken_rows));
  }
  if (options.common.json) {
    console.out << JsonLine({{"records", people->records.size()},
                             {"broken_rows", people->broken_rows},
                             {"compared_pairs", linkage.compared},
                             {"same_bits", matching::kSameBits},
                             {"review_bits", matching::kReviewBits},
                             {"review_pairs", linkage.review.size()},
                             {"same", MeasureJson(same)},
                             {"same_or_review", MeasureJson(with_review)}})
                << '\n';
    return kExitOk;
  }
  console.out << fmt::format("{} records, {} pairs compared, {} in review\n",
                             people->records.size(), linkage.compared, linkage.review.size())
              << MeasureText("same", same) << MeasureText("same or review", with_review);
  return kExitOk;
}

}  // namespace

void AddMatch(Command app) {
  Command match = app.Add("match", kMatchDescription);
  match.WantsCommand();
  AddMatchReview(match);
  AddMatchDecide(match);
  AddMatchReaders(match);
  AddMatchExplain(match);
  AddMatchModel(match);
  auto options = std::make_shared<EvaluateOptions>();
  Command evaluate = match.Add("evaluate", kEvaluateDescription);
  evaluate.Value("FILE", options->files, "one table, or two").Required();
  evaluate.Value("--truth", options->truth, "the column that says who is who")
      .Of("COLUMN")
      .Required();
  evaluate.Value("--without", options->without, "leave this column out; may be given again")
      .Of("COLUMN")
      .OneEach();
  AddJson(evaluate, &options->common);
  evaluate.Runs([options](Console& console) {
    if (options->files.size() > 2) {
      Say(console, "one table or two, no more");
      return static_cast<int>(kExitUsage);
    }
    return RunEvaluate(*options, console);
  });
}

}  // namespace goldthread::server
