#include "services/server/problem_log.h"

#include <fmt/format.h>

#include <filesystem>

namespace goldthread::server {
namespace {

constexpr size_t kProblemsInJson = 1000;
constexpr size_t kProblemsShown = 20;

}  // namespace

Status ProblemLog::Open(const std::string& file, const std::string& imported) {
  if (file.empty()) return OkStatus();
  std::error_code error;
  if (std::filesystem::equivalent(file, imported, error)) {
    return Error(Code::kInvalidArgument,
                 "--problems names the imported file itself; name another file");
  }
  name_ = file;
  file_.open(file, std::ios::trunc);
  file_ << "line\tfield\trule\tseverity\tremedy\n" << std::flush;
  if (file_) return OkStatus();
  return Error(Code::kInvalidArgument, fmt::format("cannot write {}", file));
}

Status ProblemLog::Close() {
  if (!file_.is_open()) return OkStatus();
  file_.close();
  if (file_) return OkStatus();
  return Error(Code::kUnavailable, fmt::format("could not write all problems to {}: is the disk "
                                               "full? Import again to have them.",
                                               name_));
}

void ProblemLog::Add(const RowProblem& problem) {
  ++total_;
  if (problem.severity == "error") ++errors_;
  if (file_.is_open()) {
    file_ << fmt::format("{}\t{}\t{}\t{}\t{}\n", problem.line, Plain(problem.field), problem.rule,
                         problem.severity, problem.remedy);
  }
  if (keep_ && kept_.size() < kProblemsInJson) {
    kept_.push_back({{"line", problem.line},
                     {"field", problem.field},
                     {"rule", problem.rule},
                     {"severity", problem.severity},
                     {"remedy", problem.remedy}});
  }
  if (total_ > kProblemsShown) return;
  progress_.Done();
  console_.err << fmt::format("line {}: {} {} ({}): {}\n", problem.line, Plain(problem.field),
                              problem.rule, problem.severity, problem.remedy);
}

void ProblemLog::SayHowMany() const {
  if (total_ <= kProblemsShown) return;
  console_.err << fmt::format(
      "... and {} more; {}\n", total_ - kProblemsShown,
      name_.empty() ? "--problems FILE writes them all" : "all of them are in " + name_);
}

}  // namespace goldthread::server
