#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include <fstream>
#include <memory>

#include "goldthread/v1/matching_service.grpc.pb.h"
#include "services/identity/matching/model.h"
#include "services/identity/matching/model_message.h"
#include "services/server/match_options.h"
#include "services/server/read_file.h"
#include "services/server/words.h"
#include "services/vocabulary/matching_model.h"

namespace goldthread::server {
namespace {

using Matching = v1::MatchingService;

// Learning from a hundred thousand records, and trying what came of it.
constexpr std::chrono::minutes kTrialWait{15};

constexpr const char* kModelDescription =
    R"(By which model records are matched: which is in use, since when, by whom, and which were before.
)";
constexpr const char* kLearnDescription =
    R"(Learn a model from the hub's own records, of which nobody says whose they are.

Writes it to a file and shows what it would change. Nothing is kept in the hub: 'goldthread match
adopt' puts it in force.

Example:
  goldthread match learn --name northmere-2026 --out model.json --data DIR
)";
constexpr const char* kAdoptDescription =
    R"(Put a model in force, for all that the log holds: who is one person is decided anew.

Without --on it shows what the model would change, and the state to name as --on. With it the
adoption is a fact in the log; the hub makes its views anew and answers by the model before until
they are there ('goldthread match model' says which).

Example:
  goldthread match adopt model.json --reason "learnt from our own records" --data DIR
)";

struct ModelOptions {
  std::string file;
  bool region = false;
  std::string name;
  std::string reason;
  std::string state;
  CommonOptions common;
};

void AddLead(Command command, CommonOptions* common) {
  common->role = "match-lead";
  common->purpose = "matching";
  AddPlace(command, common);
  AddCaller(command, common);
}

// As the contract has it, every name as there; nothing is left out.
template <class Shown>
std::string JsonOf(const Shown& message, bool spaced) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = spaced;
  options.preserve_proto_field_names = true;
  std::string text;
  const auto status = google::protobuf::util::MessageToJsonString(message, &text, options);
  return status.ok() ? text : std::string();
}

StatusOr<v1::LearntModel> ReadModel(const std::string& file) {
  GT_ASSIGN_OR_RETURN(const std::string text, ReadFile(file));
  v1::LearntModel learnt;
  const auto status = google::protobuf::util::JsonStringToMessage(text, &learnt);
  if (status.ok()) return learnt;
  return Error(Code::kInvalidArgument, fmt::format("{}: {}", file, std::string(status.message())));
}

std::string EffectText(const v1::ModelEffect& effect) {
  std::string text = fmt::format(
      "Of {} records{}:\n  persons   {} now, {} then; {} records joined by others, {} parted from "
      "some\n  review    {} pairs now, {} then\n",
      effect.records(),
      effect.records() < effect.of_records()
          ? fmt::format(", drawn by lot of {}", effect.of_records())
          : "",
      effect.persons_now(), effect.persons_then(), effect.records_joined(), effect.records_parted(),
      effect.in_review_now(), effect.in_review_then());
  for (const v1::PairsWeighed& pairs : effect.pairs()) {
    text += fmt::format("  pairs     {:>9} now, {:>9} then: {}\n", pairs.now(), pairs.then(),
                        pairs.pairs());
  }
  return text;
}

std::string LessonText(const v1::MatchingLesson& lesson) {
  return fmt::format(
      "{} pairs of {} records{}, in the log of {} before {}", lesson.pairs(), lesson.records(),
      lesson.records() < lesson.of_records() ? fmt::format(" (of {})", lesson.of_records()) : "",
      Plain(lesson.partnership()), lesson.before());
}

std::string AdoptedText(const v1::AdoptedModel& adopted) {
  return fmt::format("{}  {}  {}\n  by {} ({}): {}\n  learnt from {}\n",
                     TimeText(adopted.received_at()), Plain(adopted.version()),
                     Plain(adopted.digest()).substr(0, 16), Plain(adopted.decider().user()),
                     Plain(adopted.decider().agency()), Plain(adopted.reason()),
                     LessonText(adopted.lesson()));
}

void PrintModel(const v1::GetModelResponse& answer, const ModelOptions& options, Console& console) {
  if (options.common.json) {
    console.out << JsonOf(answer, false) << '\n';
    return;
  }
  console.out << fmt::format("In use: {}  {}\n", Plain(answer.in_use().version()),
                             Plain(answer.digest()).substr(0, 16));
  if (answer.adopted().empty()) {
    console.out << "It ships with the hub; none was adopted.\n";
    return;
  }
  const v1::AdoptedModel& last = answer.adopted(answer.adopted_size() - 1);
  if (last.digest() != answer.digest()) {
    console.out << fmt::format("In force is {}; views by it are being made.\n",
                               Plain(last.version()));
  }
  console.out << "Adopted, the latest first:\n";
  for (int i = answer.adopted_size(); i-- > 0;) console.out << AdoptedText(answer.adopted(i));
}

Status WriteModel(const v1::LearntModel& learnt, const std::string& file) {
  std::ofstream out(file, std::ios::trunc);
  out << JsonOf(learnt, true);
  out.flush();
  if (out) return OkStatus();
  return Error(Code::kUnavailable, fmt::format("{}: cannot be written", file));
}

