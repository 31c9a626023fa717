// Census XML, one child at a time, in constant memory however long the file is.
//
// Files come from many hands, so nothing in one is trusted: a document type declaration (the
// way in for entity bombs and for reading other files) ends the reading before anything of it
// is used; depth, text and the size of one child have limits. Everything before a break in
// the XML still comes out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "connectors/inbound/cin_census/census_child.h"
#include "connectors/inbound/cin_census/census_elements.h"
#include "connectors/inbound/cin_census/census_problem.h"

namespace goldthread::cin_census {

// Fills `buffer` with up to `size` bytes and says how many; 0 at the end, -1 when it fails.
using ByteSource = std::function<int64_t(char* buffer, size_t size)>;

class CensusXml {
 public:
  explicit CensusXml(ByteSource source);
  ~CensusXml();
  CensusXml(const CensusXml&) = delete;
  CensusXml& operator=(const CensusXml&) = delete;

  // The next child; nothing when there is none to be had. Then `broken` says whether the file
  // ended there, or only what could be read of it.
  // Threads: one.
  std::optional<CensusChild> Next();

  // Whole before the first child comes out, if it stands before the children.
  const HeaderFields& header() const;
  const std::optional<Problem>& broken() const;
  // How often each element was met that the hub does not carry: "CINdetails/PreProceedings…".
  const std::map<std::string, int64_t>& not_carried() const;
  int64_t bytes_read() const;

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace goldthread::cin_census
