#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "goldthread/v1/matching_service.grpc.pb.h"
#include "services/feeds/page_token.h"
#include "services/server/chronology_json.h"
#include "services/server/chronology_text.h"
#include "services/server/match_options.h"
#include "services/server/words.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::server {
namespace {

using Json = nlohmann::ordered_json;
using Matching = v1::MatchingService;

constexpr const char* kMatchReviewDescription =
    R"(Pairs of records that wait for a decision, the most pressing first: ids and reasons.

A child, a risk that stands and records that are likely one person press; two of them: today.

Examples:
  goldthread match review --data DIR
  goldthread match review --hub 127.0.0.1:7790 --user worker-4 --agency-id northmere-council
)";
constexpr const char* kMatchShowDescription =
    R"(One pair, side by side: what both records say, how they differ, what that weighs, and what
was decided so far. Who may not see all of both is told whom to ring, and no more.
)";
constexpr const char* kMatchHistoryDescription =
    R"(Every decision on a record, or on all records of its person, as known on a day.

Examples:
  goldthread match history FEED/ID --data DIR
  goldthread match history FEED/ID --of-person --known-on 2026-03-07 --data DIR
)";

constexpr int64_t kReviewedMax = 1'000;

struct MatchReviewOptions {
  int64_t limit = 100;
  CommonOptions common;
};

struct HistoryOptions {
  std::string record;
  bool of_person = false;
  std::string known_on;
  CommonOptions common;
};

std::vector<std::string> PressesOf(const v1::WaitingPair& pair) {
  std::vector<std::string> words;
  for (const int press : pair.presses()) {
    words.push_back(EnumWord(*v1::MatchPress_descriptor(), press));
  }
  if (pair.left_open()) words.emplace_back("left open");
  return words;
}

void PrintQueue(const v1::ListReviewsResponse& answer, bool json, Console& console) {
  Json pairs = Json::array();
  std::vector<std::vector<std::string>> rows = {
      {"PRIORITY", "RECORD", "RECORD", "REASON", "PRESSES"}};
  for (const v1::WaitingPair& pair : answer.pairs()) {
    const std::string priority = EnumWord(*v1::MatchPriority_descriptor(), pair.priority());
    const std::string reason = EnumWord(*v1::ReviewReason_descriptor(), pair.reason());
    const auto presses = PressesOf(pair);
    pairs.push_back({{"first", TextOf(pair.first())},
                     {"second", TextOf(pair.second())},
                     {"reason", reason},
                     {"priority", priority},
                     {"presses", presses}});
    rows.push_back({priority, TextOf(pair.first()), TextOf(pair.second()), reason,
                    fmt::format("{}", fmt::join(presses, ", "))});
  }
  if (json) {
    console.out << JsonLine({{"pairs", std::move(pairs)},
                             {"waiting", answer.waiting()},
                             {"withheld", WithheldJson(answer.withheld())}})
                << '\n';
    return;
  }
  console.out << WithheldText(answer.withheld());
  if (answer.pairs().empty()) {
    console.out << "No pair of records that you may see waits for a decision.\n";
    return;
  }
  console.out << AlignColumns(std::move(rows));
  if (answer.waiting() > answer.pairs_size()) {
    console.out << fmt::format("... and {} more\n", answer.waiting() - answer.pairs_size());
  }
}

int RunReview(const MatchReviewOptions& options, Console& console) {
  v1::ListReviewsRequest request;
  const auto caller = CallerOf(options.common);
  if (!caller.ok()) return FailUsage(console, caller.status());
  *request.mutable_caller() = *caller;
  request.set_min_position(feeds::kNewest);
  request.set_page_size(static_cast<int32_t>(options.limit));
  return AskHub<Matching>(
      options.common, request, &Matching::Stub::ListReviews, console,
      [&](const auto& answer) { PrintQueue(answer, options.common.json, console); });
}

std::string InOneCell(const google::protobuf::RepeatedPtrField<std::string>& texts) {
  return texts.empty() ? "-" : fmt::format("{}", fmt::join(texts, "; "));
}

Json PairJson(const v1::ShowPairResponse& answer) {
  Json facts = Json::array();
  for (const v1::ComparedFact& fact : answer.facts()) {
    facts.push_back(
        {{"what", fact.what()},
         {"first", std::vector<std::string>(fact.first().begin(), fact.first().end())},
         {"second", std::vector<std::string>(fact.second().begin(), fact.second().end())},
         {"differs", fact.differs()}});
  }
  Json steps = Json::array();
  for (const v1::MatchStep& step : answer.steps()) {
    steps.push_back({{"what", step.what()}, {"found", step.found()}, {"bits", step.bits()}});
  }
  Json decisions = Json::array();
  for (const auto& decision : answer.decisions()) decisions.push_back(DecisionJson(decision));
  if (!answer.content_shown()) {
    return {{"first", TextOf(answer.first())},
            {"second", TextOf(answer.second())},
            {"content_shown", false},
            {"withheld", WithheldJson(answer.withheld())}};
  }
  return {{"first", TextOf(answer.first())},
          {"second", TextOf(answer.second())},
          {"one_person", answer.one_person()},
          {"reason", EnumWord(*v1::ReviewReason_descriptor(), answer.reason())},
          {"state", answer.state()},
          {"content_shown", true},
          {"facts", std::move(facts)},
          {"verdict", answer.verdict()},
          {"bits", answer.bits()},
          {"odds", answer.odds()},
          {"model", answer.model()},
          {"steps", std::move(steps)},
          {"decisions", std::move(decisions)}};
}

