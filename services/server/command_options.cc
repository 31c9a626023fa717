#include <fmt/format.h>

#include <algorithm>

#include "services/access/reason.h"
#include "services/server/commands.h"
#include "services/server/words.h"

namespace goldthread::server {

void AddJson(Command command, CommonOptions* options) {
  command.Switch("--json", options->json, "answer in JSON");
  command.Switch("--no-input", options->no_input, "never ask anything");
}

void AddPlace(Command command, CommonOptions* options) {
  AddJson(command, options);
  command.Value("--data", options->place.data, "the hub's directory; no server needed").Of("DIR");
  command.Value("--hub", options->place.hub, "a running hub").Of("HOST:PORT");
  command
      .Value("--registry", options->place.registry,
             "who may send what; with --data (default: DIR/registry.toml)")
      .Of("FILE");
  const auto proof = [&command](const char* name, std::string* value, const char* help) {
    command.Value(name, *value, help).Of("FILE").In("Proof of who asks");
  };
  proof("--token", &options->place.proof.token, "a signed token, for a hub with keys");
  proof("--ca", &options->place.proof.ca, "the authority of the hub's certificate: TLS");
  proof("--certificate", &options->place.proof.certificate, "your own, for a hub that asks");
  proof("--key", &options->place.proof.key, "its private key");
}

void AddCaller(Command command, CommonOptions* options) {
  const auto add = [&command](const char* name, std::string* value, const char* help) {
    command.Value(name, *value, help).SaysDefault().In("Who asks (audited)");
  };
  add("--purpose", &options->purpose, "why: section-47, child-in-need, review ...");
  add("--user", &options->user, "your agency's id for you, not your name");
  add("--role", &options->role, "social-worker, police-da-desk ...");
  add("--agency-id", &options->agency, "your agency as the registry names it");
}

StatusOr<v1::Caller> CallerOf(const CommonOptions& options) {
  const auto purpose = EnumFromWord(*v1::Purpose_descriptor(), options.purpose);
  if (!purpose) {
    const auto words = EnumWords(*v1::Purpose_descriptor());
    return Error(Code::kInvalidArgument,
                 fmt::format("--purpose is one of {}", fmt::join(words, ", ")));
  }
  v1::Caller caller;
  caller.set_agency(options.agency);
  caller.set_user(options.user);
  caller.set_role(options.role);
  caller.set_purpose(static_cast<v1::Purpose>(*purpose));
  return caller;
}

v1::Caller OperatorOf(const CommonOptions& options) {
  v1::Caller caller;
  caller.set_agency(options.agency);
  caller.set_user(options.user);
  caller.set_role("operator");
  caller.set_purpose(v1::PURPOSE_OPERATION);
  return caller;
}

StatusOr<HubClient> OpenClient(const CommonOptions& options, IfMissing if_missing,
                               Console& console) {
  Progress progress(console, "building the views");
  return HubClient::Open(options.place, if_missing, [&progress](const RebuildProgress& at) {
    progress.Show(at.records_read, at.records_total);
  });
}

int FailToOpen(Console& console, const Status& status) {
  Say(console, Message(status));
  // BAD_REGISTRY, BAD_SETTINGS …: what the hub reads, not what was typed.
  const bool usage =
      status.code() == Code::kInvalidArgument && !access::ReasonOf(status).starts_with("BAD_");
  return usage ? kExitUsage : kExitNoHub;
}

std::string_view Version() { return GT_VERSION; }

void Progress::Show(int64_t done, int64_t total) {
  constexpr int kCells = 20;
  if (!console_.err_is_terminal || total <= 0) return;
  const int percent = static_cast<int>(std::clamp<int64_t>(done * 100 / total, 0, 100));
  if (percent == shown_) return;
  shown_ = percent;
  const auto full = static_cast<size_t>(percent * kCells / 100);
  console_.err << fmt::format("\r{} [{}{}] {:3} %", label_, std::string(full, '#'),
                              std::string(kCells - full, ' '), percent)
               << std::flush;
}

void Progress::Done() {
  if (shown_ >= 0) console_.err << '\r' << std::string(label_.size() + 32, ' ') << '\r';
  shown_ = -1;
}

}  // namespace goldthread::server
