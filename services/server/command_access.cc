#include <fmt/format.h>

#include <iterator>
#include <nlohmann/json.hpp>

#include "goldthread/v1/access_service.grpc.pb.h"
#include "services/access/policy_words.h"
#include "services/server/chronology_json.h"
#include "services/server/commands.h"
#include "services/server/hub_access.h"
#include "services/server/read_file.h"
#include "services/server/words.h"
#include "services/vocabulary/record_id.h"
#include "services/vocabulary/record_ref.h"

namespace goldthread::server {
namespace {

constexpr const char* kAccessDescription = R"(Who may see what, and by what proof (docs/access.md).

Examples:
  goldthread access explain --role school-dsl --purpose child-in-need --category domestic-abuse
  goldthread access policy > policy.toml
  goldthread access key --agency-id northmere-school --for school-dsl --out school.jwk
)";

constexpr const char* kExplainDescription =
    R"(Which rule of the sharing policy decides a case, where it stands, and why.

Examples:
  goldthread access explain --role school-dsl --purpose child-in-need --category domestic-abuse
  goldthread access explain --data DIR --role ed-nurse --purpose section-47 --category police \
      --relation own-case
)";

constexpr const char* kGlassDescription =
    R"(Open one person's story for a short time, because there is no time to ask.

The explanation, 20 to 500 bytes, is read from stdin or a file: it may name people. The
agencies whose records it opens are told at once. Only roles the policy names may do it.

Examples:
  goldthread access break-glass --hub 127.0.0.1:7790 --token me.jwt --record FEED/ID \
      --reason immediate-danger < why.txt
)";

struct ExplainOptions {
  bool json = false;
  std::string data;
  std::string policy;
  std::string role;
  std::string purpose;
  std::string category;
  std::string relation;
};

struct GlassOptions {
  CommonOptions common;
  std::string record;
  std::string reason;
  std::string explanation = "-";
};

Status WrongOption(std::string_view what) { return Error(Code::kInvalidArgument, what); }

StatusOr<LoadedAccess> PolicyFrom(const std::string& data, const std::string& file) {
  HubAccess settings;
  if (!data.empty()) {
    GT_ASSIGN_OR_RETURN(settings, HubAccessOf(data));
    settings.keys_file.clear();
  }
  if (!file.empty()) settings.policy_file = file;
  return LoadAccess(settings);
}

template <class T>
StatusOr<T> WordFor(const char* flag, const std::optional<T>& value,
                    const std::vector<std::string>& words) {
  if (value.has_value()) return *value;
  return WrongOption(fmt::format("{} is one of {}", flag, fmt::join(words, ", ")));
}

struct Case {
  v1::Purpose purpose = v1::PURPOSE_UNSPECIFIED;
  v1::InformationCategory category = v1::INFORMATION_CATEGORY_UNSPECIFIED;
  std::vector<access::Relation> relations;
};

StatusOr<Case> CaseOf(const ExplainOptions& options, const access::SharingPolicy& policy) {
  if (!policy.KnowsRole(options.role)) {
    std::vector<std::string> roles;
    for (const auto& [role, what] : policy.roles()) roles.push_back(role);
    return WrongOption(fmt::format("--role is one of {}", fmt::join(roles, ", ")));
  }
  Case asked;
  GT_ASSIGN_OR_RETURN(asked.purpose, WordFor("--purpose", access::PurposeOf(options.purpose),
                                             access::PurposeWords()));
  GT_ASSIGN_OR_RETURN(asked.category, WordFor("--category", access::CategoryOf(options.category),
                                              access::CategoryWords()));
  for (const std::string& word : access::RelationWords()) {
    if (!options.relation.empty() && options.relation != word) continue;
    asked.relations.push_back(*access::RelationOf(word));
  }
  if (!asked.relations.empty()) return asked;
  return WrongOption(
      fmt::format("--relation is one of {}", fmt::join(access::RelationWords(), ", ")));
}

nlohmann::ordered_json DecisionJson(access::Relation relation,
                                    const access::SharingPolicy::Decision& decision) {
  nlohmann::ordered_json json = {{"relation", access::WordOf(relation)},
                                 {"shows", access::WordOf(decision.outcome)}};
  if (decision.rule == nullptr) return json;
  json["rule"] = decision.rule->id;
  json["line"] = decision.rule->line;
  json["source"] = decision.rule->source;
  json["because"] = decision.rule->because;
  return json;
}

std::string DecisionText(access::Relation relation,
                         const access::SharingPolicy::Decision& decision) {
  const std::string head =
      fmt::format("  {:<11} {:<10}", access::WordOf(relation), access::WordOf(decision.outcome));
  if (decision.rule == nullptr) return head + "no rule covers it: not shown\n";
  return fmt::format("{}{}, line {}\n{:24}{}\n{:24}{}\n", head, decision.rule->id,
                     decision.rule->line, "", decision.rule->because, "", decision.rule->source);
}

