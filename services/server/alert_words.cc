#include "services/server/alert_words.h"

#include <fmt/format.h>

#include <vector>

#include "services/server/chronology_text.h"
#include "services/server/console.h"
#include "services/server/words.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::server {
namespace {

using Json = nlohmann::ordered_json;

std::string StateWords(const v1::Alert& alert) {
  std::string words = EnumWord(*v1::AlertState_descriptor(), alert.state());
  if (alert.overdue()) words += ", overdue";
  if (alert.new_evidence()) words += ", new evidence";
  if (alert.historic()) words += ", historic";
  return words;
}

std::string RecordOr(bool has, const v1::RecordRef& record) {
  return has ? TextOf(record) : std::string("-");
}

Json StepJson(const v1::AlertStep& step) {
  return {{"event", {{"feed", step.feed()}, {"id", step.event_id()}}},
          {"agency", step.agency()},
          {"category", EnumWord(*v1::InformationCategory_descriptor(), step.category())},
          {"clause", step.clause()},
          {"record", TextOf(step.record())}};
}

Json DoneJson(const v1::AlertDecision& decision) {
  Json json = {{"id", decision.id()},
               {"act", EnumWord(*v1::AlertAct_descriptor(), decision.act())},
               {"reason", decision.reason()},
               {"by",
                {{"agency", decision.decider().agency()},
                 {"user", decision.decider().user()},
                 {"role", decision.decider().role()}}},
               {"received_at", TimeText(decision.received_at())}};
  if (decision.outcome() != v1::ALERT_OUTCOME_UNSPECIFIED) {
    json["outcome"] = EnumWord(*v1::AlertOutcome_descriptor(), decision.outcome());
  }
  if (!decision.until().empty()) json["until"] = decision.until();
  return json;
}

std::string DoneText(const v1::AlertDecision& decision) {
  std::string text = fmt::format("  {}  {}  {} ({}, {}): {}", TimeText(decision.received_at()),
                                 EnumWord(*v1::AlertAct_descriptor(), decision.act()),
                                 Plain(decision.decider().user()), Plain(decision.decider().role()),
                                 Plain(decision.decider().agency()), Plain(decision.reason()));
  if (decision.outcome() != v1::ALERT_OUTCOME_UNSPECIFIED) {
    text += fmt::format(" [{}]", EnumWord(*v1::AlertOutcome_descriptor(), decision.outcome()));
  }
  if (!decision.until().empty()) text += fmt::format(" [until {}]", Plain(decision.until()));
  return text + "\n";
}

}  // namespace

Json AlertJson(const v1::Alert& alert) {
  Json json = {{"id", alert.id()},
               {"rule", alert.rule()},
               {"rule_version", alert.rule_version()},
               {"headline", alert.headline()},
               {"state", EnumWord(*v1::AlertState_descriptor(), alert.state())},
               {"overdue", alert.overdue()},
               {"new_evidence", alert.new_evidence()},
               {"historic", alert.historic()},
               {"owner", alert.owner()},
               {"raised_at", TimeText(alert.raised_at())},
               {"acknowledge_by", TimeText(alert.acknowledge_by())},
               {"etag", alert.etag()}};
  if (alert.has_adult()) json["adult"] = TextOf(alert.adult());
  if (alert.has_child()) json["child"] = TextOf(alert.child());
  for (const auto& [name, text] :
       {std::pair("since", &alert.since()), std::pair("confidence", &alert.confidence()),
        std::pair("withdrawn_because", &alert.withdrawn_because()),
        std::pair("merged_into", &alert.merged_into())}) {
    if (!text->empty()) json[name] = *text;
  }
  json["path"] = Json::array();
  for (const auto& step : alert.path()) json["path"].push_back(StepJson(step));
  json["withheld"] = Json::array();
  for (const auto& each : alert.withheld()) {
    json["withheld"].push_back(
        {{"agency", each.agency()}, {"ring", each.ring()}, {"steps", each.steps()}});
  }
  json["decisions"] = Json::array();
  for (const auto& decision : alert.decisions()) json["decisions"].push_back(DoneJson(decision));
  return json;
}

std::string AlertsText(const google::protobuf::RepeatedPtrField<v1::Alert>& alerts) {
  std::vector<std::vector<std::string>> rows = {{"ALERT", "RULE", "STATE", "TAKE ON BY", "CHILD"}};
  for (const v1::Alert& alert : alerts) {
    rows.push_back({alert.id(), alert.rule(), StateWords(alert), TimeText(alert.acknowledge_by()),
                    RecordOr(alert.has_child(), alert.child())});
  }
  return AlignColumns(std::move(rows));
}

std::string AlertText(const v1::Alert& alert) {
  std::string text = fmt::format("{}.\n\n", Plain(alert.headline()));
  std::vector<std::vector<std::string>> rows = {
      {"alert", alert.id()},
      {"rule", fmt::format("{}, version {}", alert.rule(), alert.rule_version())},
      {"state", StateWords(alert)},
      {"child", RecordOr(alert.has_child(), alert.child())},
      {"adult", RecordOr(alert.has_adult(), alert.adult())},
      {"raised", TimeText(alert.raised_at())},
      {"take on by", fmt::format("{}, {}", TimeText(alert.acknowledge_by()), alert.owner())}};
  for (const auto& [name, value] :
       {std::pair("since", &alert.since()), std::pair("confidence", &alert.confidence()),
        std::pair("withdrawn", &alert.withdrawn_because()),
        std::pair("goes on as", &alert.merged_into())}) {
    if (!value->empty()) rows.push_back({name, *value});
  }
  text += AlignColumns(std::move(rows)) + "\nWhy:\n";
  for (const v1::AlertStep& step : alert.path()) {
    text += fmt::format("  {} ({}; {} of {})\n", Plain(step.clause()), Plain(step.agency()),
                        Plain(step.event_id()), Plain(step.feed()));
  }
  for (const v1::AlertWithheld& each : alert.withheld()) {
    text += fmt::format("  {} knows {} of it: ring {}\n", Plain(each.agency()),
                        each.steps() == 1 ? "a step" : "some steps",
                        each.ring().empty() ? "them" : Plain(each.ring()));
  }
  if (!alert.decisions().empty()) text += "\nDone:\n";
  for (const v1::AlertDecision& decision : alert.decisions()) text += DoneText(decision);
  return text + fmt::format("\nDecide on this: --on {}\n", Plain(alert.etag()));
}

std::string ChangeText(const v1::AlertChange& change) {
  return fmt::format("{}  {}  {}  {}\n", change.alert().id(),
                     EnumWord(*v1::AlertChangeKind_descriptor(), change.kind()),
                     Plain(change.alert().rule()), Plain(change.alert().headline()));
}

}  // namespace goldthread::server
