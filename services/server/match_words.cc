#include "services/server/match_words.h"

#include <fmt/format.h>

#include <vector>

#include "services/server/chronology_text.h"
#include "services/server/console.h"
#include "services/server/words.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::server {
namespace {

std::string WhoDecided(const v1::MatchDecision& decision) {
  if (!decision.has_decider()) return decision.decided_by();
  return fmt::format("{}/{}", decision.decider().agency(), decision.decider().user());
}

std::string HowItStands(const v1::MatchDecision& decision) {
  if (decision.stands()) return "stands";
  const auto& undone = decision.undone();
  return fmt::format(
      "taken back {}{}{}", TimeText(undone.received_at()),
      undone.decider().user().empty()
          ? ""
          : fmt::format(" by {}/{}", undone.decider().agency(), undone.decider().user()),
      undone.reason().empty() ? "" : ": " + undone.reason());
}

}  // namespace

nlohmann::ordered_json DecisionJson(const v1::MatchDecision& decision) {
  nlohmann::ordered_json json = {
      {"id", decision.id()},
      {"feed", decision.feed()},
      {"first", TextOf(decision.first())},
      {"second", TextOf(decision.second())},
      {"answer", EnumWord(*v1::MatchAnswer_descriptor(), decision.answer())},
      {"reason", decision.reason()},
      {"decided_by", WhoDecided(decision)},
      {"received_at", TimeText(decision.received_at())},
      {"stands", decision.stands()}};
  if (decision.has_undone()) {
    json["undone"] = {{"id", decision.undone().id()},
                      {"reason", decision.undone().reason()},
                      {"by", fmt::format("{}/{}", decision.undone().decider().agency(),
                                         decision.undone().decider().user())},
                      {"received_at", TimeText(decision.undone().received_at())}};
  }
  return json;
}

std::string DecisionsText(const google::protobuf::RepeatedPtrField<v1::MatchDecision>& decisions) {
  std::vector<std::vector<std::string>> rows = {
      {"ID", "RECORD", "RECORD", "ANSWER", "BY", "AT", "STANDS", "REASON"}};
  for (const v1::MatchDecision& decision : decisions) {
    rows.push_back({decision.id(), TextOf(decision.first()), TextOf(decision.second()),
                    EnumWord(*v1::MatchAnswer_descriptor(), decision.answer()),
                    WhoDecided(decision), TimeText(decision.received_at()), HowItStands(decision),
                    decision.reason()});
  }
  return AlignColumns(std::move(rows));
}

nlohmann::ordered_json WithheldJson(
    const google::protobuf::RepeatedPtrField<v1::MatchWithheld>& withheld) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const v1::MatchWithheld& each : withheld) {
    json.push_back({{"agency", each.agency()}, {"ring", each.ring()}, {"pairs", each.pairs()}});
  }
  return json;
}

std::string WithheldText(const google::protobuf::RepeatedPtrField<v1::MatchWithheld>& withheld) {
  std::string text;
  for (const v1::MatchWithheld& each : withheld) {
    text += fmt::format("Withheld: {} pair{} with records of {}; ring {}\n", each.pairs(),
                        each.pairs() == 1 ? "" : "s", Plain(each.agency()), Plain(each.ring()));
  }
  return text;
}

}  // namespace goldthread::server