int RunExplain(const ExplainOptions& options, Console& console) {
  const auto loaded = PolicyFrom(options.data, options.policy);
  if (!loaded.ok()) {
    Say(console, Message(loaded.status()));
    return kExitFailed;
  }
  const access::SharingPolicy& policy = loaded->policy();
  const auto asked = CaseOf(options, policy);
  if (!asked.ok()) {
    Say(console, Message(asked.status()));
    return kExitUsage;
  }
  nlohmann::ordered_json decisions = nlohmann::ordered_json::array();
  std::string text = fmt::format("{} for {}, {}, by policy {}:\n", options.role, options.purpose,
                                 options.category, policy.fingerprint());
  for (const access::Relation relation : asked->relations) {
    const auto decision = policy.Decide(options.role, asked->purpose, asked->category, relation);
    decisions.push_back(DecisionJson(relation, decision));
    text += DecisionText(relation, decision);
  }
  if (options.json) {
    console.out << JsonLine({{"policy", policy.fingerprint()},
                             {"role", options.role},
                             {"purpose", options.purpose},
                             {"category", options.category},
                             {"decisions", std::move(decisions)}})
                << '\n';
  } else {
    console.out << text;
  }
  return kExitOk;
}

StatusOr<std::string> Explanation(const std::string& file, Console& console) {
  std::string text;
  if (file == "-") {
    text.assign(std::istreambuf_iterator<char>(console.in), {});
  } else {
    GT_ASSIGN_OR_RETURN(text, ReadFile(file));
  }
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

StatusOr<v1::BreakGlassRequest> RequestOf(const GlassOptions& options, Console& console) {
  v1::BreakGlassRequest request;
  GT_ASSIGN_OR_RETURN(*request.mutable_caller(), CallerOf(options.common));
  const auto record = ParseRecordId(options.record);
  if (!record) return WrongOption("--record: write FEED/ID");
  *request.mutable_record() = ToRef(*record);
  GT_ASSIGN_OR_RETURN(
      const int reason,
      WordFor("--reason", EnumFromWord(*v1::GlassReason_descriptor(), options.reason),
              EnumWords(*v1::GlassReason_descriptor())));
  request.set_reason(static_cast<v1::GlassReason>(reason));
  GT_ASSIGN_OR_RETURN(*request.mutable_explanation(), Explanation(options.explanation, console));
  return request;
}

int RunBreakGlass(const GlassOptions& options, Console& console) {
  const auto request = RequestOf(options, console);
  if (!request.ok()) {
    Say(console, Message(request.status()));
    return kExitUsage;
  }
  const auto client = OpenClient(options.common, IfMissing::kRefuse, console);
  if (!client.ok()) return FailToOpen(console, client.status());
  const auto stub = v1::AccessService::NewStub(client->channel());
  const auto answer = Ask(*stub, &v1::AccessService::Stub::BreakGlass, *request);
  if (!answer.ok()) return Fail(console, answer.status());
  std::vector<std::string> opens;
  for (const int category : answer->opens()) {
    opens.push_back(EnumWord(*v1::InformationCategory_descriptor(), category));
  }
  const std::string until = TimeText(answer->expires_at());
  if (options.common.json) {
    console.out << JsonLine({{"grant", answer->grant()}, {"expires_at", until}, {"opens", opens}})
                << '\n';
  } else {
    console.out << fmt::format("opened until {}: {}\n  grant {}; the agencies concerned are told\n",
                               until, fmt::join(opens, ", "), Plain(answer->grant()));
  }
  return kExitOk;
}

void AddExplain(Command access) {
  auto options = std::make_shared<ExplainOptions>();
  Command command = access.Add("explain", kExplainDescription);
  const auto add = [&command](const char* name, std::string& value, const char* help) {
    return command.Value(name, value, help);
  };
  add("--role", options->role, "whose look: social-worker, school-dsl ...").Required();
  add("--purpose", options->purpose, "why: section-47, child-in-need ...").Required();
  add("--category", options->category, "of what: police, health ...").Required();
  add("--relation", options->relation, "own-agency, own-case or none; all of them if not given");
  add("--data", options->data, "the policy of this hub").Of("DIR");
  add("--policy", options->policy, "this policy, before a hub has it").Of("FILE");
  command.Switch("--json", options->json, "answer in JSON");
  command.Runs([options](Console& console) { return RunExplain(*options, console); });
}

void AddPolicy(Command access) {
  Command command = access.Add(
      "policy", "Print the sharing policy a new hub starts with, to agree your own from.");
  command.Runs([](Console& console) {
    console.out << access::DefaultPolicyToml();
    return static_cast<int>(kExitOk);
  });
}

void AddBreakGlass(Command access) {
  auto options = std::make_shared<GlassOptions>();
  Command command = access.Add("break-glass", kGlassDescription);
  command.Value("--record", options->record, "any one of the person's source records")
      .Of("FEED/ID")
      .Required();
  command.Value("--reason", options->reason, "immediate-danger, life-at-risk, child-missing")
      .Of("WORD")
      .Required();
  command.Value("--explanation", options->explanation, "where it is read from; - is stdin")
      .Of("FILE")
      .SaysDefault();
  AddPlace(command, &options->common);
  AddCaller(command, &options->common);
  command.Runs([options](Console& console) { return RunBreakGlass(*options, console); });
}

}  // namespace

void AddAccess(Command app) {
  Command access = app.Add("access", kAccessDescription);
  access.WantsCommand();
  AddExplain(access);
  AddPolicy(access);
  AddBreakGlass(access);
  AddKeys(access);
}

}  // namespace goldthread::server
