#include "services/server/adult_words.h"

#include <fmt/format.h>

#include <map>
#include <vector>

#include "services/server/alert_words.h"
#include "services/server/console.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::server {
namespace {

using Json = nlohmann::ordered_json;
using Steps = google::protobuf::RepeatedPtrField<v1::AlertStep>;

Json FactJson(const v1::AlertStep& step) {
  return {{"event", {{"feed", step.feed()}, {"id", step.event_id()}}},
          {"agency", step.agency()},
          {"clause", step.clause()},
          {"record", TextOf(step.record())}};
}

Json FactsJson(const Steps& steps) {
  Json json = Json::array();
  for (const v1::AlertStep& step : steps) json.push_back(FactJson(step));
  return json;
}

void PutDays(const std::string& from, const std::string& to, Json* json) {
  (*json)["from"] = from;
  if (!to.empty()) (*json)["to"] = to;
}

template <class Answer>
void PutRest(const Answer& answer, Json* json) {
  (*json)["conflicting_homes"] = Json::array();
  for (const v1::HomeSaid& said : answer.conflicting_homes()) {
    (*json)["conflicting_homes"].push_back(
        {{"place", said.place()}, {"on", said.on()}, {"fact", FactJson(said.fact())}});
  }
  (*json)["alerts"] = Json::array();
  for (const v1::Alert& alert : answer.alerts()) (*json)["alerts"].push_back(AlertJson(alert));
  (*json)["withheld"] = Json::array();
  for (const auto& each : answer.withheld()) {
    (*json)["withheld"].push_back(
        {{"agency", each.agency()}, {"ring", each.ring()}, {"facts", each.steps()}});
  }
}

template <class Answer>
Json Begun(const Answer& answer) {
  Json json;
  json["records"] = Json::array();
  for (const auto& record : answer.records()) json["records"].push_back(TextOf(record));
  return json;
}

std::string PlaceName(const std::string& place) { return "place " + place.substr(0, 8); }

std::string StepText(const v1::AlertStep& step) {
  return fmt::format("    {} {} ({}; {} of {})\n", Plain(TextOf(step.record())),
                     Plain(step.clause()), Plain(step.agency()), Plain(step.event_id()),
                     Plain(step.feed()));
}

template <class Answer>
std::string RestText(const Answer& answer) {
  std::string text;
  if (!answer.conflicting_homes().empty()) {
    text += "\n! Agencies differ on where the person lives. Ask before anybody goes there:\n";
  }
  for (const v1::HomeSaid& said : answer.conflicting_homes()) {
    text += fmt::format("  {}, {}\n", PlaceName(said.place()), said.on()) + StepText(said.fact());
  }
  if (!answer.alerts().empty()) text += "\n" + AlertsText(answer.alerts());
  for (const auto& each : answer.withheld()) {
    text += fmt::format("\n{} more facts of {}: ring {}\n", each.steps(), Plain(each.agency()),
                        Plain(each.ring()));
  }
  return text;
}

std::string LinkText(const std::string& who, const std::string& how, const Steps& path) {
  std::string text = fmt::format("  {}: {}\n", Plain(who), how);
  for (const v1::AlertStep& step : path) text += StepText(step);
  return text;
}

std::string RiskText(const v1::AssertedRisk& risk) {
  std::string text = fmt::format("  {} ({}; {})", Plain(risk.kind()), Plain(risk.fact().agency()),
                                 risk.live() ? "stands" : "has ended");
  if (!risk.review_due().empty()) text += fmt::format(", review due {}", risk.review_due());
  if (risk.review_overdue()) text += ", overdue";
  if (risk.disputed()) text += "; the adult disputes it";
  return text + "\n";
}

// Names of what is drawn, each once.
class Drawing {
 public:
  std::string NodeOf(const std::string& what, std::string_view look) {
    const auto [at, is_new] = nodes_.try_emplace(what, fmt::format("n{}", nodes_.size()));
    if (is_new) {
      text_ += fmt::format("  {} [label=\"{}\"{}];\n", at->second, Escaped(what), look);
    }
    return at->second;
  }
  void Edge(const std::string& from, const std::string& to, const std::string& label,
            std::string_view look = "") {
    text_ += fmt::format("  {} -- {} [label=\"{}\"{}];\n", from, to, Escaped(label), look);
  }
  std::string Text() const {
    return "graph household {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n  edge "
           "[fontname=\"sans-serif\", fontsize=10];\n" +
           text_ + "}\n";
  }

 private:
  static std::string Escaped(const std::string& raw) {
    std::string text;
    for (const char c : Plain(raw)) {
      if (c == '"' || c == '\\') text.push_back('\\');
      text.push_back(c);
    }
    return text;
  }

  std::map<std::string, std::string> nodes_;
  std::string text_;
};

std::string DaysWords(const std::string& from, const std::string& to, bool inferred = false) {
  if (to.empty()) return "since " + from;
  return fmt::format("{} to {}{}", from, to, inferred ? " (inferred)" : "");
}

constexpr std::string_view kAsked = ", penwidth=2";
constexpr std::string_view kChildLook = ", shape=ellipse";
constexpr std::string_view kPlaceLook = ", shape=house, style=filled, fillcolor=\"#eeeeee\"";

}  // namespace

