// The county's events as files: lines of JSON, as `goldthread publish` reads them, and the
// contract's own bytes, each after its length.
#pragma once

#include <optional>
#include <string>

#include "connectors/county/out_file.h"
#include "goldthread/v1/event.pb.h"

namespace goldthread::county {

class EventFiles {
 public:
  // events.ndjson and events.binpb in `folder`, or one of them.
  EventFiles(const std::string& folder, bool lines, bool bytes);

  void Write(const v1::Event& event);
  // The disk is full or the file is no file: what is written now is lost.
  bool failed() const { return (lines_ && lines_->failed()) || (bytes_ && bytes_->failed()); }
  // Errors: as OutFile::Close.
  Status Close();

 private:
  std::optional<OutFile> lines_;
  std::optional<OutFile> bytes_;
  std::string line_;
  std::string body_;
};

}  // namespace goldthread::county
