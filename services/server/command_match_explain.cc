#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "goldthread/v1/matching_service.grpc.pb.h"
#include "services/identity/matching/explanation.h"
#include "services/identity/matching/model_message.h"
#include "services/server/chronology_client.h"
#include "services/server/chronology_text.h"
#include "services/server/commands.h"
#include "services/vocabulary/record_id.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::server {
namespace {

using Json = nlohmann::ordered_json;
using matching::Portrait;

constexpr const char* kMatchExplainDescription =
    R"(Why two records may be one person, or not: what both say, side by side and weighed.

Reads both through the door, as 'goldthread chronology' does: who may not see one of them is
told nothing of either. The weights are those in use ('goldthread match model'); the decision
is a person's.
)";

struct ExplainOptions {
  std::string first;
  std::string second;
  CommonOptions common;
};

// What the record's standing events say of it.
StatusOr<Portrait> ReadPortrait(const HubClient& client, const v1::Caller& caller,
                                const RecordId& record) {
  v1::ChronologyQuery query;
  *query.mutable_record() = ToRef(record);
  GT_ASSIGN_OR_RETURN(const Chronology chronology, FetchChronology(client, caller, query));
  Portrait portrait;
  for (const v1::ChronologyEntry& entry : chronology.entries) {
    const bool of_it =
        entry.record().feed() == record.feed && entry.record().record() == record.record;
    if (!of_it || entry.standing() != v1::STANDING_STANDS) continue;
    for (const v1::Subject& subject : entry.event().subjects()) {
      if (subject.record() == record.record) matching::AddTo(portrait, subject.described());
    }
    if (entry.event().has_address_observed()) {
      matching::AddPlace(portrait, entry.event().address_observed().address());
    }
  }
  matching::Settle(portrait);
  return portrait;
}

std::string Joined(const std::vector<std::string>& words) {
  return words.empty() ? "-" : fmt::format("{}", fmt::join(words, "; "));
}

template <class Item, class Said>
std::string Each(const std::vector<Item>& items, Said said) {
  std::vector<std::string> words;
  for (const Item& item : items) words.push_back(said(item));
  return Joined(words);
}

// As it is compared, so in one spelling.
std::vector<std::pair<std::string, std::string>> Says(const Portrait& portrait) {
  const auto place = [](const matching::PlaceForm& each) {
    std::vector<std::string> parts;
    for (const std::string& part :
         {each.flat.empty() ? "" : "flat " + each.flat, each.number, each.street, each.building,
          each.locality, each.region, each.postcode}) {
      if (!part.empty()) parts.push_back(part);
    }
    return fmt::format("{}", fmt::join(parts, " "));
  };
  return {{"names",
           Each(portrait.names, [](const auto& name) { return name.given + " / " + name.family; })},
          {"birth dates", Joined(portrait.births)},
          {"sex",
           Each(portrait.sexes,
                [](v1::Sex sex) { return std::string(sex == v1::SEX_MALE ? "male" : "female"); })},
          {"numbers", Each(portrait.numbers, [](const auto& number) { return number.value; })},
          {"addresses", Each(portrait.places, place)},
          {"telephones", Joined(portrait.phones)},
          {"e-mails", Joined(portrait.emails)}};
}

StatusOr<matching::Model> ReadModelInUse(const HubClient& client, const v1::Caller& caller) {
  v1::GetModelRequest request;
  *request.mutable_caller() = caller;
  const auto stub = v1::MatchingService::NewStub(client.channel());
  GT_ASSIGN_OR_RETURN(const auto answer, Ask(*stub, &v1::MatchingService::Stub::GetModel, request));
  return matching::FromMessage(answer.in_use());
}

void Print(const matching::Model& model, const Portrait& first, const Portrait& second,
           const ExplainOptions& options, double against, Console& console) {
  const auto explanation = matching::Explain(model, matching::Compare(first, second), against);
  const auto says_first = Says(first);
  const auto says_second = Says(second);
  const std::string_view verdict = matching::VerdictWord(explanation.judgement.verdict());
  if (options.common.json) {
    Json steps = Json::array();
    for (const matching::Step& step : explanation.steps) {
      steps.push_back({{"what", step.what}, {"found", step.found}, {"bits", step.bits}});
    }
    Json says = Json::object();
    for (size_t i = 0; i < says_first.size(); ++i) {
      says[says_first[i].first] = {says_first[i].second, says_second[i].second};
    }
    console.out << JsonLine({{"records", {options.first, options.second}},
                             {"model", model.version},
                             {"verdict", verdict},
                             {"bits", explanation.judgement.bits},
                             {"says", std::move(says)},
                             {"steps", std::move(steps)}})
                << '\n';
    return;
  }
  std::vector<std::vector<std::string>> rows = {{"", Plain(options.first), Plain(options.second)}};
  for (size_t i = 0; i < says_first.size(); ++i) {
    rows.push_back(
        {says_first[i].first, Plain(says_first[i].second), Plain(says_second[i].second)});
  }
  console.out << AlignColumns(std::move(rows)) << '\n'
              << matching::WaterfallText(explanation, console.width) << "By weight: " << verdict
              << ". Nothing is decided by this.\n";
}

int RunExplain(const ExplainOptions& options, Console& console) {
  const auto first = ParseRecordId(options.first);
  const auto second = ParseRecordId(options.second);
  const auto caller = CallerOf(options.common);
  if (!first || !second || !caller.ok()) {
    Say(console, caller.ok() ? "write each record as FEED/ID" : Message(caller.status()));
    return kExitUsage;
  }
  const auto client = OpenClient(options.common, IfMissing::kRefuse, console);
  if (!client.ok()) return FailToOpen(console, client.status());
  const auto portrait = ReadPortrait(*client, *caller, *first);
  const auto other = ReadPortrait(*client, *caller, *second);
  const auto model = ReadModelInUse(*client, *caller);
  for (const Status& status : {portrait.status(), other.status(), model.status()}) {
    if (!status.ok()) return Fail(console, status);
  }
  Print(*model, *portrait, *other, options,
        first->feed == second->feed ? matching::kOneFeedBits : 0, console);
  return kExitOk;
}

}  // namespace

void AddMatchExplain(Command match) {
  auto options = std::make_shared<ExplainOptions>();
  Command explain = match.Add("explain", kMatchExplainDescription);
  explain.Value("FIRST", options->first, "a source record, FEED/ID").Required();
  explain.Value("SECOND", options->second, "another one").Required();
  AddPlace(explain, &options->common);
  AddCaller(explain, &options->common);
  explain.Runs([options](Console& console) { return RunExplain(*options, console); });
}

}  // namespace goldthread::server
