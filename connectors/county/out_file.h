// A file that is written from front to back, and says at its end whether all of it got there.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "eventstore/base/status.h"

namespace goldthread::county {

// Why the disk did not do something, and what may help. `what`: "write DIR/events.ndjson".
// kResourceExhausted: it is full. kUnavailable: anything else.
Status CannotOnDisk(std::string_view what, int error_number);

class OutFile {
 public:
  // In place of a file that is there; not where a link leads.
  explicit OutFile(const std::string& path);
  ~OutFile();
  OutFile(OutFile&& other) noexcept;
  OutFile(const OutFile&) = delete;
  OutFile& operator=(const OutFile&) = delete;

  void Write(std::string_view bytes) {
    buffer_.append(bytes);
    if (buffer_.size() >= kBufferBytes) Flush();
  }
  // A line of comma-separated values, quoted where they need it (RFC 4180).
  void WriteRow(std::initializer_list<std::string_view> cells);
  bool failed() const { return error_number_ != 0; }
  // CannotOnDisk: not all of it is there; the file is worth nothing.
  Status Close();

 private:
  static constexpr size_t kBufferBytes = 1 << 18;

  void Flush();

  const std::string path_;
  int file_ = -1;
  int error_number_ = 0;  // The first.
  std::string buffer_;
};

}  // namespace goldthread::county