Json AdultJson(const v1::GetAdultResponse& adult) {
  Json json = Begun(adult);
  json["risks"] = Json::array();
  for (const v1::AssertedRisk& risk : adult.risks()) {
    Json each = {{"kind", risk.kind()}, {"live", risk.live()}};
    if (!risk.review_due().empty()) each["review_due"] = risk.review_due();
    if (risk.disputed()) each["disputed"] = true;
    each["review_overdue"] = risk.review_overdue();
    each["fact"] = FactJson(risk.fact());
    json["risks"].push_back(std::move(each));
  }
  json["stays"] = Json::array();
  for (const v1::HouseholdStay& stay : adult.stays()) {
    Json each = {{"place", stay.place()}};
    PutDays(stay.from(), stay.to(), &each);
    each["end_inferred"] = stay.end_inferred();
    each["facts"] = FactsJson(stay.facts());
    each["members"] = Json::array();
    for (const v1::HouseholdMember& member : stay.members()) {
      Json one = {{"record", TextOf(member.record())}, {"child", member.child()}};
      PutDays(member.from(), member.to(), &one);
      each["members"].push_back(std::move(one));
    }
    json["stays"].push_back(std::move(each));
  }
  json["children"] = Json::array();
  for (const v1::ChildOfAdult& child : adult.children()) {
    Json each = {
        {"child", TextOf(child.child())}, {"unborn", child.unborn()}, {"how", child.how()}};
    PutDays(child.from(), child.to(), &each);
    each["path"] = FactsJson(child.path());
    json["children"].push_back(std::move(each));
  }
  PutRest(adult, &json);
  return json;
}

Json ChildAdultsJson(const v1::GetChildAdultsResponse& child) {
  Json json = Begun(child);
  json["adults"] = Json::array();
  for (const v1::AdultOfChild& adult : child.adults()) {
    Json each = {{"adult", TextOf(adult.adult())}, {"how", adult.how()}};
    PutDays(adult.from(), adult.to(), &each);
    each["live_risk"] = adult.live_risk();
    each["path"] = FactsJson(adult.path());
    json["adults"].push_back(std::move(each));
  }
  PutRest(child, &json);
  return json;
}

std::string AdultText(const v1::GetAdultResponse& adult) {
  std::string text;
  if (!adult.risks().empty()) text += "Asserted of the adult:\n";
  for (const v1::AssertedRisk& risk : adult.risks()) text += RiskText(risk);
  std::vector<Lane> lanes;
  for (const v1::HouseholdStay& stay : adult.stays()) {
    lanes.push_back({PlaceName(stay.place()), stay.from(), stay.to(), stay.end_inferred()});
    for (const v1::HouseholdMember& member : stay.members()) {
      lanes.push_back(
          {fmt::format("  {} {}", member.child() ? "child" : "with", TextOf(member.record())),
           member.from(), member.to(), stay.end_inferred()});
    }
  }
  if (!lanes.empty()) text += "\nWhere, and with whom:\n" + LanesText(lanes);
  if (!adult.children().empty()) text += "\nChildren:\n";
  for (const v1::ChildOfAdult& child : adult.children()) {
    text += LinkText(TextOf(child.child()),
                     fmt::format("{}{}, {}", child.how(), child.unborn() ? ", unborn" : "",
                                 DaysWords(child.from(), child.to())),
                     child.path());
  }
  return text + RestText(adult);
}

std::string ChildAdultsText(const v1::GetChildAdultsResponse& child) {
  std::string text;
  std::vector<Lane> lanes;
  for (const v1::AdultOfChild& adult : child.adults()) {
    lanes.push_back({fmt::format("{}{}", adult.live_risk() ? "! " : "  ", TextOf(adult.adult())),
                     adult.from(), adult.to()});
  }
  if (!lanes.empty())
    text += "Adults around the child (! a risk is asserted):\n" + LanesText(lanes);
  for (const v1::AdultOfChild& adult : child.adults()) {
    text += LinkText(TextOf(adult.adult()),
                     fmt::format("{}, {}{}", adult.how(), DaysWords(adult.from(), adult.to()),
                                 adult.live_risk() ? ", a risk is asserted and stands" : ""),
                     adult.path());
  }
  return text + RestText(child);
}

std::string AdultDot(const v1::GetAdultResponse& adult, const v1::RecordRef& about) {
  Drawing drawing;
  const std::string centre = drawing.NodeOf(TextOf(about), kAsked);
  for (const v1::HouseholdStay& stay : adult.stays()) {
    const std::string place = drawing.NodeOf(PlaceName(stay.place()), kPlaceLook);
    drawing.Edge(centre, place, DaysWords(stay.from(), stay.to(), stay.end_inferred()));
    for (const v1::HouseholdMember& member : stay.members()) {
      const std::string node =
          drawing.NodeOf(TextOf(member.record()), member.child() ? kChildLook : "");
      drawing.Edge(place, node, DaysWords(member.from(), member.to()));
    }
  }
  for (const v1::ChildOfAdult& child : adult.children()) {
    if (child.how() == "same household") continue;
    drawing.Edge(centre, drawing.NodeOf(TextOf(child.child()), kChildLook), child.how(),
                 ", style=dashed");
  }
  return drawing.Text();
}

std::string ChildAdultsDot(const v1::GetChildAdultsResponse& child, const v1::RecordRef& about) {
  Drawing drawing;
  const std::string centre = drawing.NodeOf(TextOf(about), ", shape=ellipse, penwidth=2");
  for (const v1::AdultOfChild& adult : child.adults()) {
    drawing.Edge(centre, drawing.NodeOf(TextOf(adult.adult()), ""),
                 adult.how() + ", " + DaysWords(adult.from(), adult.to()),
                 adult.live_risk() ? ", color=\"#b00020\", penwidth=2" : "");
  }
  return drawing.Text();
}

}  // namespace goldthread::server
