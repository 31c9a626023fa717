#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "goldthread/v1/matching_service.grpc.pb.h"
#include "services/server/chronology_json.h"
#include "services/server/match_options.h"
#include "services/server/words.h"

namespace goldthread::server {
namespace {

using Json = nlohmann::ordered_json;
using Matching = v1::MatchingService;

constexpr const char* kMatchDecideDescription =
    R"(Say whether two records are one person: same, different or not-sure, and why.

The answer is a fact in the log, honoured by every replay. It is made on what 'match show' showed:
--on names it, and a decision on what has changed meanwhile is refused, with who decided what.

Example:
  goldthread match decide FEED/ID FEED/ID same --on 0.p-1.p-2 --reason "rang the school" --data DIR
)";
constexpr const char* kMatchSeparateDescription =
    R"(Take a record out of its person: it is none of the others', in your judgement.
)";
constexpr const char* kMatchUndoDescription =
    R"(Take a decision back. It stays in the history, with who undid it and why.

Example:
  goldthread match undo FEED/ID DECISION --reason "the wrong pupil" --data DIR
)";

struct DecideOptions : MatchOptions {
  std::string answer;
  std::string state;
};

StatusOr<v1::DecidePairRequest> RequestOf(const DecideOptions& options) {
  v1::DecidePairRequest request;
  GT_RETURN_IF_ERROR(FillPair(options, &request));
  const auto answer = EnumFromWord(*v1::MatchAnswer_descriptor(), options.answer);
  if (!answer) return Error(Code::kInvalidArgument, "answer same, different or not-sure");
  request.set_answer(static_cast<v1::MatchAnswer>(*answer));
  request.set_reason(options.reason);
  request.set_state(options.state);
  return request;
}

const char* Now(bool one_person) { return one_person ? "one person" : "two persons"; }

int RunDecide(const DecideOptions& options, Console& console) {
  const auto request = RequestOf(options);
  if (!request.ok()) return FailUsage(console, request.status());
  return AskHub<Matching>(
      options.common, *request, &Matching::Stub::DecidePair, console,
      [&](const v1::DecidePairResponse& answer) {
        if (options.common.json) {
          console.out << JsonLine({{"decision", DecisionJson(answer.decision())},
                                   {"one_person", answer.one_person()},
                                   {"note", answer.note()}})
                      << '\n';
          return;
        }
        console.out << fmt::format("Decision {} is taken down. Now they are {}.\n",
                                   Plain(answer.decision().id()), Now(answer.one_person()));
        if (!answer.note().empty()) console.out << Plain(answer.note()) << '\n';
      });
}

StatusOr<v1::SeparateRecordRequest> SeparateRequestOf(const MatchOptions& options) {
  v1::SeparateRecordRequest request;
  GT_ASSIGN_OR_RETURN(*request.mutable_caller(), CallerOf(options.common));
  GT_ASSIGN_OR_RETURN(*request.mutable_record(), RefIn(options.first));
  request.set_reason(options.reason);
  return request;
}

int RunSeparate(const MatchOptions& options, Console& console) {
  const auto request = SeparateRequestOf(options);
  if (!request.ok()) return FailUsage(console, request.status());
  return AskHub<Matching>(options.common, *request, &Matching::Stub::SeparateRecord, console,
                          [&](const v1::SeparateRecordResponse& answer) {
                            if (!options.common.json) {
                              console.out << DecisionsText(answer.decisions())
                                          << WithheldText(answer.withheld());
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

StatusOr<v1::UndoDecisionRequest> UndoRequestOf(const MatchOptions& options) {
  v1::UndoDecisionRequest request;
  GT_ASSIGN_OR_RETURN(*request.mutable_caller(), CallerOf(options.common));
  GT_ASSIGN_OR_RETURN(*request.mutable_record(), RefIn(options.first));
  request.set_id(options.second);
  request.set_reason(options.reason);
  return request;
}

int RunUndo(const MatchOptions& options, Console& console) {
  const auto request = UndoRequestOf(options);
  if (!request.ok()) return FailUsage(console, request.status());
  return AskHub<Matching>(
      options.common, *request, &Matching::Stub::UndoDecision, console,
      [&](const v1::UndoDecisionResponse& answer) {
        if (options.common.json) {
          console.out << JsonLine({{"decision", DecisionJson(answer.decision())},
                                   {"one_person", answer.one_person()}})
                      << '\n';
          return;
        }
        console.out << fmt::format("Decision {} is taken back. Now they are {}.\n",
                                   Plain(answer.decision().id()), Now(answer.one_person()));
      });
}

void AddReason(Command command, std::string* reason) {
  command.Value("--reason", *reason, "why, for whoever reads the history").Of("TEXT").Required();
}

}  // namespace

void AddMatchDecide(Command match) {
  auto decide = std::make_shared<DecideOptions>();
  Command deciding = match.Add("decide", kMatchDecideDescription);
  deciding.Value("FIRST", decide->first, "a source record, FEED/ID").Required();
  deciding.Value("SECOND", decide->second, "another one").Required();
  deciding.Value("ANSWER", decide->answer, "same, different or not-sure").Required();
  deciding.Value("--on", decide->state, "the state that 'match show' gave").Of("STATE").Required();
  AddReason(deciding, &decide->reason);
  AddReviewer(deciding, &decide->common);
  deciding.Runs([decide](Console& console) { return RunDecide(*decide, console); });
  auto separate = std::make_shared<MatchOptions>();
  Command separating = match.Add("separate", kMatchSeparateDescription);
  separating.Value("RECORD", separate->first, "a source record, FEED/ID").Required();
  AddReason(separating, &separate->reason);
  AddReviewer(separating, &separate->common);
  separating.Runs([separate](Console& console) { return RunSeparate(*separate, console); });
  auto undo = std::make_shared<MatchOptions>();
  Command undoing = match.Add("undo", kMatchUndoDescription);
  undoing.Value("RECORD", undo->first, "one of the two records, FEED/ID").Required();
  undoing.Value("DECISION", undo->second, "its id, as the history has it").Required();
  AddReason(undoing, &undo->reason);
  AddReviewer(undoing, &undo->common);
  undoing.Runs([undo](Console& console) { return RunUndo(*undo, console); });
}

}  // namespace goldthread::server
