// A file that is written from front to back, and says at its end whether all of it got there.
#pragma once

#include <fstream>
#include <initializer_list>
#include <string>
#include <string_view>

#include "eventstore/base/status.h"

namespace goldthread::county {

class OutFile {
 public:
  explicit OutFile(const std::string& path);

  void Write(std::string_view bytes);
  // A line of comma-separated values, quoted where they need it (RFC 4180).
  void WriteRow(std::initializer_list<std::string_view> cells);
  bool failed() const { return out_.fail(); }
  // kUnavailable: not all of it is on the disk; the file is worth nothing.
  Status Close();

 private:
  const std::string path_;
  std::ofstream out_;
  std::string buffer_;
};

}  // namespace goldthread::county