int WriteRegionModel(const ModelOptions& options, Console& console) {
  if (options.file.empty()) {
    Say(console, "name a file with --out");
    return kExitUsage;
  }
  v1::LearntModel shipped;
  *shipped.mutable_model() = matching::ToMessage(matching::ShippedRegionModel());
  shipped.set_digest(DigestOf(shipped.model()));
  const Status written = WriteModel(shipped, options.file);
  if (!written.ok()) return Fail(console, written);
  console.out << fmt::format("{} is in {}. To see what it changes: goldthread match adopt {}\n",
                             shipped.model().version(), options.file, options.file);
  return kExitOk;
}

int RunModel(const ModelOptions& options, Console& console) {
  if (options.region) return WriteRegionModel(options, console);
  v1::GetModelRequest request;
  const auto caller = CallerOf(options.common);
  if (!caller.ok()) return FailUsage(console, caller.status());
  *request.mutable_caller() = *caller;
  request.set_min_position(-1);
  Status written = OkStatus();
  const int asked = AskHub<Matching>(options.common, request, &Matching::Stub::GetModel, console,
                                     [&](const v1::GetModelResponse& answer) {
                                       PrintModel(answer, options, console);
                                       if (options.file.empty()) return;
                                       v1::LearntModel in_use;
                                       *in_use.mutable_model() = answer.in_use();
                                       in_use.set_digest(answer.digest());
                                       written = WriteModel(in_use, options.file);
                                     });
  return written.ok() ? asked : Fail(console, written);
}

int RunLearn(const ModelOptions& options, Console& console) {
  v1::LearnModelRequest request;
  const auto caller = CallerOf(options.common);
  if (!caller.ok()) return FailUsage(console, caller.status());
  *request.mutable_caller() = *caller;
  request.set_min_position(-1);
  request.set_version(options.name);
  Status written = OkStatus();
  const int asked = AskHub<Matching>(
      options.common, request, &Matching::Stub::LearnModel, console,
      [&](const v1::LearnModelResponse& answer) {
        written = WriteModel(answer.learnt(), options.file);
        if (!written.ok()) return;
        if (options.common.json) {
          console.out << JsonOf(answer.effect(), false) << '\n';
          return;
        }
        console.out << fmt::format("{} is in {}: learnt from {}.\n", Plain(options.name),
                                   options.file, LessonText(answer.learnt().lesson()))
                    << EffectText(answer.effect());
      },
      kTrialWait);
  return written.ok() ? asked : Fail(console, written);
}

int RunAdopt(const ModelOptions& options, Console& console) {
  const auto learnt = ReadModel(options.file);
  if (!learnt.ok()) return FailUsage(console, learnt.status());
  v1::AdoptModelRequest request;
  const auto caller = CallerOf(options.common);
  if (!caller.ok()) return FailUsage(console, caller.status());
  *request.mutable_caller() = *caller;
  *request.mutable_learnt() = *learnt;
  request.set_reason(options.reason);
  request.set_on(options.state);
  return AskHub<Matching>(
      options.common, request, &Matching::Stub::AdoptModel, console,
      [&](const v1::AdoptModelResponse& answer) {
        if (options.common.json) {
          console.out << JsonOf(answer, false) << '\n';
        } else if (answer.has_adopted()) {
          console.out << "Adopted. Views by it are being made.\n" << AdoptedText(answer.adopted());
        } else {
          console.out << EffectText(answer.effect())
                      << fmt::format("To put it in force: the same, and --on {}\n",
                                     Plain(answer.state()));
        }
      },
      kTrialWait);
}

}  // namespace

void AddMatchModel(Command match) {
  auto model = std::make_shared<ModelOptions>();
  Command showing = match.Add("model", kModelDescription);
  showing.Value("--out", model->file, "write the one in use, to adopt it again").Of("FILE");
  showing.Switch("--region", model->region,
                 "with --out: instead the one that ships for a region of a million people");
  AddLead(showing, &model->common);
  showing.Runs([model](Console& console) { return RunModel(*model, console); });
  auto learn = std::make_shared<ModelOptions>();
  Command learning = match.Add("learn", kLearnDescription);
  learning.Value("--name", learn->name, "what to call the model").Of("NAME").Required();
  learning.Value("--out", learn->file, "where to write it").Of("FILE").Required();
  AddLead(learning, &learn->common);
  learning.Runs([learn](Console& console) { return RunLearn(*learn, console); });
  auto adopt = std::make_shared<ModelOptions>();
  Command adopting = match.Add("adopt", kAdoptDescription);
  adopting.Value("FILE", adopt->file, "what 'match learn' wrote").Required();
  adopting.Value("--on", adopt->state, "the state that was shown with the effect").Of("STATE");
  adopting.Value("--reason", adopt->reason, "why, for whoever reads the history")
      .Of("TEXT")
      .Required();
  AddLead(adopting, &adopt->common);
  adopting.Runs([adopt](Console& console) { return RunAdopt(*adopt, console); });
}

}  // namespace goldthread::server
