// The county's events as files: lines of JSON, as `goldthread publish` reads them, and the
// contract's own bytes, each after its length.
#pragma once

#include <string>

#include "connectors/county/out_file.h"
#include "goldthread/v1/event.pb.h"

namespace goldthread::county {

class EventFiles {
 public:
  // events.ndjson and events.binpb in `folder`.
  explicit EventFiles(const std::string& folder);

  void Write(const v1::Event& event);
  // Errors: as OutFile::Close.
  Status Close();

 private:
  OutFile lines_;
  OutFile bytes_;
  std::string line_;
  std::string body_;
};

}  // namespace goldthread::county