void PrintSides(const v1::ShowPairResponse& answer, Console& console) {
  std::vector<std::vector<std::string>> rows = {
      {"", "", TextOf(answer.first()), TextOf(answer.second())}};
  for (const v1::ComparedFact& fact : answer.facts()) {
    rows.push_back({fact.differs() ? "!" : "", fact.what(), InOneCell(fact.first()),
                    InOneCell(fact.second())});
  }
  console.out << AlignColumns(std::move(rows)) << '\n';
  std::vector<std::vector<std::string>> steps;
  for (const v1::MatchStep& step : answer.steps()) {
    steps.push_back({fmt::format("{:+.1f}", step.bits()), step.what(), step.found()});
  }
  console.out << AlignColumns(std::move(steps))
              << fmt::format("{}. By weight: {}.\n", Plain(answer.odds()), Plain(answer.verdict()));
}

void PrintPair(const v1::ShowPairResponse& answer, Console& console) {
  if (!answer.content_shown()) {
    console.out << WithheldText(answer.withheld());
    return;
  }
  PrintSides(answer, console);
  console.out << fmt::format(
      "\n{} person{}.\n", answer.one_person() ? "One" : "Two",
      answer.one_person() ? ""
                          : "s" + (answer.reason() == v1::REVIEW_REASON_UNSPECIFIED
                                       ? std::string()
                                       : ", in review: " + EnumWord(*v1::ReviewReason_descriptor(),
                                                                    answer.reason())));
  if (!answer.decisions().empty()) console.out << '\n' << DecisionsText(answer.decisions());
  console.out << fmt::format("\nDecide on this: --on {}\n", Plain(answer.state()));
}

int RunShow(const MatchOptions& options, Console& console) {
  v1::ShowPairRequest request;
  const Status filled = FillPair(options, &request);
  if (!filled.ok()) return FailUsage(console, filled);
  request.set_min_position(feeds::kNewest);
  return AskHub<Matching>(options.common, request, &Matching::Stub::ShowPair, console,
                          [&](const v1::ShowPairResponse& answer) {
                            if (options.common.json) {
                              console.out << JsonLine(PairJson(answer)) << '\n';
                            } else {
                              PrintPair(answer, console);
                            }
                          });
}

StatusOr<v1::ListDecisionsRequest> RequestOf(const HistoryOptions& options) {
  v1::ListDecisionsRequest request;
  GT_ASSIGN_OR_RETURN(*request.mutable_caller(), CallerOf(options.common));
  GT_ASSIGN_OR_RETURN(*request.mutable_record(), RefIn(options.record));
  request.set_min_position(feeds::kNewest);
  request.set_of_person(options.of_person);
  request.set_known_on(options.known_on);
  return request;
}

int RunHistory(const HistoryOptions& options, Console& console) {
  const auto request = RequestOf(options);
  if (!request.ok()) return FailUsage(console, request.status());
  return AskHub<Matching>(options.common, *request, &Matching::Stub::ListDecisions, console,
                          [&](const v1::ListDecisionsResponse& answer) {
                            if (!options.common.json) {
                              console.out << WithheldText(answer.withheld())
                                          << (answer.decisions().empty()
                                                  ? "Nobody has decided anything you may see.\n"
                                                  : DecisionsText(answer.decisions()));
                              return;
                            }
                            Json decisions = Json::array();
                            for (const auto& decision : answer.decisions())
                              decisions.push_back(DecisionJson(decision));
                            console.out << JsonLine({{"decisions", std::move(decisions)},
                                                     {"withheld", WithheldJson(answer.withheld())}})
                                        << '\n';
                          });
}

}  // namespace

void AddMatchReview(Command match) {
  auto review = std::make_shared<MatchReviewOptions>();
  Command reviewing = match.Add("review", kMatchReviewDescription);
  reviewing.Value("--limit", review->limit, "so many at most")
      .Between(1, kReviewedMax)
      .SaysDefault();
  AddReviewer(reviewing, &review->common);
  reviewing.Runs([review](Console& console) { return RunReview(*review, console); });
  auto pair = std::make_shared<MatchOptions>();
  Command showing = match.Add("show", kMatchShowDescription);
  showing.Value("FIRST", pair->first, "a source record, FEED/ID").Required();
  showing.Value("SECOND", pair->second, "another one").Required();
  AddReviewer(showing, &pair->common);
  showing.Runs([pair](Console& console) { return RunShow(*pair, console); });
  auto history = std::make_shared<HistoryOptions>();
  Command told = match.Add("history", kMatchHistoryDescription);
  told.Value("RECORD", history->record, "a source record, FEED/ID").Required();
  told.Switch("--of-person", history->of_person, "of all records of its person");
  told.Value("--known-on", history->known_on, "as known at the end of this day").Of("DATE");
  AddReviewer(told, &history->common);
  told.Runs([history](Console& console) { return RunHistory(*history, console); });
}

}  // namespace goldthread::server
