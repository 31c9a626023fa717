#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "eventstore/base/clock.h"
#include "services/access/key_file.h"
#include "services/access/policy_words.h"
#include "services/access/signing_key.h"
#include "services/access/token.h"
#include "services/server/chronology_json.h"
#include "services/server/commands.h"
#include "services/server/read_file.h"
#include "services/vocabulary/calendar.h"

namespace goldthread::server {
namespace {

constexpr const char* kKeyDescription =
    R"(Make a signing key for an agency, and the lines that let a hub believe it.

The private key goes into a new file that only you can read; the lines for the hub's
keys.toml go to stdout and hold nothing secret.

Examples:
  goldthread access key --agency-id northmere-school --for school-dsl --out school.jwk >> keys.toml
  goldthread access key --agency-id hub --for operator --for auditor --out trial.jwk --demo
)";

constexpr const char* kTokenDescription =
    R"(Sign a token: who asks, in which role, for which purpose, for at most an hour.

An agency's sign-in service does this for its users; here it is for trying out and for an
operator's own use.

Examples:
  goldthread access token --signed-with school.jwk --audience northmere \
      --agency-id northmere-school --user teacher-5 --role school-dsl \
      --purpose child-in-need > me.jwt
)";

struct KeyOptions {
  bool json = false;
  bool demo = false;
  std::string agency;
  std::vector<std::string> roles;
  std::string kid;
  std::string out;
};

struct TokenOptions {
  CommonOptions common;
  std::string key;
  std::string audience;
  int minutes = static_cast<int>(access::kTokenLifeMax.count());
};

int RunKey(const KeyOptions& options, Console& console) {
  const Instant now = SystemClock().Now();
  // An agency may have parts ("council/975"); a key's name has none.
  std::string named_after = options.agency;
  std::replace(named_after.begin(), named_after.end(), '/', '-');
  const std::string kid = options.kid.empty()
                              ? fmt::format("{}-{}", named_after, DayText(DayInLondon(now)))
                              : options.kid;
  for (const std::string& word : options.roles) {
    if (access::IsWord(word)) continue;
    Say(console, "--for: a role is a word of a-z, 0-9 and hyphens");
    return kExitUsage;
  }
  if (!access::IsWord(kid) || !access::IsWord(named_after)) {
    Say(console, "--agency-id is words of a-z, 0-9 and hyphens parted by /, --kid one such word");
    return kExitUsage;
  }
  const auto key = access::PrivateKey::Generate(kid);
  if (!key.ok()) return Fail(console, key.status());
  if (const Status written = WriteSecret(options.out, key->Jwk() + "\n"); !written.ok()) {
    Say(console, Message(written));
    return kExitUsage;
  }
  std::string lines = access::KeyFileLines(*key, options.agency, options.roles);
  if (options.demo) lines += "demo = true\n";
  if (options.json) {
    console.out << JsonLine({{"kid", kid}, {"private", options.out}, {"lines", lines}}) << '\n';
    return kExitOk;
  }
  console.out << lines;
  console.err << fmt::format("The private key {} is in {}: yours alone.\n", kid,
                             Plain(options.out));
  return kExitOk;
}

StatusOr<std::string> Signed(const TokenOptions& options) {
  access::TokenRequest request;
  GT_ASSIGN_OR_RETURN(request.caller, CallerOf(options.common));
  if (options.minutes < 1 || options.minutes > access::kTokenLifeMax.count()) {
    return Error(Code::kInvalidArgument,
                 fmt::format("--minutes: 1 to {}", access::kTokenLifeMax.count()));
  }
  GT_ASSIGN_OR_RETURN(const std::string jwk, ReadFile(options.key));
  GT_ASSIGN_OR_RETURN(const access::PrivateKey key, access::PrivateKey::Parse(jwk));
  request.audience = options.audience;
  request.from = SystemClock().Now();
  request.life = std::chrono::minutes(options.minutes);
  return access::MintToken(key, request);
}

int RunToken(const TokenOptions& options, Console& console) {
  const auto token = Signed(options);
  if (!token.ok()) {
    Say(console, Message(token.status()));
    return kExitUsage;
  }
  if (options.common.json) {
    console.out << JsonLine({{"token", *token}}) << '\n';
  } else {
    console.out << *token << '\n';
  }
  return kExitOk;
}

}  // namespace

void AddKeys(Command access) {
  auto key = std::make_shared<KeyOptions>();
  Command making = access.Add("key", kKeyDescription);
  making.Value("--agency-id", key->agency, "for which agency it speaks").Required();
  making.Value("--for", key->roles, "a role it speaks for; may be repeated")
      .Of("ROLE")
      .OneEach()
      .Required();
  making.Value("--out", key->out, "where the private key goes; not there yet")
      .Of("FILE")
      .Required();
  making.Value("--kid", key->kid, "the key's id, if not the agency and today");
  making.Switch("--demo", key->demo, "for trying out: refused in production");
  making.Switch("--json", key->json, "answer in JSON");
  making.Runs([key](Console& console) { return RunKey(*key, console); });
  auto token = std::make_shared<TokenOptions>();
  Command signing = access.Add("token", kTokenDescription);
  signing.Value("--signed-with", token->key, "the private key").Of("FILE").Required();
  signing.Value("--audience", token->audience, "the hub's, as its keys.toml says").Required();
  signing.Value("--minutes", token->minutes, "how long it holds").SaysDefault();
  AddJson(signing, &token->common);
  AddCaller(signing, &token->common);
  signing.Runs([token](Console& console) { return RunToken(*token, console); });
}

}  // namespace goldthread::server
