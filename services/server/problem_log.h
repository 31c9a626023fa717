// What was wrong in an imported file, told: the first ones shown, some kept for JSON, all written
// where asked.
#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "eventstore/base/status.h"
#include "services/server/commands.h"
#include "services/server/feed_import.h"

namespace goldthread::server {

class ProblemLog {
 public:
  // Lent. `keep`: for JSON.
  ProblemLog(bool keep, Console& console, Progress& progress)
      : keep_(keep), console_(console), progress_(progress) {}

  // `imported` is what is about to be read: it must not be written over. `file` empty: none.
  // kInvalidArgument: it cannot be written, or is what is read.
  Status Open(const std::string& file, const std::string& imported);
  // kUnavailable: not all of it is on the disk.
  Status Close();

  void Add(const RowProblem& problem);
  void SayHowMany() const;

  const nlohmann::ordered_json& kept() const { return kept_; }
  size_t total() const { return total_; }
  size_t errors() const { return errors_; }

 private:
  const bool keep_;
  Console& console_;
  Progress& progress_;
  std::string name_;
  std::ofstream file_;
  nlohmann::ordered_json kept_ = nlohmann::ordered_json::array();
  size_t total_ = 0;
  size_t errors_ = 0;
};

}  // namespace goldthread::server
